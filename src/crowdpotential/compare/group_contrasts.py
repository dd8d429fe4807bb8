"""Groups of residents against each other: among everybody, or within each side where the sides are not to be pooled."""

from collections.abc import Sequence
from itertools import combinations

from crowdpotential.compare.estimates import Contrast, MeanEstimates, contrast, contrast_rows
from crowdpotential.compare.permitted import PermittedComparisons
from crowdpotential.compare.ranks import Field
from crowdpotential.params import Comparison
from crowdpotential.results.domains import Domain
from crowdpotential.results.measures.groups import GROUP_CONTRAST
from crowdpotential.results.rows import Row

MOST_FOR_PAIRS = 12  # groups of a variable: 66 pairs; with more each is set against all of them


def group_contrast_rows(
    means: MeanEstimates,
    permitted: PermittedComparisons,
    variables: Sequence[str],
    *,
    comparison: Comparison,
    smallest_gap: float,
) -> list[Row]:
    """Contrast the groups of each variable in the index, one family for a variable.

    With more than MOST_FOR_PAIRS groups each is set against everybody (of the side), and `reference_domain` is empty.

    Args:
        means: with a domain for each group.
        permitted: what may be compared.
        variables: grouping variables.
        comparison: level and adjustment.
        smallest_gap: points below which a difference does not matter.
    """
    rows = list[Row]()
    for name in variables:
        fields = list_group_fields(means, permitted, name)
        rows += contrast_rows(
            [found for field in fields for found in _contrasts(means, permitted, field)],
            comparison,
            replication=means.replication,
            measure=GROUP_CONTRAST,
            family=f"groups;{name}",
            smallest_gap=smallest_gap,
        )
    return rows


def list_group_fields(means: MeanEstimates, permitted: PermittedComparisons, variable: str) -> list[Field]:
    """List the groups of a variable that may be compared: of everybody where sides are pooled or there are none, else of each side.

    Groups without respondents or without an error are left out; a field of fewer than two is none, nor are groups that items close.
    """
    index, labels = means.variables.index("index"), means.domains.labels
    groups = [
        label for label in labels if label.domain_variable == variable and means.freedom[means.domains.position(label), index].has_error
    ]
    blocs = list(dict.fromkeys(label.bloc for label in labels if label.bloc and not label.area))
    is_pooled = Domain() in labels and (len(blocs) < 2 or set(blocs) <= set(permitted.blocs))
    fields = [
        Field(
            family=f"groups;{variable}" + (f";bloc={bloc}" if bloc else ""),
            domains=tuple(group for group in groups if group.bloc == bloc),
        )
        for bloc in ([""] if is_pooled else blocs)
        if (variable, bloc) not in permitted.closed_groups
    ]
    return [field for field in fields if len(field.domains) > 1]


def _contrasts(means: MeanEstimates, permitted: PermittedComparisons, field: Field) -> list[Contrast]:
    groups = field.domains
    if len(groups) > MOST_FOR_PAIRS:
        return [permitted.adjust_index(contrast(means, group, Domain(bloc=group.bloc), "index")) for group in groups]
    return [
        permitted.adjust_index(contrast(means, first, second, "index"))
        for first, second in combinations(groups, 2)
        if permitted.allows(first, second)
    ]
