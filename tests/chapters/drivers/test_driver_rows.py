"""Drivers: what was planted is found, parts sum to R squared, and whatever a model does not hold is named."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from replicated import SIZE, N, draw_design

from crowdpotential.chapters.drivers.estimates.answers import Term
from crowdpotential.chapters.drivers.estimates.driver_rows import Question, driver_rows, place_codes, place_of_high
from crowdpotential.chapters.drivers.estimates.fitting import join_rare
from crowdpotential.params import Comparison
from crowdpotential.results.domains import Domain, Domains
from crowdpotential.results.rows import Row, result_id
from crowdpotential.verdicts import DIFFERENCE, PRIORITY, UNDETERMINED

EVERYBODY = np.ones(N, dtype=bool)
SIDES = {"A": np.arange(N) < N // 2, "B": np.arange(N) >= N // 2}


def number(name: str, values: np.ndarray, part: str = "", **about: object) -> Term:
    return Term(name=name, values=values.astype(float), was_asked=EVERYBODY, part=part, **about)  # type: ignore[arg-type]


@pytest.fixture
def question() -> Question:
    rng = np.random.default_rng(2)
    scores = {name: rng.normal(mean, 12, N) for name, mean in (("low", 35), ("high", 65), ("idle", 50))}
    kind = rng.integers(0, 3, N)
    made = 0.09 * (scores["low"] - 35) + 0.03 * (scores["high"] - 65) + 0.8 * (kind == 2)
    answer = 1 + np.digitize(made + rng.logistic(size=N), [-1.5, 0.0, 1.5])
    terms = tuple(number(name, own, name, bounds=(0.0, 100.0)) for name, own in scores.items())
    kinds = Term(name="kind", values=kind.astype(float), keys=("x", "y", "z"), was_asked=EVERYBODY, part="kind")
    control = number("age", rng.normal(size=N))
    outcome = number("will", answer, bounds=(1.0, 4.0))
    codes = place_codes([1, 2, 3, 4], 1)
    return Question(outcome=outcome, terms=(*terms, kinds, control), codes=codes, high_place=2, fewest=10)


def report(question: Question, *, sides: bool = False, comparable: tuple[str, ...] = ("A", "B"), adjust: str = "holm") -> list[Row]:
    labels = [Domain(), *(Domain(bloc=name) for name in SIDES if sides)]
    members = np.column_stack([EVERYBODY, *(own for own in SIDES.values() if sides)])
    domains = Domains(labels=tuple(labels), members=members)
    rows = driver_rows(question, domains, design=draw_design(), comparison=Comparison(adjust=adjust), comparable=comparable)  # type: ignore[arg-type]
    assert len({result_id(row) for row in rows}) == len(rows)
    return rows


def pick(rows: list[Row], measure: str, **wanted: str) -> list[Row]:
    return [row for row in rows if row.measure == measure and all(getattr(row, key) == value for key, value in wanted.items())]


def swap(question: Question, name: str, **changes: object) -> Question:
    terms = tuple(replace(term, **changes) if term.name == name else term for term in question.terms)  # type: ignore[arg-type]
    return replace(question, terms=terms)


def test_what_was_planted_is_found_by_both_models(question: Question) -> None:
    rows = report(question, adjust="max-t")
    for measure in ("difference", "share_difference"):
        found = {(row.variable, row.category): row for row in pick(rows, measure)}
        assert {key for key, row in found.items() if row.verdict == DIFFERENCE} == {("low", ""), ("high", ""), ("kind", "z")}
        assert found["kind", "z"].reference_domain == "x"
        assert all(row.ci_low_simultaneous <= row.ci_low for row in found.values())
    odds = {row.variable: row for row in pick(rows, "odds_ratio", category="")}
    assert odds["low"].estimate == pytest.approx(np.exp(0.09 * 12), rel=0.25)
    assert odds["low"].ci_low > 1 > odds["idle"].ci_low


def test_parts_and_controls_sum_to_r_squared_on_each_side(question: Question) -> None:
    rows = report(question, sides=True)
    for bloc in ("", "A", "B"):
        parts = sum(row.estimate for row in pick(rows, "importance", bloc=bloc))
        (whole,), (controls,) = (pick(rows, "r_squared", bloc=bloc, model=model) for model in ("linear", "controls"))
        assert parts + controls.estimate == pytest.approx(whole.estimate, abs=1e-10)
        assert sum(row.estimate for row in pick(rows, "importance_share", bloc=bloc)) == pytest.approx(1)


def test_the_map_names_what_matters_more_and_stands_lower(question: Question) -> None:
    rows = report(question)
    places = {row.variable: row.verdict for row in pick(rows, "level_deviation")}
    assert set(places) == {"low", "high", "idle"}  # categories have no more and no less
    assert places["low"] == PRIORITY
    (level,) = pick(rows, "level", variable="low")
    design, (term, *_) = draw_design(), question.terms
    assert level.estimate == pytest.approx(np.average(term.values, weights=design.weights))


def test_a_predictor_that_lowers_the_outcome_has_no_room_on_the_map(question: Question) -> None:
    fear = question.terms[0]
    turned = swap(question, "low", values=70 - fear.values)  # matters most, and stands low: fear of what is asked for
    places = {row.variable: row for row in pick(report(turned), "level_deviation")}
    assert (places["low"].verdict, places["low"].note) == (UNDETERMINED, "opposed")
    assert {row.note for name, row in places.items() if name != "low"} == {""}


def test_sides_are_set_against_each_other_predictor_by_predictor(question: Question) -> None:
    own = np.where(SIDES["A"], question.outcome.values, np.random.default_rng(3).integers(1, 5, N))
    rows = report(replace(question, outcome=replace(question.outcome, values=own)), sides=True)
    found = {(row.variable, row.category): row for row in pick(rows, "side_difference", model="linear")}
    assert len(found) == 5
    assert found["low", ""].verdict == DIFFERENCE
    a, b = (pick(rows, "difference", variable="low", bloc=bloc)[0].estimate for bloc in "AB")
    assert found["low", ""].estimate == pytest.approx(a - b)
    assert {row.unit for row in pick(rows, "side_difference", model="ordinal")} == {"share"}


def test_scores_of_sides_that_may_not_be_compared_are_neither_pooled_nor_contrasted(question: Question) -> None:
    scored = swap(question, "low", is_score=True)
    rows = report(scored, sides=True, comparable=())
    assert {row.bloc for row in rows} == {"A", "B"}
    assert pick(rows, "side_difference") == []
    assert pick(report(question, sides=True, comparable=()), "side_difference")  # single questions need no verdict


def test_who_lacks_an_answer_is_counted_by_question_and_reason(question: Question) -> None:
    ages = question.terms[-1].values.copy()
    ages[:30] = np.nan
    was_asked = np.arange(N) >= 20
    rows = report(swap(question, "age", values=ages, was_asked=was_asked))
    counted = {(row.variable, row.category): row.estimate for row in pick(rows, "n_left_out")}
    assert counted == {("age", "not_asked"): 20, ("age", "unanswered"): 10}
    (complete,) = pick(rows, "n_complete")
    assert (complete.estimate, complete.n, complete.note) == (N - 30, N, "")


def test_small_categories_constants_and_what_follows_are_left_out_and_named(question: Question) -> None:
    kinds = question.terms[3].values.copy()
    kinds[kinds == 1] = 0
    kinds[:5] = 1  # five people in one sampling point
    thin = swap(question, "kind", values=kinds)
    doubled = replace(thin, terms=(*thin.terms, number("again", 2 * thin.terms[0].values), number("flat", np.ones(N))))
    rows = report(doubled)
    out = {(row.variable, row.category): row.note for row in pick(rows, "left_out")}
    assert out == {("kind", "y"): "small_category", ("again", ""): "collinear", ("flat", ""): "constant"}
    assert pick(rows, "n_complete")[0].estimate == N - 5
    one_point = np.where(np.arange(N) < SIZE, 1, kinds * (kinds != 1))  # enough people, in one sampling point
    out = {(row.variable, row.category): row.note for row in pick(report(swap(question, "kind", values=one_point)), "left_out")}
    assert out["kind", "y"] == "small_category"


def test_a_model_that_cannot_be_made_says_why(question: Question) -> None:
    few = np.where(np.arange(N) < N - 10, np.nan, question.terms[-1].values)
    rows = report(swap(question, "age", values=few))
    assert pick(rows, "n_complete")[0].note == "too_few"
    assert pick(rows, "difference") == []
    idle = replace(question, terms=(number("flat", np.ones(N), "flat"), question.terms[-1]))
    assert pick(report(idle), "n_complete")[0].note == "no_predictors"


def test_a_predictor_that_tells_the_answers_apart_takes_the_ordinal_model_alone(question: Question) -> None:
    outcome = replace(question.outcome, values=1.0 + 3 * (question.terms[0].values > 35))
    rows = report(replace(question, outcome=outcome))
    assert [row.note for row in pick(rows, "n_complete", model="ordinal")] == ["separation"]
    assert pick(rows, "share_difference") == []
    assert pick(rows, "difference")


def test_rare_answers_are_joined_with_their_neighbour_and_never_across_the_cut(question: Question) -> None:
    values = question.outcome.values.copy()
    values[values == 1] = 2
    values[[0, 40, 90]] = 1  # three people
    rows = report(replace(question, outcome=replace(question.outcome, values=values)))
    assert {row.category for row in pick(rows, "left_out", note="joined")} == {"1", "2"}
    assert pick(rows, "share_difference")


@given(sizes=st.lists(st.booleans(), min_size=2, max_size=6), data=st.data())
def test_joined_answers_keep_their_order_and_their_side(sizes: list[bool], data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(sizes) - 1))
    places = np.arange(len(sizes))
    found = join_rare(places, len(sizes), cut, sizes)
    if found is None:
        assert not (any(sizes[:cut]) and any(sizes[cut:]))
        return
    categories, n_low, joined = found
    assert (np.diff(categories) >= 0).all()
    assert set(categories.tolist()) == set(range(categories.max() + 1))
    assert (categories[:cut] < n_low).all()
    assert (categories[cut:] >= n_low).all()
    assert sum(sizes) == categories.max() + 1
    assert all(place in joined for place, is_enough in enumerate(sizes) if not is_enough)


def test_high_answers_lie_above_the_middle_unless_params_say_otherwise() -> None:
    assert place_of_high(place_codes([1, 2, 3, 4, 5], 1), None) == 3
    assert place_of_high(place_codes([1, 2, 3, 4], 1), None) == 2
    turned = place_codes([1, 2, 3, 4], -1)
    assert turned[place_of_high(turned, None)] == 2
    assert place_of_high(place_codes([1, 2, 3, 4], 1), 4) == 3


def test_an_outcome_without_codes_has_a_linear_model_alone(question: Question) -> None:
    plain = replace(question, codes={}, high_place=None, outcome=replace(question.outcome, is_score=True))
    rows = report(plain)
    assert {row.unit for row in pick(rows, "difference")} == {"points"}
    assert not pick(rows, "share_difference")
    assert not pick(rows, "high_share")


def test_each_predictor_and_control_is_tested_for_parallel_lines_and_the_one_that_bends_is_found(question: Question) -> None:
    rng = np.random.default_rng(11)
    bends = question.terms[2].values  # goes with the highest answer alone
    top = np.where(
        (question.outcome.values >= 3) & (rng.logistic(size=N) + 0.2 * (bends - 50) > 0), 4, np.minimum(question.outcome.values, 3)
    )
    rows = report(replace(question, outcome=replace(question.outcome, values=top)), sides=True)
    found = {row.variable: row for row in pick(rows, "parallel_test", bloc="")}
    assert set(found) == {"low", "high", "idle", "kind", "age"}
    assert found["idle"].verdict == DIFFERENCE
    assert found["kind"].df_numerator == 4  # two columns at three thresholds
    assert all(row.p_adjusted >= row.p_value for row in found.values())
    assert all(row.df < N / SIZE for row in found.values())  # sampling units, not respondents
    assert {row.bloc for row in pick(rows, "parallel_test")} == {"", "A", "B"}
    two = replace(question.outcome, values=1.0 + 3 * (question.outcome.values > 2))
    assert pick(report(replace(question, outcome=two)), "parallel_test") == []
