"""Keys: does each item go with the rest of its dimension, as the codebook declares? Nothing is turned silently."""

from collections.abc import Collection

import numpy as np

from crowdpotential.errors import ItemError
from crowdpotential.index.items import Items
from crowdpotential.index.scores import item_scores
from crowdpotential.results import Row, inferred
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.correlation.correlations import weighted_correlations
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import Inference, infer


def item_rest_rows(
    items: Items, design: Design, *, keep: Collection[str], confidence_level: float
) -> list[Row]:
    """Correlate each item with the mean of the others of its dimension, with an interval; refuse an item that goes against them.

    An item whose whole interval lies below zero is declared in the wrong direction, or measures something else. One whose
    interval holds zero is flagged.

    Args:
        items: of the index, turned into the declared direction.
        design: of the n respondents.
        keep: items to use all the same, by their names.
        confidence_level: of the interval.

    Raises:
        ItemError: items go against their dimension and are not in `keep`; they are named.
    """
    scores = item_scores(items)
    by_item = np.stack(
        [
            weighted_correlations(scores[:, i], _rest(scores, items, i), design.all_weights)
            for i in range(len(items.names))
        ]
    )
    found = infer(
        by_item[:, 0],
        by_item[:, 1:],
        replication=design.replication,
        degrees_of_freedom=design.degrees_of_freedom,
        confidence_level=confidence_level,
    )
    _refuse_contrary(items, found, keep)
    is_near_zero = (found.ci_low <= 0) & (found.ci_high >= 0)
    return [
        {
            **inferred(found, i),
            "chapter": "measurement",
            "measure": "item_rest",
            "variable": name,
            "sample": "main",
            "weighting": "calibrated",
            "n": float(_answered(scores, items, i).sum()),
            "verdict": _verdict(negative=bool(found.ci_high[i] < 0), near_zero=bool(is_near_zero[i])),
        }
        for i, name in enumerate(items.names)
    ]


def _rest(scores: FloatArray, items: Items, item: int) -> FloatArray:
    """Average the other answered items of the item's dimension; NaN where none was answered."""
    others = items.dimension_of_item == items.dimension_of_item[item]
    others[item] = False
    known = ~np.isnan(scores[:, others])
    sums = np.where(known, scores[:, others], 0.0).sum(axis=1)
    rest: FloatArray = np.divide(
        sums, known.sum(axis=1), out=np.full(len(scores), np.nan), where=known.any(axis=1)
    )
    return rest


def _answered(scores: FloatArray, items: Items, item: int) -> BoolArray:
    return ~(np.isnan(scores[:, item]) | np.isnan(_rest(scores, items, item)))


def _refuse_contrary(items: Items, found: Inference, keep: Collection[str]) -> None:
    contrary = [i for i, name in enumerate(items.names) if found.ci_high[i] < 0 and name not in keep]
    if contrary:
        named = ", ".join(
            f"{items.names[i]} ({items.dimensions[items.dimension_of_item[i]]}, {found.estimate[i]:.2f})"
            for i in contrary
        )
        msg = (
            f"{len(contrary)} items go against the rest of their dimension: {named}; correct `direction` in the codebook, leave "
            "them out, or name them in index.keep_negative_items"
        )
        raise ItemError(msg)


def _verdict(*, negative: bool, near_zero: bool) -> str:
    if negative:
        return "contrary"
    return "near_zero" if near_zero else ""
