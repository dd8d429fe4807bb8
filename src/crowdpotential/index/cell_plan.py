"""Sensitivity: specifications as numbers, so that what they share is computed once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.params import IndexSpecification, MissingItems
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.composites.index_rule import Needed

SHARES = {"half": 0.5, "complete": 1.0}  # of the items of a dimension, and of the dimensions


@dataclass(frozen=True, slots=True, kw_only=True)
class TableKey:
    """What decides a table of answer values."""

    normalisation: str
    has_floor: bool
    power: float | tuple[float, ...]  # of the mean of items, or of each dimension's


@dataclass(frozen=True, slots=True, kw_only=True)
class CellKey:
    """What decides a respondent's index."""

    table: TableKey
    scheme: tuple[str, str]
    power: float  # of the mean of dimensions
    missing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellPlan:
    """Which cells are computed, and where each specification finds its own."""

    tables: tuple[TableKey, ...]
    schemes: tuple[tuple[str, str], ...]
    rules: tuple[str, ...]
    respondents: tuple[CellKey, ...]  # computed for every respondent, neighbours sharing what they can
    areas: tuple[CellKey, ...]  # computed from mean items
    own: IntArray  # (S,) position in `respondents`, or in `areas` for a specification of that level
    of_areas: tuple[bool, ...]  # (S,) which of the two
    spread: IntArray  # (S,) position in `respondents` of the cell whose spread is the unit
    plain: IntArray  # (S,) position in `respondents` of the arithmetic mean on the bounds with the same weights


def plan_cells(specifications: Sequence[IndexSpecification]) -> CellPlan:
    """Find what the specifications share.

    An index of areas has no spread between respondents; it takes that of the arithmetic mean with the same normalisation and weights.
    """
    own = [_key(s) for s in specifications]
    of_areas = tuple(s.level == "area" for s in specifications)
    spread = [_arithmetic(key) if at_area else key for key, at_area in zip(own, of_areas, strict=True)]
    plain = [_plain(key) for key in own]
    respondents = sorted(dict.fromkeys([*spread, *plain]), key=_sorting)
    areas = sorted({key for key, at_area in zip(own, of_areas, strict=True) if at_area}, key=_sorting)
    every = (*respondents, *areas)
    place, place_of_area = ({key: i for i, key in enumerate(keys)} for keys in (respondents, areas))
    return CellPlan(
        tables=tuple(dict.fromkeys(key.table for key in every)),
        schemes=tuple(dict.fromkeys(key.scheme for key in every)),
        rules=tuple(dict.fromkeys(key.missing for key in every)),
        respondents=tuple(respondents),
        areas=tuple(areas),
        own=np.array([(place_of_area if at_area else place)[key] for key, at_area in zip(own, of_areas, strict=True)]),
        of_areas=of_areas,
        spread=np.array([place[key] for key in spread]),
        plain=np.array([place[key] for key in plain]),
    )


def needed_answers(rule: str, missing: MissingItems) -> Needed:
    """Return how much has to be answered under a rule: as the index has it, half of what weighs, or all of it."""
    if rule == "declared":
        return Needed(items=missing.min_items, dimensions=missing.min_dimensions)
    return Needed(share=SHARES[rule])


def numbers_of(keys: Sequence[CellKey], plan: CellPlan) -> tuple[IntArray, IntArray, FloatArray, IntArray]:
    """Return table, scheme, power and rule of each cell as numbers."""
    table = {key: place for place, key in enumerate(plan.tables)}
    scheme = {rule: place for place, rule in enumerate(plan.schemes)}
    return (
        np.array([table[key.table] for key in keys], dtype=np.int64),
        np.array([scheme[key.scheme] for key in keys], dtype=np.int64),
        np.array([key.power for key in keys], dtype=np.float64),
        np.array([plan.rules.index(key.missing) for key in keys], dtype=np.int64),
    )


def _key(specification: IndexSpecification) -> CellKey:
    return CellKey(
        table=TableKey(
            normalisation=specification.normalisation,
            has_floor=specification.needs_positive,
            power=specification.power_within,
        ),
        scheme=(specification.item_weights, specification.dimension_weights),
        power=specification.power_between,
        missing=specification.missing,
    )


def _arithmetic(key: CellKey) -> CellKey:
    table = TableKey(normalisation=key.table.normalisation, has_floor=key.table.has_floor, power=1.0)
    return CellKey(table=table, scheme=key.scheme, power=1.0, missing=key.missing)


def _plain(key: CellKey) -> CellKey:
    table = TableKey(normalisation="bounds", has_floor=False, power=1.0)
    return CellKey(table=table, scheme=key.scheme, power=1.0, missing=key.missing)


def _sorting(key: CellKey) -> tuple[object, ...]:
    own = key.table.power
    powers = own if isinstance(own, tuple) else (own,)
    return (key.scheme, key.table.normalisation, key.table.has_floor, powers, key.power, key.missing)
