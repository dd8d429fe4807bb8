"""Regression: whether the odds of higher answers are multiplied alike at every threshold - the parallel lines of proportional odds.

A logit of the answers above each threshold has slopes of its own. Where odds are proportional they are the same at all thresholds but for
sampling (Brant 1990, Biometrics 46, 1171-1178). Brant takes their covariance from the model of independent respondents; here it is that of
the replicates, to first order in the weights (Binder 1983, International Statistical Review 51, 279-292), so that no logit is fitted twice.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, fdtrc

from crowdpotential.errors import ModelError
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.regressions.proportional_odds import OrderedAnswers, fit_odds
from crowdpotential.stats.replication.replicates import Replication
from crowdpotential.stats.replication.spread import replicate_covariance

SINGULAR = 1e-10  # reciprocal condition of the correlations of what is tested


@dataclass(frozen=True, slots=True, kw_only=True)
class WaldTest:
    """A test that several numbers are all zero; NaN where the sample does not bear it."""

    statistic: float  # F, 0 or more; larger speaks against it
    numerator_df: float
    denominator_df: float  # zero or less: fewer sampling units than numbers
    p_value: float


def fit_slopes_by_threshold(answers: OrderedAnswers, weights: FloatArray) -> FloatArray | None:
    """Fit a logit of the answers above each threshold, and move its slopes to first order with each column of weights.

    Args:
        answers: of n respondents in K ordered categories.
        weights: (n, C) the full sample's, then replicates; NaN in a column that failed.

    Returns:
        (K - 1, p, C) log odds; None of two categories, which have one threshold, and where a logit has no maximum.
    """
    if answers.n_thresholds < 2:
        return None
    shares = weights / weights.sum(axis=0)
    centred = answers.regressors - answers.regressors.mean(axis=0)
    columns = np.column_stack([np.ones(len(centred)), centred])
    found = []
    for threshold in range(answers.n_thresholds):
        is_above = (answers.categories > threshold).astype(np.int64)
        try:
            own = fit_odds(OrderedAnswers(categories=is_above, regressors=centred, names=answers.names), weights[:, 0])
        except ModelError:
            return None
        chance = expit(centred @ own.coefficients - own.thresholds[0])
        curvature = columns.T @ (columns * (shares[:, 0] * chance * (1 - chance))[:, None])
        scores = (columns * (is_above - chance)[:, None]).T @ shares
        steps = np.linalg.solve(curvature, scores - scores[:, :1])
        found.append(own.coefficients[:, None] + steps[1:])
    return np.stack(found)


def compare_slopes(slopes: FloatArray, *, replication: Replication, freedom: Freedom) -> WaldTest:
    """Test that slopes are the same at all thresholds (Korn and Graubard 1990, The American Statistician 44, 270-276).

    Args:
        slopes: (K - 1, m, C) of one predictor, which has m columns, as `fit_slopes_by_threshold` makes them; K of 3 or more.
        replication: how the replicates were made.
        freedom: of the equation.
    """
    contrasts = (slopes[1:] - slopes[0]).reshape(-1, slopes.shape[2])
    q, d = len(contrasts), float(freedom)
    left = d - q + 1
    spread = replicate_covariance(contrasts[:, 0], contrasts[:, 1:], replication)
    untested = WaldTest(statistic=np.nan, numerator_df=float(q), denominator_df=left, p_value=np.nan)
    if left <= 0 or spread.withheld or not np.isfinite(spread.covariance).all():
        return untested
    deviations = np.sqrt(np.diagonal(spread.covariance))
    if not (deviations > 0).all():
        return untested
    scaled = contrasts[:, 0] / deviations
    correlations = spread.covariance / np.outer(deviations, deviations)
    if np.linalg.eigvalsh(correlations)[0] <= SINGULAR:
        return untested
    statistic = float(scaled @ np.linalg.solve(correlations, scaled)) * left / (d * q)
    return WaldTest(statistic=statistic, numerator_df=float(q), denominator_df=left, p_value=float(fdtrc(q, left, statistic)))
