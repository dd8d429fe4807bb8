"""Weighted correlations of pairs of variables in many domains at once, under many columns of weights, and a bound that needs none."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray

_TOGETHER = 16  # pairs whose sums are held at once
_FEWEST_FOR_BOUND = 4  # respondents; the variance of Fisher's z is one over three fewer


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainCorrelations:
    """Pearson correlations of q pairs in D domains, each over those who have both."""

    correlations: FloatArray  # (D, q, C) NaN where one of the two does not vary, or the column failed
    elsewhere: FloatArray  # (D, q) of all who do not belong to the domain, by the first column
    n: IntArray  # (D, q)
    n_effective: FloatArray  # (D, q) equally weighted respondents of the same precision (Kish 1965), by the first column


def correlate_in_domains(x: FloatArray, y: FloatArray, weights: FloatArray, cells: IntArray, holds: BoolArray) -> DomainCorrelations:
    """Correlate each pair of columns in each domain, once per column of weights.

    Args:
        x, y: (n, q) missing as NaN.
        weights: (n, C) of any scale; a column of NaN is a replicate that failed.
        cells: (n,) 0..c-1, of which every domain is put together.
        holds: (D, c) the cells of each domain.
    """
    both = ~(np.isnan(x) | np.isnan(y))
    counts = np.maximum(both.sum(axis=0), 1)
    # about the plain means, so that no digits are lost
    a, b = (np.where(both, v - np.where(both, v, 0.0).sum(axis=0) / counts, 0.0) for v in (x, y))
    q, inside = x.shape[1], [np.flatnonzero(cells == cell) for cell in range(holds.shape[1])]
    found = np.empty((len(holds), q, weights.shape[1]))
    elsewhere = np.empty((len(holds), q))
    for start in range(0, q, _TOGETHER):
        some = slice(start, start + _TOGETHER)
        known, first, second = both[:, some].astype(np.float64), a[:, some], b[:, some]
        parts = np.stack([known, first, second, first**2, second**2, first * second])
        sums = np.stack([parts[:, rows].transpose(0, 2, 1) @ weights[rows] for rows in inside])
        found[:, some] = _from_sums(np.tensordot(holds.astype(np.float64), sums, axes=1))
        complement = np.tensordot((~holds).astype(np.float64), sums[..., :1], axes=1)
        elsewhere[:, some] = _from_sums(complement)[..., 0]
    mass, squares, n = (
        holds.astype(np.float64) @ np.stack([(own[:, None] * both)[rows].sum(axis=0) for rows in inside])
        for own in (weights[:, 0], weights[:, 0] ** 2, np.ones(len(x)))
    )
    return DomainCorrelations(
        correlations=found,
        elsewhere=elsewhere,
        n=np.rint(n).astype(np.int64),
        n_effective=np.divide(mass**2, squares, out=np.zeros_like(mass), where=squares > 0),
    )


def upper_bound(correlations: FloatArray, n: FloatArray, *, confidence_level: float) -> FloatArray:
    """Return the upper end of the interval of a correlation by Fisher's z, as if respondents were drawn one by one (Fisher 1921).

    Args:
        correlations: of any shape.
        n: effective respondents behind each.
        confidence_level: 0..1, of the interval with both ends.

    Returns:
        NaN with fewer than four respondents.
    """
    quantile = ndtri((1 + confidence_level) / 2)
    enough = n >= _FEWEST_FOR_BOUND
    error = np.where(enough, 1 / np.sqrt(np.where(enough, n, _FEWEST_FOR_BOUND) - 3), np.nan)
    edge = np.clip(correlations, -1 + np.finfo(float).eps, 1 - np.finfo(float).eps)
    return np.asarray(np.tanh(np.arctanh(edge) + quantile * error))


def _from_sums(sums: FloatArray) -> FloatArray:
    """Return correlations (D, q, C) from sums (D, 6, q, C) of weights, both variables, their squares and products."""
    mass, first, second, of_first, of_second, products = np.moveaxis(sums, 1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = first / mass, second / mass
        variances = (of_first / mass - means[0] ** 2) * (of_second / mass - means[1] ** 2)
        covariances = products / mass - means[0] * means[1]
    found: FloatArray = np.divide(
        covariances,
        np.sqrt(np.maximum(variances, 0.0)),
        out=np.full(variances.shape, np.nan),
        where=variances > 0,
    )
    return found
