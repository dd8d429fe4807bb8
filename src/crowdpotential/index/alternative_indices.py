"""Sensitivity: the index under every combination of choices, in the sample and in every replicate (Saisana, Saltelli and Tarantola 2005).

Each replicate brings its own calibration weights, its own loadings and its own normalisation, so that choices and sampling meet in
every evaluation.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import ItemError, name_first
from crowdpotential.index.cell_plan import CellPlan, TableKey, needed_answers, numbers_of, plan_cells
from crowdpotential.index.item_scores import item_scores
from crowdpotential.index.items import Items
from crowdpotential.index.value_tables import answer_values, value_table
from crowdpotential.index.weight_schemes import ModelLoadings, weight_schemes
from crowdpotential.params import Index, IndexConstants, IndexSpecification, MissingItems
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.composites.answer_masses import answer_masses
from crowdpotential.stats.composites.index_cells import (
    Answers,
    Cells,
    Schemes,
    sum_cells,
)
from crowdpotential.stats.composites.unit_indices import unit_indices
from crowdpotential.stats.correlation.correlations import correlate_items

MOST_NAMED = 5  # specifications in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """Respondents with an item model, places and weights; column 0 is the sample, the others are its replicates."""

    items: Items
    parts: IntArray  # (n,) 0..K-1, as `partition_by_place` gives them
    units: FloatArray  # (K, U) which parts make each area, each bloc, and everybody
    weights: FloatArray  # (C, n); a row of NaN where a replicate could not be calibrated
    loadings: ModelLoadings


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """The index of units under S specifications; column 0 is the sample, the others are its replicates."""

    means: FloatArray  # (C, S, U) areas, blocs, everybody, each specification on its own scale
    spreads: FloatArray  # (C, S) standard deviation between respondents, on that scale
    points: FloatArray  # (C, S) what one point of the index is worth on that scale
    item_shares: FloatArray  # (C, S, p) share of the index that an item decides


def evaluate(
    sampled: Sampled,
    specifications: Sequence[IndexSpecification],
    constants: IndexConstants,
    *,
    missing: MissingItems,
) -> Evaluated:
    """Compute the index of areas, blocs and everybody under each specification.

    What one point is worth is the spread of respondents under the specification over their spread under the arithmetic mean on the
    bounds with the same weights; so points that differing items make can be told in every scale.

    Args:
        sampled: answers and weights.
        specifications: S of them.
        constants: floor, goalposts and expert weights.
        missing: the index's own rule.

    Raises:
        ItemError: specifications whose mean has no room for the values of this sample; they are named.
        ModelError: a weight would be negative.
    """
    plan = plan_cells(specifications)
    items = sampled.items
    answers = answers_of(sampled)
    masses = answer_masses(answers, int(items.n_categories.max()), len(sampled.units))
    schemes = schemes_of(plan.schemes, sampled, constants)
    tables = _tables(plan.tables, items, masses.sum(axis=1), constants)
    k = len(items.dimensions)
    within = np.array([np.broadcast_to(key.power, k) for key in plan.tables], dtype=np.float64)
    chosen = [Cells(tables, within, *numbers_of(keys, plan)) for keys in (plan.respondents, plan.areas)]
    needed = [needed_answers(rule, missing) for rule in plan.rules]
    sums = sum_cells(answers, schemes, chosen[0], needed, n_areas=len(sampled.units))
    of_units = unit_means(sums.totals, sums.masses, sampled.units)
    of_means = of_units[:, :0]
    if plan.areas:
        item_means = _item_means(masses, tables, sampled.units)
        of_means = unit_indices(item_means, items.dimension_of_item, schemes, chosen[1])
    means = np.stack(
        [(of_means if at_area else of_units)[:, own] for own, at_area in zip(plan.own, plan.of_areas, strict=True)],
        axis=1,
    )
    _refuse_empty(sums.masses[0] @ sampled.units, specifications, plan)
    _refuse_impossible(means[0], specifications)
    shares = schemes.items * schemes.dimensions[:, :, items.dimension_of_item]
    scheme = [plan.schemes.index((s.item_weights, s.dimension_weights)) for s in specifications]
    spreads = sums.spreads
    return Evaluated(
        means=means,
        spreads=spreads[:, plan.spread],
        points=spreads[:, plan.spread] / spreads[:, plan.plain],
        item_shares=shares[:, scheme],
    )


def index_points(sampled: Sampled, index: Index) -> FloatArray:
    """Return what one point between the bounds of the items is worth on the scale of the index: (1 + R,)."""
    if index.specification.is_plain:
        return np.ones(len(sampled.weights))
    return evaluate(sampled, [index.specification], index.constants, missing=index.missing).points[:, 0]


def schemes_of(rules: Sequence[tuple[str, str]], sampled: Sampled, constants: IndexConstants) -> Schemes:
    """Weight items and dimensions by each pair of rules."""
    needs = any("pca" in rule for rule in rules)
    correlations = correlate_items(item_scores(sampled.items), sampled.weights) if needs else None
    return weight_schemes(rules, sampled.items, sampled.loadings, expert=constants.expert, correlations=correlations)


def answers_of(sampled: Sampled) -> Answers:
    """Return the answers as the kernels take them."""
    return Answers(
        ranks=np.ascontiguousarray(sampled.items.ranks),
        dimension_of_item=np.ascontiguousarray(sampled.items.dimension_of_item, dtype=np.int64),
        areas=sampled.parts,
        weights=np.ascontiguousarray(sampled.weights),
    )


def _tables(keys: Sequence[TableKey], items: Items, masses: FloatArray, constants: IndexConstants) -> FloatArray:
    """(C, V, p, K)."""
    values = answer_values(items)
    found = [
        value_table(
            key.normalisation,
            values,
            masses,
            floor=constants.floor if key.has_floor and key.normalisation != "z" else None,
            goalposts=constants.goalposts,
        )
        for key in keys
    ]
    return np.ascontiguousarray(np.stack([np.broadcast_to(table, masses.shape) for table in found], axis=1))


def unit_means(totals: FloatArray, masses: FloatArray, units: FloatArray) -> FloatArray:
    """Average areas, blocs and everybody out of sums by part: (C, S, U)."""
    sums, weights = totals @ units, masses @ units
    return np.divide(sums, weights, out=np.full_like(sums, np.nan), where=weights > 0)


def _item_means(masses: FloatArray, tables: FloatArray, units: FloatArray) -> FloatArray:
    """Return (C, V, U, p) mean items of units on the scale of each table."""
    of_units = np.einsum("capk,au->cupk", masses, units, optimize=True)
    worth = np.where(np.isnan(tables), 0.0, tables)
    totals = np.einsum("cupk,cvpk->cvup", of_units, worth, optimize=True)
    mass = of_units.sum(axis=-1)[:, None]
    return np.ascontiguousarray(np.divide(totals, mass, out=np.full(totals.shape, np.nan), where=mass > 0))


def _refuse_empty(masses: FloatArray, specifications: Sequence[IndexSpecification], plan: CellPlan) -> None:
    """Refuse combinations under which nobody in some area or bloc has answered enough; masses (S, U)."""
    of_areas = np.array(plan.of_areas)
    places = np.where(of_areas, plan.spread, plan.own)  # units of an index of areas are spreads of respondents
    empty = (masses[places] == 0).any(axis=1)
    if empty.any():
        msg = (
            f"sensitivity: {int(empty.sum())} of {len(specifications)} combinations leave an area or bloc without a respondent who "
            f"answered enough: {_name(specifications, np.flatnonzero(empty))}; take the rule of missing answers out, or list them under "
            "sensitivity.leave_out"
        )
        raise ItemError(msg)


def _refuse_impossible(means: FloatArray, specifications: Sequence[IndexSpecification]) -> None:
    stuck = np.flatnonzero(np.isnan(means).any(axis=1))
    if stuck.size:
        msg = (
            f"sensitivity: {stuck.size} of {len(specifications)} combinations meet values of zero or less, or an area without answers "
            f"to a dimension: {_name(specifications, stuck)}; give or raise sensitivity.floor, or list them under sensitivity.leave_out"
        )
        raise ItemError(msg)


def _name(specifications: Sequence[IndexSpecification], places: IntArray) -> str:
    return name_first([_write(specifications[place]) for place in places], MOST_NAMED, separator="; ")


def _write(specification: IndexSpecification) -> str:
    own = specification.power_within
    within = ", ".join(f"{power:g}" for power in own) if isinstance(own, tuple) else f"{own:g}"
    return (
        f"{specification.normalisation}, means of power {within} within and {specification.power_between:g} between dimensions, "
        f"missing {specification.missing}, level {specification.level}"
    )
