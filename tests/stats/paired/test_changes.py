"""Paired changes: equal to R and to pingouin, invariant, covering what was planted, and refused where they say nothing."""

import json
from pathlib import Path

import numpy as np
import pingouin
import pytest
from numpy.testing import assert_allclose
from scipy.special import nctdtr

from crowdpotential.chapters.events.estimates.changes import signed_rank
from crowdpotential.errors import DesignError
from crowdpotential.stats.inference.intervals import t_intervals
from crowdpotential.stats.inference.wilson import wilson_intervals
from crowdpotential.stats.paired.changes import compare_pairs, standardise_change

REFERENCE = json.loads((Path(__file__).parents[2] / "reference" / "paired_changes.json").read_text(encoding="utf-8"))
BEFORE, AFTER = (np.array(REFERENCE[wave], dtype=float) for wave in ("before", "after"))


def test_change_and_its_interval_are_those_of_r() -> None:
    found = compare_pairs(BEFORE, AFTER)
    wanted = [REFERENCE[key] for key in ("change", "standard_error", "correlation")]
    assert_allclose([found.change, found.standard_error, found.correlation], wanted, rtol=1e-12)
    ends = t_intervals(*(np.array([value]) for value in (found.change, found.standard_error, found.df)), confidence_level=0.95)
    assert_allclose([ends.low[0], ends.high[0]], REFERENCE["conf_int"], rtol=1e-10)


def test_standardised_change_is_that_of_the_published_formulas_and_of_pingouin() -> None:
    found = standardise_change(compare_pairs(BEFORE, AFTER), confidence_level=0.95)
    assert_allclose([found.d_av, found.g_av], [REFERENCE["d_av"], REFERENCE["g_av"]], rtol=1e-12)
    assert_allclose(
        [found.ci_low, found.ci_high], [REFERENCE["ci_low"], REFERENCE["ci_high"]], atol=1e-6
    )  # the root is found to about 1e-7
    assert found.d_av == pytest.approx(pingouin.compute_effsize(AFTER, BEFORE, paired=True, eftype="cohen"), rel=1e-12)


def test_check_by_ranks_is_that_of_r() -> None:
    assert signed_rank(BEFORE, AFTER)[1] == pytest.approx(REFERENCE["p_ranks"], rel=1e-10)


def test_wilson_intervals_are_those_of_r_also_for_nobody_and_everybody() -> None:
    ends = wilson_intervals(np.array([0, 7, 33, 35]), np.array([12, 12, 35, 35]), confidence_level=0.95)
    assert_allclose(np.column_stack([ends.low, ends.high]), REFERENCE["wilson"], atol=1e-12)


def test_standardised_change_ignores_the_unit_and_turns_with_the_order() -> None:
    found, scaled, turned = (
        standardise_change(compare_pairs(*pair), confidence_level=0.95)
        for pair in ((BEFORE, AFTER), (10 * BEFORE + 3, 10 * AFTER + 3), (AFTER, BEFORE))
    )
    assert_allclose([scaled.g_av, scaled.ci_low, scaled.ci_high], [found.g_av, found.ci_low, found.ci_high], rtol=1e-9)
    assert_allclose([-turned.g_av, -turned.ci_high, -turned.ci_low], [found.g_av, found.ci_low, found.ci_high], atol=1e-6)


@pytest.mark.parametrize("shift", [0.2, 0.45])
def test_interval_of_the_size_excludes_zero_where_that_of_the_change_does(shift: float) -> None:
    rng = np.random.default_rng(6)
    before = rng.normal(0, 1, 20)
    pairs = compare_pairs(before, before + rng.normal(shift, 1, 20))
    ends = t_intervals(*(np.array([value]) for value in (pairs.change, pairs.standard_error, pairs.df)), confidence_level=0.95)
    size = standardise_change(pairs, confidence_level=0.95)
    assert (size.ci_low > 0) == bool(ends.low[0] > 0)


@pytest.mark.parametrize(("rho", "size", "ratio"), [(0.3, 0.0, 1.0), (0.6, 0.8, 1.5), (0.85, 1.5, 1.0)])
def test_interval_of_the_size_holds_what_was_planted(rho: float, size: float, ratio: float) -> None:
    n, draws, rng = 33, 2000, np.random.default_rng(12)
    spread = np.sqrt((1 + ratio**2) / 2)
    drawn = rng.multivariate_normal([0, size * spread], [[1, rho * ratio], [rho * ratio, ratio**2]], (draws, n))
    pairs = [compare_pairs(one[:, 0], one[:, 1]) for one in drawn]
    scale = np.array([p.standard_error / np.sqrt((p.sd_before**2 + p.sd_after**2) / 2) for p in pairs])
    t = np.array([p.change / p.standard_error for p in pairs])
    below = nctdtr(n - 1.0, size / scale, t)  # the interval holds the truth where this lies between its tails
    assert 0.93 <= ((below > 0.025) & (below < 0.975)).mean() <= 0.98
    one = standardise_change(pairs[0], confidence_level=0.95)
    assert (one.ci_low < size < one.ci_high) == bool(0.025 < below[0] < 0.975)


def test_size_has_no_bias() -> None:
    rng = np.random.default_rng(2)
    drawn = rng.multivariate_normal([0, 0.8], [[1, 0.6], [0.6, 1]], (3000, 12))
    mean = np.mean([standardise_change(compare_pairs(one[:, 0], one[:, 1]), confidence_level=0.95).g_av for one in drawn[:1500]])
    assert mean == pytest.approx(0.8, abs=0.025)  # three Monte Carlo errors


def test_pairs_with_gaps_few_pairs_and_changes_without_a_spread_are_refused() -> None:
    with pytest.raises(DesignError, match="3 answers before and 2 after are no pairs"):
        compare_pairs(np.ones(3), np.ones(2))
    with pytest.raises(DesignError, match="no pairs without gaps"):
        compare_pairs(np.array([1, np.nan, 2]), np.ones(3))
    with pytest.raises(DesignError, match="2 pairs; a change needs 3"):
        compare_pairs(np.ones(2), np.ones(2))
    with pytest.raises(DesignError, match="4 pairs all change alike"):
        standardise_change(compare_pairs(np.arange(4.0), np.arange(4.0) + 1), confidence_level=0.95)
