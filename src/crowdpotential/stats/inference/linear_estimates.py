"""Estimation: means, shares, totals, ratios and variances of domains, each with its influence scores.

A missing answer puts a respondent outside the domain of its variable; nobody leaves the design. Definitions are those
of R's survey package 4.1: `svymean`, `svytotal`, `svyratio` and `svyvar`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import DesignError, EmptyDomainError
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.inference.domain_scores import divide_totals, place_scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Domains:
    """Groups of respondents that share no member: those estimated side by side."""

    codes: IntArray  # (n,) 0..k-1, or -1 for none
    names: tuple[str, ...]  # (k,) for messages


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainEstimates:
    """Estimates of domains that share no member, so that one number tells how much a respondent moves the own one."""

    estimate: FloatArray  # (k,)
    influence: FloatArray  # (n,) weight times influence; zero for those who do not count
    domain_of: IntArray  # (n,) 0..k-1 for those who count, else -1

    def place(self) -> "LinearEstimates":
        """Put each respondent's influence into the column of the own domain."""
        shape = self.domain_of.size, self.estimate.size
        scores, members = np.zeros(shape), np.zeros(shape, dtype=np.bool_)
        place_scores(self.influence, self.domain_of, scores, members)
        return LinearEstimates(estimate=self.estimate, scores=scores, members=members)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearEstimates:
    """Estimates, and how much each respondent moves each of them."""

    estimate: FloatArray  # (k,)
    scores: FloatArray  # (n, k) weight times influence; zero for those who do not count
    members: BoolArray  # (n, k) who counts: in the domain, with an answer and a weight above zero


def estimate_means(values: FloatArray, weights: FloatArray, domains: Domains) -> LinearEstimates:
    """Estimate the weighted mean of each domain, as `average_domains` does, with a column of scores for each."""
    return average_domains(values, weights, domains).place()


def average_domains(values: FloatArray, weights: FloatArray, domains: Domains) -> DomainEstimates:
    """Estimate the weighted mean of each domain.

    Args:
        values: (n,) NaN where missing.
        weights: (n,) zero or more, of any scale.
        domains: k domains, each with members.

    Raises:
        DesignError: weights that are negative or missing.
        EmptyDomainError: a domain without an answer.
    """
    domain_of = _find_domains([values], weights, domains)
    return _divide(values, np.ones(values.size), weights, domain_of)


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
    domain_of = _find_domains([values], weights, domains)
    persons = np.where(domain_of >= 0, values * weights, 0.0)
    sums = np.bincount(domain_of + 1, persons)[1:]  # those in no domain come first
    return DomainEstimates(estimate=sums.astype(np.float64), influence=persons, domain_of=domain_of).place()


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
    domain_of = _find_domains([numerators, denominators], weights, domains)
    is_zero = np.bincount(domain_of + 1, denominators * weights)[1:] == 0
    if is_zero.any():
        named = [name for name, is_it in zip(domains.names, is_zero, strict=True) if is_it]
        msg = f"ratio: the denominator's total is zero in {len(named)} domains: {', '.join(named)}; leave them out"
        raise DesignError(msg)
    return _divide(numerators, denominators, weights, domain_of).place()


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
    domain_of = np.where(means.members.any(axis=1), domains.codes, -1)
    # the mean is itself an estimate, but the squares do not change with it to first order
    squares = (values - means.estimate[domain_of]) ** 2 * factors[domain_of]
    return _divide(squares, np.ones(values.size), weights, domain_of).place()


def join_estimates(parts: Sequence[LinearEstimates]) -> LinearEstimates:
    """Put estimates of the same respondents side by side, so that they have one covariance."""
    return LinearEstimates(
        estimate=np.concatenate([part.estimate for part in parts]),
        scores=np.concatenate([part.scores for part in parts], axis=1),
        members=np.concatenate([part.members for part in parts], axis=1),
    )


def _find_domains(variables: Sequence[FloatArray], weights: FloatArray, domains: Domains) -> IntArray:
    """Give the domain (n,) of everybody who counts, -1 for the others, after looking for faults."""
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
    domain_of = np.where(counts, domains.codes, -1).astype(np.int64)
    _refuse_empty_domains(np.bincount(domain_of + 1, minlength=k + 1)[1:], domains.names)
    return domain_of


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


def _divide(
    tops: FloatArray, bottoms: FloatArray, weights: FloatArray, domain_of: IntArray
) -> DomainEstimates:
    """Divide weighted totals of domains, each with members."""
    plain = [np.require(each, np.float64, ["C", "W"]) for each in (tops, bottoms, weights)]
    found = divide_totals(plain[0], plain[1], plain[2], domain_of, int(domain_of.max()) + 1)
    return DomainEstimates(estimate=found.ratios, influence=found.influence, domain_of=domain_of)
