"""Means of the index and its dimensions by domain, and what separates two domains, with errors from replicates."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.params import Comparison
from crowdpotential.results.domains import Domain, Domains
from crowdpotential.results.measure import Measure
from crowdpotential.results.measures import groups, index
from crowdpotential.results.rows import MAIN, Row, inferred, make_row, tested
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.degrees_of_freedom import Freedom, join_freedom
from crowdpotential.stats.inference.estimation import infer
from crowdpotential.stats.inference.ranges import POINTS, Range
from crowdpotential.stats.inference.simultaneous import Family, judge_family
from crowdpotential.stats.replication.replicates import Replication
from crowdpotential.verdicts import DIFFERENCE, EQUIVALENT, UNDETERMINED


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanEstimates:
    """Means of q variables in d domains, in the full sample and in each replicate."""

    domains: Domains
    variables: tuple[str, ...]
    estimate: FloatArray  # (d, q)
    replicates: FloatArray  # (d, q, R); NaN where a replicate failed
    replication: Replication
    freedom: Freedom  # (d, q) of the members with a value
    freedom_between: Callable[[int, int, int], Freedom]  # of the difference of two domains in a variable, by position
    n: FloatArray  # (d, q) respondents with a value
    n_effective: FloatArray  # (d, q) of those
    within: Range | None = POINTS  # of the means; None: of scales without ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """One difference to report: first minus second."""

    first: Domain
    second: Domain
    variable: str
    estimate: float
    replicates: FloatArray  # (R,)
    freedom: Freedom
    n: float
    model: str = ""  # raw, or adjusted for items that function differently on the two sides


def mean_rows(means: MeanEstimates, comparison: Comparison) -> list[Row]:
    """Report every mean: chapter index for all, blocs and areas; chapter groups for groups of residents."""
    d, q = means.estimate.shape
    found = infer(
        means.estimate.reshape(-1),
        means.replicates.reshape(d * q, -1),
        replication=means.replication,
        freedom=means.freedom.flat,
        confidence_level=comparison.confidence_level,
        within=means.within,
    )
    return [
        make_row(
            groups.MEAN if label.domain_variable else index.MEAN,
            inferred(found, i * q + j),
            label.columns,
            MAIN,
            variable=variable,
            n=means.n[i, j],
            n_effective=means.n_effective[i, j],
        )
        for i, label in enumerate(means.domains.labels)
        for j, variable in enumerate(means.variables)
        if means.n[i, j] > 0
    ]


def contrast(means: MeanEstimates, first: Domain, second: Domain, variable: str) -> Contrast:
    """Compute the difference of one variable's means between two domains, replicate by replicate."""
    a, b = means.domains.position(first), means.domains.position(second)
    v = means.variables.index(variable)
    return Contrast(
        first=first,
        second=second,
        variable=variable,
        estimate=float(means.estimate[a, v] - means.estimate[b, v]),
        replicates=means.replicates[a, v] - means.replicates[b, v],
        freedom=means.freedom_between(a, b, v),
        n=float(means.n[a, v] + means.n[b, v]),
    )


def contrast_rows(
    contrasts: Sequence[Contrast],
    comparison: Comparison,
    *,
    replication: Replication,
    measure: Measure,
    family: str,
    smallest_gap: float,
) -> list[Row]:
    """Report a family of contrasts with their simultaneous intervals, and a verdict in fixed words that says what these say.

    The verdict is `equivalent` if the simultaneous interval lies within the smallest gap of interest (a stricter test than
    the two one-sided ones of Schuirmann 1987), else `difference` if it keeps clear of zero, else `undetermined`.
    """
    if not contrasts:
        return []
    replicates = np.stack([c.replicates for c in contrasts])
    found = infer(
        np.array([c.estimate for c in contrasts]),
        replicates,
        replication=replication,
        freedom=join_freedom([c.freedom for c in contrasts]),
        confidence_level=comparison.confidence_level,
    )
    judged = judge_family(found, replicates, replication=replication, method=comparison.adjust)
    return [
        make_row(
            measure,
            inferred(found, i),
            tested(judged, i, family),
            c.first.columns,
            MAIN,
            variable=c.variable,
            model=c.model,
            reference_bloc=c.second.bloc,
            reference_area=c.second.area,
            reference_domain=c.second.domain if c.second.domain != c.first.domain else "",
            n=c.n,
            verdict=conclude(judged, i, smallest_gap),
        )
        for i, c in enumerate(contrasts)
    ]


def conclude(judged: Family, position: int, smallest_gap: float) -> str:
    """State in a fixed word what the simultaneous interval of one contrast of a family says."""
    if max(-judged.ci_low[position], judged.ci_high[position]) < smallest_gap:
        return EQUIVALENT
    return DIFFERENCE if judged.is_found[position] else UNDETERMINED
