"""What stands against a test of comparability is named with its side; what restricts nothing stops nothing."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from two_sides import (
    AREA,
    AREA_NAMES,
    BLOC,
    BLOC_OF_AREA,
    DIMENSION,
    LOADINGS,
    answer_items,
    check_areas,
    draw_design,
)

from crowdpotential.chapters.comparability.estimates.alignment_rows import alignment_rows
from crowdpotential.chapters.comparability.estimates.area_alignment import align_areas
from crowdpotential.chapters.comparability.estimates.check import (
    ComparabilityCheck,
    check_comparability,
)
from crowdpotential.chapters.comparability.estimates.check_rows import comparability_rows
from crowdpotential.errors import ModelError
from crowdpotential.index import level_readings
from crowdpotential.index.items import Items
from crowdpotential.index.level_fits import Estimator
from crowdpotential.params import AlignmentSpec, Comparability
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.group_models.scaled_tests import compare_fits
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.multiplicity import adjust_p_values

MODEL = MeasurementModel(dimension_of_item=DIMENSION)
SIDES = ("West", "East")


def check(items: Items, rule: Comparability | None = None) -> ComparabilityCheck:
    return check_comparability(
        items,
        BLOC,
        draw_design(),
        LOADINGS,
        model=MODEL,
        rule=rule or Comparability(),
        confidence_level=0.95,
        names=SIDES,
    )


def names_of(codes: np.ndarray, names: tuple[str, ...]) -> list[str]:
    return [names[code] for code in codes]


def test_the_items_of_all_areas_of_a_bloc_are_one_family_of_tests() -> None:
    checks = check_areas(answer_items(shift_of_area={2: 0.4}), names_of(AREA, AREA_NAMES), dict.fromkeys(AREA_NAMES, "A"))
    shifts = checks["A"].shifts
    assert list(shifts) == list(AREA_NAMES)
    p_values = np.concatenate([one.p_value for one in shifts.values()])
    adjusted = np.concatenate([one.p_adjusted for one in shifts.values()])
    assert_allclose(adjusted.min(), min(4 * 8 * p_values.min(), 1))
    assert_allclose(adjusted, adjust_p_values(p_values, "holm"))
    low, high = (np.concatenate([getattr(one.simultaneous, end) for one in shifts.values()]) for end in ("low", "high"))
    has_error = np.concatenate([one.inference.standard_error for one in shifts.values()]) > 1e-9
    assert (adjusted < 0.05).any()
    assert_array_equal(((low < 0) & (high > 0))[has_error], (adjusted >= 0.05)[has_error])
    assert (low <= np.concatenate([one.inference.ci_low for one in shifts.values()]) + 1e-12).mean() > 0.9


def test_alignment_obeys_weights_and_the_rule_of_params() -> None:
    items = answer_items()

    def means(weights: np.ndarray, **spec: object) -> np.ndarray:
        rule = Comparability(alignment=AlignmentSpec.model_validate(spec))
        found = align_areas(items, AREA, weights, MODEL, rule=rule, rng=np.random.default_rng(1))
        assert found.found is not None
        return found.found.means

    equal = np.ones(AREA.size)
    is_high = (AREA == 1) & (items.ranks[:, :4].sum(axis=1) > 8)
    raised = means(np.where(is_high, 3.0, 1.0)) - means(equal)
    assert raised[1, 0] > 0.2
    assert_allclose(raised[[2, 3], 0], 0, atol=0.05)
    assert abs(means(equal)[0]).max() < 1e-9  # the first area is the fixed anchor
    assert abs(means(equal, anchor="free")[0]).max() > 1e-3
    assert abs(means(equal, power=1.0, epsilon=0.05) - means(equal)).max() > 1e-4


def test_what_stands_against_an_alignment_is_told() -> None:
    items = answer_items()
    ranks = items.ranks.copy()
    ranks[AREA == 2, 5] = 1
    constant = replace_ranks(items, ranks)
    found = align_areas(constant, AREA, np.ones(AREA.size), MODEL, rule=Comparability(), rng=np.random.default_rng(1))
    (row,) = alignment_rows(found, constant, dict.fromkeys(AREA_NAMES, "A"))
    assert "item Y2: its 400 answers in this group do not differ" in str(row.note)


@pytest.mark.parametrize("change", [0.001, 0.05])
@pytest.mark.parametrize(("shift", "found"), [(0.0, ("comparable", "all_items")), (0.45, ("partial", "some_items"))])
def test_an_item_that_differs_on_one_of_three_sides_is_found_there_and_freed(shift: float, found: tuple[str, str], change: float) -> None:
    sides = np.maximum(AREA - 1, 0)  # the first bloc is that of the first two areas
    items = answer_items(shift_of_area={2: shift})
    ranks = items.ranks.copy()
    ranks[AREA < 2] = answer_items(shift_of_bloc={2: shift}).ranks[AREA < 2]
    got = check_comparability(
        replace_ranks(items, ranks),
        sides,
        draw_design(),
        LOADINGS,
        model=MODEL,
        rule=Comparability(max_change_cfi=change, max_change_rmsea=0.1),
        confidence_level=0.95,
        names=("A", "B", "C"),
    )
    assert (got.verdict, got.reason) == found
    rows = comparability_rows(got, items, freedom=Freedom(np.array(100.0)), confidence_level=0.95)
    shifts = [row for row in rows if row.measure == "bloc_item_shift"]
    assert len(shifts) == 3 * 8
    differing = {(row.bloc, row.variable) for row in shifts if row.verdict == "differs"}
    assert differing == ({("A", "X3")} if shift else set())


def replace_ranks(items: Items, ranks: np.ndarray, **others: object) -> Items:
    fields = {f: getattr(items, f) for f in items.__slots__}
    return Items(**fields | {"ranks": ranks, "codes": np.where(ranks < 0, np.nan, ranks + 1.0)} | others)


def test_equal_thresholds_of_items_with_three_answers_restrict_nothing_and_stop_nothing() -> None:
    items = answer_items({1: 0.6})
    three = replace_ranks(items, np.digitize(items.ranks, [2, 3]), n_categories=np.full(8, 3))
    found = check(three)
    assert (found.verdict, found.reason) == ("partial", "some_items")
    assert found.levels is not None
    fits = found.levels.fits
    assert fits["thresholds"].df == fits["configural"].df
    assert_allclose(fits["thresholds"].chi2, fits["configural"].chi2, rtol=1e-6)
    assert fits["thresholds"].difference is None
    assert fits["metric"].difference is not None
    rows = comparability_rows(found, three, freedom=Freedom(np.array(100.0)), confidence_level=0.95)
    tested = {row.model: row.note for row in rows if row.measure == "chi2_difference"}
    assert tested == dict.fromkeys(("metric", "scalar", "partial", "strict"), "satorra-2000")


@pytest.mark.parametrize(("n_formulas", "formula"), [(2, "satorra-bentler-2010"), (1, None)])
def test_a_difference_test_that_cannot_be_had_is_another_one_or_none_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, n_formulas: int, formula: str | None
) -> None:
    def refuse(*given: object, formula: str) -> object:
        if formula == "satorra-bentler-2001":
            problem = "the factor is negative"
            raise ModelError(problem)
        return compare_fits(*given, formula=formula)  # type: ignore[arg-type]

    monkeypatch.setattr(level_readings, "compare_fits", refuse)
    monkeypatch.setattr(level_readings, "FORMULAS", level_readings.FORMULAS[:n_formulas])
    found = check(answer_items(), Comparability(estimator="mlr"))
    assert found.verdict == "comparable"
    assert found.levels is not None
    test = found.levels.fits["metric"].difference
    assert (test.formula if test else None) == formula


@pytest.mark.parametrize("estimator", ["wlsmv", "mlr"])
def test_an_item_that_one_side_answers_alike_or_not_at_all_is_named_with_the_side(
    estimator: Estimator,
) -> None:
    for answer in (2, -1):
        items = answer_items()
        ranks = items.ranks.copy()
        ranks[BLOC == 1, 2] = answer
        found = check_comparability(
            replace_ranks(items, ranks),
            BLOC,
            draw_design(),
            LOADINGS,
            model=MODEL,
            rule=Comparability(estimator=estimator),
            confidence_level=0.95,
            names=SIDES,
        )
        assert found.verdict == "untestable"
        assert found.reason == ("constant_items" if answer == 2 else "unanswered_items")
        rows = comparability_rows(found, items, freedom=Freedom(np.array(100.0)), confidence_level=0.95)
        measure = "constant_item" if answer == 2 else "unanswered_item"
        told = [row for row in rows if row.measure == measure]
        assert [(row.category, row.variable_2) for row in told] == [("East", "X3")]


def test_an_item_that_joining_leaves_two_answers_takes_part_as_one_of_two() -> None:
    items = answer_items()
    ranks = np.digitize(items.ranks, [2, 3])
    ranks[(BLOC == 1) & (ranks[:, 2] == 1), 2] = 0
    found = check(replace_ranks(items, ranks, n_categories=np.full(8, 3)))
    assert found.levels is not None
    assert found.levels.n_joined.tolist() == [0, 0, 1, 0, 0, 0, 0, 0]
    # three answers restrict nothing by equal thresholds, and neither do two; seven items, two of whose variances are free, by loadings
    fits = found.levels.fits
    assert fits["metric"].df - fits["configural"].df == 7 - 2


@pytest.mark.parametrize("estimator", ["wlsmv", "mlr"])
def test_a_side_too_small_for_the_model_is_named_with_the_number_needed(estimator: Estimator) -> None:
    items, design = answer_items(), draw_design()
    few = np.flatnonzero((BLOC == 0) | (np.arange(AREA.size) >= AREA.size - 20))
    some = Items(**{f: getattr(items, f) for f in items.__slots__} | {"ranks": np.maximum(items.ranks[few], 0), "codes": items.codes[few]})
    sample = replace(
        design,
        weights=design.weights[few],
        replicate_weights=design.replicate_weights[few],
        strata=design.strata[few],
        psus=np.arange(few.size),
    )
    found = check_comparability(
        some,
        BLOC[few],
        sample,
        LOADINGS,
        model=MODEL,
        rule=Comparability(estimator=estimator),
        confidence_level=0.95,
        names=SIDES,
    )
    assert (found.verdict, found.reason) == ("untested", "thin")
    assert [(one.name, one.n) for one in found.thin] == [("East", 20)]
    assert found.needed == 100
    assert set(found.dimensions) == {"X", "Y"}, "of all together, each is looked at by itself"


def test_areas_of_which_one_left_an_item_out_are_not_compared() -> None:
    items = answer_items()
    ranks = items.ranks.copy()
    ranks[AREA == 0, 2] = -1
    checks = check_areas(replace_ranks(items, ranks), names_of(AREA, AREA_NAMES), BLOC_OF_AREA)
    assert (checks["A"].verdict, checks["A"].reason) == ("untestable", "unanswered_items")
    assert (checks["A"].is_closed, checks["B"].is_closed) == (True, False)
    assert checks["B"].verdict == "comparable"
