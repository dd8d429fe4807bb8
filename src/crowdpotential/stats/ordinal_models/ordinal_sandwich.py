"""Comparability: what the sampling of thresholds and correlations does to an ordinal model's estimates and to its test.

Distances enter the misfit with the inverses of their variances only, which is not optimal: errors need a sandwich, and the test a
correction. With V these weights, G the asymptotic covariance, J the slopes of the statistics by the parameters and E = J'VJ, the
residuals' quadratic form has the eigenvalues of U G, where U = V - V J E^-1 J' V.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.ordinal_models.ordinal_moments import OrdinalMoments, covary_groups
from crowdpotential.stats.ordinal_models.ordinal_structure import (
    OrdinalStructure,
    differentiate_statistics,
    fill_group,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandwich:
    """The parts from which errors and tests follow."""

    bread: FloatArray  # (m, m) inverse of E
    meat: FloatArray  # (m, m) J' V G V J
    trace: float  # of U G: what the misfit is on average if the model holds
    squared_trace: float  # of U G U G: half of its variance


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaledTest:
    """A statistic brought to the mean and the variance of chi-square."""

    chi2: float
    scaling: float  # the unscaled statistic is divided by it
    shift: float  # and this is added


def find_sandwich(parameters: FloatArray, moments: Sequence[OrdinalMoments], structure: OrdinalStructure) -> Sandwich:
    """Sum the parts over the groups, each by its share of the sample; groups that share sampling units vary together.

    Args:
        parameters: (m,) estimates.
        moments: of each group.
        structure: of the model.
    """
    pulls = _find_pulls(parameters, moments, structure)
    weights = [1 / np.diag(own.covariance) for own in moments]
    size = structure.n_parameters
    information, meat, outer = (np.zeros((size, size)) for _ in range(3))
    trace = squared = 0.0
    for g, (own, pull, of_own) in enumerate(zip(moments, pulls, weights, strict=True)):
        linked = {h: own.covariance if g == h else covary_groups(own, other) for h, other in enumerate(moments)}
        reached = {h: covariance for h, covariance in linked.items() if covariance is not None}
        columns = np.unique(np.concatenate([pulls[h].numbers for h in reached]))
        spread = np.zeros((len(of_own), len(columns)))
        for h, covariance in reached.items():
            spread[:, np.searchsorted(columns, pulls[h].numbers)] += covariance @ pulls[h].values
            squared += float(of_own @ covariance**2 @ weights[h])
        half, wide = pull.values / np.sqrt(of_own)[:, None], np.sqrt(of_own)[:, None] * spread
        information[pull.numbers[:, None], pull.numbers] += half.T @ half
        meat[pull.numbers[:, None], columns] += pull.values.T @ spread
        outer[columns[:, None], columns] += wide.T @ wide
        trace += len(of_own)
    bread = np.asarray(np.linalg.inv(information))
    product = bread @ meat
    return Sandwich(
        bread=bread,
        meat=meat,
        trace=float(trace - np.trace(product)),
        squared_trace=float(squared - 2 * (bread * outer).sum() + (product * product.T).sum()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pull:
    """V J of a group, times the root of its share of the sample; parameters of other groups have none."""

    numbers: IntArray  # (k,) the group's parameters, in ascending order
    values: FloatArray  # (t + q, k)


def _find_pulls(parameters: FloatArray, moments: Sequence[OrdinalMoments], structure: OrdinalStructure) -> list[_Pull]:
    total, pulls = sum(group.n for group in moments), list[_Pull]()
    for group, own in enumerate(moments):
        slopes = differentiate_statistics(structure, fill_group(parameters, structure, group), group)
        numbers, place = np.unique(structure.cell_numbers(group), return_inverse=True)
        by_parameter = np.zeros((len(numbers), len(slopes)))
        np.add.at(by_parameter, place, slopes.T)
        share = np.sqrt(own.n / total) / np.diag(own.covariance)
        pulls.append(_Pull(numbers=numbers, values=by_parameter.T * share[:, None]))
    return pulls


def scale_and_shift(statistic: float, df: int, trace: float, squared_trace: float) -> ScaledTest:
    """Bring the statistic to the mean df and the variance 2 df (Asparouhov and Muthen 2010, Simple second order chi-square correction).

    Args:
        statistic: unscaled.
        df: degrees of freedom; without any there is nothing to correct.
        trace: its mean if the model holds.
        squared_trace: half of its variance.
    """
    if df == 0:
        return ScaledTest(chi2=statistic, scaling=1.0, shift=0.0)
    scaling = float(np.sqrt(squared_trace / df))
    shift = df - trace / scaling
    return ScaledTest(chi2=statistic / scaling + shift, scaling=scaling, shift=shift)
