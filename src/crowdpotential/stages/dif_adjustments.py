"""What the stage that judges keeps for later ones: what may be compared, and what items with dif make of means."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from crowdpotential.compare.dif_adjustments import DifAdjustments
from crowdpotential.compare.permissions import Fairness, Owed
from crowdpotential.index.item_shifts import ItemShifts, item_points
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.store import StageData

OWED = "owed"  # arrays: points of the index and its dimensions; of the first of two blocs, then of blocs, areas and groups
BETWEEN = "differing_between_blocs"  # array: points of the first of two blocs


def keep_dif_adjustments(
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
    arrays = {f"differing_in_{area}": item_points(shifts) for area, shifts in of_areas.items()}
    for bloc, shifts in of_blocs.items():
        name = f"differing_in_bloc_{bloc}" if bloc in fairness.of_blocs else BETWEEN
        arrays[name] = item_points(shifts)
    arrays[OWED] = _join(fairness.between_blocs)
    for number, owed in enumerate(
        [*fairness.of_blocs.values(), *fairness.of_areas.values(), *fairness.of_groups.values()]
    ):
        arrays[f"{OWED}_{number}"] = _join(owed)
    facts = {
        "comparable": list(fairness.blocs),
        "closed": list(fairness.closed),
        "closed_groups": [list(key) for key in fairness.closed_groups],
        "areas_differing": list(of_areas),
        "blocs_differing": list(fairness.of_blocs),
        "owed_by_areas": list(fairness.of_areas),
        "owed_by_groups": [list(key) for key in fairness.of_groups],
    }
    return StageData(frames={}, arrays=arrays, facts=facts)


def fairness_of(judged: StageData) -> Fairness:
    """Return what may be compared, and what differing items make of means on the scale of the index."""
    facts: Mapping[str, Any] = judged.facts
    groups = [(variable, bloc, group) for variable, bloc, group in facts["owed_by_groups"]]
    places = [*facts["blocs_differing"], *facts["owed_by_areas"], *groups]
    owed = [_split(judged.arrays[f"{OWED}_{number}"]) for number in range(len(places))]
    n_blocs, n_areas = len(facts["blocs_differing"]), len(facts["owed_by_areas"])
    return Fairness(
        blocs=tuple(facts["comparable"]),
        between_blocs=_split(judged.arrays[OWED]),
        of_blocs=dict(zip(facts["blocs_differing"], owed[:n_blocs], strict=True)),
        of_areas=dict(zip(facts["owed_by_areas"], owed[n_blocs : n_blocs + n_areas], strict=True)),
        of_groups=dict(zip(groups, owed[n_blocs + n_areas :], strict=True)),
        closed=tuple(facts["closed"]),
        closed_groups=tuple((variable, bloc) for variable, bloc in facts["closed_groups"]),
    )


def _join(owed: Owed) -> FloatArray:
    """(1 + R, 1 + k), the full sample first."""
    return np.vstack([owed.estimate, owed.replicates])


def _split(points: FloatArray) -> Owed:
    return Owed(estimate=points[0], replicates=points[1:])


def dif_adjustments_of(judged: StageData, n_columns: int, n_items: int) -> DifAdjustments:
    """Return what may be compared, and the points of each item.

    Args:
        judged: what the stage that judges comparability has left.
        n_columns: one for the sample, and the replicates.
        n_items: of the index.
    """
    facts: Mapping[str, Any] = judged.facts
    none = np.zeros((n_columns, n_items))
    return DifAdjustments(
        fairness=fairness_of(judged),
        between_blocs=judged.arrays.get(BETWEEN, none),
        of_blocs={bloc: judged.arrays[f"differing_in_bloc_{bloc}"] for bloc in facts["blocs_differing"]},
        of_areas={area: judged.arrays[f"differing_in_{area}"] for area in facts["areas_differing"]},
    )
