"""Regression: proportional odds for ordered answers (McCullagh 1980, Journal of the Royal Statistical Society B 42, 109-142).

The odds of an answer above any threshold are multiplied by the same number where a regressor rises by one: P(above c) = logistic(x b -
t_c). The likelihood has one maximum (Pratt 1981); it has none where regressors tell the answers apart without an error (separation).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from crowdpotential.errors import ConvergenceError, ModelError, SeparationError
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.minimising.curvature import Block, Curvature
from crowdpotential.stats.minimising.newton import Objective, Slope, minimise

STEEPEST = 15.0  # log odds over a standard deviation of a regressor: beyond it the answers are told apart, and no maximum is there


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedAnswers:
    """Answers of n respondents in K ordered categories, and what they are regressed on."""

    categories: IntArray  # (n,) 0..K-1, every one given by somebody
    regressors: FloatArray  # (n, p) no constant
    names: Sequence[str]  # (p,) for messages

    @property
    def n_thresholds(self) -> int:
        """K - 1."""
        return int(self.categories.max())


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """A fitted model; a positive coefficient means that higher answers become more frequent."""

    thresholds: FloatArray  # (K - 1,) ascending, on the scale of log odds
    coefficients: FloatArray  # (p,)
    log_likelihood: float  # of all respondents, under weights with a mean of one
    log_likelihood_alone: float  # of the thresholds without regressors

    @property
    def parameters(self) -> FloatArray:
        """(K - 1 + p,): thresholds, then coefficients."""
        return np.concatenate([self.thresholds, self.coefficients])


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """What the derivatives of the likelihood are made of, for respondents (n,) or respondents by columns (n, C)."""

    given: FloatArray  # chance of the answer that was given
    below_upper: FloatArray  # chance of an answer below its upper threshold; 1 for the highest answer
    below_lower: FloatArray  # below its lower threshold; 0 for the lowest
    slope_upper: FloatArray  # derivatives of both by their thresholds
    slope_lower: FloatArray


def fit_odds(answers: OrderedAnswers, weights: FloatArray) -> Odds:
    """Fit a proportional odds model by weighted maximum likelihood.

    Args:
        answers: with two categories or more.
        weights: (n,) zero or more, of any scale.

    Raises:
        ModelError: fewer than two categories, one that nobody gave, or regressors that are constant or collinear.
        SeparationError: regressors tell the answers apart; the steepest is named.
    """
    _refuse_empty(answers)
    scale = answers.regressors.std(axis=0)
    if not (scale > 0).all():
        msg = f"proportional odds: {answers.names[int(np.argmin(scale))]} is the same for all {len(scale)} respondents; leave it out"
        raise ModelError(msg)
    centre = answers.regressors.mean(axis=0)
    own = OrderedAnswers(categories=answers.categories, regressors=(answers.regressors - centre) / scale, names=answers.names)
    shares = weights / weights.mean()
    k, what = own.n_thresholds, f"proportional odds of {weights.size} respondents"
    start = np.zeros(k + scale.size)
    start[:k] = logit(np.cumsum(np.bincount(own.categories, shares))[:-1] / shares.sum())
    objective = _objective(own, shares)
    try:
        found = minimise(objective, start, what=what, blame=lambda last: _blame(own, last), longest=5.0)
    except ConvergenceError as error:
        raise SeparationError(str(error)) from error
    if np.abs(found.parameters[k:]).max(initial=0.0) > STEEPEST:
        msg = f"{what}: {_blame(own, found.parameters)}"
        raise SeparationError(msg)
    slopes = found.parameters[k:] / scale
    return Odds(
        thresholds=found.parameters[:k] + centre @ slopes,
        coefficients=slopes,
        log_likelihood=-found.misfit * weights.size,
        log_likelihood_alone=-objective.find_misfit(start) * weights.size,
    )


def chances_of(categories: IntArray, thresholds: FloatArray, linear: FloatArray) -> Chances:
    """Return the chances of the answers that were given.

    Args:
        categories: (n,) 0..K-1.
        thresholds: (K - 1,) or (K - 1, C).
        linear: (n,) or (n, C) what the regressors make.
    """
    k = len(thresholds)
    edge = np.full((1, *thresholds.shape[1:]), np.inf)
    padded = np.concatenate([-edge, thresholds, edge])
    upper, lower = expit(padded[categories + 1] - linear), expit(padded[categories] - linear)
    is_top, is_low = categories == k, categories == 0
    slope_upper, slope_lower = upper * (1 - upper), lower * (1 - lower)
    slope_upper[is_top], slope_lower[is_low] = 0.0, 0.0
    return Chances(given=upper - lower, below_upper=upper, below_lower=lower, slope_upper=slope_upper, slope_lower=slope_lower)


def threshold_signs(categories: IntArray, n_thresholds: int) -> tuple[FloatArray, FloatArray]:
    """Return (n, K - 1) twice: 1 at the upper, and at the lower, threshold of each answer."""
    places = np.arange(n_thresholds)
    upper, lower = categories[:, None] == places, categories[:, None] == places + 1
    return upper.astype(np.float64), lower.astype(np.float64)


def _objective(answers: OrderedAnswers, shares: FloatArray) -> Objective:
    k, n = answers.n_thresholds, shares.size
    upper, lower = threshold_signs(answers.categories, k)

    def at(parameters: FloatArray) -> Chances:
        return chances_of(answers.categories, parameters[:k], answers.regressors @ parameters[k:])

    def misfit(found: Chances) -> float:
        with np.errstate(divide="ignore", invalid="ignore"):
            value = -float(shares @ np.log(found.given)) / n
        return value if np.isfinite(value) else np.inf  # thresholds out of their order, too

    def slope(parameters: FloatArray) -> Slope:
        found = at(parameters)
        with np.errstate(divide="ignore", invalid="ignore"):
            g, h = found.slope_upper / found.given, found.slope_lower / found.given
        of_line = found.below_upper + found.below_lower - 1
        gradient = -np.concatenate([upper.T @ (shares * g) - lower.T @ (shares * h), answers.regressors.T @ (shares * of_line)]) / n
        return Slope(misfit=misfit(found), gradient=gradient, curvature=_whole(_bend(found, g, h)))

    def _bend(found: Chances, g: FloatArray, h: FloatArray) -> FloatArray:
        x = answers.regressors
        both = upper.T @ (lower * (shares * g * h)[:, None])
        of_thresholds = upper.T @ (upper * (shares * (g**2 - g * (1 - 2 * found.below_upper)))[:, None]) - both - both.T
        of_thresholds += lower.T @ (lower * (shares * (h**2 + h * (1 - 2 * found.below_lower)))[:, None])
        mixed = -((upper * (shares * found.slope_upper)[:, None] + lower * (shares * found.slope_lower)[:, None]).T @ x)
        of_line = x.T @ (x * (shares * (found.slope_upper + found.slope_lower))[:, None])
        return np.block([[of_thresholds, mixed], [mixed.T, of_line]]) / n

    return Objective(
        find_misfit=lambda parameters: misfit(at(parameters)),
        find_slope=slope,
        find_expected=lambda parameters: slope(parameters).curvature,  # the likelihood is concave: it is never negative
    )


def _whole(values: FloatArray) -> Curvature:
    return Curvature(n_parameters=len(values), blocks=(Block(numbers=np.arange(len(values)), values=values),))


def _blame(answers: OrderedAnswers, parameters: FloatArray) -> str:
    slopes = np.abs(parameters[answers.n_thresholds :])
    name = answers.names[int(np.argmax(slopes))] if slopes.size else "a threshold"
    return f"{name} tells the answers apart without an error (separation); leave it out, or join its categories"


def _refuse_empty(answers: OrderedAnswers) -> None:
    sizes = np.bincount(answers.categories)
    if sizes.size < 2:
        msg = f"proportional odds: {sizes.size} different answers among {answers.categories.size} respondents; need two"
        raise ModelError(msg)
    if (sizes == 0).any():
        msg = f"proportional odds: nobody gave answer {int(np.argmin(sizes))} of {sizes.size}; number the answers without gaps"
        raise ModelError(msg)
