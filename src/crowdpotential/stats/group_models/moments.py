"""Comparability: means and covariances of a group with missing answers (section "Comparability across the border")."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import ConvergenceError, ItemError
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray

_TOLERANCE = 1e-9  # of a mean or a covariance, in standard deviations
_MOST_CYCLES = 5000
_SAME = 1e-10  # share of an item's variance that counts as none


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """Mean and covariance of a group, as maximum likelihood estimates them."""

    mean: FloatArray  # (p,)
    covariance: FloatArray  # (p, p) divided by n, not by n - 1
    n: float  # sum of the weights of all who answered anything


def em_moments(answers: FloatArray, weights: FloatArray, *, names: Sequence[str] = ()) -> Moments:
    """Estimate mean and covariance from all answers given, missing at random (Dempster, Laird and Rubin 1977).

    Expectation and maximisation for the normal distribution (Journal of the Royal Statistical Society B 39, 1-38); without missing
    answers these are the weighted moments.

    Args:
        answers: (n, p) with NaN where missing.
        weights: (n,) positive. Scale them to a mean of one over all groups together: their sum is the group's size.
        names: (p,) item names for messages.

    Raises:
        ItemError: an item without variation, or two items that nobody answered together.
        ConvergenceError: too few joint answers to settle on a covariance.
    """
    answered = ~np.isnan(answers)
    given = answered.any(axis=1)
    answers, weights, answered = answers[given], weights[given], answered[given]
    _refuse_bad_items(answers, answered, names)
    centre, spread = _available_moments(answers, weights, answered)
    standard = np.where(answered, (answers - centre) / spread, 0.0)
    _refuse_duplicates(standard, answered, names)
    mean, covariance = np.zeros(answers.shape[1]), np.eye(answers.shape[1])
    holes = _group_by_missing(answered)
    for _ in range(_MOST_CYCLES):
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                new_mean, new_covariance = _cycle(standard, weights, holes, mean, covariance)
                change = max(np.abs(new_mean - mean).max(), np.abs(new_covariance - covariance).max())
        except np.linalg.LinAlgError:
            break
        if not np.isfinite(change):
            break
        mean, covariance = new_mean, new_covariance
        if change < _TOLERANCE or not holes:
            return Moments(
                mean=centre + spread * mean,
                covariance=covariance * np.outer(spread, spread),
                n=float(weights.sum()),
            )
    msg = (
        f"moments of {len(answers)} respondents: no covariance that is positive definite, or none after {_MOST_CYCLES} cycles;"
        " too many answers are missing, leave out the items that miss most"
    )
    raise ConvergenceError(msg)


def _group_by_missing(answered: BoolArray) -> list[tuple[IntArray, IntArray]]:
    """For each number m of missing answers give the respondents (r,) who miss so many, and which ones (r, m)."""
    n_missing = (~answered).sum(axis=1)
    holes: list[tuple[IntArray, IntArray]] = []
    for number in np.unique(n_missing[n_missing > 0]):
        who = np.flatnonzero(n_missing == number)
        holes.append((who, np.nonzero(~answered[who])[1].reshape(len(who), number)))
    return holes


def _cycle(
    standard: FloatArray,
    weights: FloatArray,
    holes: list[tuple[IntArray, IntArray]],
    mean: FloatArray,
    covariance: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """Fill in what the given answers let expect, then take mean and covariance with what remains uncertain.

    With W the inverse covariance, the missing answers of a respondent have conditional covariance C, the inverse of their block
    of W, and lie C W d below their mean, where d are the deviations of the given answers.
    """
    precision = np.linalg.inv(covariance)
    filled, uncertain = standard.copy(), np.zeros_like(covariance)
    for who, items in holes:
        deviations = standard[who] - mean
        np.put_along_axis(deviations, items, 0.0, axis=1)
        pull = np.take_along_axis(deviations @ precision, items, axis=1)
        block = items[:, :, None], items[:, None, :]
        conditional = np.linalg.inv(precision[block])
        filled[who[:, None], items] = mean[items] - (conditional @ pull[:, :, None])[:, :, 0]
        np.add.at(uncertain, block, weights[who, None, None] * conditional)
    total = weights.sum()
    new_mean = weights @ filled / total
    centred = filled - new_mean
    return new_mean, ((centred * weights[:, None]).T @ centred + uncertain) / total


def _available_moments(answers: FloatArray, weights: FloatArray, answered: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Return each item's weighted mean and standard deviation over those who answered it."""
    totals = weights @ answered
    values = np.where(answered, answers, 0.0)
    mean = weights @ values / totals
    deviations = np.where(answered, answers - mean, 0.0)
    return mean, np.sqrt(weights @ deviations**2 / totals)


def _refuse_bad_items(answers: FloatArray, answered: BoolArray, names: Sequence[str]) -> None:
    label = _label(names, answers.shape[1])
    varies = np.fmin.reduce(answers) < np.fmax.reduce(answers)
    if not varies.all():
        item = int(varies.argmin())
        msg = f"item {label[item]}: its {answered[:, item].sum()} answers in this group do not differ; leave it out"
        raise ItemError(msg)
    counts = answered.astype(np.float64)
    apart = np.argwhere(np.triu(counts.T @ counts == 0))
    if apart.size:
        first, second = (label[k] for k in apart[0])
        msg = f"items {first} and {second}: nobody in this group answered both ({len(apart)} such pairs); they cannot stand in one model"
        raise ItemError(msg)


def _refuse_duplicates(values: FloatArray, answered: BoolArray, names: Sequence[str]) -> None:
    """Refuse two items of which one is a straight line of the other wherever both were answered; missing values are 0."""
    counts = answered.astype(np.float64)
    together = counts.T @ counts
    sums, squares = values.T @ counts, (values**2).T @ counts  # of the first, over those who answered both
    spread = squares - sums**2 / together
    products = values.T @ values - sums * sums.T / together
    varies = spread > _SAME * squares
    same = products**2 >= spread * spread.T * (1 - _SAME)
    twins = np.argwhere(np.triu(same & varies & varies.T & (together > 2), 1))
    if twins.size:
        first, second = (_label(names, len(counts.T))[k] for k in twins[0])
        msg = (
            f"items {first} and {second} have the same answers in this group, but for their scale ({len(twins)} such pairs); leave one out"
        )
        raise ItemError(msg)


def _label(names: Sequence[str], n_items: int) -> list[str]:
    return list(names) or [f"number {i + 1}" for i in range(n_items)]
