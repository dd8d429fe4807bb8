"""Whether areas, or groups of residents, differ at all: one test of each set that may be compared, before its pairs."""

from collections.abc import Iterator, Sequence

import numpy as np

from crowdpotential.compare.estimates import MeanEstimates
from crowdpotential.compare.group_contrasts import list_group_fields
from crowdpotential.compare.permitted import PermittedComparisons
from crowdpotential.compare.ranks import Field, list_fields, take_adjusted_means
from crowdpotential.params import Comparison
from crowdpotential.results import measures
from crowdpotential.results.domains import Domain
from crowdpotential.results.rows import MAIN, Row, make_row
from crowdpotential.stats.inference.overall import compare_means
from crowdpotential.stats.replication.spread import replicate_covariance
from crowdpotential.verdicts import DIFFERENCE, UNDETERMINED

METHOD = "replicates: Rao-Scott, second order"


def overall_rows(means: MeanEstimates, permitted: PermittedComparisons, variables: Sequence[str], comparison: Comparison) -> list[Row]:
    """Report the overall test of the index for each set of areas and of groups; `family` names the set.

    The estimate is F, with `df_numerator` and `df`; the verdict is `difference` where its p-value is below the level, else
    `undetermined`. Areas are taken as ranks take them, with what differing items make of their means taken away. A set of
    which fewer than two have an error has no row.

    Args:
        means: with a domain for each area and group.
        permitted: what may be compared, and what differing items make of means.
        variables: grouping variables.
        comparison: level of confidence.
    """
    of_areas = [field for field in list_fields(means, permitted) if field.domains[0].area]
    of_groups = [field for name in variables for field in list_group_fields(means, permitted, name)]
    return [*_rows(means, permitted, of_areas, comparison), *_rows(means, permitted, of_groups, comparison)]


def _rows(means: MeanEstimates, permitted: PermittedComparisons, fields: Sequence[Field], comparison: Comparison) -> Iterator[Row]:
    index = means.variables.index("index")
    for field in fields:
        estimate, replicates = take_adjusted_means(means, field, permitted)
        spread = replicate_covariance(estimate, replicates, means.replication)
        if spread.withheld:
            continue  # the means say so themselves
        at = [means.domains.position(domain) for domain in field.domains]
        found = compare_means(
            estimate,
            spread.covariance,
            sizes=means.n[at, index],
            degrees_of_freedom=means.freedom[at, index].numbers,
            freedom_of_all=_freedom_of_all(means, field.domains),
        )
        first = field.domains[0]
        is_within = all(domain.bloc == first.bloc for domain in field.domains)
        chapter = measures.groups if first.domain_variable else measures.comparison
        yield make_row(
            chapter.OVERALL_TEST,
            MAIN,
            variable="index",
            variable_2=first.domain_variable or "area",
            bloc=first.bloc if is_within else "",
            estimate=found.statistic,
            df_numerator=found.numerator_df,
            df=found.denominator_df,
            confidence_level=comparison.confidence_level,
            p_value=found.p_value,
            verdict=DIFFERENCE if found.p_value < 1 - comparison.confidence_level else UNDETERMINED,
            family=field.family,
            n=float(means.n[at, index].sum()),
            n_replicates=float(means.replicates.shape[-1]),
            n_replicates_failed=float(spread.n_failed),
            method=METHOD,
        )


def _freedom_of_all(means: MeanEstimates, domains: Sequence[Domain]) -> float:
    """Return the degrees of freedom of everybody, or of the side in which all domains lie; without such a mean those of all added up."""
    index, blocs = means.variables.index("index"), {domain.bloc for domain in domains}
    whole = Domain(bloc=blocs.pop()) if len(blocs) == 1 else Domain()
    own = [means.domains.position(domain) for domain in domains]
    if whole in means.domains.labels:
        return float(means.freedom[means.domains.position(whole), index])
    return float(np.sum(means.freedom[own, index].numbers))
