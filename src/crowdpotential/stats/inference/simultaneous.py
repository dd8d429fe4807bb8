"""Families of tests: verdicts that hold together, each with the interval that says the same.

The largest of several studentised errors is what a family has to withstand ("max-t"; Hothorn, Bretz and Westfall 2008, Biometrical
Journal 50, 346-363). Its distribution is that of correlated normal errors with the correlations of the replicates, carried over to
p-values, so that every test keeps its own degrees of freedom; errors whose variances are estimated together reach as far at most
(Kimball 1951), and no correlation makes it reach beyond independent tests (Sidak 1967).

Holm's procedure has no bounded intervals of its own (Guilbaud 2008, Biometrical Journal 50, 678-692): it gets those of Bonferroni, cut
at zero where it tells the sign and they do not. That of Benjamini and Hochberg gets those of the tests it selects, which keep the
share of intervals that miss below the level (Benjamini and Yekutieli 2005, JASA 100, 71-81).
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from scipy.special import ndtr, ndtri, stdtrit

from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.inference.estimation import Inference
from crowdpotential.stats.inference.intervals import Intervals, p_values
from crowdpotential.stats.inference.multiplicity import adjust_p_values
from crowdpotential.stats.replication.replicates import Replication
from crowdpotential.stats.replication.spread import spread_replicates

FamilyMethod = Literal["max-t", "holm", "benjamini-hochberg"]
POINTS = 2**16  # of the integral: a critical value is then known to about 0.005, as with 100,000 draws
AT_ONCE = 2_000_000  # cells of an array of errors
DEPENDENT = 1e-9  # of the largest singular value: what is left is rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """k tests against zero judged together; NaN, and not found, where there is no error."""

    p_value: FloatArray  # (k,) each by itself
    p_adjusted: FloatArray  # (k,)
    ci_low: FloatArray  # (k,) no interval has zero inside it where its test has found a difference, and every other has
    ci_high: FloatArray  # (k,)
    is_found: BoolArray  # (k,) adjusted p-value below the level
    method: FamilyMethod


def judge_family(found: Inference, replicates: FloatArray, *, replication: Replication, method: FamilyMethod) -> Family:
    """Test k estimates against zero as one family, and give each the interval that its verdict agrees with.

    Args:
        found: the estimates; their level is that of the family.
        replicates: (k, R) of the estimates.
        replication: how the replicates were made.
        method: "max-t" covers all true values at once with the level; "holm" and "benjamini-hochberg" as in `adjust_p_values`.
    """
    deviations = spread_replicates(found.estimate, replicates, replication).deviations
    return judge_tests(
        found.estimate,
        found.standard_error,
        found.degrees_of_freedom,
        deviations=deviations,
        method=method,
        confidence_level=found.confidence_level,
    )


def judge_tests(
    estimate: FloatArray,
    standard_error: FloatArray,
    degrees_of_freedom: FloatArray,
    *,
    deviations: FloatArray | None,
    method: FamilyMethod,
    confidence_level: float,
) -> Family:
    """Judge a family whose estimates may come from anywhere; otherwise as `judge_family`.

    Args:
        estimate, standard_error, degrees_of_freedom: (k,)
        deviations: (k, R) whose products are the covariance; None of separate samples, whose errors have nothing in common.
        method, confidence_level: of the family.
    """
    p_value = p_values(estimate, standard_error, degrees_of_freedom)
    known, significance = ~np.isnan(p_value), 1 - confidence_level
    p_adjusted = np.full(p_value.size, np.nan)
    if method == "max-t":
        spread = None if deviations is None else deviations[known]
        p_adjusted[known], smallest = _against_the_largest(p_value[known], spread, significance)
    else:
        p_adjusted = adjust_p_values(p_value, method)
        n_found = int((p_adjusted < significance).sum()) if method == "benjamini-hochberg" else 1
        smallest = significance * max(n_found, 1) / max(int(known.sum()), 1)
    is_found = p_adjusted < significance
    ends = agreeing_intervals(estimate, standard_error, degrees_of_freedom, is_found=is_found, significance=smallest)
    return Family(
        p_value=p_value,
        p_adjusted=p_adjusted,
        ci_low=ends.low,
        ci_high=ends.high,
        is_found=is_found,
        method=method,
    )


def agreeing_intervals(
    estimate: FloatArray,
    standard_error: FloatArray,
    degrees_of_freedom: FloatArray,
    *,
    is_found: BoolArray,
    significance: float,
) -> Intervals:
    """Return intervals of a family's tests, cut at zero where a test tells the sign and its interval does not (Holm's alone).

    Args:
        estimate, standard_error, degrees_of_freedom: (k,)
        is_found: (k,) what the family has found.
        significance: of each interval by itself; over the number of tests, those of Bonferroni.
    """
    reach = -stdtrit(degrees_of_freedom, significance / 2) * standard_error
    low, high = estimate - reach, estimate + reach
    return Intervals(
        low=np.where(is_found & (estimate > 0), np.maximum(low, 0.0), low),
        high=np.where(is_found & (estimate < 0), np.minimum(high, 0.0), high),
    )


def _against_the_largest(p_value: FloatArray, deviations: FloatArray | None, significance: float) -> tuple[FloatArray, float]:
    """Adjust k p-values by how often the smallest of k falls below each; and the p-value below which that is less than the significance."""
    m = max(p_value.size, 1)
    with np.errstate(divide="ignore"):  # an estimate of exactly zero
        independent = -np.expm1(m * np.log1p(-p_value))
    if p_value.size < 2 or deviations is None:
        return independent, -float(np.expm1(np.log1p(-significance) / m))
    largest = _largest_errors(deviations)
    n_beyond = largest.size - np.searchsorted(largest, -ndtri(p_value / 2), side="left")
    # between a single test and independent ones, whatever the points of the integral say
    adjusted = np.clip((n_beyond + 1) / POINTS, p_value, independent)
    critical = largest[largest.size - int(np.ceil(significance * POINTS - 1))]
    least = -float(np.expm1(np.log1p(-significance) / m))
    return adjusted, float(np.clip(2 * ndtr(-critical), least, significance))


def _largest_errors(deviations: FloatArray) -> FloatArray:
    """Return (POINTS - 1,) the largest of k correlated standard normal errors in absolute value, from the lowest to the highest.

    Args:
        deviations: (k, R) whose products are the covariance; a row of zeros is an estimate without an error.
    """
    lengths = np.sqrt(np.square(deviations).sum(axis=1))
    scaled = np.divide(deviations, lengths[:, None], out=np.zeros(deviations.shape), where=lengths[:, None] > 0)
    left, values, _ = np.linalg.svd(scaled, full_matrices=False)
    is_used = values > DEPENDENT * values[0]
    root = (left * values)[:, is_used]
    points = _spread_points(root.shape[1])
    largest = np.empty(len(points))
    step = max(1, AT_ONCE // len(root))
    for start in range(0, len(points), step):
        largest[start : start + step] = np.abs(points[start : start + step] @ root.T).max(axis=1)
    return np.sort(largest)


@lru_cache(maxsize=2)  # families of one size follow each other, and large ones take much room
def _spread_points(n_dimensions: int) -> FloatArray:
    """Spread normal points (POINTS - 1, n_dimensions) evenly."""
    from scipy.stats.qmc import Sobol  # noqa: PLC0415 half a second of imports that a check does not need

    corner_first = Sobol(n_dimensions, scramble=False).random(POINTS)
    points = ndtri(corner_first[1:])
    points.flags.writeable = False
    return np.asarray(points)
