"""What the stage that compares tells the later ones: which comparisons are licensed, and what differing items make of means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from crowdpotential.compare.domains import Domain
from crowdpotential.compare.fairness import Fairness, Owed
from crowdpotential.index.item_shifts import ItemShifts
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.store import StageData

BETWEEN = "differing_between_blocs"  # array: points of the first of two blocs


@dataclass(frozen=True, slots=True, kw_only=True)
class Licences:
    """The verdicts as later stages need them."""

    fairness: Fairness  # what may be compared; what items owe depends on how they weigh, and stands below
    between_blocs: (
        FloatArray  # (1 + R, p) points of each item by which the first bloc differs; zero for items alike
    )
    of_blocs: Mapping[str, FloatArray]  # the same for each of three or more against the middle of all
    of_areas: Mapping[str, FloatArray]  # the same for an area among those of its bloc

    def points_of(self, unit: Domain) -> FloatArray:
        """(1 + R, p) points that each item makes of a unit's mean, were the index that item alone."""
        blocs = self.fairness.blocs
        points = np.zeros_like(self.between_blocs)
        if len(blocs) > 1 and unit.bloc == blocs[0]:
            points = points + self.between_blocs
        if unit.bloc in self.of_blocs:
            points = points + self.of_blocs[unit.bloc]
        return points + self.of_areas[unit.area] if unit.area in self.of_areas else points


def keep_licences(
    fairness: Fairness,
    of_blocs: Mapping[str, ItemShifts],
    of_areas: Mapping[str, ItemShifts],
) -> StageData:
    """Put the verdicts into arrays and facts.

    Args:
        fairness: what may be compared.
        of_blocs: shifts of items by which means of blocs differ: of the first of two, or of each of more.
        of_areas: shifts of the areas whose means owe something.
    """
    arrays = {f"differing_in_{area}": _points(shifts) for area, shifts in of_areas.items()}
    for bloc, shifts in of_blocs.items():
        name = f"differing_in_bloc_{bloc}" if bloc in fairness.of_blocs else BETWEEN
        arrays[name] = _points(shifts)
    facts = {
        "licensed": list(fairness.blocs),
        "closed": list(fairness.closed),
        "areas_differing": list(of_areas),
        "blocs_differing": list(fairness.of_blocs),
    }
    return StageData(frames={}, arrays=arrays, facts=facts)


def licences_of(compared: StageData, n_columns: int, n_items: int) -> Licences:
    """Give the verdicts back.

    Args:
        compared: what the stage that compares has left.
        n_columns: one for the sample, and the replicates.
        n_items: of the index.
    """
    facts: Mapping[str, Any] = compared.facts
    none = np.zeros((n_columns, n_items))
    k_free = Owed(estimate=np.zeros(1), replicates=np.zeros((n_columns - 1, 1)))
    return Licences(
        fairness=Fairness(
            blocs=tuple(facts["licensed"]), between_blocs=k_free, closed=tuple(facts["closed"])
        ),
        between_blocs=compared.arrays.get(BETWEEN, none),
        of_blocs={bloc: compared.arrays[f"differing_in_bloc_{bloc}"] for bloc in facts["blocs_differing"]},
        of_areas={area: compared.arrays[f"differing_in_{area}"] for area in facts["areas_differing"]},
    )


def _points(shifts: ItemShifts) -> FloatArray:
    """(1 + R, p) points of 0..100, zero where an item functions alike."""
    size = np.vstack([shifts.inference.estimate, shifts.replicates.T])
    return np.where(shifts.is_different, size * shifts.item_sd, 0.0)
