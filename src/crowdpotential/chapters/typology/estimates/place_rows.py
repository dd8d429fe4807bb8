"""Rows about how many belong to each type: of all, of sides, areas and groups, and what separates sides."""

from itertools import combinations

import numpy as np

from crowdpotential.chapters.typology.estimates.inferring import difference_rows, share_rows, type_label
from crowdpotential.chapters.typology.estimates.replicated import Types, TypeTables
from crowdpotential.params import Comparison, Typology
from crowdpotential.results.domains import Domain, Domains
from crowdpotential.results.measures import typology as measures
from crowdpotential.results.rows import MAIN, Columns, Row, make_row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.degrees_of_freedom import join_freedom
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.freedom import contrast_freedom
from crowdpotential.verdicts import NOT_COMPARABLE


def select_domains(domains: Domains, types: Types, typology: Typology, *, verdict: str) -> tuple[Domains, list[Row]]:
    """Keep the domains of which shares are told, and report those that are too small.

    Sides and areas are held back where sides do not share the profiles; groups are those of everybody.

    Args:
        domains: everybody, sides, areas and groups.
        types: of whom.
        typology: smallest group.
        verdict: on the profiles of the sides.
    """
    kept, rows = list[int](), list[Row]()
    n = (domains.members & types.classified.inside[:, None]).sum(axis=0)
    for at, label in enumerate(domains.labels):
        is_held = verdict == NOT_COMPARABLE and bool(label.bloc or label.area)
        if is_held or (label.domain_variable and label.bloc) or not n[at]:
            continue
        if n[at] < typology.min_group and not label.is_everybody:
            rows.append(make_row(measures.LEFT_OUT, label.columns, MAIN, estimate=float(n[at]), n=float(n[at]), note="small"))
            continue
        kept.append(at)
    return Domains(labels=tuple(domains.labels[at] for at in kept), members=domains.members[:, kept]), rows


def place_rows(types: Types, tables: TypeTables, domains: Domains, design: Design, *, comparison: Comparison) -> list[Row]:
    """Report the share of each type in each domain.

    Args:
        types: of whom.
        tables: types by domains, one column each.
        domains: in the order of the columns.
        design: of the respondents.
        comparison: level and kind of interval.
    """
    shares, inside = _divide(tables), domains.members & types.classified.inside[:, None]
    labels: list[Columns] = [
        {**label.columns, "variable": "type", "category": type_label(k)} for label in domains.labels for k in range(types.n_types)
    ]
    columns = shares.transpose(2, 1, 0).reshape(len(labels), -1)
    members = np.repeat(inside, types.n_types, axis=1)
    return share_rows(measures.SHARE, columns, members, labels, design=design, comparison=comparison)


def side_difference_rows(
    types: Types, tables: TypeTables, domains: Domains, design: Design, *, comparison: Comparison, typology: Typology
) -> list[Row]:
    """Report by how much the shares of types differ between sides: one family over all types and pairs of sides."""
    sides = [at for at, label in enumerate(domains.labels) if label == Domain(bloc=label.bloc) and label.bloc]
    shares, inside = _divide(tables), domains.members & types.classified.inside[:, None]
    labels, columns, freedom = list[Columns](), list[FloatArray](), []
    for first, second in combinations(sides, 2):
        left = contrast_freedom(inside[:, [first]], inside[:, [second]], design)[0]
        for k in range(types.n_types):
            labels.append(
                {
                    "variable": "type",
                    "category": type_label(k),
                    "bloc": domains.labels[first].bloc,
                    "reference_bloc": domains.labels[second].bloc,
                    "n": float(inside[:, [first, second]].sum()),
                }
            )
            columns.append(shares[:, k, first] - shares[:, k, second])
            freedom.append(left)
    if not labels:
        return []
    return difference_rows(
        measures.SHARE_DIFFERENCE,
        np.stack(columns),
        labels,
        freedom=join_freedom(freedom),
        design=design,
        comparison=comparison,
        smallest=typology.smallest_difference,
        family="types of sides",
    )


def _divide(tables: TypeTables) -> FloatArray:
    """Return the share (1 + R, K, q) of each type in each column; NaN where a replicate has nobody in it."""
    totals = tables.weights.sum(axis=1, keepdims=True)
    shares: FloatArray = np.divide(tables.weights, totals, out=np.full_like(tables.weights, np.nan), where=totals > 0)
    return shares
