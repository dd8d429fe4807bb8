"""Regression: linear and logistic, weighted, with what each respondent contributes to the error of the coefficients.

The estimating equations are those of the whole population (Binder 1983, International Statistical Review 51,
279-292): a coefficient is the population's own, and its error that of the sample design, whatever the truth of the model.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import expit, stdtr, stdtrit

from crowdpotential.errors import DesignError, ModelError
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.inference.identification import dependent_columns, separating_columns

Family = Literal["linear", "logistic"]

MAX_CYCLES = 50
TOLERANCE = 1e-12  # of a Newton step, as a share of the largest linear predictor


@dataclass(frozen=True, slots=True, kw_only=True)
class Regression:
    """A fitted regression; a positive coefficient means that the answer rises with the regressor."""

    names: tuple[str, ...]
    coefficients: FloatArray  # (p,)
    scores: FloatArray  # (n, p) weighted influence of each respondent, zero for those left out
    is_used: BoolArray  # (n,) with an answer, all regressors and a weight
    family: Family


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


def fit_regression(
    response: FloatArray, regressors: FloatArray, weights: FloatArray, *, names: Sequence[str], family: Family
) -> Regression:
    """Fit a weighted linear or logistic regression; those with a missing answer or regressor are left out listwise.

    Args:
        response: (n,) NaN where missing or outside the domain; 0 or 1 in a logistic regression.
        regressors: (n, p) with a constant if there shall be one; NaN where missing.
        weights: (n,) zero or more.
        names: (p,) of the regressors, for messages.
        family: linear (identity), or logistic (odds).

    Raises:
        ModelError: too few respondents, collinear regressors, an answer that is always the same, or regressors
            that separate the answers of a logistic regression; all named.
    """
    if regressors.shape != (response.size, len(names)) or weights.shape != response.shape:
        msg = f"need response (n,), regressors (n, {len(names)}) and weights (n,), not {regressors.shape}"
        raise ValueError(msg)
    is_used = ~np.isnan(response) & ~np.isnan(regressors).any(axis=1) & (weights > 0)
    x, y, w = regressors[is_used], response[is_used], weights[is_used]
    _refuse_unusable(x, y, w, names, family)
    coefficients, is_reached = _FITS[family](x, y, w, np.zeros(len(names)))
    if not is_reached:
        _refuse_separation(x, y, names)
    residuals, information = _equations(x, y, w, coefficients, family)
    scores = np.zeros(regressors.shape)
    scores[is_used] = np.linalg.solve(information, (x * residuals[:, None]).T).T
    return Regression(
        names=tuple(names), coefficients=coefficients, scores=scores, is_used=is_used, family=family
    )


def refit(fit: Regression, response: FloatArray, regressors: FloatArray, weights: FloatArray) -> FloatArray:
    """Fit the same regression under each column of replicate weights (n, R).

    Returns:
        (p, R) NaN where a replicate failed, or where its answers are separated or its regressors collinear.
    """
    x, y = regressors[fit.is_used], response[fit.is_used]
    found = np.full((len(fit.names), weights.shape[1]), np.nan)
    for position, column in enumerate(weights[fit.is_used].T):
        if np.isnan(column).any() or dependent_columns(x * np.sqrt(column)[:, None]):
            continue
        coefficients, is_reached = _FITS[fit.family](x, y, column, fit.coefficients)
        if is_reached:
            found[:, position] = coefficients
    return found


def infer_coefficients(
    fit: Regression, covariance: FloatArray, *, design_df: float, confidence_level: float
) -> Coefficients:
    """Give standard errors, t tests and intervals, with as many degrees of freedom as the design has less p - 1.

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
    t = np.divide(
        fit.coefficients, standard_error, out=np.full_like(standard_error, np.nan), where=standard_error > 0
    )
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


Fitted = tuple[FloatArray, bool]  # coefficients, and whether the equations hold


def _fit_linear(x: FloatArray, y: FloatArray, w: FloatArray, _: FloatArray) -> Fitted:
    root = np.sqrt(w)
    return np.linalg.lstsq(x * root[:, None], y * root, rcond=None)[0].astype(np.float64), True


def _fit_logistic(x: FloatArray, y: FloatArray, w: FloatArray, start: FloatArray) -> Fitted:
    """Solve the likelihood equations by Newton's steps (iteratively reweighted least squares)."""
    coefficients = start
    for _ in range(MAX_CYCLES):
        residuals, information = _equations(x, y, w, coefficients, "logistic")
        try:
            step = np.linalg.solve(information, x.T @ residuals)
        except np.linalg.LinAlgError:
            return coefficients, False
        coefficients = coefficients + step
        predictor = x @ coefficients
        if np.abs(x @ step).max() <= TOLERANCE * max(1.0, float(np.abs(predictor).max())):
            return coefficients, True
    return coefficients, False


_FITS: dict[Family, Callable[[FloatArray, FloatArray, FloatArray, FloatArray], Fitted]] = {
    "linear": _fit_linear,
    "logistic": _fit_logistic,
}


def _equations(
    x: FloatArray, y: FloatArray, w: FloatArray, coefficients: FloatArray, family: Family
) -> tuple[FloatArray, FloatArray]:
    """Give the weighted residuals (n,) and the information (p, p)."""
    predictor = x @ coefficients
    if family == "linear":
        return w * (y - predictor), x.T @ (x * w[:, None])
    share = expit(predictor)
    return w * (y - share), x.T @ (x * (w * share * (1 - share))[:, None])


def _refuse_unusable(
    x: FloatArray, y: FloatArray, w: FloatArray, names: Sequence[str], family: Family
) -> None:
    """Refuse what has no single solution, before anything is solved."""
    if y.size <= len(names):
        msg = f"regression on {len(names)} regressors: {y.size} respondents have all answers; it needs more"
        raise ModelError(msg)
    if dependent := dependent_columns(x * np.sqrt(w)[:, None]):
        msg = (
            f"regression: {_listed(names, dependent)} follow{'s' if len(dependent) == 1 else ''} from the other "
            f"regressors among {y.size} respondents; leave out or join"
        )
        raise ModelError(msg)
    if family == "logistic" and not np.isin(y, (0, 1)).all():
        msg = f"logistic regression: {int((~np.isin(y, (0, 1))).sum())} answers are neither 0 nor 1; recode them"
        raise ModelError(msg)
    if family == "logistic" and np.ptp(y) == 0:
        msg = (
            f"logistic regression: all {y.size} respondents give the same answer; there is nothing to explain"
        )
        raise ModelError(msg)


def _refuse_separation(x: FloatArray, y: FloatArray, names: Sequence[str]) -> None:
    if separating := separating_columns(x, y):
        msg = (
            f"logistic regression: {_listed(names, separating)} tell the answers of some of {y.size} respondents "
            "without fail, so that no finite odds fit; join categories or leave out"
        )
    else:
        msg = f"logistic regression: no solution after {MAX_CYCLES} cycles among {y.size} respondents"
    raise ModelError(msg)


def _listed(names: Sequence[str], positions: Sequence[int]) -> str:
    return ", ".join(names[position] for position in positions)
