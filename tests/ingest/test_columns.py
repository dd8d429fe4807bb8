"""Columns that the codebook does not list: all named at once, ignored by name, by pattern or as the rest, never in silence."""

from typing import Any

import pandas as pd
import pytest
from synthetic import tiny_areas, tiny_cells, tiny_codebook

from crowdpotential.errors import ColumnError, CrowdpotentialError, SeveralFaultsError
from crowdpotential.ingest.column_names import list_columns
from crowdpotential.ingest.findings import Finding
from crowdpotential.ingest.harmonise import harmonise
from crowdpotential.ingest.raw_files import RawFile
from crowdpotential.params import DataFile


def read(
    extra: dict[str, Any],
    *,
    drop: tuple[str, ...] = (),
    **spec: Any,  # noqa: ANN401 any key of params
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    cells = tiny_cells(area="north").drop(columns=list(drop)).assign(**extra)
    files = [
        RawFile(spec=DataFile(path="north.csv", area="north", **spec), cells=cells),
        RawFile(spec=DataFile(path="south.csv", area="south"), cells=tiny_cells(area="south")),
    ]
    found = harmonise(files, codebook=tiny_codebook(), areas=tiny_areas(), blocs=("N", "S"))
    return found.responses, found.findings


WEIGHTS = {f"RW{k}": 1.0 for k in range(1, 81)}


def test_every_unknown_column_is_named_at_once() -> None:
    with pytest.raises(ColumnError) as caught:
        read({**WEIGHTS, "Ж1": 0, "w": 1, "Q1[SQ001]": 0})
    said = str(caught.value)
    assert "83 columns are not in the codebook" in said
    for name in ("RW1 to RW80 (80)", "Ж1", "w", "Q1[SQ001]", "data.columns", "data.ignore", "rest"):
        assert name in said


def test_a_variable_that_data_columns_names_must_be_in_the_codebook() -> None:
    with pytest.raises(CrowdpotentialError, match=r"north\.csv: data\.columns maps w to sexx, which is not in the codebook"):
        read({"w": 1}, columns={"w": "sexx"})


def test_numbered_columns_are_put_together_only_where_none_is_left_out() -> None:
    assert list_columns(["a1", "a2", "a3", "a4", "a6", "b"]) == "a1 to a4 (4), a6, b"
    assert list_columns(["a09", "a10", "a11", "a12"]) == "a09 to a12 (4)"
    assert list_columns(["a_1_x", "a_2_y", "a_3_x"]) == "a_1_x, a_2_y, a_3_x"


@pytest.mark.parametrize(
    ("ignore", "n"),
    [
        (["RW*"], 80),
        (["RW?"], 9),
        (["RW*", "w"], 80),
        (["rest"], 81),
        (["RW*", "rest"], 80),
        (["*W??", "rest"], 71),
    ],
)
def test_patterns_and_the_rest_are_ignored_counted_and_named(ignore: list[str], n: int) -> None:
    extra = WEIGHTS if ignore == ["RW*"] else {**WEIGHTS, "w": 1}
    extra = {name: 1 for name in extra if ignore != ["RW?"] or len(name) == 3}
    responses, findings = read(extra, ignore=ignore)
    assert len(responses) == 16
    told = [finding for finding in findings if finding.rule == "columns_ignored"]
    assert told[0].n == n
    assert sum(finding.n for finding in told) >= len(extra) - ("w" in ignore)
    assert all("RW" in finding.note or finding.note == "w" for finding in told)


@pytest.mark.parametrize(
    ("extra", "ignore", "says"),
    [
        ({"w": 1}, ["RW*", "w"], r"data\.ignore: no column fits RW\*"),
        ({"w": 1}, ["v"], r"data\.ignore names v, which is no column of the file"),
        ({"X9": 1}, ["X*"], r"X\* would also leave out X1, X2, X3, which the codebook lists"),
        ({"Q1[a]": 1, "Q1a": 1}, ["Q1[a]"], "column Q1a is not in the codebook"),
        ({"w": 1}, ["W"], r"data\.ignore names W.*did you mean w\?"),
    ],
)
def test_a_pattern_that_is_not_what_it_seems_is_refused(extra: dict[str, Any], ignore: list[str], says: str) -> None:
    with pytest.raises(CrowdpotentialError, match=says):
        read(extra, ignore=ignore)


@pytest.mark.parametrize("spelt", ["x2", "X 2", "X-2", "Х2"])
def test_a_misspelt_variable_is_not_ignored_with_the_rest(spelt: str) -> None:
    with pytest.raises(ColumnError, match=rf"rest, which would leave out {spelt} \(is it X2\?"):
        read({spelt: 1, "w": 1}, drop=("X2",), ignore=["rest"])


def test_a_misspelt_choice_that_files_need_not_have_is_not_ignored_either() -> None:
    choices = {"P_1": 1, "P__2": 2, "w": 1}
    with pytest.raises(ColumnError, match=r"leave out P__2 \(is it P_2\?\)"):
        read(choices, drop=("P_1", "P_2", "P_3", "P_4"), multiple="codes_in_order", ignore=["rest"])


def test_a_column_beside_the_variable_that_it_resembles_is_ignored_with_the_rest() -> None:
    _, findings = read({"X2_old": 1, "X_2": 3, "x2": 4}, ignore=["rest"])
    assert [finding.note for finding in findings if finding.rule == "columns_ignored"] == ["X2_old, X_2, x2"]


def test_a_letter_of_another_alphabet_is_named() -> None:
    letter = r"Х at place 1 is Cyrillic \(U\+0425\)"
    with pytest.raises(CrowdpotentialError, match=rf"\(did you mean X2\? {letter}\)"):
        read({"Х2": 1}, drop=("X2",))
    with pytest.raises(ColumnError, match=rf"columns are missing: X2 \(is it Х2 for X2\? {letter}\)"):
        read({"Х2": 1}, drop=("X2",), ignore=["Х2"])


def test_all_faults_of_the_columns_are_told_at_once() -> None:
    with pytest.raises(SeveralFaultsError) as caught:
        read({"w": 1, "column 3": "x"}, ignore=["v*"], columns={"nowhere": "X1"})
    for part in (
        "data.columns names nowhere",
        "no column fits v*",
        "column w is not",
        "column 3 has no name in the header",
    ):
        assert part in str(caught.value)


def test_a_missing_column_is_looked_for_under_another_spelling() -> None:
    with pytest.raises(ColumnError, match=r"columns are missing: D_AGE, X2 \(is it D-AGE for D_AGE\?\)"):
        read({"D-AGE": 30}, drop=("X2", "D_AGE"), ignore=["D-AGE"])


@pytest.mark.parametrize("name", ["+7 916 123-45-67", "ivanov@mail.ru", "4509 123456", "Иванов", "Ivan Ivanov", "1957-03-12"])
def test_a_name_that_is_of_no_study_is_told_by_its_place(name: str) -> None:
    with pytest.raises(ColumnError, match=r"column 23 \(W\) is not in the codebook") as caught:
        read({name: 1})
    assert name not in str(caught.value)


@pytest.mark.parametrize("title", ["X2 ", "\ufeffX2", "X\u200b2", "\u00a0X2"])
def test_what_nobody_sees_in_a_name_does_not_matter(title: str) -> None:
    responses, _ = read({title: 3}, drop=("X2",))
    assert set(responses["X2"][:8]) == {3}


def test_names_in_params_match_whatever_form_their_letters_have() -> None:
    composed, in_parts = "Какой\u00a0район?", "Какои\u0306  район?"  # й in one letter, and in two
    responses, _ = read({in_parts: 3}, drop=("X2",), columns={composed: "X2"})
    assert set(responses["X2"][:8]) == {3}


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("Х2", r"column Х2 is not in the codebook \(did you mean X2\? Х at place 1 is Cyrillic \(U\+0425\)\)"),
        ("D_АGЕ", r"did you mean D_AGE\? А at place 3 is Cyrillic \(U\+0410\), Е at place 5 is Cyrillic \(U\+0415\)"),
        ("р1_Ρ", "not in the codebook"),
    ],
)
def test_letters_of_another_alphabet_are_pointed_at(title: str, says: str) -> None:
    with pytest.raises(ColumnError, match=says) as caught:
        read({title: 3}, drop=("X2",) if title == "Х2" else ("D_AGE",) if title.startswith("D") else ())
    assert "\n" not in str(caught.value), "the column that is missing then is not told a second time"


def test_letters_of_another_alphabet_in_params_are_pointed_at() -> None:
    with pytest.raises(ColumnError, match=r"data\.columns names Вопрос, .* o at place 2 is Latin|о at place 5"):
        read({"Вoпрос": 3}, drop=("X2",), columns={"Вопрос": "X2"}, ignore=["rest"])


def test_faults_of_columns_do_not_hide_those_of_cells() -> None:
    with pytest.raises(SeveralFaultsError) as caught:
        read({"w": 1, "X1": 7, "Y1": "so so"}, drop=("X3",))
    said = str(caught.value).split("\n")
    assert len(said) == 4
    for part in ("column w", "columns are missing: X3", "X1: 8 rows", "Y1: 8 rows"):
        assert sum(part in line for line in said) == 1
