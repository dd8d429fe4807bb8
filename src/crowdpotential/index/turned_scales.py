"""Scales that go the other way in one part of the sample: a dimension turned as a whole leaves its items in harmony, not the dimensions."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from crowdpotential.index.item_scores import item_scores
from crowdpotential.index.items import Items
from crowdpotential.index.keys import CLEARLY, correlate_in_units
from crowdpotential.index.units import Unit, Units
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.correlation.correlations import correlate_items
from crowdpotential.stats.inference.design import Design


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnedScale:
    """A dimension whose correlations with others have another sign in one unit than elsewhere."""

    unit: Unit
    dimension: str
    others: tuple[str, ...]  # that it goes against there
    here: tuple[float, ...]  # correlations with them
    elsewhere: tuple[float, ...]
    n: int  # respondents behind the first


def find_turned_scales(items: Items, design: Design, units: Units, *, confidence_level: float) -> list[TurnedScale]:
    """Find dimensions that look turned round as a whole in one side, area or file; the one with most contrary pairs is named first.

    A pair of dimensions counts where its correlation is surely of the other sign in a unit and at least 0.2 elsewhere. With two
    dimensions nobody can tell which of them was turned.

    Args:
        items: of everything that is scored.
        design: of the respondents.
        units: of them.
        confidence_level: as in `correlate_in_units`.
    """
    pairs = list(combinations(range(len(items.dimensions)), 2))
    if not pairs:
        return []
    scores = _dimension_means(items)
    overall = correlate_items(scores, design.weights[None])[0]
    # dimensions that go against each other everywhere are no fault
    sign = np.array([-1.0 if overall[pair] < 0 else 1.0 for pair in pairs])
    first, second = np.array(pairs).T
    found = correlate_in_units(scores[:, first], sign * scores[:, second], design, units, confidence_level=confidence_level)
    here, elsewhere = sign * found.of_unit(found.inference.estimate), sign * found.elsewhere
    is_turned = units.widest(found.is_below) & (sign * elsewhere >= CLEARLY)
    turned: list[TurnedScale] = []
    for unit in range(1, len(units.listed)):
        left = [pairs[q] for q in np.flatnonzero(is_turned[unit])]
        while left:
            one = _most_frequent(left)
            own = [pair for pair in left if one in pair]
            places = [pairs.index(pair) for pair in own]
            turned.append(
                TurnedScale(
                    unit=units.listed[unit],
                    dimension=items.dimensions[one],
                    others=tuple(items.dimensions[sum(pair) - one] for pair in own),
                    here=tuple(here[unit, places].tolist()),
                    elsewhere=tuple(elsewhere[unit, places].tolist()),
                    n=int(found.n[unit, places[0]]),
                )
            )
            left = [pair for pair in left if one not in pair]
    return turned


def _dimension_means(items: Items) -> FloatArray:
    """Return (n, k) mean of the answered items of each dimension."""
    scores = item_scores(items)
    known = ~np.isnan(scores)
    members = np.eye(len(items.dimensions))[items.dimension_of_item]
    counts = known @ members
    means: FloatArray = np.divide(np.where(known, scores, 0.0) @ members, counts, out=np.full(counts.shape, np.nan), where=counts > 0)
    return means


def _most_frequent(pairs: Sequence[tuple[int, int]]) -> int:
    members = [one for pair in pairs for one in pair]
    return max(sorted(set(members)), key=members.count)
