"""Sensitivity: what each item and each dimension does to the index, seen by leaving it out (OECD and JRC 2008, step 7)."""

from dataclasses import dataclass

import numpy as np

from crowdpotential.index.alternative_indices import (
    Sampled,
    answers_of,
    schemes_of,
    unit_means,
)
from crowdpotential.index.cell_plan import needed_answers
from crowdpotential.index.index_rule import IndexRule, answer_tables
from crowdpotential.index.items import Items
from crowdpotential.index.value_tables import answer_values
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.composites.index_cells import Cells, CellSums, Schemes
from crowdpotential.stats.composites.left_out import sum_left_out


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """The index of units without one of its parts; column 0 is the sample, the others are its replicates."""

    names: tuple[str, ...]  # items, then dimensions
    whole: FloatArray  # (C, U) areas, blocs, everybody
    without: FloatArray  # (C, names, U)
    shares: FloatArray  # (C, 1 + names, p) share of the index that an item decides, in the whole first


def leave_out(sampled: Sampled, scheme: tuple[str, str], *, rule: IndexRule) -> LeftOut:
    """Compute the index without each of its items and dimensions; the other weights keep their proportions.

    An index of one dimension has none to leave out.

    Args:
        sampled: answers and weights.
        scheme: how items and dimensions weigh in the index.
        rule: how it is made; of what is left no more is asked for than there is.
    """
    items = sampled.items
    k = len(items.dimensions)
    schemes = schemes_of([scheme], sampled, rule.constants)
    weights, between = schemes.items[:, 0], schemes.dimensions[:, 0]
    names = items.names + (items.dimensions if k > 1 else ())
    sums = _sum(sampled, (weights, between), rule)
    means = unit_means(sums.totals, sums.masses, sampled.units)[:, : 1 + len(names)]
    kept = _kept(items)[: 1 + len(names)]
    own = weights[:, None] * kept  # (C, 1 + names, p)
    members = np.eye(k)[items.dimension_of_item]
    mass = own @ members
    shared = np.divide(between[:, None], mass, out=np.zeros_like(mass), where=mass > 0)
    shares = own * shared[:, :, items.dimension_of_item]
    return LeftOut(
        names=names,
        whole=means[:, 0],
        without=means[:, 1:],
        shares=_to_one(shares),
    )


def _to_one(shares: FloatArray) -> FloatArray:
    """Make shares sum to one; NaN where nothing is left that weighs."""
    whole = shares.sum(axis=2, keepdims=True)
    return np.asarray(np.divide(shares, whole, out=np.full(shares.shape, np.nan), where=whole > 0))


def _kept(items: Items) -> FloatArray:
    """Return (1 + p + k, p) which items are there: all, all but one, all but those of a dimension."""
    p, k = len(items.names), len(items.dimensions)
    return np.vstack([np.ones(p), 1 - np.eye(p), items.dimension_of_item != np.arange(k)[:, None]])


def _sum(sampled: Sampled, weights: tuple[FloatArray, FloatArray], rule: IndexRule) -> CellSums:
    """Add up by area the whole index and those without a part (C, 1 + p + k, A): what is left out weighs nothing."""
    items, kept = sampled.items, _kept(sampled.items)
    p, k, cases = len(items.names), len(items.dimensions), len(kept)
    between = np.repeat(weights[1][:, None], cases, axis=1)
    between[:, 1 + p :][:, np.eye(k, dtype=np.bool_)] = 0.0
    alike = np.zeros(cases, dtype=np.int64)
    cells = Cells(
        tables=answer_tables(rule, items, sampled.weights, answer_values(items))[:, None],
        within=np.array([rule.specification.powers_within(k)]),
        table=alike,
        scheme=np.arange(cases),
        between=np.full(cases, rule.specification.power_between),
        rule=alike,
    )
    schemes = Schemes(np.ascontiguousarray(weights[0][:, None] * kept), np.ascontiguousarray(between))
    needed = needed_answers(rule.specification.missing, rule.missing)
    return sum_left_out(answers_of(sampled), schemes, cells, needed, n_areas=len(sampled.units))
