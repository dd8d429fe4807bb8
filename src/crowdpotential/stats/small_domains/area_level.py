"""Small domains: estimates pooled by an area-level model (Fay and Herriot 1979, JASA 74, 269-277).

Each domain has a direct estimate with a known sampling variance, and a true mean that strays from what covariates foretell. How far true
means stray is estimated by restricted likelihood; where that says not at all, which would make every domain what the covariates foretell,
by the likelihood adjusted by Li and Lahiri (2010, Journal of Multivariate Analysis 101, 882-892), as Rubin-Bleuer and You (2016, Survey
Methodology 42, 63-85) mix the two. The pooled estimate is the empirical best linear unbiased predictor, its mean squared error that of
Datta and Lahiri (2000, Statistica Sinica 10, 613-627); of the adjusted variance its bias is left in, so that the error is rather too large.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import brentq
from scipy.special import stdtrit

from crowdpotential.errors import DesignError
from crowdpotential.stats.arrays import FloatArray

FEWEST_BEYOND = 3  # domains more than coefficients: with fewer the adjusted likelihood has no maximum
GRID = np.concatenate([[0.0], np.logspace(-8, 3, 221)])  # of the variance between domains, in units of that of direct estimates

Score = Callable[[float], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledDomains:
    """Pooled estimates of m domains, and what they rest on."""

    estimate: FloatArray  # (m,)
    mean_squared_error: FloatArray  # (m,)
    own_share: FloatArray  # (m,) how much the domain's own respondents count, 0..1; the rest is what covariates foretell
    foretold: FloatArray  # (m,) by covariates alone
    coefficients: FloatArray  # (p,)
    coefficient_errors: FloatArray  # (p,) standard errors
    variance_between: float  # of true means around what covariates foretell
    method: Literal["reml", "adjusted"]
    degrees_of_freedom: float  # domains less coefficients

    def reach(self, confidence_level: float) -> FloatArray:
        """Return how far the interval of each domain reaches to either side (m,)."""
        quantile = stdtrit(self.degrees_of_freedom, (1 + confidence_level) / 2)
        return np.asarray(quantile * np.sqrt(self.mean_squared_error), dtype=np.float64)


def pool_domains(estimates: FloatArray, variances: FloatArray, covariates: FloatArray) -> PooledDomains:
    """Estimate the means of small domains by an area-level model (Fay and Herriot 1979; Rao and Molina 2015, section 6.1).

    Args:
        estimates: (m,) direct ones.
        variances: (m,) of their sampling errors, positive; taken for known.
        covariates: (m, p) of full column rank, the constant among them.

    Raises:
        DesignError: fewer than p + FEWEST_BEYOND domains, covariates that say the same twice, or a variance that is not positive.
    """
    _refuse(estimates, variances, covariates)
    between, method = _estimate_between(estimates, variances, covariates)
    precisions = 1 / (between + variances)
    inverse = np.linalg.inv((covariates.T * precisions) @ covariates)
    coefficients = inverse @ covariates.T @ (precisions * estimates)
    own_share, foretold = between * precisions, covariates @ coefficients
    leverage = np.einsum("ij,jk,ik->i", covariates, inverse, covariates)
    own_part, foretelling_part = own_share * variances, (1 - own_share) ** 2 * leverage
    variance_part = variances**2 * precisions**3 * 2 / np.square(precisions).sum()
    return PooledDomains(
        estimate=own_share * estimates + (1 - own_share) * foretold,
        mean_squared_error=own_part + foretelling_part + 2 * variance_part,
        own_share=own_share,
        foretold=foretold,
        coefficients=coefficients,
        coefficient_errors=np.sqrt(np.diag(inverse)),
        variance_between=between,
        method=method,
        degrees_of_freedom=float(len(estimates) - covariates.shape[1]),
    )


def _estimate_between(estimates: FloatArray, variances: FloatArray, covariates: FloatArray) -> tuple[float, Literal["reml", "adjusted"]]:
    """Maximise the restricted likelihood; where that is at zero, the same times the variance."""
    residuals = estimates - covariates @ np.linalg.lstsq(covariates, estimates)[0]
    scale = float(variances.mean() + residuals @ residuals / (len(estimates) - covariates.shape[1]))

    def score(between: float) -> float:
        return _score(between * scale, estimates, variances, covariates) * scale

    def adjusted(between: float) -> float:
        return score(between) + 1 / between

    log_likelihood = _log_likelihoods(GRID * scale, estimates, variances, covariates)
    best = int(log_likelihood.argmax())
    if best and score(GRID[best - 1]) > 0:
        return scale * _find_root(score, best), "reml"
    return scale * _find_root(adjusted, int((log_likelihood[1:] + np.log(GRID[1:])).argmax()) + 1), "adjusted"


def _find_root(score: Score, best: int) -> float:
    low, high = GRID[max(best - 1, 1)], GRID[min(best + 1, len(GRID) - 1)]
    if score(low) <= 0:
        low = GRID[1] / 100
    return float(brentq(score, low, high, xtol=1e-14, rtol=1e-13))


def _log_likelihoods(betweens: FloatArray, estimates: FloatArray, variances: FloatArray, covariates: FloatArray) -> FloatArray:
    """Return the restricted log-likelihood of each of g variances (g,), without constants."""
    precisions = 1 / (betweens[:, None] + variances)
    information = np.einsum("gi,ij,ik->gjk", precisions, covariates, covariates)
    coefficients = np.linalg.solve(information, ((precisions * estimates) @ covariates)[:, :, None])[:, :, 0]
    squares = (precisions * np.square(estimates - coefficients @ covariates.T)).sum(axis=1)
    return np.asarray(0.5 * (np.log(precisions).sum(axis=1) - np.linalg.slogdet(information)[1] - squares), dtype=np.float64)


def _score(between: float, estimates: FloatArray, variances: FloatArray, covariates: FloatArray) -> float:
    """Return the derivative of the restricted log-likelihood: half of y'PPy - tr P."""
    precisions = 1 / (between + variances)
    weighted = covariates * precisions[:, None]
    inverse = np.linalg.inv(weighted.T @ covariates)
    residuals = precisions * (estimates - covariates @ (inverse @ weighted.T @ estimates))
    trace = precisions.sum() - np.trace(inverse @ weighted.T @ weighted)
    return float(0.5 * (residuals @ residuals - trace))


def _refuse(estimates: FloatArray, variances: FloatArray, covariates: FloatArray) -> None:
    m, p = covariates.shape
    if m < p + FEWEST_BEYOND:
        msg = f"{m} small domains and {p} coefficients: pooling needs at least {p + FEWEST_BEYOND} domains; name fewer covariates"
        raise DesignError(msg)
    if np.linalg.matrix_rank(covariates) < p:
        msg = f"small domains: of {p} covariates one follows from the others; leave it out"
        raise DesignError(msg)
    if bad := int(m - ((variances > 0) & np.isfinite(estimates)).sum()):
        msg = f"small domains: {bad} of {m} have no estimate or no positive sampling variance; leave them out"
        raise DesignError(msg)
