"""Regression: linear, weighted, with what each respondent contributes to the error of the coefficients.

The estimating equations are those of the whole population (Binder 1983, International Statistical Review 51,
279-292): a coefficient is the population's own, and its error that of the sample design, whatever the truth of the model.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from crowdpotential.errors import DesignError, ModelError
from crowdpotential.stats.arrays import BoolArray, FloatArray

DEPENDENT = 1e-9  # what is left of a column beside those before it, as a share of its length


@dataclass(frozen=True, slots=True, kw_only=True)
class Regression:
    """A fitted regression; a positive coefficient means that the answer rises with the regressor."""

    names: tuple[str, ...]
    coefficients: FloatArray  # (p,)
    scores: FloatArray  # (n, p) weighted influence of each respondent, zero for those left out
    is_used: BoolArray  # (n,) with an answer, all regressors and a weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients:
    """Coefficients with standard errors, t tests against zero and intervals."""

    names: tuple[str, ...]
    estimate: FloatArray  # (p,)
    covariance: FloatArray  # (p, p)
    standard_error: FloatArray  # (p,)
    t: FloatArray  # (p,)
    p_value: FloatArray  # (p,)
    ci_low: FloatArray  # (p,)
    ci_high: FloatArray  # (p,)
    degrees_of_freedom: float  # of the design, less the regressors besides the constant
    confidence_level: float


def fit_regression(response: FloatArray, regressors: FloatArray, weights: FloatArray, *, names: Sequence[str]) -> Regression:
    """Fit a weighted linear regression; those with a missing answer or regressor are left out listwise.

    Args:
        response: (n,) NaN where missing or outside the domain.
        regressors: (n, p) with a constant if there shall be one; NaN where missing.
        weights: (n,) zero or more.
        names: (p,) of the regressors, for messages.

    Raises:
        ModelError: too few respondents, or collinear regressors; all named.
    """
    if regressors.shape != (response.size, len(names)) or weights.shape != response.shape:
        msg = f"need response (n,), regressors (n, {len(names)}) and weights (n,), not {regressors.shape}"
        raise ValueError(msg)
    is_used = ~np.isnan(response) & ~np.isnan(regressors).any(axis=1) & (weights > 0)
    x, y, w = regressors[is_used], response[is_used], weights[is_used]
    _refuse_unusable(x, y, w, names)
    root = np.sqrt(w)
    coefficients = np.linalg.lstsq(x * root[:, None], y * root, rcond=None)[0].astype(np.float64)
    residuals, information = w * (y - x @ coefficients), x.T @ (x * w[:, None])
    scores = np.zeros(regressors.shape)
    scores[is_used] = np.linalg.solve(information, (x * residuals[:, None]).T).T
    return Regression(names=tuple(names), coefficients=coefficients, scores=scores, is_used=is_used)


def infer_coefficients(fit: Regression, covariance: FloatArray, *, design_df: float, confidence_level: float) -> Coefficients:
    """Return standard errors, t tests and intervals, with as many degrees of freedom as the design has less p - 1.

    Args:
        fit: with p coefficients.
        covariance: (p, p) of the fit's scores under the design, or of its replicates.
        design_df: PSUs less strata.
        confidence_level: 0..1.

    Raises:
        DesignError: no degrees of freedom are left.
    """
    freedom = design_df + 1 - len(fit.names)
    if not freedom > 0:
        msg = (
            f"regression on {len(fit.names)} regressors: the design has {design_df:g} degrees of freedom; "
            "it needs more PSUs, or the regression fewer regressors"
        )
        raise DesignError(msg)
    standard_error = np.sqrt(np.diag(covariance))
    t = np.divide(fit.coefficients, standard_error, out=np.full_like(standard_error, np.nan), where=standard_error > 0)
    reach = float(stdtrit(freedom, (1 + confidence_level) / 2)) * standard_error
    return Coefficients(
        names=fit.names,
        estimate=fit.coefficients,
        covariance=covariance,
        standard_error=standard_error,
        t=t,
        p_value=2 * stdtr(freedom, -np.abs(t)),
        ci_low=fit.coefficients - reach,
        ci_high=fit.coefficients + reach,
        degrees_of_freedom=freedom,
        confidence_level=confidence_level,
    )


def dependent_columns(matrix: FloatArray) -> list[int]:
    """List the columns (n, p) that follow from those before them (Gram and Schmidt, twice for accuracy)."""
    basis = np.empty((matrix.shape[0], 0))
    found: list[int] = []
    for position, column in enumerate(matrix.T):
        rest = column - basis @ (basis.T @ column)
        rest = rest - basis @ (basis.T @ rest)
        length = float(np.linalg.norm(rest))
        if length <= DEPENDENT * float(np.linalg.norm(column)):
            found.append(position)
        else:
            basis = np.column_stack([basis, rest / length])
    return found


def _refuse_unusable(x: FloatArray, y: FloatArray, w: FloatArray, names: Sequence[str]) -> None:
    """Refuse what has no single solution, before anything is solved."""
    if y.size <= len(names):
        msg = f"regression on {len(names)} regressors: {y.size} respondents have all answers; it needs more"
        raise ModelError(msg)
    if dependent := [names[place] for place in dependent_columns(x * np.sqrt(w)[:, None])]:
        msg = (
            f"regression: {', '.join(dependent)} follow{'s' if len(dependent) == 1 else ''} from the other "
            f"regressors among {y.size} respondents; leave out or join"
        )
        raise ModelError(msg)
