"""What items with differential item functioning make of means, item by item: what an adjusted mean leaves out."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crowdpotential.compare.permitted import PermittedComparisons
from crowdpotential.results.domains import Domain
from crowdpotential.stats.arrays import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class DifAdjustments:
    """What may be compared, and the points by which each item is adjusted."""

    permitted: PermittedComparisons  # what may be compared, and the adjustments of the index as it is made
    between_blocs: FloatArray  # (1 + R, p) points by which the first bloc differs; zero for items alike
    of_blocs: Mapping[str, FloatArray]  # the same for each of three or more against the middle of all
    of_areas: Mapping[str, FloatArray]  # the same for an area among those of its bloc

    def points_of(self, unit: Domain) -> FloatArray:
        """Return (1 + R, p) points that each item makes of a unit's mean, were the index that item alone."""
        blocs = self.permitted.blocs
        points = np.zeros_like(self.between_blocs)
        if len(blocs) > 1 and unit.bloc == blocs[0]:
            points = points + self.between_blocs
        if unit.bloc in self.of_blocs:
            points = points + self.of_blocs[unit.bloc]
        return points + self.of_areas[unit.area] if unit.area in self.of_areas else points
