"""One engine for sides, areas and groups: the same partition gets the same verdict whatever a study calls it; planted truths are found."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from two_sides import AREA, CUTS, DIMENSION, LOADINGS, draw_design

from crowdpotential.chapters.comparability.estimates.check import (
    ComparabilityCheck,
    check_comparability,
)
from crowdpotential.chapters.comparability.estimates.check_rows import area_check_rows
from crowdpotential.chapters.comparability.estimates.splits import split_areas, split_names
from crowdpotential.chapters.comparability.estimates.thin_groups import (
    Thin,
    count_needed,
    find_thin,
    find_unanswered,
)
from crowdpotential.errors import ConvergenceError, ModelError
from crowdpotential.index import level_steps
from crowdpotential.index.items import Items
from crowdpotential.params import Comparability
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.group_models.measurement_fit import MeasurementFit
from crowdpotential.stats.group_models.model_spec import Invariance, MeasurementModel
from crowdpotential.stats.group_models.unrestricted_model import UnrestrictedModel

MODEL = MeasurementModel(dimension_of_item=DIMENSION)
TWO, THREE = AREA // 2, np.minimum(AREA, 2)
OPPOSITE = np.array([1, 1, 1, 1, 1, 1, 1, -1.0])
WEAK = np.array([1, 1, 0.15, 1, 1, 1, 0.15, 1.0])


def answer(group: IntArray, *, shifts: dict[int, float] | None = None, scale: FloatArray | None = None, seed: int = 5) -> Items:
    """Draw answers whose items have shifted, or load otherwise, in the last group alone; its dimensions lie lower by half."""
    rng = np.random.default_rng(seed)
    is_last = group == group.max()
    factors = rng.standard_normal((group.size, 1)) * 0.6 + rng.standard_normal((group.size, 2)) * 0.8
    factors[is_last] -= 0.5
    loadings = np.where(is_last[:, None], LOADINGS * (1 if scale is None else scale), LOADINGS)
    responses = loadings * factors[:, DIMENSION] + np.sqrt(1 - LOADINGS**2) * rng.standard_normal((group.size, 8))
    for item, size in (shifts or {}).items():
        responses[is_last, item] += size
    return make(np.digitize(responses, CUTS))


def make(ranks: IntArray) -> Items:
    return Items(
        names=tuple(f"{'XY'[d]}{i % 4 + 1}" for i, d in enumerate(DIMENSION)),
        dimensions=("X", "Y"),
        dimension_of_item=DIMENSION,
        codes=ranks + 1.0,
        ranks=ranks.astype(np.int64),
        n_categories=np.full(8, 5),
        lowest=np.ones(8),
        highest=np.full(8, 5.0),
        is_reversed=np.zeros(8, dtype=bool),
        is_numeric=np.zeros(8, dtype=bool),
    )


def judge(items: Items, group: IntArray, names: tuple[str, ...] = (), *, estimator: str = "auto") -> ComparabilityCheck:
    return check_comparability(
        items,
        group,
        draw_design(),
        LOADINGS,
        model=MODEL,
        rule=Comparability(estimator=estimator),
        confidence_level=0.95,
        names=names,
        last="partial",
    )


@pytest.mark.parametrize("estimator", ["wlsmv", "mlr"])
@pytest.mark.parametrize("group", [TWO, THREE], ids=["two", "three"])
@pytest.mark.parametrize(
    ("planted", "verdict", "reasons"),
    [
        ({}, "comparable", {"all_items"}),
        ({"shifts": {1: 0.6}}, "partial", {"some_items"}),
        ({"shifts": {1: 0.6, 5: -0.6}}, "partial", {"some_items"}),
        ({"shifts": {0: 0.9, 1: 0.5, 4: -0.8, 5: -0.4}}, "not_comparable", {"too_few_invariant_items"}),
        ({"scale": WEAK}, "not_comparable", {"metric_change"}),
        ({"scale": OPPOSITE}, "not_comparable", {"metric_change"}),
    ],
    ids=["equal", "one shifted", "two shifted", "most shifted", "loadings differ", "one reversed"],
)
def test_what_was_planted_is_said_of_two_groups_and_of_three(
    estimator: str, group: IntArray, planted: dict[str, Any], verdict: str, reasons: set[str]
) -> None:
    found = judge(answer(group, **planted), group, estimator=estimator)
    assert (found.verdict, found.reason in reasons) == (verdict, True), found.reason


@pytest.mark.parametrize("planted", [{}, {"shifts": {1: 0.6}}, {"scale": OPPOSITE}, {"shifts": {0: 0.9, 1: 0.5, 4: -0.8, 5: -0.4}}])
def test_the_same_partition_as_sides_as_areas_and_as_groups_gets_the_same_verdict(
    planted: dict[str, Any],
) -> None:
    items, names = answer(TWO, **planted), ("west", "east")
    told = [names[code] for code in TWO]
    partitions = [
        split_names(told, names),
        split_areas(told, dict.fromkeys(names, ""))[""],
        split_areas(told, dict.fromkeys(names, "one side"))["one side"],
        split_names(pd.Series(TWO).map(dict(enumerate(names))).tolist(), names, np.ones(TWO.size, dtype=bool)),
    ]
    found = [judge(items, own.codes, own.names) for own in partitions]
    assert len({(one.verdict, one.reason) for one in found}) == 1
    sizes = [one.shifts["west"].inference.estimate.tolist() for one in found]
    assert all(size == sizes[0] for size in sizes)


@pytest.mark.parametrize("estimator", ["wlsmv", "mlr"])
@pytest.mark.parametrize(("group", "told"), [(TWO, "west"), (THREE, "middle")], ids=["two", "three"])
def test_where_equal_loadings_fail_the_items_whose_loadings_differ_are_named(estimator: str, group: IntArray, told: str) -> None:
    names = ("west", "east") if told == "west" else ("west", "north", "middle")
    for scale, differing in ((OPPOSITE, [7]), (WEAK, [2, 6])):
        items = answer(group, scale=scale)
        found = judge(items, group, names, estimator=estimator)
        assert np.flatnonzero(found.loadings[told].is_different).tolist() == differing
        assert {g for g, one in found.loadings.items() if one.is_different.any()} == {told}
        rows = area_check_rows({"": found}, items)
        named = [row.variable for row in rows if row.measure == "loading_difference" and row.verdict]
        assert named == [items.names[i] for i in differing]
    assert not judge(answer(group), group, names, estimator=estimator).loadings


def test_groups_too_thin_are_untested_and_never_called_comparable() -> None:
    few = np.where(np.arange(AREA.size) % 400 < 80, AREA, -1)
    found = judge(answer(AREA), few, ("a", "b", "c", "d"))
    assert (found.verdict, found.reason) == ("untested", "thin")
    assert found.thin == tuple(Thin(name=name, n=80) for name in "abcd")
    assert (found.needed, found.obstacle) == (100, "")
    rows = area_check_rows({"": found}, answer(AREA))
    told = [(row.category, row.n, row.estimate) for row in rows if row.measure == "thin_group"]
    assert told == [(name, 80, 100) for name in "abcd"]
    assert {row.n for row in rows if row.measure != "thin_group"} == {320}, "of the partition"
    assert {row.model for row in rows if row.measure == "cfi"} >= {"together"}
    assert not any(row.model == "configural" for row in rows), "no model of groups was fitted"
    assert not found.is_closed
    assert all(0.25 < one.detectable < 1.2 for one in found.shifts.values())
    assert not any(one.is_different.any() for one in found.shifts.values())


def test_a_shift_in_a_group_too_thin_is_told_and_too_many_forbid_the_comparison() -> None:
    few = np.where(np.arange(AREA.size) % 400 < 80, AREA, -1)
    one = judge(answer(AREA, shifts={1: 1.2}), few, ("a", "b", "c", "d"))
    assert (one.verdict, one.reason) == ("untested", "thin")
    assert np.flatnonzero(one.shifts["d"].is_different).tolist() == [1]
    many = judge(answer(AREA, shifts={0: 2.0, 1: 1.2}), few, ("a", "b", "c", "d"))
    assert (many.verdict, many.is_closed) == ("misfit", True), "such shifts make the model of all misfit"


def test_a_model_that_describes_nothing_is_a_misfit_in_thin_groups_too() -> None:
    rng = np.random.default_rng(4)
    pairs = np.tile(rng.standard_normal((AREA.size, 4)), 2)  # an item goes with one of the other dimension
    factors = rng.standard_normal((AREA.size, 2))[:, DIMENSION]
    responses = 0.6 * factors + 0.5 * pairs + 0.6 * rng.standard_normal((AREA.size, 8))
    items = make(np.digitize(responses, CUTS))
    for group, reason in (
        (AREA, "configural_fit"),
        (np.where(np.arange(AREA.size) % 400 < 80, AREA, -1), "fit_together"),
    ):
        found = judge(items, group)
        assert (found.verdict, found.reason, found.is_closed) == ("misfit", reason, True)


def stop_at(level: str, monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    """Let the model of a level have no solution."""
    fit = level_steps.fit_measurement

    def fail(
        sample: UnrestrictedModel,
        model: MeasurementModel,
        asked: Invariance,
        **how: Any,  # noqa: ANN401 as it is given
    ) -> MeasurementFit:
        if asked.level == level:
            msg = "no maximum after 60 steps"
            raise error(msg)
        return fit(sample, model, asked, **how)

    monkeypatch.setattr(level_steps, "fit_measurement", fail)


@pytest.mark.parametrize("error", [ConvergenceError, ModelError])
@pytest.mark.parametrize("planted", [{}, {"shifts": {0: 0.9, 1: 0.5, 4: -0.8, 5: -0.4}}])
def test_a_step_that_cannot_be_estimated_is_no_verdict_on_what_it_would_have_tested_and_opens_nothing(
    error: type[Exception], planted: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_at("scalar", monkeypatch, error)
    items = answer(TWO, **planted)
    found = judge(items, TWO, estimator="mlr")
    assert (found.verdict, found.reason, found.is_closed) == ("untestable", "step_unfitted", True)
    rows = area_check_rows({"": found}, items)
    assert {row.model for row in rows if row.measure == "change_cfi"} == {"metric"}
    [told] = [row for row in rows if row.measure == "obstacle"]
    assert told.model == "scalar"
    [verdict] = [row for row in rows if row.measure == "verdict"]
    assert verdict.method == "groups"
    broken = judge(answer(TWO, scale=OPPOSITE), TWO, estimator="mlr")
    assert (broken.verdict, broken.reason) == ("not_comparable", "metric_change"), "was tested before"


def test_loadings_that_differ_are_found_where_equal_ones_cannot_be_estimated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stop_at("metric", monkeypatch, ConvergenceError)
    turned = judge(answer(TWO, scale=OPPOSITE), TWO, estimator="mlr")
    assert (turned.verdict, turned.reason) == ("not_comparable", "metric_change")
    assert np.flatnonzero(turned.loadings["1"].is_different).tolist() == [7]
    equal = judge(answer(TWO), TWO, estimator="mlr")
    assert (equal.verdict, equal.reason, equal.is_closed) == ("untestable", "step_unfitted", True)


@pytest.mark.parametrize(
    ("shifts", "said"),
    [
        ({1: 1.2}, ("not_comparable", "too_few_invariant_items", True)),
        ({}, ("untestable", "saturated", False)),
    ],
)
def test_what_the_steps_of_a_saturated_model_reject_is_rejected(shifts: dict[int, float], said: tuple[str, str, bool]) -> None:
    items = answer(TWO, shifts=shifts).take(np.ones(TWO.size, dtype=np.bool_), np.arange(3))
    found = check_comparability(
        items,
        TWO,
        draw_design(),
        LOADINGS[:3],
        model=MeasurementModel(dimension_of_item=DIMENSION[:3]),
        rule=Comparability(estimator="mlr"),
        confidence_level=0.95,
        last="partial",
    )
    assert (found.verdict, found.reason, found.is_closed) == said


@pytest.mark.parametrize(("n_answers", "is_thin"), [(0, True), (10, True), (49, True), (50, False)])
def test_an_item_that_few_of_a_group_answered_makes_the_group_thin(n_answers: int, *, is_thin: bool) -> None:
    items, last = answer(TWO), np.flatnonzero(TWO == 1)
    ranks = items.ranks.copy()
    ranks[last[n_answers:], 2] = -1
    found = find_thin(make(ranks), TWO, ("a", "b"), 100)
    assert found == ((Thin(name="b", n=n_answers, item="X3"),) if is_thin else ())
    assert find_unanswered(make(ranks), TWO, ("a", "b")) == ((("X3", "b"),) if n_answers == 0 else ())


def test_a_group_of_exactly_the_number_needed_is_not_thin() -> None:
    group = np.repeat([0, 1], [100, 99])
    items = make(np.zeros((199, 8), dtype=np.int64))
    assert [(one.name, one.n) for one in find_thin(items, group, ("a", "b"), 100)] == [("b", 99)]
    assert find_thin(items, group, ("a", "b"), 99) == ()


def test_an_item_that_all_of_a_group_answer_alike_is_named_and_closes_the_comparison() -> None:
    ranks = answer(TWO).ranks.copy()
    ranks[TWO == 1, 2] = 3
    found = judge(make(ranks), TWO, ("a", "b"))
    assert (found.verdict, found.reason, found.is_closed) == ("untestable", "constant_items", True)
    assert found.constant == (("X3", "b"),)


def test_what_is_detectable_would_have_been_found_four_times_in_five() -> None:
    """Five answers show about nine tenths of what a response shifts by."""
    found = judge(answer(TWO), TWO).shifts["1"].detectable
    hits = [
        bool(judge(answer(TWO, shifts={1: -found / 0.9}, seed=seed), TWO, estimator="mlr").shifts["1"].is_different[1])
        for seed in range(20, 40)
    ]
    assert np.mean(hits) >= 0.6


def test_respondents_needed_grow_with_the_parameters_of_the_model() -> None:
    small, items = make(np.zeros((2, 8))), np.repeat(np.arange(7), 5)
    assert count_needed(small, MODEL, "mlr") == 100
    large = MeasurementModel(dimension_of_item=items)
    wide = Items(**{f: getattr(small, f) for f in small.__slots__} | {"n_categories": np.full(35, 5)})
    assert count_needed(wide, large, "mlr") == 4 * (35 + 21)
    wider = Items(**{f: getattr(small, f) for f in small.__slots__} | {"n_categories": np.full(35, 7)})
    assert count_needed(wider, large, "wlsmv") == 35 + 21 + 6 * 35 + 2 * 35
