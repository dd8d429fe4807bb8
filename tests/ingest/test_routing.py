"""Who was asked: nobody is in the base of a question that he was not asked, whatever missing code his cell holds."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from synthetic import codebook_data, tiny_areas, tiny_cells

from crowdpotential.codebook import Codebook, build_codebook
from crowdpotential.errors import ColumnError
from crowdpotential.ingest.cleaning import clean
from crowdpotential.ingest.harmonise import Harmonised, harmonise
from crowdpotential.ingest.quality import flag_respondents, list_findings
from crowdpotential.ingest.raw_files import RawFile
from crowdpotential.params import Cleaning, DataFile

WEB = {"variable": "mode", "op": "eq", "value": "web"}


def questionnaire(**routing: dict[str, Any] | list[str]) -> Codebook:
    """The tiny questionnaire with other routing of some questions."""
    data = codebook_data()
    for variable in data["variables"]:
        rule = routing.get(variable["id"])
        if rule is not None:
            variable["blocs" if isinstance(rule, list) else "asked_if"] = rule
    return build_codebook(data, name="tiny")


def received(codebook: Codebook, area: str = "north", **cells: Sequence[object]) -> Harmonised:
    frame = tiny_cells(8, area=area).assign(**cells)
    if area == "south" and "ONLY_N" in cells:
        frame["ONLY_N"] = cells["ONLY_N"]
    file = RawFile(spec=DataFile(path=f"raw/{area}.csv", area=area), cells=frame)
    own = {area: tiny_areas()[area]}
    return harmonise([file], codebook=codebook, areas=own, blocs=(own[area].bloc or "",))


def told(got: Harmonised, rule: str) -> list[tuple[str, str, int, int, str]]:
    return [(f.source, f.variable, f.n, f.base, f.action) for f in got.findings if f.rule == rule and f.n]


PAPER, ONLINE, NOT_KNOWN = 1, 2, 99


@pytest.mark.parametrize(
    ("mode", "cell", "stored"),
    [
        (PAPER, "", 96),
        (PAPER, 96, 96),
        (PAPER, 97, 96),
        (PAPER, 98, 96),
        (PAPER, 99, 96),
        (PAPER, 4, 4),
        (ONLINE, "", 99),
        (ONLINE, 96, 96),
        (ONLINE, 97, 97),
        (ONLINE, 98, 98),
        (ONLINE, 99, 99),
        (ONLINE, 4, 4),
        (NOT_KNOWN, "", 96),
        (NOT_KNOWN, 96, 96),
        (NOT_KNOWN, 97, 97),
        (NOT_KNOWN, 98, 98),
        (NOT_KNOWN, 99, 96),
        (NOT_KNOWN, 4, 4),
    ],
)
def test_a_cell_means_what_the_routing_lets_it_mean(mode: int, cell: object, stored: int) -> None:
    got = received(questionnaire(), mode=[mode] * 8, ATT=[cell] * 8)
    assert got.responses["ATT"].tolist() == [stored] * 8


def test_missing_codes_where_nobody_was_asked_are_counted_by_variable_and_file() -> None:
    got = received(questionnaire(), ATT=[99, 2, 97, 2, 96, 2, "", 2], mode=[1, 2] * 4)
    assert told(got, "missing_where_not_asked") == [("north.csv", "ATT", 2, 4, "set_not_applicable")]


def test_a_legal_skip_is_no_fault() -> None:
    for skip in (96, ""):
        got = received(questionnaire(), ATT=[skip, 2] * 4, mode=[1, 2, 99, 2, 1, 2, 1, 2])
        assert not told(got, "missing_where_not_asked")
        flags = flag_respondents(got.responses, questionnaire())
        found = list_findings(got.responses, flags, questionnaire(), cleaning=Cleaning(), areas=tiny_areas(), is_synthetic=True)
        assert "ATT" not in set(found["variable"])


def test_who_left_the_routing_question_out_and_the_next_one_too_is_counted_apart() -> None:
    got = received(questionnaire(), mode=[1, 2, 99, 98, 99, 1, 2, 2], ATT=[96, 2, "", 99, 97, 96, 2, ""])
    assert told(got, "filter_unanswered") == [("north.csv", "ATT", 2, 3, "set_not_applicable")]
    assert got.responses["ATT"].tolist() == [96, 2, 96, 96, 97, 96, 2, 99]


def test_a_number_that_was_not_asked_is_no_number() -> None:
    routed = questionnaire(D_AGE=WEB)
    got = received(routed, D_AGE=[999, 20, 998, 30, 996, 999, 40, 50], mode=[1, 2] * 4)
    assert got.responses["D_AGE"].tolist() == [996, 20, 996, 30, 996, 999, 40, 50]
    assert told(got, "missing_where_not_asked") == [("north.csv", "D_AGE", 2, 4, "set_not_applicable")]


def test_options_of_which_none_is_chosen_are_no_answer_where_nobody_was_asked() -> None:
    routed = questionnaire(P=WEB)
    got = received(
        routed,
        mode=[1, 1, 1, 2, 2, 2, 2, 2],
        P_1=[0, 99, 1, 0, 1, 1, 1, 1],
        P_2=[0, 99, 0, 0, 0, 0, 0, 0],
        P_3=[0, 99, 0, 0, 0, 0, 0, 0],
        P_4=[0, 99, 0, 0, 0, 0, 0, 0],
    )
    assert got.responses[["P_1", "P_4"]].to_numpy()[:4].tolist() == [[96, 96], [96, 96], [1, 0], [0, 0]]
    assert told(got, "missing_where_not_asked") == [("north.csv", "P", 2, 3, "set_not_applicable")]


def test_a_missing_code_on_the_question_of_another_bloc_is_not_applicable() -> None:
    got = received(questionnaire(), area="south", ONLY_N=[99, 98, 97, 96, "", 1, 2, 99])
    assert got.responses["ONLY_N"].tolist() == [96, 96, 96, 96, 96, 1, 2, 96]
    assert told(got, "missing_where_not_asked") == [("south.csv", "ONLY_N", 4, 8, "set_not_applicable")]


def test_routing_runs_on_behind_a_question_that_was_not_asked() -> None:
    chain = questionnaire(X2=WEB, X3={"variable": "X2", "op": "in", "value": [4, 5]})
    got = received(chain, mode=[1, 2] * 4, X2=[99, 5, 97, 1, 5, 99, "", 4], X3=[99] * 8)
    assert got.responses["X2"].tolist() == [96, 5, 96, 1, 5, 99, 96, 4]
    assert got.responses["X3"].tolist() == [96, 99, 96, 96, 99, 96, 96, 99]


def settle(responses: pd.DataFrame, codebook: Codebook, **cleaning: object) -> tuple[pd.DataFrame, pd.DataFrame]:
    rules = Cleaning.model_validate(cleaning)
    flags = flag_respondents(responses, codebook)
    cleaned = clean(responses, flags, cleaning=rules, codebook=codebook, is_synthetic=True)
    return cleaned.responses, list_findings(responses, flags, codebook, cleaning=rules, areas=tiny_areas(), is_synthetic=True)


def test_what_stands_behind_a_forbidden_answer_goes_with_it_and_is_told() -> None:
    chain = questionnaire(X2=WEB, X3={"variable": "X2", "op": "in", "value": [4, 5]})
    got = received(chain, mode=[1] * 8, X2=[5, 5, 5, 1, 96, 96, 96, 96], X3=[99, 97, 2, 96, 96, 96, 96, 96])
    kept, found = settle(got.responses, chain)
    assert kept[["X2", "X3"]].to_numpy().tolist() == [[96, 96]] * 8
    counts = found[found["variable"].isin(["X2", "X3"])].set_index(["rule", "variable"])["n"].to_dict()
    assert counts == {
        ("forbidden_answer", "X2"): 4,
        ("forbidden_answer", "X3"): 1,
        ("missing_where_not_asked", "X3"): 2,
    }
    kept, found = settle(got.responses, chain, forbidden_answers="keep")
    assert kept["X3"].tolist()[:3] == [99, 97, 2]
    assert set(found.loc[found["variable"] == "X3", "rule"]) == {"item_missing"}


def test_words_to_a_question_that_was_not_asked_are_told_and_taken_out() -> None:
    routed = questionnaire(O=WEB)
    got = received(routed, mode=[1, 2] * 4, O=["said", "said", "", "", "", "", "", ""])
    kept, found = settle(got.responses, routed)
    assert kept["O"].tolist() == ["", "said", "", "", "", "", "", ""]
    assert found.loc[found["rule"] == "forbidden_answer", ["variable", "n"]].to_numpy().tolist() == [["O", 1]]
    assert settle(got.responses, routed, forbidden_answers="keep")[0]["O"][0] == "said"


def test_a_blank_and_a_code_for_no_answer_come_to_the_same_whatever_the_routing() -> None:
    rng = np.random.default_rng(9)
    chain = questionnaire(
        X2=WEB,
        X3={"variable": "X2", "op": "in", "value": [4, 5]},
        Y1={"not": {"variable": "X3", "op": "eq", "value": 1}},
    )
    cells = {
        "mode": rng.choice([1, 2, 98], 8),
        **{name: rng.choice([1, 4, 97, 99], 8) for name in ("X2", "X3", "Y1")},
    }
    blank = {name: [("" if cell == 99 else cell) for cell in own] for name, own in cells.items()}
    names = list(cells)
    first, second = received(chain, **cells), received(chain, **blank)
    pd.testing.assert_frame_equal(first.responses[names], second.responses[names])


def only_in(*areas: str) -> Codebook:
    data = codebook_data()
    for variable in data["variables"]:
        if variable["id"] == "ONLY_N":
            variable |= {"blocs": None, "areas": list(areas)}
    return build_codebook(data, name="tiny")


def test_a_file_from_elsewhere_needs_no_column_for_a_question_of_one_area() -> None:
    codebook = only_in("north")
    assert (received(codebook, "south").responses["ONLY_N"] == 96).all()
    cells = tiny_cells(8, area="north").drop(columns="ONLY_N")
    file = RawFile(spec=DataFile(path="raw/north.csv", area="north"), cells=cells)
    with pytest.raises(ColumnError, match="columns are missing: ONLY_N"):
        harmonise([file], codebook=codebook, areas={"north": tiny_areas()["north"]}, blocs=("N",))


def test_an_answer_from_elsewhere_to_a_question_of_one_area_was_not_asked_for() -> None:
    got = received(only_in("north"), "south", ONLY_N=[1, 2, "", "", "", "", "", ""]).responses
    flags = flag_respondents(got, codebook=only_in("north"))
    kept = clean(got, flags, cleaning=Cleaning(), codebook=only_in("north"), is_synthetic=True)
    assert kept.n_set_not_applicable == 2
    assert (kept.responses["ONLY_N"] == 96).all()
