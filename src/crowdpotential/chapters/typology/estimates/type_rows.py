"""Rows about the types themselves: what each answers, where that stands out, and how clear it is."""

import numpy as np

from crowdpotential.chapters.typology.estimates.inferring import difference_rows, share_rows, type_label
from crowdpotential.chapters.typology.estimates.replicated import Types, TypeTables
from crowdpotential.params import Comparison, Typology
from crowdpotential.results.measures import typology as measures
from crowdpotential.results.rows import Columns, Row
from crowdpotential.stats.arrays import BoolArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.freedom import count_freedom

ALL = "all"  # variable_2 of what all answer


def find_members(types: Types) -> BoolArray:
    """Return who most likely belongs to each type: (n, K)."""
    found = np.zeros((types.classified.inside.size, types.n_types), dtype=np.bool_)
    found[np.flatnonzero(types.classified.inside), types.posterior.argmax(axis=1)] = True
    return found


def profile_rows(types: Types, design: Design, *, comparison: Comparison, typology: Typology) -> list[Row]:
    """Report the answers of each type and of all, and by how much a type's differ: one family over all types and answers."""
    indicators, members = types.classified.indicators, find_members(types)
    levels = [answer.level for answer in indicators.answers]
    answered = indicators.codes[:, [answer.indicator for answer in indicators.answers]] >= 0
    own = types.profiles[:, levels].transpose(1, 2, 0)  # (L, K, 1 + R)
    every = np.einsum("rlk,rk->lr", types.profiles[:, levels], types.shares)
    rows, labels, bases = list[Row](), list[Columns](), list[BoolArray]()
    for position in range(types.n_types):
        bases.append(answered & members[:, position, None])
        labels += [_label(answer.variable, answer.category, type_label(position)) for answer in indicators.answers]
    of_types = np.concatenate(list(own.transpose(1, 0, 2)))
    base = np.column_stack(bases)
    rows += share_rows(measures.PROFILE, of_types, base, labels, design=design, comparison=comparison)
    named_all = [_label(answer.variable, answer.category, ALL) for answer in indicators.answers]
    rows += share_rows(measures.PROFILE, every, answered, named_all, design=design, comparison=comparison)
    n = base.sum(axis=0)
    return rows + difference_rows(
        measures.PROFILE_DIFFERENCE,
        of_types - np.tile(every, (types.n_types, 1)),
        [{**label, "n": float(n[i])} for i, label in enumerate(labels)],
        freedom=count_freedom(base, design),
        design=design,
        comparison=comparison,
        smallest=typology.smallest_difference,
        family="profiles of types",
    )


def certainty_rows(types: Types, tables: TypeTables, design: Design, comparison: Comparison) -> list[Row]:
    """Report how many of each type would be put into it."""
    labels: list[Columns] = [{"variable": "type", "category": type_label(k)} for k in range(types.n_types)]
    right = np.diagonal(tables.errors, axis1=1, axis2=2).T
    return share_rows(measures.CERTAINTY, right, find_members(types), labels, design=design, comparison=comparison)


def _label(variable: str, category: str, kind: str) -> Columns:
    return {"variable": variable, "category": category, "variable_2": f"type={kind}"}
