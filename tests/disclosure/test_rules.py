"""Each rule of disclosure control, on surveys small enough to count by hand."""

import importlib
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from disclosure.tables import BLOC, Survey, make_survey, protect_survey

from crowdpotential.disclosure.amounts import is_dominated
from crowdpotential.disclosure.audit import Table, attack
from crowdpotential.disclosure.companions import hide_companions
from crowdpotential.disclosure.rounding import round_digits
from crowdpotential.results.measures import REGISTER
from crowdpotential.results.measures.fieldwork import DURATION_MEDIAN
from crowdpotential.results.measures.index import REPLICATES_NEEDED
from crowdpotential.results.rows import MAIN, make_row

PER_AREA = 40


def survey(**changed: dict[int, Any]) -> Survey:
    """160 respondents, 40 in each of four areas, all of one mind but those who are named by their numbers."""
    n = PER_AREA * len(BLOC)
    area = np.repeat(list(BLOC), PER_AREA)
    columns: dict[str, Any] = {
        "area": area,
        "bloc": [BLOC[name] for name in area],
        "weight": 1.0,
        "sex": 1 + np.arange(n) % 2,
        "opinion": 2 + np.arange(n) % 2,
        "sort": 1 + np.arange(n) % 2,
        "index": 20.0 + np.arange(n) % 60,
        "score_X": 30.0 + np.arange(n) % 50,
        "hours": 8,
    }
    frame = pd.DataFrame(columns)
    for name, cells in changed.items():
        frame.loc[list(cells), name] = list(cells.values())
    return make_survey(frame)


def hidden_by(found: Survey) -> dict[str, str]:
    _, protected = protect_survey(found)
    rules = protected.full.set_index("result_id")["hidden_by"]
    return {str(key): rule for key, rule in rules.items() if rule}


def test_a_survey_without_anything_rare_hides_nothing() -> None:
    assert hidden_by(survey()) == {}


@pytest.mark.parametrize(("number", "is_hidden"), [(1, True), (2, True), (3, False)])
def test_an_answer_is_told_from_three_respondents_on(number: int, is_hidden: bool) -> None:  # noqa: FBT001 of pytest
    rules = hidden_by(survey(sort=dict.fromkeys(range(number), 3)))
    assert (rules.get("topline.share.sort=3.bloc=A") == "count") == is_hidden
    assert bool(rules) == is_hidden


@pytest.mark.parametrize(("number", "is_hidden"), [(9, True), (10, False)])
def test_the_largest_error_of_all_places_is_not_told_where_one_is_hidden(number: int, is_hidden: bool) -> None:  # noqa: FBT001 of pytest
    found = survey(index=dict.fromkeys(range(number, PER_AREA), np.nan))
    found.rows.append(make_row(REPLICATES_NEEDED, MAIN, variable="index", estimate=900.0, n=160.0))
    assert ("index.replicates_needed.index" in hidden_by(found)) == is_hidden


@pytest.mark.parametrize(("number", "is_hidden"), [(9, True), (10, False)])
def test_a_number_of_the_sample_is_hidden_on_few_in_whatever_chapter_it_is_registered(
    number: int,
    is_hidden: bool,  # noqa: FBT001 of pytest
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    measure = replace(DURATION_MEDIAN, chapter="topline", name="length")
    monkeypatch.setitem(REGISTER, measure.key, measure)  # type: ignore[arg-type] a dictionary, which nobody else changes
    found = survey()
    found.rows.append(make_row(measure, sample="boost", estimate=20.0, n=float(number)))
    assert any("length" in key for key in hidden_by(found)) == is_hidden


def test_nobody_and_everybody_are_told() -> None:
    everybody = survey(sort=dict.fromkeys(range(PER_AREA * 4), 1))
    assert hidden_by(everybody) == {}


def test_an_answer_of_all_but_two_is_hidden_with_that_of_the_two() -> None:
    rules = hidden_by(survey(sort={**dict.fromkeys(range(80), 1), 0: 2, 1: 2}))
    assert {rules["topline.share.sort=1.bloc=A"], rules["topline.share.sort=2.bloc=A"]} == {"count"}


def test_a_rare_answer_does_not_come_back_from_the_other_side() -> None:
    """Everybody's share stays; the other side's is hidden with it, and one more answer on both."""
    rules = hidden_by(survey(sort={0: 3, **dict.fromkeys(range(80, 90), 3)}))
    assert rules["topline.share.sort=3.bloc=A"] == "count"
    assert rules["topline.share.sort=3.bloc=B"] == "companion"
    assert "topline.share.sort=3" not in rules
    assert {key.split(".bloc=")[1][0] for key in rules} == {"A", "B"}


def test_how_many_did_not_answer_is_told_and_why_they_did_not_is_hidden() -> None:
    rules = hidden_by(survey(opinion={0: 97, 1: 98, 2: 98, 3: 98, 4: 98}))
    assert rules["topline.item_nonresponse.opinion=dont_know.bloc=A.area=north"] == "count"
    assert rules["topline.item_nonresponse.opinion=refused.bloc=A.area=north"] == "companion"
    assert not [key for key in rules if ".opinion." in key and "item_nonresponse" in key]


def test_the_only_reason_for_no_answer_says_no_more_than_their_number() -> None:
    assert hidden_by(survey(opinion={0: 98})) == {}


def test_a_group_of_too_few_is_hidden_in_every_statistic_and_so_is_what_would_give_it_back() -> None:
    rules = hidden_by(survey(sex=dict.fromkeys(range(6), 3)))
    for variable in ("index", "X"):
        assert rules[f"groups.mean.{variable}.bloc=A.sex=other"] == "base"
        assert f"index.mean.{variable}.bloc=A" not in rules
    companions = {key.split(".", 3)[3] for key, rule in rules.items() if rule == "companion"}
    assert companions
    assert all(f"groups.mean.X.{which}" in rules for which in companions)


def test_those_in_no_group_do_not_come_back_from_the_groups_and_their_margin() -> None:
    silent = survey(sex=dict.fromkeys(range(6), 98))
    rules = hidden_by(silent)
    _, protected = protect_survey(silent)
    told = protected.results[~protected.results["is_suppressed"]].set_index("result_id")
    assert {rule for key, rule in rules.items() if "groups.mean" in key} == {"companion"}
    for bloc in ("", ".bloc=A"):
        groups = [f"groups.mean.index{bloc}.sex={key}" for key in ("male", "female")]
        assert not {f"index.mean.index{bloc}", *groups} <= set(told.index)


RECODED = {
    "id": "coarse",
    "type": "single",
    "missing": "usual",
    "wording": {"en": "coarse"},
    "codes": {1: {"label": {"en": "1 or 2"}}, 2: {"label": {"en": "3"}}},
    "derive": {"recode": {"variable": "sort", "groups": {1: [1, 2], 2: [3]}}},
}
ROUTED = {
    "id": "why",
    "type": "single",
    "missing": "usual",
    "wording": {"en": "why"},
    "codes": {1: {"label": {"en": "so"}}, 2: {"label": {"en": "because"}}},
    "asked_if": {"variable": "sort", "op": "in", "value": [1, 2]},
}


def test_a_rare_answer_is_not_told_by_a_recode_of_it() -> None:
    rare = survey(sort={0: 3, **dict.fromkeys(range(80, 90), 3)}).frame
    coarse = rare.assign(coarse=np.where(rare["sort"] == 3, 2, 1))
    rules = hidden_by(make_survey(coarse, [RECODED]))
    assert rules["topline.share.coarse=2.bloc=A"] == "count"
    assert {
        "topline.share.coarse=1.bloc=A",
        "topline.share.sort=3.bloc=B",
        "topline.share.coarse=2.bloc=B",
    } <= set(rules)


def test_a_rare_answer_is_not_told_by_how_many_were_asked_what_the_others_were() -> None:
    rare = survey(sort={0: 3, **dict.fromkeys(range(80, 90), 3)}).frame
    asked = rare.assign(why=np.where(rare["sort"] == 3, 96, 1 + np.arange(len(rare)) % 4 // 2))
    survey_of_routed = make_survey(asked, [ROUTED])
    rules = hidden_by(survey_of_routed)
    assert rules["topline.share.sort=3.bloc=A"] == "count"
    _, protected = protect_survey(survey_of_routed)
    told = protected.results[(protected.results["variable"] == "why") & ~protected.results["is_suppressed"]]
    assert set(told["bloc"]) == {""}


def test_without_limits_nothing_is_hidden() -> None:
    rare = survey(sort={0: 3}, sex={0: 3})
    off = make_survey(rare.frame, suppress_below=1, min_count=1, dominance=0)
    assert hidden_by(off) == {}


def test_the_counts_of_hidden_numbers_are_rows_of_the_results() -> None:
    _, protected = protect_survey(survey(sort={0: 3}))
    rows = protected.results[protected.results["measure"] == "n_hidden"]
    assert set(rows["chapter"]) == {"fieldwork"}
    told = rows.set_index("category")["estimate"]
    assert told.to_dict() == {rule: float(n) for rule, n in protected.counts.items()}
    assert told["count"] > 0


def test_what_is_exposed_is_named_in_the_order_of_the_results(monkeypatch: pytest.MonkeyPatch) -> None:
    module = importlib.import_module("crowdpotential.disclosure.protect")
    monkeypatch.setattr(module, "hide_questions", lambda *_: {16, 8, 3})
    full, protected = protect_survey(survey())
    assert protected.exposed == tuple(full["result_id"].iloc[[3, 8, 16]])


def test_hidden_rows_have_no_number_and_the_full_ones_all() -> None:
    full, protected = protect_survey(survey(sort={0: 3}))
    hidden = protected.results[protected.results["is_suppressed"]]
    assert hidden[["estimate", "n"]].isna().all().all()
    assert protected.full["estimate"].iloc[: len(full)].tolist() == full["estimate"].tolist()


@pytest.mark.parametrize(
    ("amounts", "dominated"),
    [
        ([1000.0, 500.0, *[0.0] * 10], True),  # the second knows the first to nothing
        ([1000.0, 500.0, 199.0], True),
        ([1000.0, 500.0, 200.0], False),
        ([8.0] * 10, False),
        ([0.0] * 10, False),
    ],
)
def test_a_mean_is_dominated_where_the_second_largest_could_tell_the_largest_to_a_fifth(
    amounts: list[float],
    dominated: bool,  # noqa: FBT001 of pytest
) -> None:
    assert is_dominated(np.array(amounts), 20) == dominated


@pytest.mark.parametrize(
    ("number", "rounded"),
    [
        (49.281768123, 49.2818),
        (1.23456789e-9, 1.23457e-9),
        (123456789.0, 123456789.0),
        (0.0, 0.0),
        (-0.97342051, -0.973421),
        (123456.7, 123457.0),
    ],
)
def test_six_digits_are_told(number: float, rounded: float) -> None:
    assert round_digits(np.array([number])).tolist() == [rounded]


def test_what_is_no_number_stays_none() -> None:
    assert np.isnan(round_digits(np.array([np.nan, 0.5]))).tolist() == [True, False]


def square(cells: list[list[float]], truth: list[float]) -> Table:
    number = len(truth)
    return Table(
        cells=np.array(cells),
        fixed=np.empty((0, number)),
        truth=np.array(truth),
        lower=np.zeros(number),
        upper=np.full(number, np.inf),
    )


SUMS = [
    [1.0, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
    [1, 1, 0, 0],
    [0, 0, 1, 1],
    [1, 0, 1, 0],
    [0, 1, 0, 1.0],
]


def test_an_attack_names_what_gives_a_hidden_cell_back() -> None:
    table = square(SUMS, [2.0, 30, 20, 40])
    assert attack(table, table.cells[0], {0}) is not None
    assert attack(table, table.cells[0], {0, 1, 2, 3}) is None


def test_one_cell_of_a_table_with_margins_needs_three_companions() -> None:
    """The rectangle of the hypercube method."""
    table = square(SUMS, [2.0, 30, 20, 40])
    found = hide_companions(
        table,
        {0},
        [table.cells[0]],
        candidates=range(8),
        cost=lambda i: (i > 3, table.cells[i] @ table.truth),
    )
    assert sorted(found.hidden) == [0, 1, 2, 3]
    assert found.exposed == ()


def test_what_nothing_protects_is_named() -> None:
    table = square(SUMS, [2.0, 30, 20, 40])
    found = hide_companions(table, {0}, [table.cells[0]], candidates=(), cost=lambda i: (i,))
    assert found.exposed == (0,)
