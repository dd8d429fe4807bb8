"""The guard of all that is scored: what is refused before anything is made of the items, and what a user should see of them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import Faults
from crowdpotential.index.items import Items
from crowdpotential.index.keys import (
    EVERYBODY,
    UnitCorrelations,
    item_rest,
    item_rest_rows,
    refuse_contrary,
)
from crowdpotential.index.oddities import Oddity, find_oddities, refuse_unscored
from crowdpotential.index.turned_scales import TurnedScale, find_turned_scales
from crowdpotential.index.units import Units
from crowdpotential.params import Index
from crowdpotential.results.rows import Row
from crowdpotential.stats.inference.design import Design


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrary:
    """An item that params keep although it goes against its dimension in one part of the sample."""

    item: str
    blocs: tuple[str, ...]  # sides that the part belongs to
    is_side: bool  # the part is a side


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """What the guard has seen of the items."""

    rows: list[Row]  # item-rest correlations
    oddities: list[Oddity]
    contrary: list[Contrary]


def guard_items(items: Items, blocs: list[str], design: Design, units: Units, *, index: Index, confidence_level: float) -> Guarded:
    """Refuse what cannot be scored honestly, and list what a user should see.

    Args:
        items: of everything that is scored.
        blocs: (n,) of the respondents; empty for none.
        design: of them.
        units: of them.
        index: how it is made.
        confidence_level: of the intervals of correlations.

    Raises:
        ItemError: items that go against their dimension, a dimension that nobody answered; all of them at once.
    """
    found = item_rest(items, design, units, confidence_level=confidence_level)
    min_items, faults = index.missing.min_items, Faults()
    with faults.collected():
        refuse_unscored(items, min_items=min_items)
    with faults.collected():
        refuse_contrary(found, items, units, keep=index.keep_negative_items)
    faults.raise_any()
    odd = find_oddities(items, design.weights, units, min_items=min_items)
    turned = find_turned_scales(items, design, units, confidence_level=confidence_level)
    return Guarded(
        rows=item_rest_rows(found, items, units),
        oddities=[*_of_keys(found, items, units), *map(_of_turned, turned), *odd],
        contrary=list(_list_contrary(found, items, units, blocs)),
    )


def _list_contrary(found: UnitCorrelations, items: Items, units: Units, blocs: list[str]) -> Iterator[Contrary]:
    is_contrary, own = units.widest(found.is_below), np.array(blocs, dtype=np.str_)
    for number, unit in enumerate(units.listed):
        sides = tuple(np.unique(own[units.members(number)]))
        for i in np.flatnonzero(is_contrary[number] & (number != EVERYBODY)):
            yield Contrary(item=items.names[i], blocs=sides, is_side=unit.is_side)


def _of_keys(found: UnitCorrelations, items: Items, units: Units) -> Iterator[Oddity]:
    """List items that go against their dimension, kept knowingly, and those that may do so in a part of the sample."""
    is_contrary, estimate = units.widest(found.is_below), found.of_unit(found.inference.estimate)
    for number, i in np.argwhere(is_contrary | found.is_doubtful):
        note = f"item-rest correlation {estimate[number, i]:.2f}"
        note += "" if number == EVERYBODY else f", elsewhere {found.elsewhere[number, i]:.2f}"
        yield Oddity(
            rule="contrary_item" if is_contrary[number, i] else "doubtful_item",
            variable=items.names[i],
            n=int(found.n[number, i]),
            base=int(units.members(number).sum()),
            unit=units.listed[number],
            note=note + ("" if is_contrary[number, i] else "; see whether its codes are turned there"),
        )


def _of_turned(scale: TurnedScale) -> Oddity:
    pairs = zip(scale.others, scale.here, scale.elsewhere, strict=True)
    note = "; ".join(f"correlation with {name} {here:.2f}, elsewhere {other:.2f}" for name, here, other in pairs)
    return Oddity(
        rule="turned_scale",
        variable=scale.dimension,
        n=scale.n,
        base=scale.n,
        unit=scale.unit,
        note=note + "; see whether its codes are turned there",
    )
