"""What the stage that judges keeps for later ones: what may be compared, and what items with dif make of means."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from crowdpotential.compare.dif_adjustments import DifAdjustments
from crowdpotential.compare.permitted import DifPoints, PermittedComparisons
from crowdpotential.index.item_shifts import ItemShifts, item_points
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.store import StageData

DIF_POINTS = "dif_points"  # arrays: points of the index and its dimensions; of the first of two blocs, then of blocs, areas and groups
BETWEEN = "differing_between_blocs"  # array: points of the first of two blocs


def keep_dif_adjustments(
    permitted: PermittedComparisons,
    of_blocs: Mapping[str, ItemShifts],
    of_areas: Mapping[str, ItemShifts],
) -> StageData:
    """Put the verdicts into arrays and facts.

    Args:
        permitted: what may be compared.
        of_blocs: shifts of items by which means of blocs differ: of the first of two, or of each of more.
        of_areas: shifts of the areas of whose means differing items make something.
    """
    arrays = {f"differing_in_{area}": item_points(shifts) for area, shifts in of_areas.items()}
    for bloc, shifts in of_blocs.items():
        name = f"differing_in_bloc_{bloc}" if bloc in permitted.of_blocs else BETWEEN
        arrays[name] = item_points(shifts)
    arrays[DIF_POINTS] = _join(permitted.between_blocs)
    for number, dif_points in enumerate([*permitted.of_blocs.values(), *permitted.of_areas.values(), *permitted.of_groups.values()]):
        arrays[f"{DIF_POINTS}_{number}"] = _join(dif_points)
    facts = {
        "comparable": list(permitted.blocs),
        "closed": list(permitted.closed),
        "closed_groups": [list(key) for key in permitted.closed_groups],
        "areas_differing": list(of_areas),
        "blocs_differing": list(permitted.of_blocs),
        "areas_with_dif": list(permitted.of_areas),
        "groups_with_dif": [list(key) for key in permitted.of_groups],
    }
    return StageData(frames={}, arrays=arrays, facts=facts)


def permitted_of(judged: StageData | None) -> PermittedComparisons:
    """Return what may be compared, and what differing items make of means on the scale of the index; nothing in a study without one."""
    if judged is None:
        return PermittedComparisons(blocs=(), between_blocs=_split(np.zeros((1, 1))))
    facts: Mapping[str, Any] = judged.facts
    groups = [(variable, bloc, group) for variable, bloc, group in facts["groups_with_dif"]]
    places = [*facts["blocs_differing"], *facts["areas_with_dif"], *groups]
    dif_points = [_split(judged.arrays[f"{DIF_POINTS}_{number}"]) for number in range(len(places))]
    n_blocs, n_areas = len(facts["blocs_differing"]), len(facts["areas_with_dif"])
    return PermittedComparisons(
        blocs=tuple(facts["comparable"]),
        between_blocs=_split(judged.arrays[DIF_POINTS]),
        of_blocs=dict(zip(facts["blocs_differing"], dif_points[:n_blocs], strict=True)),
        of_areas=dict(zip(facts["areas_with_dif"], dif_points[n_blocs : n_blocs + n_areas], strict=True)),
        of_groups=dict(zip(groups, dif_points[n_blocs + n_areas :], strict=True)),
        closed=tuple(facts["closed"]),
        closed_groups=tuple((variable, bloc) for variable, bloc in facts["closed_groups"]),
    )


def _join(dif_points: DifPoints) -> FloatArray:
    """(1 + R, 1 + k), the full sample first."""
    return np.vstack([dif_points.estimate, dif_points.replicates])


def _split(points: FloatArray) -> DifPoints:
    return DifPoints(estimate=points[0], replicates=points[1:])


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
        permitted=permitted_of(judged),
        between_blocs=judged.arrays.get(BETWEEN, none),
        of_blocs={bloc: judged.arrays[f"differing_in_bloc_{bloc}"] for bloc in facts["blocs_differing"]},
        of_areas={area: judged.arrays[f"differing_in_{area}"] for area in facts["areas_differing"]},
    )
