"""Comparability: how far an ordinal model is from thresholds and correlations (diagonally weighted least squares), and its start.

The misfit is half of the sum over groups of (n_g - 1) / N times the squared distances of the statistics, each divided by its
asymptotic variance (Muthen, du Toit and Spisic 1997); with n_g - 1 lavaan counts alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.group_models.group_starts import find_start
from crowdpotential.stats.group_models.group_structure import FIXED
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.group_models.moments import Moments
from crowdpotential.stats.minimising.curvature import Block, Curvature, fold
from crowdpotential.stats.minimising.newton import Objective, Slope
from crowdpotential.stats.ordinal_models.ordinal_moments import OrdinalMoments
from crowdpotential.stats.ordinal_models.ordinal_structure import (
    OrdinalStructure,
    differentiate_statistics,
    differentiate_twice,
    fill_group,
)

_UNIQUE_START = (0.2, 0.9)  # smallest and largest share of a response that is not the factors' to begin with


@dataclass(frozen=True, slots=True, kw_only=True)
class _Misfit:
    """The misfit of one model as functions of its parameters."""

    moments: Sequence[OrdinalMoments]
    structure: OrdinalStructure
    weights: tuple[FloatArray, ...]  # (t + q,) per group: of each squared distance

    def value(self, parameters: FloatArray) -> float:
        with np.errstate(invalid="ignore"):
            parts = [
                weights @ (own.statistics - fill_group(parameters, self.structure, group).statistics) ** 2
                for group, (own, weights) in enumerate(zip(self.moments, self.weights, strict=True))
            ]
        total = float(sum(parts)) / 2
        return total if np.isfinite(total) else np.inf

    def slope(self, parameters: FloatArray) -> Slope:
        misfit, gradient, blocks = 0.0, np.zeros(self.structure.n_parameters), list[Block]()
        for group, (own, weights) in enumerate(zip(self.moments, self.weights, strict=True)):
            with np.errstate(invalid="ignore", divide="ignore"):
                filled = fill_group(parameters, self.structure, group)
            numbers = self.structure.cell_numbers(group)
            distances = own.statistics - filled.statistics
            pull = weights * distances
            slopes = differentiate_twice(self.structure, filled, group, pull)
            misfit += float(distances @ pull) / 2
            np.add.at(gradient, numbers, -pull @ slopes.first)
            half = np.sqrt(weights)[:, None] * slopes.first
            blocks.append(fold(numbers, half.T @ half - slopes.second))
        curvature = Curvature(n_parameters=self.structure.n_parameters, blocks=tuple(blocks))
        misfit = misfit if np.isfinite(misfit) else np.inf  # of impossible parameters
        return Slope(misfit=misfit, gradient=gradient, curvature=curvature)

    def expected(self, parameters: FloatArray) -> Curvature:
        blocks: list[Block] = []
        for group, weights in enumerate(self.weights):
            filled = fill_group(parameters, self.structure, group)
            jacobian = differentiate_statistics(self.structure, filled, group)
            numbers = self.structure.cell_numbers(group)
            blocks.append(fold(numbers, jacobian.T @ (weights[:, None] * jacobian)))
        return Curvature(n_parameters=self.structure.n_parameters, blocks=tuple(blocks))


def misfit_of_ordinal(moments: Sequence[OrdinalMoments], structure: OrdinalStructure) -> Objective:
    """Return the weighted squared distance between statistics and model, with its derivatives.

    Args:
        moments: of each group.
        structure: of the model.
    """
    total = sum(group.n for group in moments)
    weights = tuple((group.n - 1) / total / np.diag(group.covariance) for group in moments)
    misfit = _Misfit(moments=moments, structure=structure, weights=weights)
    return Objective(find_misfit=misfit.value, find_slope=misfit.slope, find_expected=misfit.expected)


def find_ordinal_start(moments: Sequence[OrdinalMoments], model: MeasurementModel, structure: OrdinalStructure) -> FloatArray:
    """Start all groups at the least-squares model of their common correlations, with their own thresholds.

    Under theta the responses are stretched until what is not the factors' has a variance of about 1.

    Args:
        moments: of each group.
        model: of every group.
        structure: where its parameters stand.
    """
    total = sum(group.n for group in moments)
    pooled = sum(group.n / total * group.correlations for group in moments)
    stretch = np.ones(model.n_items)
    if structure.scales is None:
        stretch = 1 / np.sqrt(np.clip(1 / np.diag(np.linalg.pinv(pooled)), *_UNIQUE_START))
    of_factors = find_start(
        [
            Moments(
                mean=np.zeros(model.n_items),
                covariance=group.correlations * np.outer(stretch, stretch),
                n=group.n,
            )
            for group in moments
        ],
        model,
        structure.factors,
    )
    start = np.ones(structure.n_parameters)  # of the scales
    start[: len(of_factors)] = of_factors
    for group, own in reversed(list(enumerate(moments))):
        numbers = structure.thresholds.numbers[group]
        free = numbers != FIXED
        start[numbers[free]] = (own.thresholds * stretch[own.threshold_items])[free]
    return start
