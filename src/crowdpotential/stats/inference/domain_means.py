"""Estimation: means of the domains of a large file, in one pass over its respondents.

The scores of a mean are linear in the answers, so the sums of weights and of weighted answers in each unit and domain
hold all that the covariance needs: the same numbers as `estimate_means` and `score_covariance` give, without an (n, k)
array of scores. For weights that are not calibrated, or where what calibration gains is to be left out.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.inference.linear_estimates import (
    Domains,
    refuse_empty_domains,
    refuse_unusable_weights,
)
from crowdpotential.stats.inference.linearisation import SampleDesign, number_units, total_covariance


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainMeans:
    """Weighted means of k domains with their linearised covariance."""

    estimate: FloatArray  # (k,)
    standard_error: FloatArray  # (k,)
    covariance: FloatArray  # (k, k)
    degrees_of_freedom: IntArray  # (k,) units less strata that hold any of the domain
    n_respondents: IntArray  # (k,) with an answer and a weight above zero


def find_domain_means(
    values: FloatArray, weights: FloatArray, domains: Domains, sample: SampleDesign
) -> DomainMeans:
    """Estimate the weighted mean of each domain and its linearised covariance (Binder 1983).

    Args:
        values: (n,) NaN where missing.
        weights: (n,) zero or more, of any scale.
        domains: k domains, each with members.
        sample: strata, units and sampling fractions of all n respondents.

    Raises:
        DesignError: weights that are negative or missing, or a design as for `number_units`.
        EmptyDomainError: a domain without an answer.
        LonelyPsuError: a stratum has one unit and the design names no rule.
    """
    if not values.shape == weights.shape == domains.codes.shape == sample.psus.shape:
        shapes = values.shape, weights.shape, domains.codes.shape, sample.psus.shape
        msg = f"need values, weights, domains and psus of the same respondents, not {shapes}"
        raise ValueError(msg)
    units = number_units(sample)
    k = len(domains.names)
    plain = [np.require(column, np.float64, ["C", "W"]) for column in (values, weights)]
    codes = np.require(domains.codes, np.int64, ["C", "W"])
    sums = _Sums(*_add_up(plain[0], plain[1], codes, units.unit_of, (units.stratum_of.size, k)))
    if sums.n_unusable:
        refuse_unusable_weights(weights)
    n_respondents = sums.counts.sum(axis=0)
    refuse_empty_domains(n_respondents, domains.names)
    persons = sums.masses.sum(axis=0)
    from_pivots = sums.answers.sum(axis=0) / persons
    covariance = total_covariance((sums.answers - from_pivots * sums.masses) / persons, units)
    holds = sums.counts > 0
    n_strata = [np.unique(units.stratum_of[column]).size for column in holds.T]
    return DomainMeans(
        estimate=sums.pivots + from_pivots,
        standard_error=np.sqrt(np.diag(covariance)),
        covariance=covariance,
        degrees_of_freedom=np.count_nonzero(holds, axis=0) - np.array(n_strata),
        n_respondents=n_respondents,
    )


class _Sums(NamedTuple):
    """Sums over the respondents of each unit and domain."""

    masses: FloatArray  # (J, k) of weights
    answers: FloatArray  # (J, k) of weight x (answer - pivot)
    counts: IntArray  # (J, k) respondents
    pivots: FloatArray  # (k,) an answer of each domain, taken off so that large answers lose no digits
    n_unusable: int  # negative, infinite or missing weights


@njit(cache=True)
def _add_up(
    values: FloatArray, weights: FloatArray, codes: IntArray, unit_of: IntArray, shape: tuple[int, int]
) -> tuple[FloatArray, FloatArray, IntArray, FloatArray, int]:
    masses, answers = np.zeros(shape), np.zeros(shape)
    counts = np.zeros(shape, dtype=np.int64)
    pivots = np.full(shape[1], np.nan)
    n_unusable = 0
    for row in range(values.size):
        weight, value, domain, unit = weights[row], values[row], codes[row], unit_of[row]
        if not 0 <= weight < np.inf:
            n_unusable += 1
        elif weight > 0 and 0 <= domain < shape[1] and not np.isnan(value):
            if np.isnan(pivots[domain]):
                pivots[domain] = value
            masses[unit, domain] += weight
            answers[unit, domain] += weight * (value - pivots[domain])
            counts[unit, domain] += 1
    return masses, answers, counts, pivots, n_unusable
