"""Estimation, compiled part: totals of domains, their ratios, and the influence scores of both.

A respondent is in one domain or in none, so that one number tells how far the estimates feel that respondent.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray


class Ratios(NamedTuple):
    """Ratios of domain totals."""

    ratios: FloatArray  # (k,)
    influence: FloatArray  # (n,) weight times influence on the own domain's ratio; 0 outside


@njit(cache=True, error_model="numpy")
def divide_totals(tops: FloatArray, bottoms: FloatArray, weights: FloatArray, domain_of: IntArray, n_domains: int) -> Ratios:
    """Divide the weighted totals of one variable by those of another.

    Args:
        tops: (n,) not looked at outside the domains.
        bottoms: (n,) likewise.
        weights: (n,) likewise.
        domain_of: (n,) 0..n_domains-1, or -1 for those who do not count.
        n_domains: each with members.
    """
    sums, totals, influence = np.zeros(n_domains), np.zeros(n_domains), np.zeros(tops.size)
    for i in range(tops.size):
        domain = domain_of[i]
        if domain >= 0:
            sums[domain] += weights[i] * tops[i]
            totals[domain] += weights[i] * bottoms[i]
    ratios = sums / totals
    for i in range(tops.size):
        domain = domain_of[i]
        if domain >= 0:
            influence[i] = (tops[i] - ratios[domain] * bottoms[i]) * (weights[i] / totals[domain])
    return Ratios(ratios, influence)


@njit(cache=True)
def place_scores(influence: FloatArray, domain_of: IntArray, scores: FloatArray, members: BoolArray) -> None:
    """Write each respondent's influence where it counts.

    Args:
        influence: (n,) of those who count.
        domain_of: (n,) as in `divide_totals`.
        scores: (n, k) zeros, overwritten.
        members: (n, k) false, overwritten.
    """
    for i in range(influence.size):
        if domain_of[i] >= 0:
            scores[i, domain_of[i]] = influence[i]
            members[i, domain_of[i]] = True
