"""Items on one scale: every answer between the bounds of its item."""

from crowdpotential.index.items import Items
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.composites.scoring import percent_of_maximum


def item_scores(items: Items) -> FloatArray:
    """Place every answer on 0..100, where 100 is most of the dimension; (n, p), missing as NaN."""
    return percent_of_maximum(items.codes, lowest=items.lowest, highest=items.highest, is_reversed=items.is_reversed)
