"""What separates the blocs: raw, and adjusted for the items that function differently on their sides."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from crowdpotential.compare.adjusted_means import adjusted_mean_rows, list_dif_of_means, list_dif_of_sides
from crowdpotential.compare.estimates import Contrast, MeanEstimates, contrast, contrast_rows
from crowdpotential.compare.permitted import DifPoints, PermittedComparisons
from crowdpotential.params import Comparison
from crowdpotential.results import measures
from crowdpotential.results.domains import Domain
from crowdpotential.results.rows import MAIN, Row, inferred, make_row
from crowdpotential.stats.inference.degrees_of_freedom import join_freedom
from crowdpotential.stats.inference.estimation import infer
from crowdpotential.stats.replication.replicates import Replication


def area_rows(means: MeanEstimates, permitted: PermittedComparisons, *, comparison: Comparison, smallest_gap: float) -> list[Row]:
    """Contrast all pairs of areas in the index that may be compared, as one family; pairs with differing items are adjusted.

    Args:
        means: with a domain for each area.
        permitted: what may be compared, and what differing items make of means.
        comparison: level and adjustment.
        smallest_gap: points below which a difference does not matter.
    """
    areas = [label for label in means.domains.labels if label.area]
    pairs = [permitted.adjust_index(contrast(means, a, b, "index")) for a, b in combinations(areas, 2) if permitted.allows(a, b)]
    rows = contrast_rows(
        pairs,
        comparison,
        replication=means.replication,
        measure=measures.comparison.CONTRAST,
        family="areas",
        smallest_gap=smallest_gap,
    )
    return rows + adjusted_mean_rows(means, list_dif_of_means(permitted, pairs), comparison, measure=measures.comparison.ADJUSTED_MEAN)


def gap_rows(means: MeanEstimates, permitted: PermittedComparisons, *, comparison: Comparison, smallest_gap: float) -> list[Row]:
    """Contrast all pairs of blocs in the index and its dimensions, raw and adjusted, with the means after adjustment.

    P-values are adjusted over all pairs: one family for the index, one for the dimensions, raw and adjusted apart.
    Bloc means are population-weighted, because calibrated weights sum to the population of each area. Arguments as in
    `area_rows`.
    """
    blocs = permitted.blocs
    if len(blocs) < 2:
        return []
    names = means.variables[: permitted.between_blocs.estimate.size]
    pairs = list(combinations(blocs, 2))
    raw = [
        replace(contrast(means, Domain(bloc=first), Domain(bloc=second), name), model="raw") for first, second in pairs for name in names
    ]
    rows = list[Row]()
    for i, pair in enumerate(pairs if permitted.has_dif_between_blocs else ()):
        rows += _dif_rows(
            raw[i * len(names) : (i + 1) * len(names)],
            permitted.dif_points_between(*pair),
            means.replication,
            comparison,
            smallest_gap=smallest_gap,
        )
    adjusted = [permitted.adjust_gap(c, i % len(names)) for i, c in enumerate(raw)]
    for found in (raw, adjusted):
        of_index = [c for c in found if c.variable == names[0]]
        of_dimensions = [c for c in found if c.variable != names[0]]
        for family, contrasts in (("index", of_index), ("dimensions", of_dimensions)):
            rows += contrast_rows(
                contrasts,
                comparison,
                replication=means.replication,
                measure=measures.gap.CONTRAST,
                family=family,
                smallest_gap=smallest_gap,
            )
    return rows + adjusted_mean_rows(means, list_dif_of_sides(permitted, names), comparison, measure=measures.gap.ADJUSTED_MEAN)


def gap_in_groups_rows(means: MeanEstimates, permitted: PermittedComparisons, *, comparison: Comparison, smallest_gap: float) -> list[Row]:
    """Contrast all pairs of blocs in the index within each group of residents; one family per grouping variable.

    Arguments as in `area_rows`.
    """
    index, blocs, rows = means.variables.index("index"), permitted.blocs, list[Row]()
    for variable in dict.fromkeys(label.domain_variable for label in means.domains.labels):
        groups = dict.fromkeys(label.domain for label in means.domains.labels if label.domain_variable == variable)
        pairs = [
            [Domain(bloc=bloc, domain_variable=variable, domain=group) for bloc in pair]
            for group in groups
            for pair in combinations(blocs, 2)
        ]
        found = [
            permitted.adjust_index(contrast(means, first, second, "index"))
            for first, second in (pairs if variable else [])
            if min(means.n[means.domains.position(side), index] for side in (first, second)) > 0
        ]
        rows += contrast_rows(
            found,
            comparison,
            replication=means.replication,
            measure=measures.groups.CONTRAST,
            family=variable,
            smallest_gap=smallest_gap,
        )
        rows += adjusted_mean_rows(means, list_dif_of_means(permitted, found), comparison, measure=measures.groups.ADJUSTED_MEAN)
    return rows


def _dif_rows(
    raw: Sequence[Contrast],
    dif_points: DifPoints,
    replication: Replication,
    comparison: Comparison,
    *,
    smallest_gap: float,
) -> list[Row]:
    """Report the points of each contrast that differing items make, and whether they could amount to a gap that matters."""
    found = infer(
        dif_points.estimate,
        dif_points.replicates.T,
        replication=replication,
        freedom=join_freedom([c.freedom for c in raw]),
        confidence_level=comparison.confidence_level,
    )
    return [
        make_row(
            measures.gap.POINTS_OWED,
            inferred(found, i),
            c.first.columns,
            MAIN,
            variable=c.variable,
            reference_bloc=c.second.bloc,
            n=c.n,
            verdict="negligible" if max(-found.ci_low[i], found.ci_high[i]) < smallest_gap else "may_matter",
        )
        for i, c in enumerate(raw)
    ]
