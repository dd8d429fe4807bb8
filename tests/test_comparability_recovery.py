"""The short version of the simulation of comparability, and proof that it can fail."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.index import item_shifts
from crowdpotential.index.items import Items
from crowdpotential.index.level_fits import Estimator
from crowdpotential.index.level_steps import fit_all_levels
from crowdpotential.params import Comparability
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.streams import stream
from simulations.comparability_recovery import CONFIDENCE_LEVEL, N_DRAWS, SLACK, Finding, Repeated, repeat
from simulations.recovery import as_table, judge, recover
from simulations.two_blocs import (
    DEGREES_OF_FREEDOM,
    DIMENSIONS,
    LATENT_GAPS,
    PER_POINT,
    POINTS_PER_AREA,
    WORLDS,
    World,
    draw_answers,
    read_truth,
    shift_responses,
)

FEW = 4
SHORT_SLACK = 2.0  # Monte-Carlo errors of so few draws beyond the limits that hold for two hundred
NO_SHIFT, TWO_ITEMS, MOST_ITEMS = WORLDS
WITHOUT_SIZE = Comparability(min_item_shift_sd=0.0)


def test_what_differs_is_found_and_nothing_else() -> None:
    repeated = repeat({"mlr": FEW}, n_replicates=100)
    rows = [row for one in repeated for row in recover(one, slack=SHORT_SLACK)]
    assert judge(rows) == [], as_table(rows)
    assert {row.world for row in rows} == {"no shift", "two items", "most items"}


def test_p_values_alone_without_adjustment_flag_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(item_shifts, "adjust_p_values", lambda p_values, _method: p_values)
    (repeated,) = repeat({"mlr": FEW}, worlds=[NO_SHIFT], rule=WITHOUT_SIZE, n_replicates=100)
    broken = judge(recover(repeated, slack=SHORT_SLACK))
    assert any("false_flags_any" in sentence for sentence in broken), broken


@pytest.mark.parametrize("estimator", ["mlr", "wlsmv"])
def test_latent_differences_are_those_of_the_dimensions_with_a_general_factor_or_without(
    estimator: Estimator,
) -> None:
    drawn = draw_answers(NO_SHIFT, stream(3, "draw"), n_replicates=2)
    kept = np.flatnonzero(drawn.items.dimension_of_item < 4)
    fields = {f: getattr(drawn.items, f) for f in drawn.items.__slots__}
    fields |= {f: fields[f][kept] for f in ("dimension_of_item", "n_categories", "lowest", "highest", "is_reversed", "is_numeric")}
    fields |= {f: fields[f][:, kept] for f in ("codes", "ranks")}
    items = Items(**fields | {"names": drawn.items.names[:20], "dimensions": drawn.items.dimensions[:4]})
    plain, general = (
        fit_all_levels(
            items,
            drawn.bloc,
            drawn.design,
            MeasurementModel(dimension_of_item=items.dimension_of_item, has_general_factor=has_general),
            estimator=estimator,
        ).fits["scalar"]
        for has_general in (False, True)
    )
    assert_allclose(general.latent_means, plain.latent_means, atol=0.02)
    assert_allclose(general.latent_mean_errors, plain.latent_mean_errors, rtol=0.05)


def find(world: World, **changed: object) -> Finding:
    """Say of a draw what is true of it."""
    truth = read_truth()
    right = Finding(
        verdict=world.verdict,
        reason="made up",
        is_different=np.isin(truth.names, list(world.shifts)),
        shifts=shift_responses(world),
        latent=LATENT_GAPS,
        latent_errors=np.full(len(DIMENSIONS), 0.05),
    )
    return replace(right, **changed)  # type: ignore[arg-type]


def broken_measures(world: World, findings: list[Finding]) -> set[str]:
    rows = recover(Repeated(world=world, estimator="mlr", findings=tuple(findings)))
    broken = judge(rows)
    assert len(broken) == sum(not row.is_within for row in rows)
    return {row.measure for row in rows if not row.is_within}


@pytest.mark.parametrize("world", WORLDS)
def test_the_truth_is_accepted_in_every_world(world: World) -> None:
    assert broken_measures(world, [find(world)] * 10) == set()


def test_each_promise_can_be_broken() -> None:
    nothing = np.zeros(len(read_truth().names), dtype=np.bool_)
    one = np.arange(nothing.size) == 0
    assert broken_measures(TWO_ITEMS, [find(TWO_ITEMS, is_different=nothing)] * 10) == {"found"}
    assert broken_measures(NO_SHIFT, [find(NO_SHIFT, is_different=one)] * 10) == {"false_flags_any"}
    assert broken_measures(NO_SHIFT, [find(NO_SHIFT, is_different=~nothing)] * 10) == {
        "false_flags",
        "false_flags_any",
    }
    assert broken_measures(NO_SHIFT, [find(NO_SHIFT, latent=LATENT_GAPS + 0.031)] * 10) == {"latent_bias"}
    for world in (NO_SHIFT, MOST_ITEMS):
        wrong = [find(world)] * 9 + [find(world, verdict="partial")]
        assert broken_measures(world, wrong) == {"right_verdict"}


def test_few_draws_are_allowed_their_monte_carlo_error_and_no_more() -> None:
    findings = tuple(find(NO_SHIFT, latent=LATENT_GAPS + by) for by in (0.02, 0.05) * 5)
    rows = recover(Repeated(world=NO_SHIFT, estimator="wlsmv", findings=findings), slack=1.0)
    row = next(row for row in rows if row.measure == "latent_bias")
    assert_allclose([row.value, row.monte_carlo_error, row.highest], [0.035, 0.005, 0.035])
    assert SLACK == {"mlr": 0.0, "wlsmv": 1.0}
    assert N_DRAWS["mlr"] == 200


def test_a_draw_without_a_model_counts_in_the_verdicts_and_not_in_the_latent_differences() -> None:
    nothing = np.full(len(DIMENSIONS), np.nan)
    lost = find(NO_SHIFT, verdict="untestable", latent=nothing, latent_errors=nothing)
    rows = recover(Repeated(world=NO_SHIFT, estimator="mlr", findings=(*[find(NO_SHIFT)] * 9, lost)))
    n_draws = {row.measure: row.n_draws for row in rows}
    assert (n_draws["latent_bias"], n_draws["right_verdict"]) == (9, 10)
    assert {row.measure for row in rows if not row.is_within} == {"right_verdict"}


def test_two_items_shift_by_half_a_category_and_most_items_by_unequal_parts() -> None:
    shifts, dimension = shift_responses(TWO_ITEMS), read_truth().dimension_of_item
    assert np.count_nonzero(shifts) == 2
    assert (np.abs(shifts[shifts != 0]) > 0.39).all()
    most = shift_responses(MOST_ITEMS)
    for d in range(len(DIMENSIONS)):
        own = most[(dimension == d) & (most != 0)]
        assert np.unique(own).size == own.size >= 3


def test_weights_are_unequal_and_needed() -> None:
    draws = [draw_answers(NO_SHIFT, stream(3, f"draw {draw}"), n_replicates=2) for draw in range(40)]
    gap, unweighted = np.zeros(35), np.zeros(35)
    for one in draws:
        ranks, first = one.items.ranks, one.bloc == 0
        weights = one.design.weights
        gap += np.average(ranks[first], axis=0, weights=weights[first]) - np.average(ranks[~first], axis=0, weights=weights[~first])
        unweighted += ranks[first].mean(axis=0) - ranks[~first].mean(axis=0)
    still = np.isin(read_truth().dimension_of_item, np.flatnonzero(LATENT_GAPS == 0))
    assert abs(gap[still].mean() / len(draws)) < 0.02
    assert unweighted[still].mean() / len(draws) > 0.05
    weights = draws[0].design.weights
    assert np.mean(weights**2) / np.mean(weights) ** 2 > 1.1


def test_a_sample_is_what_its_design_says_and_depends_on_its_stream_alone() -> None:
    one, again = (draw_answers(TWO_ITEMS, stream(3, "draw"), n_replicates=5) for _ in range(2))
    assert_array_equal(np.bincount(one.design.psus), PER_POINT)
    assert_array_equal(np.bincount(one.design.strata), POINTS_PER_AREA * PER_POINT)
    assert one.design.degrees_of_freedom == DEGREES_OF_FREEDOM
    assert CONFIDENCE_LEVEL == 0.95
    assert_array_equal(one.items.ranks, again.items.ranks)
    assert_array_equal(one.design.replicate_weights, again.design.replicate_weights)
