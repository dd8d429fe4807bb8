"""Estimation: means, shares, totals, ratios and variances of domains, each with its influence scores.

A missing answer puts a respondent outside the domain of its variable; nobody leaves the design. Definitions are those
of R's survey package 4.1: `svymean`, `svytotal`, `svyratio` and `svyvar`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

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
    members = _find_members([values], weights, domains)
    answers = values[members.rows]
    return _ratios(answers, np.ones(answers.size), weights, members)


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
    members = _find_members([values], weights, domains)
    persons = values[members.rows] * weights[members.rows]
    return _place(_add_up(persons, members), persons, members)


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
    members = _find_members([numerators, denominators], weights, domains)
    tops, bottoms = numerators[members.rows], denominators[members.rows]
    is_zero = _add_up(bottoms * weights[members.rows], members) == 0
    if is_zero.any():
        named = [name for name, is_it in zip(domains.names, is_zero, strict=True) if is_it]
        msg = f"ratio: the denominator's total is zero in {len(named)} domains: {', '.join(named)}; leave them out"
        raise DesignError(msg)
    return _ratios(tops, bottoms, weights, members)


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
    members = _find_members([values], weights, domains)
    answers, ones = values[members.rows], np.ones(members.rows.size)
    n_members = np.bincount(members.domains, minlength=len(domains.names))
    factors = np.divide(n_members, n_members - 1, out=np.full(n_members.size, np.nan), where=n_members > 1)
    means = _ratios(answers, ones, weights, members).estimate
    # the mean is itself an estimate, but the squares do not change with it to first order
    squares = (answers - means[members.domains]) ** 2 * factors[members.domains]
    return _ratios(squares, ones, weights, members)


def join_estimates(parts: Sequence[LinearEstimates]) -> LinearEstimates:
    """Put estimates of the same respondents side by side, so that they have one covariance."""
    return LinearEstimates(
        estimate=np.concatenate([part.estimate for part in parts]),
        scores=np.concatenate([part.scores for part in parts], axis=1),
        members=np.concatenate([part.members for part in parts], axis=1),
    )


class _Members(NamedTuple):
    """The m respondents who count, and where."""

    rows: IntArray  # (m,) among all n
    domains: IntArray  # (m,) 0..k-1
    shape: tuple[int, int]  # n respondents, k domains


def _find_members(variables: Sequence[FloatArray], weights: FloatArray, domains: Domains) -> _Members:
    """Find who counts in which domain, after looking for faults."""
    n, k = domains.codes.size, len(domains.names)
    if any(array.shape != (n,) for array in (*variables, weights)):
        shapes = [array.shape for array in (*variables, weights)]
        msg = f"need variables and weights of {n} respondents, not {shapes}"
        raise ValueError(msg)
    n_infinite = sum(int(np.count_nonzero(np.isinf(values))) for values in variables)
    if n_infinite:
        msg = f"{n_infinite} values are infinite; give NaN where an answer is missing"
        raise ValueError(msg)
    _refuse_unusable_weights(weights)
    counts = (weights > 0) & (domains.codes >= 0) & (domains.codes < k)
    for values in variables:
        counts &= ~np.isnan(values)
    rows = np.flatnonzero(counts)
    members = _Members(rows, domains.codes[rows], (n, k))
    _refuse_empty_domains(np.bincount(members.domains, minlength=k), domains.names)
    return members


def _refuse_unusable_weights(weights: FloatArray) -> None:
    n_unusable = int(np.count_nonzero(~(np.isfinite(weights) & (weights >= 0))))
    if n_unusable:
        msg = (
            f"{n_unusable} of {weights.size} weights are negative, infinite or missing; calibrate within bounds, or "
            "exclude those respondents by a rule"
        )
        raise DesignError(msg)


def _refuse_empty_domains(n_members: IntArray, names: Sequence[str]) -> None:
    empty = [name for name, n in zip(names, n_members, strict=True) if n == 0]
    if empty:
        msg = (
            f"{len(empty)} of {len(names)} domains have no respondent with an answer and a weight: "
            f"{', '.join(empty)}; join domains or leave them out"
        )
        raise EmptyDomainError(msg)


def _ratios(tops: FloatArray, bottoms: FloatArray, weights: FloatArray, members: _Members) -> LinearEstimates:
    """Divide weighted totals of the members' tops (m,) by those of their bottoms (m,)."""
    own = weights[members.rows]
    totals = _add_up(own * bottoms, members)
    ratios = _add_up(own * tops, members) / totals
    influence = (tops - ratios[members.domains] * bottoms) * (own / totals[members.domains])
    return _place(ratios, influence, members)


def _add_up(values: FloatArray, members: _Members) -> FloatArray:
    """Add up values (m,) of the members in each domain (k,)."""
    return np.bincount(members.domains, values, members.shape[1]).astype(np.float64)


def _place(estimate: FloatArray, influence: FloatArray, members: _Members) -> LinearEstimates:
    """Put the members' influence (m,) where it counts."""
    scores, is_member = np.zeros(members.shape), np.zeros(members.shape, dtype=np.bool_)
    scores[members.rows, members.domains] = influence
    is_member[members.rows, members.domains] = True
    return LinearEstimates(estimate=estimate, scores=scores, members=is_member)
