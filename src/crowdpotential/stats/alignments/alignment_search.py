"""Comparability: the search for the means and variances under which many groups' items look most alike (alignment)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.linalg import null_space

from crowdpotential.errors import ConvergenceError, ModelError
from crowdpotential.stats.alignments.alignment_loss import differentiate_loss, find_loss
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.minimising.curvature import undivided
from crowdpotential.stats.minimising.newton import Minimum, Objective, Slope, minimise

Anchor = Literal["fixed", "free"]

FEWEST_AGREEING = 2  # starts on one minimum, where others led to none
_WIDEST = 1.0  # epsilon to begin with: there the loss is nearly quadratic and has one minimum
_NARROWING = 0.1  # from one epsilon to the next
_SPREAD = 0.3  # standard deviation of random starts around the first
_SAME_LOSS = 1e-6  # starts that end so close together found the same solution


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignmentRule:
    """How to align."""

    epsilon: float = 0.001  # squared difference below which two parameters count as equal
    power: float = 0.5  # of a difference's size in its loss; below 1 prefers few large differences
    anchor: Anchor = "fixed"  # fixed: mean 0, variance 1 in the reference group; free: geometric mean of variances 1
    reference_group: int = 0  # of the fixed anchor
    n_starts: int = 10  # the first is computed, the others are random


@dataclass(frozen=True, slots=True, kw_only=True)
class Configural:
    """What is to be aligned: one dimension of the configural model."""

    loadings: FloatArray  # (G, p)
    intercepts: FloatArray  # (G, p)
    pair_weights: FloatArray  # (G, G)

    def loss(self, basis: FloatArray, epsilon: float, power: float) -> Objective:
        """Return the loss in the free directions, with its derivatives."""
        given = self.loadings, self.intercepts, self.pair_weights, epsilon, power

        def differentiate(free: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
            size = len(basis)
            slope, curvature, bound = np.empty(size), np.empty((size, size)), np.empty((size, size))
            differentiate_loss(basis @ free, *given, slope, curvature, bound)
            return basis.T @ slope, basis.T @ curvature @ basis, basis.T @ bound @ basis

        def find_misfit(free: FloatArray) -> float:
            return float(find_loss(basis @ free, *given))

        def find_slope(free: FloatArray) -> Slope:
            gradient, curvature, _ = differentiate(free)
            return Slope(misfit=find_misfit(free), gradient=gradient, curvature=undivided(curvature))

        return Objective(
            find_misfit=find_misfit,
            find_slope=find_slope,
            find_expected=lambda free: undivided(differentiate(free)[2]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The best of all starts."""

    position: FloatArray  # (2G,) means, then log standard deviations
    n_agreeing: int  # starts that found it
    n_failed: int  # starts that led to no minimum


def search_position(configural: Configural, rule: AlignmentRule, rng: np.random.Generator) -> Found:
    """Find the best position of all starts; one that leads nowhere takes nothing from what several others agree on.

    Args:
        configural: one dimension.
        rule: how to align.
        rng: for the random starts.

    Raises:
        ModelError: a free anchor that the items do not determine.
        ConvergenceError: no start led to a minimum, or some did not and no two of the others to the same.
    """
    basis = _free_directions(len(configural.loadings), rule)
    first = basis.T @ _start(configural, rule)
    starts = [first, *(first + _SPREAD * rng.normal(size=(rule.n_starts - 1, len(first))))]
    found, failures = list[Minimum](), list[ConvergenceError]()
    for start in starts:
        try:
            found.append(_descend(start, basis, configural, rule, epsilons=_narrow(rule.epsilon)))
        except ConvergenceError as failure:
            failures.append(failure)
    if not found:
        raise failures[0]
    losses = np.array([minimum.misfit for minimum in found])
    n_agreeing = int((losses < losses.min() + _SAME_LOSS).sum())
    if failures and n_agreeing < FEWEST_AGREEING:
        msg = (
            f"alignment of {len(configural.loadings)} groups: {len(failures)} of {len(starts)} starts led nowhere, and no two of the others"
            " to the same minimum; allow more starts, or hold more equal"
        )
        raise ConvergenceError(msg)
    best = found[int(losses.argmin())]
    return Found(position=basis @ best.parameters, n_agreeing=n_agreeing, n_failed=len(failures))


def _free_directions(n_groups: int, rule: AlignmentRule) -> FloatArray:
    """Return an orthonormal basis (2G, q) of the means and log standard deviations that the anchor leaves free."""
    if rule.anchor == "fixed":
        anchored = [rule.reference_group, n_groups + rule.reference_group]
        return np.delete(np.eye(2 * n_groups), anchored, axis=1)
    balanced = np.asarray(null_space(np.ones((1, n_groups))))
    blank = np.zeros((n_groups, n_groups - 1))
    return np.block([[np.eye(n_groups), blank], [np.zeros((n_groups, n_groups)), balanced]])


def _start(configural: Configural, rule: AlignmentRule) -> FloatArray:
    """Start where the groups' average loadings and intercepts agree."""
    sizes = np.log(np.abs(configural.loadings)).mean(axis=1)
    centre = sizes[rule.reference_group] if rule.anchor == "fixed" else sizes.mean()
    scaled = configural.loadings * np.exp(centre - sizes)[:, None]
    ahead = configural.intercepts - configural.intercepts[rule.reference_group]
    means = (ahead * scaled).sum(axis=1) / (scaled**2).sum(axis=1)
    return np.concatenate([means, sizes - centre])


def _descend(
    start: FloatArray,
    basis: FloatArray,
    configural: Configural,
    rule: AlignmentRule,
    *,
    epsilons: Sequence[float],
) -> Minimum:
    """Go downhill with ever smaller epsilon, so that the first valleys are wide."""
    what = f"alignment of {len(configural.loadings)} groups"
    try:
        for epsilon in epsilons:
            found = minimise(configural.loss(basis, epsilon, rule.power), start, what=what)
            start = found.parameters
    except ModelError as undetermined:
        if rule.anchor == "fixed":
            raise
        msg = f"{what}: loadings so alike do not determine a free anchor; anchor a reference group (fixed)"
        raise ModelError(msg) from undetermined
    return found


def _narrow(epsilon: float) -> list[float]:
    steps = max(0, int(np.ceil(np.log(_WIDEST / epsilon) / -np.log(_NARROWING) - 1e-9)))
    return [*(_WIDEST * _NARROWING**step for step in range(steps)), epsilon]
