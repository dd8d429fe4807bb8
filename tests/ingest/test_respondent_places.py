"""Areas and blocs come from the file, an answer, or what follows from answers; they lie in each other, cross, or are not there."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from synthetic import codebook_data, tiny_cells

from crowdpotential.codebook import Codebook, build_codebook
from crowdpotential.conditions.derivation import derive_variables
from crowdpotential.errors import AreaError, CodebookError, SeveralFaultsError
from crowdpotential.ingest.harmonise import harmonise
from crowdpotential.ingest.raw_files import RawFile
from crowdpotential.ingest.respondent_places import Settled, settle_places
from crowdpotential.params import Area, DataFile

NESTED = {"north": "N", "south": "S"}


def areas(**bloc_of: str) -> dict[str, Area]:
    return {name: Area(bloc=bloc, name={"en": name}) for name, bloc in bloc_of.items()}


def codebook(**roles: str) -> Codebook:
    """The tiny codebook with roles moved to other variables; nothing else tells areas or blocs."""
    data = codebook_data()
    by_variable = {name.replace("__", " "): role for role, name in roles.items()}
    for variable in data["variables"]:
        if variable.get("role") in {"area", "bloc"}:
            del variable["role"]
        if variable["id"] in by_variable:
            variable["role"] = by_variable[variable["id"]]
        variable.pop("blocs", None)
    return build_codebook(data, name="tiny.yaml")


def received(
    book: Codebook,
    *,
    areas: dict[str, Area],
    blocs: Sequence[str],
    change: Callable[[pd.DataFrame], None] | None = None,
    **spec: Any,  # noqa: ANN401 keys of a data file
) -> pd.DataFrame:
    cells = tiny_cells(12)
    cells["place"] = [1, 2] * 6
    if change is not None:
        change(cells)
    raw = [RawFile(spec=DataFile(path="all.csv", **spec), cells=cells)]
    return harmonise(raw, codebook=book, areas=areas, blocs=blocs).responses


def settled(
    book: Codebook,
    got: pd.DataFrame,
    areas: dict[str, Area],
    blocs: Sequence[str],
    **how: Any,  # noqa: ANN401
) -> Settled:
    return settle_places(
        derive_variables(got, book),
        book,
        areas=areas,
        blocs=blocs,
        **{"unplaced": "refuse", "needed_by": {}, **how},
    )


def test_a_study_without_areas_and_blocs_leaves_both_columns_empty() -> None:
    got = received(codebook(), areas={}, blocs=())
    assert set(got["area"]) == set(got["bloc"]) == {""}
    assert settled(codebook(), got, {}, ()).findings == ()


def test_blocs_without_areas_come_from_the_file_or_from_an_answer() -> None:
    by_file = received(codebook(), areas={}, blocs=("N",), bloc="N")
    assert set(by_file["bloc"]) == {"N"}
    by_answer = received(codebook(bloc="D_SEX"), areas={}, blocs=("male", "female"))
    assert by_answer["bloc"].tolist() == ["male", "female"] * 6
    assert set(by_answer["area"]) == {""}


def test_areas_without_blocs_leave_the_bloc_empty() -> None:
    got = received(codebook(area="place"), areas=areas(north="", south=""), blocs=())
    assert got["area"].tolist() == ["north", "south"] * 6
    assert set(got["bloc"]) == {""}


def test_derived_areas_and_blocs_cross() -> None:
    book = codebook(area="age", bloc="sex")
    bands = {"18-34": "", "35-54": "", "55+": ""}
    got = received(book, areas=areas(**bands), blocs=("male", "female"))
    assert got["bloc"].tolist() == ["male", "female"] * 6
    ages = tiny_cells(12)["D_AGE"].to_numpy()
    expected = np.array(list(bands))[np.digitize(ages, [35, 55])]
    assert got["area"].tolist() == expected.tolist()
    assert "age" not in got, "derived variables come after cleaning"
    found = settled(book, got, areas(**bands), ("male", "female"))
    assert found.responses["area"].tolist() == expected.tolist()


def test_a_derived_bloc_rules_the_routing_by_bloc() -> None:
    data = codebook_data()
    for variable in data["variables"]:
        if variable["id"] == "place":
            del variable["role"]
        if variable["id"] == "sex":
            variable["role"] = "bloc"
        if variable["id"] == "ONLY_N":
            variable["blocs"] = ["female"]
    book = build_codebook(data, name="tiny.yaml")

    def blank_for_men(cells: pd.DataFrame) -> None:
        cells["ONLY_N"] = cells["ONLY_N"].astype(object).where(cells["D_SEX"] == 2, None)
        cells.loc[1, "ONLY_N"] = None

    got = received(book, areas={}, blocs=("male", "female"), change=blank_for_men)
    assert got["ONLY_N"].tolist()[:4] == [96, 99, 96, 2], "men were not asked, a woman kept silent"


def test_what_a_bloc_follows_from_may_not_be_asked_by_bloc() -> None:
    data = codebook_data()
    for variable in data["variables"]:
        if variable["id"] == "place":
            del variable["role"]
        if variable["id"] == "sex":
            variable["role"] = "bloc"
        if variable["id"] == "D_SEX":
            variable["blocs"] = ["female"]
    book = build_codebook(data, name="tiny.yaml")
    with pytest.raises(CodebookError, match="D_SEX is asked in some places only"):
        received(book, areas={}, blocs=("male", "female"))


def test_an_area_that_follows_through_routing_is_decided_as_after_cleaning() -> None:
    """Who was not asked is told from who kept silent, by the routing of what the area follows from."""
    data = codebook_data()
    for variable in data["variables"]:
        if variable["id"] == "place":
            del variable["role"]
        if variable["id"] == "group":
            variable["role"] = "area"
            variable["derive"] = {
                "cases": [
                    {"code": 1, "when": {"variable": "ATT", "op": "eq", "value": 2}},
                    {"code": 2, "when": {"variable": "mode", "op": "eq", "value": "paper"}},
                    {"code": 3, "when": {"variable": "mode", "op": "eq", "value": "web"}},
                ]
            }
    book = build_codebook(data, name="tiny.yaml")
    known = areas(idea_givers="", old="", others="")

    def blank(cells: pd.DataFrame) -> None:
        cells["ATT"] = [None if row % 2 == 0 else 2 if row % 4 == 1 else 3 for row in range(12)]

    got = received(book, areas=known, blocs=(), change=blank)
    assert got["area"].tolist()[:4] == ["old", "idea_givers", "old", "others"]
    assert settled(book, got, known, ()).responses["area"].tolist() == got["area"].tolist()


def test_areas_that_name_their_bloc_decide_it_and_an_answer_must_agree() -> None:
    book = codebook(area="place", bloc="D_SEX")
    own = areas(north="male", south="female")
    assert received(book, areas=own, blocs=("male", "female"))["bloc"].tolist() == ["male", "female"] * 6

    def turn(cells: pd.DataFrame) -> None:
        cells.loc[[0, 1, 2], "D_SEX"] = [2, 1, 2]

    with pytest.raises(AreaError, match="3 rows name another bloc in D_SEX than that of their area"):
        received(book, areas=own, blocs=("male", "female"), change=turn)


@pytest.mark.parametrize(
    ("roles", "spec", "message"),
    [
        (
            {"area": "place"},
            {},
            r"all\.csv: nothing tells the bloc of its rows; set data\.bloc, or give a var",
        ),
        (
            {"bloc": "D_SEX"},
            {},
            r"all\.csv: nothing tells the area of its rows; set data\.area, or give a var",
        ),
        (
            {"area": "place", "bloc": "D_SEX"},
            {"bloc": "male"},
            r"all\.csv: 6 rows name another bloc in D_SEX than male; correct data\.bloc or the file",
        ),
        (
            {"area": "place", "bloc": "sex"},
            {"area": "north"},
            r"all\.csv: 6 rows name another area in place than north",
        ),
    ],
)
def test_what_nothing_tells_or_two_tell_differently_is_refused(roles: dict[str, str], spec: dict[str, str], message: str) -> None:
    with pytest.raises(AreaError, match=message):
        received(codebook(**roles), areas=areas(north="", south=""), blocs=("male", "female"), **spec)


def test_areas_and_blocs_without_respondents_are_named() -> None:
    with pytest.raises(AreaError, match="areas without respondents: west; add their data"):
        received(codebook(area="place"), areas=areas(north="", south="", west=""), blocs=())
    with pytest.raises(AreaError, match="blocs without respondents: other; add their data"):
        received(codebook(bloc="D_SEX"), areas={}, blocs=("male", "female", "other"))


def silence(*rows: int, column: str = "D_SEX", value: int = 98) -> Callable[[pd.DataFrame], None]:
    def change(cells: pd.DataFrame) -> None:
        cells.loc[list(rows), column] = value

    return change


@pytest.mark.parametrize("role", ["D_SEX", "sex"])
def test_who_refuses_to_tell_his_side_is_refused_or_kept_on_none(role: str) -> None:
    book, sides = codebook(bloc=role), ("male", "female")
    got = received(book, areas={}, blocs=sides, change=silence(3, 4))
    with pytest.raises(
        AreaError,
        match=rf"all: 2 respondents belong to no bloc: 2 have no bloc in {role}; complete them, .* cleaning\.unplaced to keep",
    ):
        settled(book, got, {}, sides)
    kept = settled(book, got, {}, sides, unplaced="keep")
    assert kept.responses["bloc"].tolist() == [
        "male",
        "female",
        "male",
        "",
        "",
        *["female", "male"] * 3,
        "female",
    ]
    (finding,) = kept.findings
    assert (finding.rule, finding.n, finding.base, finding.action) == ("no_bloc", 2, 12, "keep")


def test_areas_that_params_do_not_list_are_named_and_kept_in_none() -> None:
    book, known = codebook(area="place"), areas(north="")
    got = received(book, areas=known, blocs=())
    with pytest.raises(AreaError, match="6 lie in south, not among the areas of params; add these areas"):
        settled(book, got, known, ())
    kept = settled(book, got, known, (), unplaced="keep")
    assert kept.responses["area"].tolist() == ["north", ""] * 6
    assert kept.findings[0].note == "not listed under areas: south"


def test_who_is_left_out_needs_no_area() -> None:
    book, known = codebook(area="place"), areas(north="", south="")
    got = received(book, areas=known, blocs=(), change=silence(0, column="place", value=99))
    assert settled(book, got.iloc[1:], known, ()).findings == ()


def test_a_design_that_needs_areas_keeps_nobody_without_one() -> None:
    book, known = codebook(area="place"), areas(north="", south="")
    got = received(book, areas=known, blocs=(), change=silence(0, column="place", value=99))
    with pytest.raises(AreaError, match=r"which design\.strata needs; leave them out in cleaning\.exclude"):
        settled(book, got, known, (), unplaced="keep", needed_by={"area": ["design.strata"]})


def test_a_bloc_of_nested_areas_is_empty_where_the_area_is() -> None:
    book, known = codebook(area="place"), areas(**NESTED)
    got = received(book, areas=known, blocs=("N", "S"), change=silence(0, column="place", value=99))
    kept = settled(book, got, known, ("N", "S"), unplaced="keep")
    assert kept.responses["bloc"].tolist()[:3] == ["", "S", "N"]
    assert [finding.rule for finding in kept.findings] == ["no_area"]


def test_an_area_is_that_of_the_cleaned_answers() -> None:
    book, bands = codebook(area="age"), areas(**{"18-34": "", "35-54": "", "55+": ""})
    got = received(book, areas=bands, blocs=())
    got.loc[0, "D_AGE"] = 999.0  # as cleaning.out_of_range set_no_answer leaves it
    with pytest.raises(AreaError, match="1 respondents belong to no area: 1 have no area in age"):
        settled(book, got, bands, ())


def test_missing_areas_and_blocs_are_told_at_once() -> None:
    book = codebook(area="place", bloc="D_SEX")
    known, sides = areas(north="", south=""), ("male", "female")

    def silence_both(cells: pd.DataFrame) -> None:
        silence(0)(cells)
        silence(1, column="place", value=99)(cells)

    got = received(book, areas=known, blocs=sides, change=silence_both)
    with pytest.raises(SeveralFaultsError) as caught:
        settled(book, got, known, sides)
    assert [str(fault).split(":")[1] for fault in caught.value.faults] == [
        " 1 respondents belong to no area",
        " 1 respondents belong to no bloc",
    ]
