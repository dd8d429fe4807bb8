"""What sets the index and its dimensions of target groups apart from everybody's."""

from dataclasses import replace

from crowdpotential.chapters.portraits.estimates.groups import Groups
from crowdpotential.compare.estimates import Contrast, MeanEstimates, contrast, contrast_rows
from crowdpotential.compare.group_contrasts import list_group_fields
from crowdpotential.compare.permitted import PermittedComparisons
from crowdpotential.params import Comparison
from crowdpotential.results.domains import Domain
from crowdpotential.results.measures.portraits import MEAN_DIFFERENCE
from crowdpotential.results.rows import Row


def mean_difference_rows(
    groups: Groups, means: MeanEstimates, permitted: PermittedComparisons, comparison: Comparison, *, smallest_gap: float
) -> list[Row]:
    """Report the means of each target group less everybody's, all groups and scores as one family.

    Where sides may not be pooled, or the groups not be compared, there are none.

    Args:
        groups: of the study.
        means: of everybody, sides and groups.
        permitted: what may be compared.
        comparison: level and adjustment.
        smallest_gap: points below which a difference does not matter.
    """
    fields = [field for field in list_group_fields(means, permitted, groups.variable) if not field.domains[0].bloc]
    contrasts = [
        _adjust(_differ(means, domain, variable), permitted, means.variables.index(variable))
        for field in fields
        for domain in field.domains
        if domain.domain in groups.targets
        for variable in means.variables
        if means.freedom[means.domains.position(domain), means.variables.index(variable)].has_error
    ]
    return contrast_rows(
        contrasts,
        comparison,
        replication=means.replication,
        measure=MEAN_DIFFERENCE,
        family=f"portraits;{groups.variable}",
        smallest_gap=smallest_gap,
    )


def _differ(means: MeanEstimates, domain: Domain, variable: str) -> Contrast:
    """Subtract everybody's mean; the base is that of the group, which is a part of everybody."""
    found = contrast(means, domain, Domain(), variable)
    return replace(found, n=float(means.n[means.domains.position(domain), means.variables.index(variable)]))


def _adjust(found: Contrast, permitted: PermittedComparisons, position: int) -> Contrast:
    """Subtract what items that function differently make of the group's mean."""
    points = permitted.of_groups.get((found.first.domain_variable, "", found.first.domain))
    if points is None or position >= points.estimate.size:
        return found
    return replace(
        found,
        estimate=found.estimate - float(points.estimate[position]),
        replicates=found.replicates - points.replicates[:, position],
        model="adjusted",
    )
