"""What separates the sides: at each step, and in the potential that is not used as far as levels may be compared."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from crowdpotential.chapters.participation.estimates.indicators import QUADRANTS, Indicator
from crowdpotential.chapters.participation.estimates.shares import Place
from crowdpotential.compare.estimates import Contrast, contrast_rows
from crowdpotential.compare.permitted import PermittedComparisons
from crowdpotential.params import Comparison
from crowdpotential.results.measures.participation import (
    QUADRANT_CONTRAST,
    QUADRANT_SHARE,
    STEP_CONTRAST,
    STEP_SHARE,
)
from crowdpotential.results.rows import Row
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import weighted_means
from crowdpotential.stats.inference.freedom import contrast_freedom

IDLE = QUADRANTS[0]


def side_contrast_rows(
    indicators: Sequence[Indicator],
    places: Sequence[Place],
    design: Design,
    comparison: Comparison,
    *,
    permitted: PermittedComparisons,
    smallest_gap: float,
) -> list[Row]:
    """Contrast all pairs of sides at every step, one family; and their unused potential where the index means the same on both.

    Steps are answers, which may stand beside each other on any sides that were asked. A level of the index may not where its items work
    differently: the points that these make move means, and nobody across the border between two levels.

    Args:
        indicators: of steps, and of potential beside participation.
        places: all that are reported.
        design, comparison: as for the shares.
        permitted: verdicts on comparability.
        smallest_gap: share below which a difference does not matter.
    """
    steps = [one for one in indicators if one.share is STEP_SHARE]
    idle = [one for one in indicators if one.share is QUADRANT_SHARE and one.category == IDLE]
    sides = [place for place in places if place.label.bloc and not (place.label.area or place.label.domain_variable)]
    alike = [] if permitted.has_dif_between_blocs else [place for place in sides if place.label.bloc in permitted.blocs]
    rows = list[Row]()
    for measure, family, wanted, chosen in (
        (STEP_CONTRAST, "participation;steps", steps, sides),
        (QUADRANT_CONTRAST, "participation;potential", idle, alike),
    ):
        pairs = [_contrast(one, *pair, design) for one in wanted for pair in combinations(chosen, 2) if _are_asked(one, *pair)]
        rows += contrast_rows(pairs, comparison, replication=design.replication, measure=measure, family=family, smallest_gap=smallest_gap)
    return rows


def _are_asked(indicator: Indicator, first: Place, second: Place) -> bool:
    inside = first.inside | second.inside
    return bool(indicator.asked[inside].all()) and all((~np.isnan(indicator.values[one.inside])).any() for one in (first, second))


def _contrast(indicator: Indicator, first: Place, second: Place, design: Design) -> Contrast:
    codes = np.where(first.inside, 0, np.where(second.inside, 1, -1))
    means = weighted_means(indicator.values[:, None], design.all_weights, codes, 2)[:, 0]
    known = ~np.isnan(indicator.values)
    one, other = ((place.inside & known)[:, None] for place in (first, second))
    return Contrast(
        first=first.label,
        second=second.label,
        variable=indicator.variable,
        estimate=float(means[0, 0] - means[1, 0]),
        replicates=means[0, 1:] - means[1, 1:],
        freedom=contrast_freedom(one, other, design)[0],
        n=float(one.sum() + other.sum()),
    )
