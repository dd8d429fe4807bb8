"""What would make a model fit: the change that was planted is found and fitted, and nothing is advised of a model that fits."""

from dataclasses import replace

import numpy as np
import pytest

from crowdpotential.chapters.measurement.estimates.advice_rows import advice_rows
from crowdpotential.chapters.measurement.estimates.fit_advice import Trial, try_changes
from crowdpotential.index.dimension_fits import fit_base, fit_dimensions
from crowdpotential.index.fit_rule import FitVerdict, count_items, judge_fit
from crowdpotential.index.items import Items
from crowdpotential.index.level_fits import Estimator
from crowdpotential.params import Comparability
from crowdpotential.stats.correlation.empty_cells import ADDED
from crowdpotential.stats.streams import stream
from simulations.misfits import World, draw_answers, list_worlds, make_truth

RULE = Comparability(max_rmsea=0.03, max_rmsea_dimension=0.03, negligible_srmr=0.01)  # stricter, so that one pair suffices
ESTIMATORS: tuple[Estimator, ...] = ("wlsmv", "mlr")
N = 1800


def find_world(size: str, name: str) -> World:
    return next(world for world in list_worlds() if (world.size, world.name) == (size, name))


def advise(size: str, name: str, estimator: Estimator, reversed_items: tuple[int, ...] = ()) -> tuple[Items, FitVerdict, tuple[Trial, ...]]:
    truth = make_truth(find_world(size, name))
    drawn = draw_answers(truth, stream(5, f"{size} {name}"), n=N, n_sides=1, estimator=estimator, is_clustered=False)
    is_reversed = np.zeros(len(drawn.items.names), dtype=np.bool_)
    is_reversed[list(reversed_items)] = True
    codes = np.where(is_reversed, drawn.items.highest - drawn.items.codes, drawn.items.codes)
    items = replace(drawn.items, is_reversed=is_reversed, codes=codes)
    given = (items, drawn.side, drawn.design, truth.model)
    base, dimensions = (
        fit_base(*given, estimator=estimator),
        fit_dimensions(*given, estimator=estimator),
    )
    verdict = judge_fit(base, RULE, dimensions, n_items=count_items(items))
    trials = try_changes(items, drawn.design, truth.model, verdict, estimator=estimator, rule=RULE, empty_cell=ADDED)
    return items, verdict, trials


def helpful(trials: tuple[Trial, ...], change: str) -> list[tuple[int, ...]]:
    return [trial.candidate.places for trial in trials if trial.candidate.change == change and not trial.verdict.is_misfit]


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_a_pair_that_shares_more_than_its_dimension_is_named_and_its_model_fits(estimator: Estimator) -> None:
    _items, verdict, trials = advise("1 x 5", "pair", estimator)
    assert verdict.is_misfit
    assert helpful(trials, "pairs") == [(0, 1)]


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_a_wording_factor_is_tried_where_reversed_items_are_undeclared(estimator: Estimator) -> None:
    _items, verdict, trials = advise("1 x 8", "wording", estimator, reversed_items=(5, 6, 7))
    assert verdict.is_misfit
    assert helpful(trials, "wording") == [(5, 6, 7)]


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_a_dimension_that_is_two_is_parted_as_it_was_planted(estimator: Estimator) -> None:
    _items, verdict, trials = advise("5 x 3", "two in one", estimator)
    assert {one.part for one in verdict.shortfalls} >= {"D1"}
    [apart] = helpful(trials, "two")
    assert set(apart) in ({0, 1, 2}, {3, 4, 5})


def test_nothing_is_tried_where_the_model_fits() -> None:
    items, verdict, trials = advise("1 x 5", "plain", "mlr")
    assert not verdict.is_misfit
    assert trials == ()
    assert advice_rows(trials, items, estimator="mlr", has_misfit=verdict.is_misfit) == []


def test_rows_name_the_change_its_items_its_fit_and_whether_it_helped() -> None:
    items, verdict, trials = advise("1 x 5", "pair", "mlr")
    rows = advice_rows(trials, items, estimator="mlr", has_misfit=verdict.is_misfit)
    assert (rows[0].measure, rows[0].estimate) == ("n_changes_tried", float(len(trials)))
    first = next(row for row in rows if row.measure == "advice")
    assert (first.model, first.note, first.verdict) == ("pairs", "I1, I2", "fits")
    assert first.estimate > RULE.min_cfi
    assert {row.measure for row in rows if row.variable == "1"} == {"advice", "advice_rmsea", "advice_srmr", "advice_chi2"}


def test_a_change_that_does_not_help_is_reported_as_a_misfit_still() -> None:
    _items, _verdict, trials = advise("1 x 8", "two in one", "mlr")
    pairs = [trial for trial in trials if trial.candidate.change == "pairs"]
    assert pairs
    assert pairs[0].verdict.is_misfit
    assert helpful(trials, "two")
