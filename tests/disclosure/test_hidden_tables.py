"""What an attack finds in small tables, which companions are hidden, and which answers of a question."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from disclosure.tables import draw_survey, make_survey, protect_survey
from numpy.testing import assert_allclose

from crowdpotential.disclosure.answers import Line, Part, list_parts, sum_of
from crowdpotential.disclosure.audit import Table, attack, find_open, is_beyond
from crowdpotential.disclosure.companions import hide_companions, open_companions
from crowdpotential.disclosure.few import Few
from crowdpotential.disclosure.groups import hide_groups, list_families
from crowdpotential.disclosure.hidden_answers import Hidden, hide_answers
from crowdpotential.disclosure.people import Domain, people_of
from crowdpotential.disclosure.protect import protect
from crowdpotential.params import Levels
from crowdpotential.results import finish
from crowdpotential.results.measures.topline import MEAN
from crowdpotential.results.rows import make_row
from crowdpotential.stats.arrays import FloatArray

INFINITE = float("inf")


def table(*cells: list[float], truth: list[float], upper: float | list[float] = INFINITE, lower: float = 0.0) -> Table:
    a = len(truth)
    return Table(
        cells=np.array(cells),
        fixed=np.empty((0, a)),
        truth=np.array(truth),
        lower=np.full(a, lower),
        upper=np.broadcast_to(np.array(upper), (a,)),
    )


ATOMS = np.eye(3)
MARGIN = table([1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1], truth=[5.0, 20.0, 75.0])


def test_a_single_hidden_cell_is_what_its_margin_leaves_and_the_proof_names_what_is_told() -> None:
    assert attack(MARGIN, ATOMS[0], {0}) == (1, 2, 3)


def test_two_hidden_cells_share_what_their_margin_leaves() -> None:
    assert attack(MARGIN, ATOMS[0], {0, 1}) is None


def test_without_a_margin_nothing_holds_a_number() -> None:
    assert attack(MARGIN, ATOMS[0], {0, 3}) is None
    free = table([1, 0], [0, 1], truth=[5.0, 20.0], lower=-INFINITE)
    assert attack(free, np.array([1.0, 0.0]), {0, 1}) is None


def test_a_sum_that_everybody_knows_holds_a_number_and_cannot_be_hidden() -> None:
    known = replace(MARGIN, cells=MARGIN.cells[:3], fixed=MARGIN.cells[3:])
    assert attack(known, ATOMS[0], {0}) == (1, 2)


@pytest.mark.parametrize(("upper", "is_held"), [(5.5, True), (6.5, False)])
def test_what_an_atom_can_be_at_most_holds_the_other(upper: float, is_held: bool) -> None:  # noqa: FBT001 of pytest
    """One of 5 beside one that is known to be at most 5.5, and 10 together: between 4.5 and 5.5, or between 3.5 and 6.5."""
    bounded = table([1, 0], [0, 1], [1, 1], truth=[5.0, 5.0], upper=upper)
    assert attack(bounded, np.array([1.0, 0.0]), {0, 1}) == ((2,) if is_held else None)


@pytest.mark.parametrize("end", ["lower", "upper"])
def test_one_open_end_is_enough(end: str) -> None:
    """10 together, and the other at least 4.9, or at most 5.1: open towards one end alone."""
    other = {"lower": np.array([0.0, 4.9]), "upper": np.array([INFINITE, 5.1])}[end]
    one_sided = replace(table([1, 0], [0, 1], [1, 1], truth=[5.0, 5.0]), **{end: other})
    assert attack(one_sided, np.array([1.0, 0.0]), {0, 1}) is None


@pytest.mark.parametrize(("possible", "is_open"), [(120.0, False), (120.2, True), (80.0, False), (79.8, True), (100.0, False)])
def test_a_number_is_open_beyond_a_fifth_of_itself(possible: float, is_open: bool) -> None:  # noqa: FBT001
    assert is_beyond(possible, 100.0, 0.1) is is_open
    assert is_beyond(-possible, -100.0, 0.1) is is_open


def test_what_counts_as_nothing_is_a_millionth_of_the_table() -> None:
    assert MARGIN.tolerance == pytest.approx(1e-4)
    assert table([1], truth=[-50.0]).tolerance == pytest.approx(5e-5)
    assert 0 < table([1], truth=[0.0]).tolerance < 1e-15


def test_open_numbers_are_found_together() -> None:
    assert find_open(MARGIN, list(ATOMS), {0, 1}).tolist() == [True, True, False]
    assert find_open(MARGIN, list(ATOMS), {0}).tolist() == [False, False, False]
    assert find_open(MARGIN, [ATOMS[0]], {0, 2}).tolist() == [True]


def dear(*costs: float) -> Any:  # noqa: ANN401 what hide_companions takes
    return lambda i: (costs[i],)


@pytest.mark.parametrize(("costs", "companion"), [((0, 1, 2, 9), 1), ((0, 2, 1, 9), 2), ((0, 1, 1, 9), 1)])
def test_the_cheapest_companion_is_hidden_and_of_equal_ones_the_first(costs: tuple[float, ...], companion: int) -> None:
    found = hide_companions(MARGIN, {0}, [ATOMS[0]], candidates=range(4), cost=dear(*costs))
    assert (found.hidden, found.exposed) == ({0, companion}, ())


def test_what_may_not_be_hidden_is_no_companion_and_then_a_number_stays_exposed() -> None:
    found = hide_companions(MARGIN, {0}, [ATOMS[0]], candidates=[2], cost=dear(0, 1, 2, 9))
    assert found.hidden == {0, 2}
    apart = table([1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], truth=[5.0, 20.0, 75.0])
    found = hide_companions(apart, {0, 2}, [ATOMS[2], ATOMS[0]], candidates=[], cost=dear(0, 1, 2, 9))
    assert (found.hidden, found.exposed) == ({0, 2}, (1,)), "nothing holds the third"


def test_what_is_open_needs_no_companion() -> None:
    for targets in ([], [ATOMS[0]]):
        found = hide_companions(MARGIN, {0, 2}, targets, candidates=range(4), cost=dear(0, 1, 2, 9))
        assert (found.hidden, found.exposed) == ({0, 2}, ())


def test_of_several_targets_each_gets_what_it_needs() -> None:
    two = table(*np.eye(4).tolist(), [1, 1, 0, 0], [0, 0, 1, 1], truth=[5.0, 20.0, 6.0, 30.0])
    found = hide_companions(two, {0, 2}, [np.eye(4)[0], np.eye(4)[2]], candidates=range(6), cost=dear(0, 1, 0, 2, 9, 9))
    assert (found.hidden, found.exposed) == ({0, 1, 2, 3}, ())


def test_a_companion_is_opened_where_that_takes_little() -> None:
    """Hidden are 5, which everybody knows to be at most 6, and beside it 100: within 99 and 105 as long as 75 is told."""
    wide = table([1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1], truth=[5.0, 100.0, 75.0], upper=[6.0, 200.0, 200.0])
    assert open_companions(wide, {0, 1}, [1], candidates=range(4), cost=dear(0, 1, 2, 9)) == {0, 1, 2}
    assert open_companions(wide, {0, 1}, [1], candidates=[], cost=dear(0, 1, 2, 9)) == {0, 1}
    assert open_companions(wide, {0, 1}, [], candidates=range(4), cost=dear(0, 1, 2, 9)) == {0, 1}


@pytest.mark.parametrize(("n_small", "n_hidden"), [(3, 5), (4, 2)])
def test_more_than_three_are_hidden_for_no_companion(n_small: int, n_hidden: int) -> None:
    """Each small cell hidden beside 100 opens it by 6 more: 5 and three of them reach a fifth, and a fourth is too many."""
    size = 6.0 if n_small == 3 else 4.0
    truth = [5.0, 100.0, *[size] * 5]
    cells = [[float(i == j) for j in range(7)] for i in range(7)]
    wide = table(*cells, [1.0] * 7, truth=truth, upper=[6.0, 200.0, *[size] * 5])
    costs = [0.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 99.0]
    found = open_companions(wide, {0, 1}, [1], candidates=range(2, 7), cost=dear(*costs))
    assert len(found) == n_hidden


def test_what_adds_up_is_listed_by_kind() -> None:
    everybody, a, b = Domain(), Domain(bloc="A"), Domain(bloc="B")
    north, south = Domain(bloc="A", area="north"), Domain(bloc="A", area="south")
    men, women = Domain(variable="sex", group="male"), Domain(variable="sex", group="female")
    men_a, men_b = (Domain(bloc=bloc, variable="sex", group="male") for bloc in "AB")
    domains = [everybody, a, b, north, south, men, women, men_a, men_b]
    found = {(domains[parent], frozenset(domains[i] for i in parts)) for parent, parts in list_families(domains)}
    assert found == {
        (everybody, frozenset({men, women})),
        (everybody, frozenset({a, b})),
        (everybody, frozenset({north, south})),
        (a, frozenset({north, south})),
        (a, frozenset({men_a})),
        (b, frozenset({men_b})),
        (men, frozenset({men_a, men_b})),
    }


def hide_sexes(*sizes: int, bounded: bool = True, score: float = 50.0, scored: dict[str, int] | None = None) -> set[str]:
    """Hide groups of these sizes among everybody, where all have one score; `scored` are smaller bases of single groups."""
    sex = np.repeat([1, 2, 3], sizes)
    n = sex.size
    frame = pd.DataFrame({"area": "north", "bloc": "A", "sex": sex, "weight": 1.0, "opinion": 1, "sort": 1, "index": score}).assign(
        score_X=score, hours=1
    )
    survey = make_survey(frame)
    keys = ("male", "female", "other")
    told = {Domain(): n} | {Domain(variable="sex", group=key): (scored or {}).get(key, size) for key, size in zip(keys, sizes, strict=True)}
    found = hide_groups(
        told,
        people_of(survey.frame, survey.codebook),
        {"index": np.full(n, score)},
        fewest=10,
        bounded=bounded,
    )
    return {domain.group for domain in found}


def test_a_group_of_too_few_takes_the_smallest_other_along() -> None:
    assert hide_sexes(80, 40, 9) == {"female", "other"}
    assert hide_sexes(30, 40, 9) == {"male", "other"}


def test_a_group_with_too_few_scores_takes_the_smallest_other_along_though_it_is_large_enough() -> None:
    assert hide_sexes(80, 40, 12, scored={"other": 9}) == {"female", "other"}
    assert hide_sexes(30, 40, 12, scored={"other": 9}) == {"male", "other"}


def test_groups_of_enough_are_all_told() -> None:
    assert hide_sexes(80, 40, 10) == set()


def test_two_groups_that_are_together_too_few_take_a_third_along() -> None:
    assert hide_sexes(80, 4, 5) == {"male", "female", "other", ""} or hide_sexes(80, 4, 5) == {
        "male",
        "female",
        "other",
    }
    assert hide_sexes(80, 6, 5) == {"female", "other"}


CODES = np.array([1.0, 2.0, 3.0, 97.0, 98.0, 96.0])
PART = Part(
    codes=CODES,
    possible=(1.0, 2.0, 3.0),
    skipped=(96.0,),
    missing=(96.0, 97.0, 98.0),
    classes={"dont_know": (97.0,), "refused": (98.0,)},
    lines=(),
)


def line(measure: str = "share", category: str = "1", base: str = "asked", **told: Any) -> Line:  # noqa: ANN401
    return Line(
        **{
            "position": 0,
            "measure": measure,
            "category": category,
            "model": "",
            "bloc": "",
            "area": "",
            "base": base,
            "n": 100.0,
            **told,
        }
    )


@pytest.mark.parametrize(
    ("told", "amounts", "base", "is_share", "is_free"),
    [
        (line(), [1, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 0], True, False),
        (line(base="answered"), [1, 0, 0, 0, 0, 0], [1, 1, 1, 0, 0, 0], True, False),
        (line(category="97"), [0, 0, 0, 1, 0, 0], [1, 1, 1, 1, 1, 0], True, False),
        (line("share_bound", "2+3"), [0, 1, 1, 0, 0, 0], [1, 1, 1, 1, 1, 0], True, False),
        (line("item_nonresponse", ""), [0, 0, 0, 1, 1, 0], [1, 1, 1, 1, 1, 0], True, True),
        (line("item_nonresponse", "refused"), [0, 0, 0, 0, 1, 0], [1, 1, 1, 1, 1, 0], True, False),
        (line("item_nonresponse", "unknown"), [0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 0], True, False),
        (line("mean", "", "answered"), [1, 2, 3, 0, 0, 0], [1, 1, 1, 0, 0, 0], False, False),
        (line("mean_bound", ""), [1, 2, 3, 0, 0, 0], [1, 1, 1, 0, 0, 0], False, False),
        (line(category="medium"), [1, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 0], True, False),
    ],
)
def test_what_a_row_sums_and_over_whom(
    told: Line,
    amounts: list[float],
    base: list[int],
    is_share: bool,  # noqa: FBT001 of pytest
    is_free: bool,  # noqa: FBT001
) -> None:
    found = sum_of(told, PART, CODES)
    assert found.amounts.tolist() == amounts
    assert found.base.astype(int).tolist() == base
    assert (found.is_share, found.is_free) == (is_share, is_free)


def test_levels_of_the_index_are_cut_where_params_say() -> None:
    frame = pd.DataFrame({"area": ["north"], "bloc": ["A"], "sex": [1], "weight": [1.0], "opinion": [1], "sort": [1]})
    survey = make_survey(frame.assign(index=1.0, score_X=1.0, hours=1))
    scores = np.array([39.9, 40.0, 59.9, 60.0, np.nan])
    who = people_of(survey.frame, survey.codebook)
    (part,) = list_parts("index", [line(category="low")], who, Levels(low_below=40, high_from=60), scores)
    assert part.codes.tolist() == [0.0, 1.0, 1.0, 2.0, -1.0]
    assert (part.possible, part.missing, part.skipped) == ((0.0, 1.0, 2.0), (-1.0,), (-1.0,))
    (part,) = list_parts("index", [line(category="low")], who, None, scores)
    assert set(part.codes.tolist()) == {-1.0}


SEVERAL = {
    "id": "means",
    "type": "multiple",
    "missing": "usual",
    "wording": {"en": "means"},
    "codes": {1: {"label": {"en": "this"}}, 2: {"label": {"en": "that"}}},
}


def test_an_option_of_several_that_everybody_took_could_have_been_left() -> None:
    frame = pd.DataFrame({"area": ["north"], "bloc": ["A"], "sex": [1], "weight": [1.0], "opinion": [1]})
    frame = frame.assign(sort=1, index=1.0, score_X=1.0, hours=1, means=1, means_1=1, means_2=0)
    survey = make_survey(frame, [SEVERAL])
    who = people_of(survey.frame, survey.codebook)
    told = [line(category="1"), line(category="2", position=1)]
    parts = list(list_parts("means", told, who, None, np.array([1.0])))
    assert [part.codes.tolist() for part in parts] == [[1.0], [0.0]]
    assert [part.possible for part in parts] == [(0.0, 1.0)] * 2


def hide(codes: list[float], *lines: Line, count: int = 3, area: list[str] | None = None, like: Part = PART) -> Hidden:
    """Hide answers of people who live in one place, or in areas of side A."""
    area = area or ["north"] * len(codes)
    frame = pd.DataFrame({"area": area, "bloc": "A", "sex": 1, "weight": 1.0, "opinion": 1, "sort": 1})
    survey = make_survey(frame.assign(index=1.0, score_X=1.0, hours=1))
    who = people_of(survey.frame, survey.codebook)
    told = {Domain(bloc=one.bloc, area=one.area) for one in lines}
    part = replace(like, codes=np.array(codes), lines=lines)
    return hide_answers(part, {one: who.members(one) for one in told}, who, few=Few(base=10, count=count), closed=())


def shares(*categories: str, **told: Any) -> list[Line]:  # noqa: ANN401
    return [line(category=name, position=i, **told) for i, name in enumerate(categories)]


def answers(*counts: int) -> list[float]:
    return np.repeat([1.0, 2.0, 3.0], counts).tolist()


def test_answers_that_enough_gave_are_told() -> None:
    assert hide(answers(40, 20, 15), *shares("1", "2", "3")) == Hidden()
    assert hide(answers(40, 32, 3), *shares("1", "2", "3")) == Hidden(), "three are enough"


def test_an_answer_of_two_is_hidden_with_the_smallest_beside_it() -> None:
    found = hide(answers(40, 33, 2), *shares("1", "2", "3"))
    assert (found.small, found.few, found.companions, found.exposed) == (frozenset(), {2}, {1}, frozenset())


def test_an_answer_of_all_but_two_is_hidden_too() -> None:
    found = hide(answers(73, 1, 1), *shares("1", "2", "3"))
    assert found.few == {0, 1, 2}


def test_an_answer_that_nobody_gave_is_no_secret() -> None:
    assert hide(answers(40, 35, 0), *shares("1", "2", "3")) == Hidden()


def test_a_base_of_too_few_hides_every_answer_by_its_base() -> None:
    found = hide(answers(4, 3, 2), *shares("1", "2", "3"))
    assert (found.small, found.few) == ({0, 1, 2}, frozenset())
    assert hide(answers(4, 3, 3), *shares("1", "2", "3")).small == frozenset(), "ten are enough"


def test_rows_that_tell_one_sum_are_hidden_together() -> None:
    codes = [*answers(40, 33, 2), 97.0, 97.0, 97.0, 97.0]
    lines = [*shares("1", "2", "3"), line(category="3", base="answered", position=3)]
    assert hide(codes, *lines).few == {2, 3}


def test_all_missing_codes_of_a_place_are_hidden_where_one_is() -> None:
    codes = [*answers(40, 20, 10), *[97.0] * 5, 98.0, 98.0]
    lines = [*shares("1", "2", "3"), line(category="97", position=3), line(category="98", position=4)]
    total = line("item_nonresponse", "", position=5)
    found = hide(codes, *lines, total)
    assert found.few == {4}
    assert found.companions == {3}, "how many kept silent is no secret"
    third = [*lines, line(category="99", position=6)]
    found = hide([*codes, *[99.0] * 8], *third, total, like=replace(PART, missing=(96.0, 97.0, 98.0, 99.0)))
    assert (found.few, found.companions) == ({4}, {3, 6}), "one of them would have been enough"


def test_the_side_gives_no_hidden_answer_of_an_area_back() -> None:
    area = ["north"] * 40 + ["south"] * 40
    codes = [*answers(20, 18, 2), *answers(20, 10, 10)]
    lines = [
        line(category=str(code), position=10 * place + code, bloc="A", area=name)
        for place, name in enumerate(("", "north", "south"))
        for code in (1, 2, 3)
    ]
    found = hide(codes, *lines, area=area)
    assert found.few == {13}
    assert len(found.companions) >= 3, "one more of the north, and both of them in the south or of the side"
    assert not found.exposed


def test_every_hidden_row_has_a_rule_and_no_number() -> None:
    sex = np.repeat([1, 2, 3], [90, 60, 10])
    frame = pd.DataFrame(
        {
            "area": np.tile(["north", "south", "east", "west"], 40),
            "bloc": np.tile(["A", "A", "B", "B"], 40),
            "sex": sex,
            "weight": 1.0,
            "opinion": np.where(np.arange(160) < 2, 5, 1 + np.arange(160) % 2),
            "sort": 1 + np.arange(160) % 3,
            "index": np.linspace(5, 95, 160),
            "score_X": 50.0,
            "hours": 1,
        }
    )
    full, protected = protect_survey(make_survey(frame))
    n = len(full)
    told: FloatArray = protected.results["estimate"].to_numpy(dtype=float)[:n]
    hidden = protected.results["is_suppressed"].to_numpy(dtype=bool)
    assert np.isnan(told[hidden[:n]]).all()
    assert protected.results.loc[hidden, "n"].isna().all()
    assert_allclose(told[~hidden[:n]], full["estimate"].to_numpy(dtype=float)[~hidden[:n]], rtol=1e-5)
    assert_allclose(protected.full["estimate"].to_numpy(dtype=float)[:n], full["estimate"], rtol=1e-15)
    rules = protected.full["hidden_by"].tolist()
    assert [rule != "" for rule in rules] == hidden.tolist()
    rule = dict(zip(protected.results["result_id"], rules, strict=True))
    assert rule["groups.mean.index.bloc=A.sex=other"] == "base", "five people"
    assert rule["topline.share.opinion=5"] == "count", "two people"
    assert rule["groups.mean.index.sex=other"] in {"", "companion"}, "ten people"
    assert sum(protected.counts.values()) == hidden.sum()
    assert protected.counts["base"] == rules.count("base") > 0
    counted = protected.results[protected.results["measure"] == "n_hidden"]
    assert dict(zip(counted["category"], counted["estimate"], strict=True)) == protected.counts


@pytest.mark.parametrize(("largest", "rule"), [(1000.0, "count"), (1.0, "")])
def test_the_mean_of_a_quantity_that_one_person_makes_is_hidden(largest: float, rule: str) -> None:
    drawn = draw_survey(1)
    hours = np.where(np.arange(len(drawn.frame)) == 7, largest, 1.0)
    survey = make_survey(drawn.frame.assign(hours=hours))
    mean = make_row(
        MEAN,
        variable="hours",
        sample="main",
        base="answered",
        estimate=float(hours.mean()),
        n=float(hours.size),
    )
    full = finish([*survey.rows, mean], is_synthetic=True)
    found = protect(full, survey.frame, survey.codebook, survey.params).full.set_index("result_id")
    assert found.loc["topline.mean.hours", "hidden_by"] == rule
