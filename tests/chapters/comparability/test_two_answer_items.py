"""Questionnaires of yes and no: tested as ordered answers in one step, whatever the levels; differing items freed; refusals named."""

from dataclasses import replace

import numpy as np
import pytest
from two_sides import AREA, BLOC, DIMENSION, LOADINGS, answer_items, draw_design

from crowdpotential.chapters.comparability.estimates.check import (
    ComparabilityCheck,
    check_comparability,
)
from crowdpotential.chapters.comparability.estimates.check_rows import (
    comparability_rows,
    fit_rows,
)
from crowdpotential.errors import ItemError
from crowdpotential.index.contradictions import refuse_contradictions
from crowdpotential.index.items import Items
from crowdpotential.index.level_steps import fit_all_levels
from crowdpotential.params import Comparability
from crowdpotential.results.rows import MAIN
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.correlation.polychoric import polychoric
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.inference.degrees_of_freedom import Freedom

MODEL = MeasurementModel(dimension_of_item=DIMENSION)
EASY = np.array([1.2, 0.5, -0.4, -1.1] * 2)  # thresholds, negative: most say yes


def yes_or_no(
    *,
    gap: float = 0.9,
    shifts: dict[int, float] | None = None,
    five: tuple[int, ...] = (),
    easy: FloatArray = EASY,
) -> Items:
    """Let all but some items have two answers; the second side lies higher by `gap`, and shifted items function otherwise."""
    rng = np.random.default_rng(20261129)
    n, p = AREA.size, DIMENSION.size
    factors = 0.5 * rng.standard_normal((n, 1)) + np.sqrt(0.75) * rng.standard_normal((n, 2)) + gap * BLOC[:, None]
    loadings = np.tile([0.8, 0.75, 0.7, 0.8], 2)
    responses = loadings * factors[:, DIMENSION] + np.sqrt(1 - loadings**2) * rng.standard_normal((n, p))
    for item, size in (shifts or {}).items():
        responses[BLOC == 1, item] += size
    ranks: IntArray = (responses > easy).astype(np.int64)
    sizes = np.full(p, 2)
    for item in five:
        ranks[:, item] = np.digitize(responses[:, item], [-1.0, -0.2, 0.5, 1.2])
        sizes[item] = 5
    return replace(answer_items(), ranks=ranks, codes=ranks + 1.0, n_categories=sizes, highest=sizes.astype(np.float64))


def check(items: Items, rule: Comparability | None = None) -> ComparabilityCheck:
    return check_comparability(items, BLOC, draw_design(), LOADINGS, model=MODEL, rule=rule or Comparability(), confidence_level=0.95)


def test_the_same_instrument_at_other_levels_is_not_called_a_misfit() -> None:
    found = check(yes_or_no())
    assert (found.verdict, found.reason) == ("comparable", "all_items")
    assert found.levels is not None
    assert found.levels.estimator == "wlsmv"
    assert found.levels.fits["scalar"].freer == "configural"
    scalar = found.levels.fits["scalar"]
    assert (np.abs(scalar.latent_means[1] - 0.9) < 2 * scalar.latent_mean_errors[1]).all()
    as_numbers = check(yes_or_no(), Comparability(estimator="mlr"))
    assert as_numbers.levels is not None  # what `auto` did: a linear model of shares that bend
    worse = as_numbers.levels.fits["scalar"].indices.cfi - as_numbers.levels.fits["configural"].indices.cfi
    assert worse < -Comparability().max_change_cfi


def test_two_answers_have_no_thresholds_and_no_loadings_to_test_apart() -> None:
    levels = fit_all_levels(yes_or_no(), BLOC, draw_design(), MODEL, estimator="wlsmv", freed=[1])
    assert list(levels.fits) == ["configural", "scalar", "partial", "strict"]
    df = {level: fit.df for level, fit in levels.fits.items()}
    # eight thresholds and loadings, eight residual variances, two factor variances and means
    assert df["scalar"] - df["configural"] == 16 - 8 - 4
    assert df["scalar"] - df["partial"] == 1
    assert df["strict"] - df["partial"] == 7
    assert levels.fits["strict"].freer == "partial"


def test_beside_items_with_five_answers_they_join_at_the_levels() -> None:
    levels = fit_all_levels(yes_or_no(five=(1, 2, 6)), BLOC, draw_design(), MODEL, estimator="wlsmv")
    assert list(levels.fits) == ["configural", "thresholds", "metric", "scalar", "strict"]
    df = {level: fit.df for level, fit in levels.fits.items()}
    assert df["thresholds"] - df["configural"] == 3 * 4 - 3 * 2  # of three items alone
    assert df["metric"] - df["thresholds"] == 3 - 2
    assert df["scalar"] - df["metric"] == 3 + 5 * 2 - 5 - 2


def test_an_item_that_differs_is_freed_with_its_threshold_and_loading() -> None:
    items = yes_or_no(shifts={2: 0.9})
    levels = fit_all_levels(items, BLOC, draw_design(), MODEL, estimator="wlsmv", freed=[2])
    partial = levels.fits["partial"]
    assert levels.fits["scalar"].chi2 - partial.chi2 > 6.6  # one degree of freedom: p < 0.01
    assert (np.abs(partial.latent_means[1] - 0.9) < 2 * partial.latent_mean_errors[1]).all()


def test_a_share_that_bends_is_no_shift_and_a_planted_shift_is_found() -> None:
    for gap, size in ((0.9, 0.0), (0.9, 0.6), (0.9, -0.6), (0.0, 0.6)):
        found = check(yes_or_no(gap=gap, shifts={2: size}))
        (shifts,) = found.shifts.values()
        assert np.flatnonzero(shifts.is_different).tolist() == ([2] if size else [])
        assert -np.sign(size) * shifts.inference.estimate[2] >= 0  # first side less second
        assert (found.verdict, found.reason) == (("partial", "some_items") if size else ("comparable", "all_items"))


def test_items_that_are_all_as_difficult_are_tested_with_equal_residual_variances() -> None:
    found = check(yes_or_no(gap=0.5, easy=np.zeros(8)))
    assert found.verdict == "comparable"
    assert found.levels is not None
    assert found.levels.fits["scalar"].n_equal_residuals == 8
    rows = fit_rows(found.levels, MAIN)
    told = [row for row in rows if row.measure == "n_equal_residuals"]
    assert [(row.model, row.estimate) for row in told] == [("scalar", 8.0)]


def test_an_empty_cell_is_filled_and_counted_in_each_group() -> None:
    items = yes_or_no()  # on the second side nobody affirms the hardest item of a dimension and denies the easiest
    ranks = items.ranks.copy()
    ranks[(BLOC == 0) & (ranks[:, 0] == 1) & (ranks[:, 3] == 0), 0] = 0
    for answers, expected in ((items.ranks, [3.0]), (ranks, [4.0]), (answer_items().ranks, [])):
        sizes = np.full(8, answers.max() + 1)
        own = replace(items, ranks=answers, codes=answers + 1.0, n_categories=sizes)
        found = check(own)
        assert found.levels is not None
        rows = comparability_rows(found, own, freedom=Freedom(np.array(100.0)), confidence_level=0.95)
        assert [row.estimate for row in rows if row.measure == "n_filled_cells"] == expected


def contradicting() -> tuple[Items, IntArray]:
    """Let a hard item imply an easy one, to which it is related in no other way."""
    rng = np.random.default_rng(8)
    items = yes_or_no(gap=0)
    ranks = (rng.random(items.ranks.shape) < 0.5).astype(np.int64)
    ranks[:, 0] = rng.random(len(ranks)) < 0.95
    ranks[:, 1] = np.where(rng.random(len(ranks)) < 0.9, ranks[:, 0], 1 - ranks[:, 0])
    ranks[:, 3] = (rng.random(len(ranks)) < 0.06) & (ranks[:, 0] == 1)
    return replace(items, ranks=ranks, codes=ranks + 1.0), ranks


def test_correlations_that_contradict_each_other_are_named_with_their_cause() -> None:
    items, ranks = contradicting()
    found = polychoric(ranks, np.ones(len(ranks)), items.n_categories, empty_cell=0)
    assert not found.is_positive_definite
    with pytest.raises(
        ItemError,
        match=(
            r"8 items contradict each other \(smallest eigenvalue -.*X1 and X4 correlate 0.9\d where the others allow .* to 0\.\d\d, and"
            r" nobody gave 1 of the 4 combinations of their answers.*set index.empty_cell to 0.5, leave out one item of the pair"
        ),
    ):
        refuse_contradictions(items, found)
    refuse_contradictions(items, polychoric(ranks, np.ones(len(ranks)), items.n_categories))


def test_items_that_few_answered_together_are_named_as_such() -> None:
    agree, differ = [[0, 0], [1, 1]] * 9 + [[0, 1], [1, 0]], [[0, 1], [1, 0]] * 9 + [[0, 0], [1, 1]]
    rows = [[a, b, -1] for a, b in agree] + [[-1, a, b] for a, b in agree] + [[a, -1, b] for a, b in differ]
    ranks = np.array(rows)
    own = replace(
        answer_items().take(np.arange(AREA.size) < len(ranks), np.arange(3)),
        ranks=ranks,
        codes=ranks + 1.0,
        n_categories=np.full(3, 2),
    )
    with pytest.raises(ItemError, match=r"X1 and X2 correlate 0.95 where .*, and only 20 of 40 respondents"):
        refuse_contradictions(own, polychoric(ranks, np.ones(len(ranks)), own.n_categories))
