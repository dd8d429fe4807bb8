"""Comparability from answers to verdict: nothing found where nothing is, a shifted item found, and many shifted ones refused."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from two_sides import (
    AREA,
    AREA_NAMES,
    BLOC,
    BLOC_OF_AREA,
    DIMENSION,
    LOADINGS,
    answer_items,
    answer_otherwise,
    check_areas,
    draw_design,
)

from crowdpotential.chapters.comparability.estimates.alignment_rows import alignment_rows
from crowdpotential.chapters.comparability.estimates.area_alignment import align_areas
from crowdpotential.chapters.comparability.estimates.check import (
    ComparabilityCheck,
    check_comparability,
)
from crowdpotential.chapters.comparability.estimates.check_rows import (
    area_check_rows,
    comparability_rows,
)
from crowdpotential.errors import ModelError
from crowdpotential.index.item_shifts import judge_shifts, measure_shifts, response_spread
from crowdpotential.index.items import Items
from crowdpotential.index.level_fits import choose_estimator
from crowdpotential.index.level_steps import fit_all_levels
from crowdpotential.params import AlignmentSpec, Comparability
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.design import Design

MODEL = MeasurementModel(dimension_of_item=DIMENSION)
BLOC_OF = {"a": "A", "b": "A", "c": "B", "d": "B"}


def check(items: Items, rule: Comparability | None = None) -> ComparabilityCheck:
    return check_comparability(items, BLOC, draw_design(), LOADINGS, model=MODEL, rule=rule or Comparability(), confidence_level=0.95)


def test_blocs_whose_items_function_alike_are_comparable_though_they_differ_in_the_dimensions() -> None:
    found = check(answer_items(latent_gap=0.4))
    assert (found.verdict, found.reason) == ("comparable", "all_items")
    assert not found.loadings, "which are looked at where equal ones worsen the fit"
    assert found.levels is not None
    scalar = found.levels.fits["scalar"]
    assert_allclose(-scalar.latent_means[1], [0.4, 0.4], atol=0.1)
    assert (np.abs(-scalar.latent_means[1] - 0.4) < 3 * scalar.latent_mean_errors[1]).all()
    assert list(found.levels.fits) == ["configural", "thresholds", "metric", "scalar", "strict"]


def test_one_shifted_item_is_found_and_freed() -> None:
    found = check(answer_items({1: 0.5}))
    assert (found.verdict, found.reason) == ("partial", "some_items")
    assert list(found.shifts) == ["1"]
    assert np.flatnonzero(found.shifts["1"].is_different).tolist() == [1]
    assert found.levels is not None
    fits = found.levels.fits
    assert fits["partial"].chi2 < fits["scalar"].chi2 - 30
    assert fits["partial"].difference is not None
    assert fits["partial"].difference.p_value > 0.01


@pytest.mark.filterwarnings("error")
def test_an_item_that_is_the_middle_of_its_dimension_in_every_replicate_has_no_shift() -> None:
    items = answer_items({5: 2.0, 6: -2.0})
    others = {"dimension_of_item": np.array([0, 0, 0, 0, 0, 1, 1, 1])}
    items = Items(**{f: getattr(items, f) for f in items.__slots__} | others)
    rule = Comparability(min_item_shift_sd=0.0)
    (found,) = judge_shifts(measure_shifts(items, BLOC, draw_design(), LOADINGS, confidence_level=0.95), rule=rule)
    assert found.inference.standard_error[7] < 1e-12
    assert found.p_value[7] == 1
    assert np.flatnonzero(found.is_different).tolist() == [5, 6]


def test_a_group_in_which_nobody_gave_the_lowest_answer_has_a_spread_however_its_weights_round() -> None:
    items = answer_items()
    codes = np.where(BLOC[:, None] == 0, np.maximum(items.codes, 2.0), items.codes)
    few = np.flatnonzero((BLOC == 1) | (np.arange(BLOC.size) < 26))
    mine = Items(**{f: getattr(items, f) for f in items.__slots__} | {"codes": codes[few]})
    rng = np.random.default_rng(26)
    spreads = [response_spread(mine, BLOC[few], rng.uniform(0.2, 5, few.size)) for _ in range(200)]
    assert np.isfinite(spreads).all()


def test_many_items_shifted_unequally_forbid_the_comparison() -> None:
    found = check(answer_items({0: 0.9, 1: 0.5, 4: -0.8, 5: -0.4}))
    assert (found.verdict, found.reason) == ("not_comparable", "too_few_invariant_items")


def test_answers_as_numbers_lead_to_the_same_verdict() -> None:
    found = check(answer_items({1: 0.5}, n_missing=40), Comparability(estimator="mlr"))
    assert found.verdict == "partial"
    assert found.levels is not None
    assert (found.levels.estimator, list(found.levels.fits)) == (
        "mlr",
        ["configural", "metric", "scalar", "partial", "strict"],
    )


def test_sampling_units_move_the_test_and_not_the_estimates() -> None:
    items = answer_items()
    alone, grouped = (fit_all_levels(items, BLOC, draw_design(psu_size=size), MODEL, estimator="wlsmv").fits["scalar"] for size in (1, 8))
    assert_allclose(alone.latent_means, grouped.latent_means, atol=0.005)  # through the weights of least squares
    assert alone.chi2 != pytest.approx(grouped.chi2, rel=1e-6)


def test_items_with_two_answers_are_ordered_and_items_with_many_count_as_numbers() -> None:
    items = answer_items()
    for size, estimator in ((2, "wlsmv"), (7, "wlsmv"), (8, "mlr"), (11, "mlr")):
        n_categories = items.n_categories.copy()
        n_categories[3] = size
        other = Items(**{f: getattr(items, f) for f in items.__slots__} | {"n_categories": n_categories})
        assert choose_estimator(other, "auto") == estimator
    assert choose_estimator(items, "mlr") == "mlr"


def test_a_category_that_one_side_never_used_is_joined_and_counted() -> None:
    items = answer_items()
    ranks = items.ranks.copy()
    ranks[(BLOC == 1) & (ranks[:, 2] == 4), 2] = 3
    one = answer_otherwise(items, ranks)
    found = check(one)
    assert found.levels is not None
    assert found.levels.n_joined.tolist() == [0, 0, 1, 0, 0, 0, 0, 0]
    rows = comparability_rows(found, one, freedom=Freedom(np.array(100.0)), confidence_level=0.95)
    told = {row.variable: row.estimate for row in rows if row.measure == "n_joined_categories"}
    assert told == {"": 1.0, "X3": 1.0}


def test_too_few_items_leave_the_question_open() -> None:
    items = answer_items()
    two = MeasurementModel(dimension_of_item=np.array([0, 0, 0, 0, 1, 1, 1, 2]))
    with pytest.raises(ModelError):
        fit_all_levels(items, BLOC, draw_design(), two, estimator="wlsmv")
    found = check_comparability(items, BLOC, draw_design(), LOADINGS, model=two, rule=Comparability(), confidence_level=0.95)
    assert (found.verdict, found.reason) == ("untestable", "no_model")


def test_a_shift_counts_only_if_it_is_certain_and_large() -> None:
    (measured,) = measure_shifts(answer_items(), BLOC, draw_design(), LOADINGS, confidence_level=0.95)
    sizes = np.array([0.19, 0.21, -0.19, -0.21, 0.5, 0.0, 0.0, 0.0])
    p_values = np.array([1e-9] * 4 + [0.02] + [0.9] * 3)  # 0.02 times the four that are left is too much
    made = replace(measured, inference=replace(measured.inference, estimate=sizes), p_value=p_values)

    def differing(rule: Comparability) -> list[int]:
        return np.flatnonzero(judge_shifts([made], rule=rule)[0].is_different).tolist()

    assert differing(Comparability()) == [1, 3]
    assert differing(Comparability(min_item_shift_sd=0.0)) == [0, 1, 2, 3]


def names_of(codes: np.ndarray, names: tuple[str, ...]) -> list[str]:
    return [names[code] for code in codes]


def test_a_shifted_item_of_one_area_is_found_within_its_bloc_only() -> None:
    items = answer_items(shift_of_area={2: 0.7})
    found = check_areas(items, names_of(AREA, AREA_NAMES), BLOC_OF_AREA)
    assert {bloc: one.verdict for bloc, one in found.items()} == {"A": "partial", "B": "comparable"}
    assert np.flatnonzero(found["A"].shifts["a"].is_different).tolist() == [2]
    rows = area_check_rows(found, items)
    assert [row.area for row in rows if row.verdict == "differs"] == ["a"]


def left_out(items: Items, kept: np.ndarray) -> tuple[Items, Design]:
    design = draw_design()
    return items.take(kept, np.arange(len(items.names))), replace(
        design,
        weights=design.weights[kept],
        replicate_weights=design.replicate_weights[kept],
        strata=design.strata[kept],
        psus=design.psus[kept],
    )


def test_who_belongs_to_no_bloc_is_as_if_left_out() -> None:
    items, bloc = answer_items({1: 0.5}), np.where(np.arange(BLOC.size) % 10 == 3, -1, BLOC)
    own, design = left_out(items, bloc >= 0)
    how = {"model": MODEL, "rule": Comparability(), "confidence_level": 0.95}
    with_them = check_comparability(items, bloc, draw_design(), LOADINGS, **how)
    without = check_comparability(own, bloc[bloc >= 0], design, LOADINGS, **how)
    assert (with_them.verdict, with_them.reason) == (without.verdict, without.reason)
    assert with_them.levels is not None
    assert without.levels is not None
    for level, fit in without.levels.fits.items():
        assert with_them.levels.fits[level].chi2 == pytest.approx(fit.chi2, rel=1e-9)
    assert_allclose(with_them.shifts["1"].inference.estimate, without.shifts["1"].inference.estimate, rtol=1e-9)
    assert with_them.shifts["1"].is_different.tolist() == without.shifts["1"].is_different.tolist()


def test_areas_that_name_no_bloc_are_compared_among_all_and_those_in_none_left_out() -> None:
    items, names = answer_items(shift_of_area={2: 0.7}), names_of(AREA, AREA_NAMES)
    names = ["" if row % 10 == 3 else name for row, name in enumerate(names)]
    found = check_areas(items, names, dict.fromkeys(AREA_NAMES, ""))
    assert list(found) == [""]
    shifts = found[""].shifts
    assert list(shifts) == list(AREA_NAMES)
    assert np.flatnonzero(shifts["a"].is_different).tolist() == [2]
    rows = area_check_rows(found, items)
    assert {row.bloc for row in rows} == {""}


def test_those_in_no_area_do_not_move_the_alignment() -> None:
    items = answer_items(latent_gap=0.5)
    area = np.where(np.arange(AREA.size) % 10 == 3, -1, AREA)
    own, _ = left_out(items, area >= 0)
    rule = Comparability(alignment=AlignmentSpec(starts=2))
    both = [
        align_areas(some, codes, np.ones(codes.size), MODEL, rule=rule, rng=np.random.default_rng(1)).found
        for some, codes in ((items, area), (own, area[area >= 0]))
    ]
    assert both[0] is not None
    assert both[1] is not None
    assert_allclose(both[0].means, both[1].means, atol=1e-6)


def test_areas_are_aligned_and_their_invariance_told() -> None:
    items = answer_items(latent_gap=0.5)
    rule = Comparability(alignment=AlignmentSpec(starts=3))
    found = align_areas(items, AREA, np.ones(AREA.size), MODEL, rule=rule, rng=np.random.default_rng(1))
    assert found.found is not None
    assert_allclose(found.found.means[2:].mean(axis=0) - found.found.means[:2].mean(axis=0), [-0.5, -0.5], atol=0.15)
    rows = alignment_rows(found, items, BLOC_OF)
    assert len([row for row in rows if row.measure == "aligned_mean"]) == 8


def test_two_areas_are_not_aligned() -> None:
    items = answer_items()
    found = align_areas(items, BLOC, np.ones(AREA.size), MODEL, rule=Comparability(), rng=np.random.default_rng(1))
    assert found.found is None
    (row,) = alignment_rows(found, items, {"a": "A", "b": "B"})
    assert (row.measure, row.variable) == ("obstacle", "areas")
    assert row.note == "alignment: 2 areas; it takes at least 3, and two are a plain contrast"


def test_rows_carry_every_step_its_test_and_the_latent_differences() -> None:
    items = answer_items({1: 0.5}, latent_gap=0.4)
    found = check(items)
    rows = comparability_rows(found, items, freedom=Freedom(np.array(100.0)), confidence_level=0.95)
    by = {(row.measure, row.model) for row in rows}
    assert {("chi2_difference", level) for level in ("thresholds", "metric", "scalar", "partial", "strict")} <= by
    assert found.levels is not None
    fits = found.levels.fits
    assert fits["strict"].df - fits["partial"].df == 8 - 1  # the differing item keeps its own residual
    latent = [row for row in rows if row.measure == "latent_difference"]
    assert_allclose([row.estimate for row in latent], [0.4, 0.4], atol=0.15)
    assert {row.model for row in latent} == {"partial"}
    assert all(row.ci_low < row.estimate < row.ci_high for row in latent)
