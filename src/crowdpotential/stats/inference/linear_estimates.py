"""Estimation: means of domains, each with its influence scores.

A missing answer puts a respondent outside the domain of its variable; nobody leaves the design. The definition is that of R's survey
package 4.1: `svymean`.
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
    domain_of = _find_domains(values, weights, domains)
    plain = [np.require(each, np.float64, ["C", "W"]) for each in (values, np.ones(values.size), weights)]
    found = divide_totals(plain[0], plain[1], plain[2], domain_of, int(domain_of.max()) + 1)
    return DomainEstimates(estimate=found.ratios, influence=found.influence, domain_of=domain_of)


def join_estimates(parts: Sequence[LinearEstimates]) -> LinearEstimates:
    """Put estimates of the same respondents side by side, so that they have one covariance."""
    return LinearEstimates(
        estimate=np.concatenate([part.estimate for part in parts]),
        scores=np.concatenate([part.scores for part in parts], axis=1),
        members=np.concatenate([part.members for part in parts], axis=1),
    )


def _find_domains(values: FloatArray, weights: FloatArray, domains: Domains) -> IntArray:
    """Return the domain (n,) of everybody who counts, -1 for the others, after looking for faults."""
    n, k = domains.codes.size, len(domains.names)
    if not values.shape == weights.shape == (n,):
        msg = f"need values and weights of {n} respondents, not {values.shape} and {weights.shape}"
        raise ValueError(msg)
    if n_infinite := int(np.count_nonzero(np.isinf(values))):
        msg = f"{n_infinite} values are infinite; give NaN where an answer is missing"
        raise ValueError(msg)
    _refuse_unusable_weights(weights)
    counts = (weights > 0) & (domains.codes >= 0) & (domains.codes < k) & ~np.isnan(values)
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
