"""Weighting: weights that are not calibrated, and known populations of areas that say something else."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from crowdpotential.ingest.weighting import Weighted
from crowdpotential.params import Area

CONTRARY = (
    1.1  # ratio of an area's shares in weights and in population beyond which the two contradict each other
)


def contrary_areas(
    responses: pd.DataFrame, weighted: Weighted, areas: Mapping[str, Area]
) -> dict[str, tuple[float, float]]:
    """Find areas whose share in the weights of their sample is not that of their population: area -> both shares (0..1).

    Args:
        responses: the main sample.
        weighted: its weights; a calibration holds the populations, and nothing is found.
        areas: of the study; nothing is found unless everybody belongs to one whose population is known.
    """
    of_area = responses["area"].astype("str").to_numpy()
    if weighted.margins or not set(of_area) <= {name for name, area in areas.items() if area.population}:
        return {}
    weights = weighted.weights["weight_persons"].to_numpy(dtype=np.float64)
    sums = pd.Series(weights).groupby([weighted.units.sample_of, of_area]).sum()
    persons = pd.Series([float(areas[area].population or 0) for _, area in sums.index], index=sums.index)
    shares, expected = (part / part.groupby(level=0).transform("sum") for part in (sums, persons))
    ratios = np.maximum(shares / expected, expected / shares)
    return {
        str(area): (float(shares[sample, area]), float(expected[sample, area]))
        for sample, area in sums.index[ratios > CONTRARY]
    }
