"""Estimation: weighted covariances of items under many columns of weights at once, each pair over those who answered both.

Sums of disjoint domains add up to those of their union, so that blocs and the whole sample cost nothing beyond their areas.
"""

from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class PairSums:
    """For each domain, pair of items and column of weights: weights, both items and their product over those who answered both."""

    sums: FloatArray  # (d, 4, q, C) pairs as np.tril_indices gives them, an item with itself included

    def merge(self, holds: BoolArray) -> "PairSums":
        """Add up disjoint domains to larger ones; holds (D, d) says which make up which."""
        return PairSums(sums=np.tensordot(holds.astype(np.float64), self.sums, axes=1))

    def covariances(self) -> FloatArray:
        """Return (d, C, p, p); NaN where nobody with a weight answered both items."""
        totals, first, second, products = np.moveaxis(self.sums, 1, 0)
        weighed = np.where(totals > 0, totals, np.nan)
        by_pair = np.moveaxis(products / weighed - first * second / weighed**2, 1, -1)
        n_items = int(np.sqrt(2 * by_pair.shape[-1]))
        rows, columns = np.tril_indices(n_items)
        found = np.empty((*by_pair.shape[:-1], n_items, n_items))
        found[..., rows, columns] = found[..., columns, rows] = by_pair
        return found


def sum_pairs(values: FloatArray, weights: FloatArray, domains: IntArray, n_domains: int) -> PairSums:
    """Sum what the covariances of items need, domain by domain.

    Args:
        values: (n, p), missing as NaN.
        weights: (n, C) of any scale; a column of NaN is a replicate that failed.
        domains: (n,) 0..n_domains-1, or -1 for none.
        n_domains: how many domains there are.
    """
    known = ~np.isnan(values)
    counts = np.maximum(known.sum(axis=0), 1)
    centred = np.where(known, values - np.where(known, values, 0.0).sum(axis=0) / counts, 0.0)
    rows, columns = np.tril_indices(values.shape[1])
    both = known[:, rows] & known[:, columns]
    a, b = centred[:, rows] * both, centred[:, columns] * both  # about plain means: no digits are lost
    parts = np.concatenate([both.astype(np.float64), a, b, a * b], axis=1)
    sums = np.empty((n_domains, 4, rows.size, weights.shape[1]))
    for domain in range(n_domains):
        inside = domains == domain
        sums[domain] = (parts[inside].T @ weights[inside]).reshape(4, rows.size, -1)
    return PairSums(sums=sums)
