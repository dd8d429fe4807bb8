"""Sensitivity: what each item and each dimension does to the index, seen by leaving it out (OECD and JRC 2008, step 7)."""

from dataclasses import dataclass

import numpy as np

from crowdpotential.index.cell_plan import fewest_answers
from crowdpotential.index.items import Items
from crowdpotential.index.making import Making, answer_tables
from crowdpotential.index.sensitivity import Sampled, answers_of, schemes_of, unit_means
from crowdpotential.index.value_tables import answer_values
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.composites.index_cells import Cells, Schemes, sum_cells
from crowdpotential.stats.composites.left_out import Plain, sum_left_out


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """The index of units without one of its parts; column 0 is the sample, the others are its replicates."""

    names: tuple[str, ...]  # items, then dimensions
    whole: FloatArray  # (C, U) areas, blocs, everybody
    without: FloatArray  # (C, names, U)
    shares: FloatArray  # (C, 1 + names, p) share of the index that an item decides, in the whole first


def leave_out(sampled: Sampled, scheme: tuple[str, str], *, making: Making) -> LeftOut:
    """Compute the index without each of its items and dimensions; the other weights keep their proportions.

    An index of one dimension has none to leave out.

    Args:
        sampled: answers and weights.
        scheme: how items and dimensions weigh in the index.
        making: how it is made; where only as many items as it asks for stand in a dimension, one less is asked for.
    """
    items = sampled.items
    k = len(items.dimensions)
    schemes = schemes_of([scheme], sampled, making.constants)
    weights, between = schemes.items[:, 0], schemes.dimensions[:, 0]
    names = items.names + (items.dimensions if k > 1 else ())
    sum_up = _sum_plain if making.specification.is_plain else _sum_by_table
    totals, masses = sum_up(sampled, (weights, between), making)
    means = unit_means(totals, masses, sampled.units)[:, : 1 + len(names)]
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
        shares=shares / shares.sum(axis=2, keepdims=True),
    )


def _kept(items: Items) -> FloatArray:
    """(1 + p + k, p) which items are there: all, all but one, all but those of a dimension."""
    p, k = len(items.names), len(items.dimensions)
    return np.vstack([np.ones(p), 1 - np.eye(p), items.dimension_of_item != np.arange(k)[:, None]])


def _sum_plain(
    sampled: Sampled, weights: tuple[FloatArray, FloatArray], making: Making
) -> tuple[FloatArray, FloatArray]:
    """Add up arithmetic means on the bounds by area: totals and masses (C, 1 + p + k, A)."""
    items = sampled.items
    min_items, min_dimensions = fewest_answers(["declared"], items, making.missing)
    plain = Plain(
        values=answer_values(items),
        item_weights=np.ascontiguousarray(weights[0]),
        dimension_weights=np.ascontiguousarray(weights[1]),
        min_items=min_items[0],
        min_dimensions=int(min_dimensions[0]),
    )
    sums = sum_left_out(answers_of(sampled), plain, n_areas=len(sampled.units))
    return sums.totals, sums.masses


def _sum_by_table(
    sampled: Sampled, weights: tuple[FloatArray, FloatArray], making: Making
) -> tuple[FloatArray, FloatArray]:
    """Do the same for an index that is made otherwise: what is left out weighs nothing."""
    items, kept = sampled.items, _kept(sampled.items)
    p, cases = len(items.names), len(kept)
    tables = answer_tables(making, items, sampled.weights, answer_values(items))[:, None]
    min_items, min_dimensions = fewest_answers(["declared"], items, making.missing)
    has = (kept[:, :, None] * np.eye(len(items.dimensions))[items.dimension_of_item]).sum(
        axis=1
    )  # (cases, k)
    between = np.repeat(weights[1][:, None], cases, axis=1)
    between[:, 1 + p :][:, np.eye(len(items.dimensions), dtype=np.bool_)] = 0.0
    case = np.arange(cases)
    cells = Cells(
        tables, np.array([making.specification.powers_within(len(items.dimensions))]), np.zeros(cases, dtype=np.int64), case,
        np.full(cases, making.specification.power_between), case,
        np.minimum(min_items[0], np.maximum(has, 1)).astype(np.int64), np.repeat(min_dimensions, cases),
    )  # fmt: skip
    schemes = Schemes(np.ascontiguousarray(weights[0][:, None] * kept), np.ascontiguousarray(between))
    sums = sum_cells(answers_of(sampled), schemes, cells, n_areas=len(sampled.units))
    return sums.totals, sums.masses
