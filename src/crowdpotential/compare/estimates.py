"""Means of the index and its dimensions by domain, and what separates two domains, with errors from replicates."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from crowdpotential.compare.domains import Domain, Domains
from crowdpotential.params import Comparison
from crowdpotential.results import Row, inferred
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.equivalence import two_one_sided_tests
from crowdpotential.stats.inference.estimation import infer
from crowdpotential.stats.inference.multiplicity import adjust_p_values
from crowdpotential.stats.replication.replicates import Replication


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanEstimates:
    """Means of q variables in d domains, in the full sample and in each replicate."""

    domains: Domains
    variables: tuple[str, ...]
    estimate: FloatArray  # (d, q)
    replicates: FloatArray  # (d, q, R); NaN where a replicate failed
    replication: Replication
    degrees_of_freedom: FloatArray  # (d, q) of the members with a value
    freedom_between: Callable[
        [int, int, int], float
    ]  # of the difference of two domains in a variable, by position
    n: FloatArray  # (d, q) respondents with a value
    n_effective: FloatArray  # (d, q) of those


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """One difference to report: first minus second."""

    first: Domain
    second: Domain
    variable: str
    estimate: float
    replicates: FloatArray  # (R,)
    degrees_of_freedom: float
    n: float
    model: str = ""  # raw, or adjusted for items that function differently on the two sides


def mean_rows(means: MeanEstimates, comparison: Comparison) -> list[Row]:
    """Report every mean: chapter index for all, blocs and areas; chapter groups for groups of residents."""
    d, q = means.estimate.shape
    found = infer(
        means.estimate.reshape(-1),
        means.replicates.reshape(d * q, -1),
        replication=means.replication,
        degrees_of_freedom=means.degrees_of_freedom.reshape(-1),
        confidence_level=comparison.confidence_level,
    )
    return [
        {
            **inferred(found, i * q + j),
            **domain_keys(label),
            "chapter": "groups" if label.domain_variable else "index",
            "measure": "mean",
            "variable": variable,
            "unit": "points",
            "sample": "main",
            "weighting": "calibrated",
            "n": means.n[i, j],
            "n_effective": means.n_effective[i, j],
        }
        for i, label in enumerate(means.domains.labels)
        for j, variable in enumerate(means.variables)
        if means.n[i, j] > 0
    ]


def contrast(means: MeanEstimates, first: Domain, second: Domain, variable: str) -> Contrast:
    """Take the difference of one variable's means between two domains, replicate by replicate."""
    a, b = means.domains.position(first), means.domains.position(second)
    v = means.variables.index(variable)
    return Contrast(
        first=first,
        second=second,
        variable=variable,
        estimate=float(means.estimate[a, v] - means.estimate[b, v]),
        replicates=means.replicates[a, v] - means.replicates[b, v],
        degrees_of_freedom=means.freedom_between(a, b, v),
        n=float(means.n[a, v] + means.n[b, v]),
    )


def contrast_rows(
    contrasts: Sequence[Contrast],
    comparison: Comparison,
    *,
    replication: Replication,
    chapter: str,
    family: str,
    smallest_gap: float,
) -> list[Row]:
    """Report a family of contrasts with p-values adjusted over the family, and a verdict in fixed words.

    The verdict is `equivalent` if the difference lies within the smallest gap of interest (two one-sided tests;
    Schuirmann 1987), else `difference` if the adjusted p-value is below the level, else `undetermined`.
    """
    if not contrasts:
        return []
    significance, size = 1 - comparison.confidence_level, np.array([c.estimate for c in contrasts])
    found = infer(
        size,
        np.stack([c.replicates for c in contrasts]),
        replication=replication,
        degrees_of_freedom=np.array([c.degrees_of_freedom for c in contrasts]),
        confidence_level=comparison.confidence_level,
    )
    freedom = found.degrees_of_freedom
    p_value = 2 * stats.t.sf(np.abs(size) / found.standard_error, freedom)
    p_adjusted = adjust_p_values(p_value, comparison.adjust)
    equivalence = two_one_sided_tests(
        size, found.standard_error, freedom, margin=smallest_gap, significance=significance
    )
    return [
        {
            **inferred(found, i),
            **domain_keys(c.first),
            "chapter": chapter,
            "measure": "contrast",
            "variable": c.variable,
            "model": c.model,
            "reference_bloc": c.second.bloc,
            "reference_area": c.second.area,
            "unit": "points",
            "sample": "main",
            "weighting": "calibrated",
            "n": c.n,
            "p_value": p_value[i],
            "p_adjusted": p_adjusted[i],
            "p_adjust_method": comparison.adjust,
            "family": family,
            "verdict": _verdict(
                p_adjusted[i], significance, is_equivalent=bool(equivalence.is_equivalent[i])
            ),
        }
        for i, c in enumerate(contrasts)
    ]


def domain_keys(label: Domain) -> Row:
    """Say in result columns whom a number is about."""
    return {
        "bloc": label.bloc,
        "area": label.area,
        "domain_variable": label.domain_variable,
        "domain": label.domain,
    }


def _verdict(p_adjusted: float, significance: float, *, is_equivalent: bool) -> str:
    if is_equivalent:
        return "equivalent"
    return "difference" if p_adjusted < significance else "undetermined"
