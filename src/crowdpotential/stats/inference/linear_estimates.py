"""Estimation: means, shares, totals, ratios and variances of domains, each with its influence scores.

A missing answer puts a respondent outside the domain of its variable; nobody leaves the design. Definitions are those
of R's survey package 4.1: `svymean`, `svytotal`, `svyratio` and `svyvar`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import DesignError, EmptyDomainError
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Domains:
    """Groups of respondents that share no member: those estimated side by side."""

    codes: IntArray  # (n,) 0..k-1, or -1 for none
    names: tuple[str, ...]  # (k,) for messages


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearEstimates:
    """Estimates, and how much each respondent moves each of them."""

    estimate: FloatArray  # (k,)
    scores: FloatArray  # (n, k) weight times influence; zero for those who do not count
    members: BoolArray  # (n, k) who counts: in the domain, with an answer and a weight above zero


def estimate_means(values: FloatArray, weights: FloatArray, domains: Domains) -> LinearEstimates:
    """Estimate the weighted mean of each domain.

    Args:
        values: (n,) NaN where missing.
        weights: (n,) zero or more, of any scale.
        domains: k domains, each with members.

    Raises:
        DesignError: weights that are negative or missing.
        EmptyDomainError: a domain without an answer.
    """
    members = _members([values], weights, domains)
    return _ratios(_filled(values), members.astype(np.float64), weights, members)


def estimate_shares(is_so: FloatArray, weights: FloatArray, domains: Domains) -> LinearEstimates:
    """Estimate the weighted share 0..1 of those for whom something is so, in each domain.

    Args:
        is_so: (n,) 1 if it is so, 0 if not, NaN where missing.
        weights: (n,) zero or more, of any scale.
        domains: k domains, each with members.

    Raises:
        DesignError: as for `estimate_means`.
        EmptyDomainError: as for `estimate_means`.
    """
    n_others = int(np.count_nonzero(~(np.isnan(is_so) | (is_so == 0) | (is_so == 1))))
    if n_others:
        msg = f"shares need 0, 1 or NaN; {n_others} of {is_so.size} values are something else"
        raise ValueError(msg)
    return estimate_means(is_so, weights, domains)


def estimate_totals(values: FloatArray, weights: FloatArray, domains: Domains) -> LinearEstimates:
    """Estimate the population total of each domain, over those who answered.

    Args:
        values: (n,) NaN where missing.
        weights: (n,) zero or more, in persons.
        domains: k domains, each with members.

    Raises:
        DesignError: as for `estimate_means`.
        EmptyDomainError: as for `estimate_means`.
    """
    members = _members([values], weights, domains)
    scores = (_filled(values) * weights)[:, None] * members
    return LinearEstimates(estimate=scores.sum(axis=0), scores=scores, members=members)


def estimate_ratios(
    numerators: FloatArray, denominators: FloatArray, weights: FloatArray, domains: Domains
) -> LinearEstimates:
    """Estimate the ratio of two totals in each domain, over those who answered both.

    Args:
        numerators: (n,) NaN where missing.
        denominators: (n,) NaN where missing.
        weights: (n,) zero or more, of any scale.
        domains: k domains, each with members.

    Raises:
        DesignError: weights as for `estimate_means`, or a denominator whose total is zero.
        EmptyDomainError: as for `estimate_means`.
    """
    members = _members([numerators, denominators], weights, domains)
    total = (_filled(denominators) * weights) @ members
    if (total == 0).any():
        named = [name for name, is_zero in zip(domains.names, total == 0, strict=True) if is_zero]
        msg = f"ratio: the denominator's total is zero in {len(named)} domains: {', '.join(named)}; leave them out"
        raise DesignError(msg)
    return _ratios(_filled(numerators), _filled(denominators)[:, None] * members, weights, members)


def estimate_variances(values: FloatArray, weights: FloatArray, domains: Domains) -> LinearEstimates:
    """Estimate the population variance of each domain, with n / (n - 1) for its n members.

    Args:
        values: (n,) NaN where missing.
        weights: (n,) zero or more, of any scale.
        domains: k domains, each with two members or more (NaN with one).

    Raises:
        DesignError: as for `estimate_means`.
        EmptyDomainError: as for `estimate_means`.
    """
    means = estimate_means(values, weights, domains)
    n_members = means.members.sum(axis=0)
    factors = np.divide(n_members, n_members - 1, out=np.full(n_members.size, np.nan), where=n_members > 1)
    squares = np.where(means.members, (_filled(values)[:, None] - means.estimate) ** 2, 0.0) * factors
    # the mean is itself an estimate, but the squares do not change with it to first order
    return _ratios(squares, means.members.astype(np.float64), weights, means.members)


def join_estimates(parts: Sequence[LinearEstimates]) -> LinearEstimates:
    """Put estimates of the same respondents side by side, so that they have one covariance."""
    return LinearEstimates(
        estimate=np.concatenate([part.estimate for part in parts]),
        scores=np.concatenate([part.scores for part in parts], axis=1),
        members=np.concatenate([part.members for part in parts], axis=1),
    )


def refuse_unusable_weights(weights: FloatArray) -> None:
    """Refuse weights (n,) that are negative, infinite or missing.

    Raises:
        DesignError: there are such weights.
    """
    n_unusable = int(np.count_nonzero(~(np.isfinite(weights) & (weights >= 0))))
    if n_unusable:
        msg = (
            f"{n_unusable} of {weights.size} weights are negative, infinite or missing; calibrate within bounds, or "
            "exclude those respondents by a rule"
        )
        raise DesignError(msg)


def refuse_empty_domains(n_members: IntArray, names: Sequence[str]) -> None:
    """Refuse domains (k,) in which nobody counts.

    Raises:
        EmptyDomainError: there are such domains.
    """
    empty = [name for name, n in zip(names, n_members, strict=True) if n == 0]
    if empty:
        msg = (
            f"{len(empty)} of {len(names)} domains have no respondent with an answer and a weight: "
            f"{', '.join(empty)}; join domains or leave them out"
        )
        raise EmptyDomainError(msg)


def _members(variables: Sequence[FloatArray], weights: FloatArray, domains: Domains) -> BoolArray:
    """Mark who counts in which domain (n, k), after looking for faults."""
    n, k = domains.codes.size, len(domains.names)
    if any(array.shape != (n,) for array in (*variables, weights)):
        shapes = [array.shape for array in (*variables, weights)]
        msg = f"need variables and weights of {n} respondents, not {shapes}"
        raise ValueError(msg)
    n_infinite = sum(int(np.count_nonzero(np.isinf(values))) for values in variables)
    if n_infinite:
        msg = f"{n_infinite} values are infinite; give NaN where an answer is missing"
        raise ValueError(msg)
    refuse_unusable_weights(weights)
    has_answer = (weights > 0) & ~np.any([np.isnan(values) for values in variables], axis=0)
    members: BoolArray = (domains.codes[:, None] == np.arange(k)) & has_answer[:, None]
    refuse_empty_domains(members.sum(axis=0), domains.names)
    return members


def _filled(values: FloatArray) -> FloatArray:
    """Put zero where an answer is missing; it counts in no sum."""
    return np.where(np.isnan(values), 0.0, values)


def _ratios(
    numerators: FloatArray, denominators: FloatArray, weights: FloatArray, members: BoolArray
) -> LinearEstimates:
    """Divide weighted totals of (n,) or (n, k) by those of (n, k), zero outside the members."""
    tops = np.where(members, numerators if numerators.ndim == 2 else numerators[:, None], 0.0)
    totals = weights @ denominators
    ratios = weights @ tops / totals
    scores = (tops - ratios * denominators) * (weights[:, None] / totals)
    return LinearEstimates(estimate=ratios, scores=scores, members=members)
