"""Weighting diagnostics: how far the sample is from the population, and how unequal the weights are."""

import numpy as np

from crowdpotential.stats.arrays import FloatArray

SAME = 1e-12  # shares that sums of weights leave apart by no more are the same, above all where everybody is in one category


def standardised_differences(shares: FloatArray, population: FloatArray) -> FloatArray:
    """Measure how far each category's share is from the population's, in standard deviations (Austin 2009).

    Each category is taken for a variable of its own with the values 0 and 1: |p - P| over the root of the mean of its two
    variances p(1-p) and P(1-P). Below 0.1 is usually called balanced (Austin 2009, Statistics in Medicine 28, 3083-3107).

    Args:
        shares: (k,) of the categories in the sample, weighted or not, 0..1.
        population: (k,) of the same categories in the population, 0..1.

    Returns:
        (k,) 0 is balance; infinite where one side has nobody, or everybody, and the other the opposite.
    """
    if shares.shape != population.shape:
        msg = f"{shares.shape} shares of the sample, {population.shape} of the population: they must be the same categories"
        raise ValueError(msg)
    variance = np.maximum(shares * (1 - shares) + population * (1 - population), 0) / 2
    gap = np.abs(shares - population)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: FloatArray = np.where(gap <= SAME, 0.0, gap / np.sqrt(variance))
    return found


def mean_of_lightest(weights: FloatArray, count: int) -> float:
    """Return the mean of the smallest weights: an end of their distribution that is not the weight of one respondent.

    Args:
        weights: (n,) any scale; with the sign changed, the result is that of the largest, with the sign changed.
        count: how many; all where there are fewer.
    """
    if not weights.size or count < 1:
        msg = f"{weights.size} weights and a count of {count} do not fit: need weights, and a count of at least 1"
        raise ValueError(msg)
    return float(np.sort(weights)[:count].mean())


def heaviest_share(weights: FloatArray, share: float) -> float:
    """Return which share of all weight the heaviest respondents carry; with equal weights it is their own share.

    Args:
        weights: (n,) not negative, any scale.
        share: of the respondents, 0..1; a respondent who stands on the edge counts in part (the Lorenz curve, read from above).

    Returns:
        0..1; a higher value means that fewer respondents decide.
    """
    if not weights.size or not 0 <= share <= 1:
        msg = f"{weights.size} weights and a share of {share} do not fit: need weights, and a share 0..1"
        raise ValueError(msg)
    falling = np.sort(weights)[::-1]
    carried = np.concatenate([[0.0], np.cumsum(falling)]) / falling.sum()
    return float(np.interp(share * weights.size, np.arange(weights.size + 1), carried))
