"""Scores of one dimension by other methods than sums of items, and how reliable they are.

Regression and EAP scores are pulled towards the mean of everybody, the more so the fewer items were answered: they order
persons well and must not carry a comparison of groups. Every score uses the items that its respondent answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from crowdpotential.errors import ItemError
from crowdpotential.stats.arrays import FloatArray, IntArray

N_POINTS = 97  # of the integral over the dimension: more change no seventh digit up to 20 items
REACH = 8.0  # standard deviations of the dimension covered by it


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorScores:
    """Scores in standard deviations of the dimension; NaN where no item was answered."""

    values: FloatArray  # (n,)
    standard_errors: FloatArray  # (n,) of measurement


def regression_scores(standardised: FloatArray, loadings: FloatArray, uniquenesses: FloatArray) -> FactorScores:
    """Estimate the dimension by its conditional mean given normal items (Thomson 1939; Thurstone 1935).

    Args:
        standardised: (n, p) items with mean 0 and variance 1, missing as NaN.
        loadings: (p,) on the dimension.
        uniquenesses: (p,) positive.

    Raises:
        ItemError: an item without variance of its own.
    """
    projected, information = _information(standardised, loadings, uniquenesses)
    return _scores(projected / (1 + information), np.asarray(1 / np.sqrt(1 + information)), information)


def bartlett_scores(standardised: FloatArray, loadings: FloatArray, uniquenesses: FloatArray) -> FactorScores:
    """Estimate the dimension by weighted least squares: unbiased, and noisier than the regression (Bartlett 1937).

    Arguments and errors as for `regression_scores`.
    """
    projected, information = _information(standardised, loadings, uniquenesses)
    safe = np.where(information > 0, information, np.nan)
    errors: FloatArray = 1 / np.sqrt(safe)
    return _scores(projected / safe, errors, information)


def eap_scores(ranks: IntArray, loadings: FloatArray, thresholds: Sequence[FloatArray]) -> FactorScores:
    """Average the dimension over its posterior given the answers (Bock and Mislevy 1982), under one standard normal prior.

    Answers follow normal ogives, P(answer >= c) = Phi((loading x dimension - threshold_c) / sqrt(1 - loading^2))
    (Takane and de Leeuw 1987): loadings and thresholds of the ordinal model, other shared factors counted as noise.

    Args:
        ranks: (n, p) 0..K-1, -1 missing.
        loadings: (p,) standardised, within -1..1.
        thresholds: p arrays (K - 1,) ascending.

    Raises:
        ItemError: an item without variance of its own.
    """
    points, prior = _grid()
    log_posterior = np.broadcast_to(np.log(prior), (len(ranks), N_POINTS)).copy()
    for item, chances in enumerate(_category_chances(points, loadings, thresholds)):
        answered = ranks[:, item] >= 0
        log_posterior[answered] += np.log(np.maximum(chances[ranks[answered, item]], 1e-300))
    posterior = np.exp(log_posterior - log_posterior.max(axis=1, keepdims=True))
    posterior /= posterior.sum(axis=1, keepdims=True)
    values = posterior @ points
    variance: FloatArray = np.maximum(posterior @ points**2 - values**2, 0.0)
    has_answered = np.asarray((ranks >= 0).any(axis=1), dtype=np.float64)
    return _scores(values, np.asarray(np.sqrt(variance)), has_answered)


def expected_percent(dimension: FloatArray, loadings: FloatArray, thresholds: Sequence[FloatArray], item_weights: FloatArray) -> FloatArray:
    """Turn standings on the dimension into expected sum scores 0..100: the test characteristic curve.

    Args:
        dimension: (n,) in standard deviations, NaN stays NaN.
        loadings, thresholds: as for `eap_scores`.
        item_weights: (p,) that sum to one.
    """
    expected = np.zeros(dimension.shape)
    for item, chances in enumerate(_category_chances(dimension, loadings, thresholds)):
        highest = len(chances) - 1
        expected += item_weights[item] * 100 * (np.arange(len(chances)) @ chances) / highest
    return expected


def shrunken_reliability(scores: FactorScores, weights: FloatArray) -> float:
    """Return the share of the dimension's variance that regression or EAP scores recover: 0..1, higher is better."""
    variance, error = _variances(scores, weights)
    return variance / (variance + error)


def unbiased_reliability(scores: FactorScores, weights: FloatArray) -> float:
    """Return the share of Bartlett scores' own variance that is the dimension's: at most 1, higher is better."""
    variance, error = _variances(scores, weights)
    return 1 - error / variance


def _information(standardised: FloatArray, loadings: FloatArray, uniquenesses: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return (n,) what the answered items say of the dimension, and with how much weight."""
    _refuse_exhausted(1 - uniquenesses)
    answered = ~np.isnan(standardised)
    strength = loadings / uniquenesses
    return np.where(answered, standardised, 0.0) @ strength, answered @ (loadings * strength)


def _category_chances(points: FloatArray, loadings: FloatArray, thresholds: Sequence[FloatArray]) -> list[FloatArray]:
    """Return for each item the (K, n) chances of its answers at each point."""
    _refuse_exhausted(loadings**2)
    found = []
    for loading, cuts in zip(loadings, thresholds, strict=True):
        above = ndtr((loading * points - cuts[:, None]) / np.sqrt(1 - loading**2))
        bounded = np.concatenate([np.ones((1, points.size)), above, np.zeros((1, points.size))])
        found.append(bounded[:-1] - bounded[1:])
    return found


def _grid() -> tuple[FloatArray, FloatArray]:
    points = np.linspace(-REACH, REACH, N_POINTS)
    density = np.exp(-(points**2) / 2)
    return points, density / density.sum()


def _scores(values: FloatArray, standard_errors: FloatArray, evidence: FloatArray) -> FactorScores:
    return FactorScores(
        values=np.where(evidence > 0, values, np.nan),
        standard_errors=np.where(evidence > 0, standard_errors, np.nan),
    )


def _variances(scores: FactorScores, weights: FloatArray) -> tuple[float, float]:
    known = ~np.isnan(scores.values)
    share = weights[known] / weights[known].sum()
    values = scores.values[known]
    spread = float(share @ (values - share @ values) ** 2)
    return spread, float(share @ scores.standard_errors[known] ** 2)


def _refuse_exhausted(communalities: FloatArray) -> None:
    exhausted = np.flatnonzero(~(communalities < 1))
    if exhausted.size:
        msg = (
            f"factor scores: {exhausted.size} items, the first in position {exhausted[0] + 1}, have no variance of their own; "
            "leave out near copies of other items"
        )
        raise ItemError(msg)
