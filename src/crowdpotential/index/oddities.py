"""What a user should see of the scored items before a run: answers that do not differ, are too few, or were never chosen."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import Faults, ItemError
from crowdpotential.index.item_scores import item_scores
from crowdpotential.index.items import Items
from crowdpotential.index.keys import FEWEST
from crowdpotential.index.units import Unit, Units
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.correlation.correlations import correlate_items

NEARLY_THE_SAME = 0.95  # correlation of two items that say the same; the items of a good scale stay below 0.9
EVERYWHERE = Unit()
MOST_LISTED = 11  # answers of a scale of which each is expected to be chosen by somebody
MANY = 0.5  # of the respondents without a score


@dataclass(frozen=True, slots=True, kw_only=True)
class Oddity:
    """One remark about an item or a dimension."""

    rule: str
    variable: str
    n: int
    base: int  # of how many
    action: str = "keep"
    unit: Unit = EVERYWHERE
    note: str = ""


def refuse_unscored(items: Items, *, min_items: int) -> None:
    """Refuse a dimension of which nobody answered enough items: it would be scored for nobody, in silence.

    Args:
        items: of everything that is scored.
        min_items: fewest of them for a score.

    Raises:
        ItemError: the dimension, how many items its respondents answered at most, and what to do; one error for each.
    """
    faults = Faults()
    for name, answered, needed in _answered(items, min_items):
        if not (answered >= needed).any():
            msg = (
                f"dimension {name}: nobody among {len(answered)} respondents answered {needed} of its items, {int(answered.max())} at "
                "most; lower index.missing.min_items, or leave the dimension out"
            )
            faults.add(ItemError(msg))
    faults.raise_any()


def find_oddities(items: Items, weights: FloatArray, units: Units, *, min_items: int) -> list[Oddity]:
    """List items that nearly repeat another, have few answers, do not vary in a unit or have answers that a side never chose.

    Args:
        items: of everything that is scored.
        weights: (n,) of the respondents.
        units: of them.
        min_items: fewest items for a score.
    """
    return [
        *_near_duplicates(items, weights),
        *_few_answers(items),
        *_few_scores(items, min_items),
        *_silent(items, units),
        *_unused(items, units),
    ]


def _near_duplicates(items: Items, weights: FloatArray) -> Iterator[Oddity]:
    found = correlate_items(item_scores(items), weights[None])[0]
    answered = items.ranks >= 0
    is_near = np.triu(np.abs(found) >= NEARLY_THE_SAME, 1)
    for first in np.flatnonzero(is_near.any(axis=1)):
        others = np.flatnonzero(is_near[first])
        note = "correlation " + ", ".join(f"with {items.names[i]} {found[first, i]:.2f}" for i in others)
        n = int((answered[:, first] & answered[:, others[0]]).sum())
        yield Oddity(rule="near_duplicate", variable=items.names[first], n=n, base=len(answered), note=note)


def _few_answers(items: Items) -> Iterator[Oddity]:
    for name, n in zip(items.names, (items.ranks >= 0).sum(axis=0).tolist(), strict=True):
        if n < FEWEST:
            yield Oddity(rule="few_answers", variable=name, n=n, base=len(items.ranks))


def _few_scores(items: Items, min_items: int) -> Iterator[Oddity]:
    for name, answered, needed in _answered(items, min_items):
        n = int((answered < needed).sum())
        if n > MANY * len(answered):
            note = f"fewer than {needed} items answered"
            yield Oddity(rule="few_scores", variable=name, n=n, base=len(answered), note=note)


def _silent(items: Items, units: Units) -> Iterator[Oddity]:
    """List items that nobody answered in a unit, or to which all gave one answer there."""
    answered = (items.ranks >= 0).astype(np.int64)
    n = np.stack([answered[units.members(u)].sum(axis=0) for u in range(len(units.listed))])
    is_same = np.stack([_are_same(items.ranks[units.members(u)]) for u in range(len(units.listed))])
    for rule, marked in (("unanswered_item", n == 0), ("same_answer", is_same & (n > 0))):
        for number, i in np.argwhere(units.widest(marked)):
            base = int(units.members(number).sum())
            found, unit = int(n[number, i]) or base, units.listed[number]
            yield Oddity(rule=rule, variable=items.names[i], n=found, base=base, unit=unit)


def _are_same(ranks: IntArray) -> BoolArray:
    """Return of which items (p,) nobody gave another answer than the others."""
    lowest = np.where(ranks < 0, np.iinfo(np.int64).max, ranks).min(axis=0)
    return np.asarray(ranks.max(axis=0) <= lowest)


def _unused(items: Items, units: Units) -> Iterator[Oddity]:
    """List answers that nobody on a side chose, and those that nobody chose at all once."""
    for i in np.flatnonzero(~items.is_numeric & (items.n_categories <= MOST_LISTED)):
        name, ranks, size = items.names[i], items.ranks[:, i], int(items.n_categories[i])
        nowhere = size - np.unique(ranks[ranks >= 0]).size
        if nowhere:
            yield Oddity(rule="unused_answers", variable=name, n=nowhere, base=size)
        for number, unit in enumerate(units.listed):
            if not unit.is_side:
                continue
            own = ranks[units.members(number)]
            n = size - nowhere - np.unique(own[own >= 0]).size
            if n and (own >= 0).any():
                yield Oddity(rule="unused_answers", variable=name, n=n, base=size, unit=unit)


def _answered(items: Items, min_items: int) -> Iterator[tuple[str, "np.ndarray[tuple[int], np.dtype[np.int64]]", int]]:
    """Return each dimension, how many of its items respondents (n,) answered, and how many they need."""
    for position, name in enumerate(items.dimensions):
        own = items.dimension_of_item == position
        yield name, (items.ranks[:, own] >= 0).sum(axis=1), min(min_items, int(own.sum()))
