"""Weighting: base weights, the inverse of how likely a respondent was to be drawn, as far as the study knows it."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.conditions import is_substantive
from crowdpotential.errors import DesignError
from crowdpotential.params import Area, Design
from crowdpotential.stats.arrays import FloatArray

ABSURD = 1_000  # times the median: a code, a slip of the decimal point, or a respondent who would be the whole survey

LARGE = 100  # times the median: not refused, but told, so that somebody looks at it


def base_weights_of(responses: pd.DataFrame, design: Design, *, areas: Mapping[str, Area], codebook: Codebook) -> FloatArray:
    """Return every respondent the base weight that params declare.

    `equal` gives 1; `allocation` the area's population by its respondents; `column` the study's own weight, and 1 in a bloc
    whose file has none (then all its base weights are equal, which `blocs.note` should say).

    Raises:
        DesignError: an area without a population, or own weights that are missing, not positive or absurdly large.
    """
    if design.base_weight == "allocation":
        return _allocate(responses, areas)
    if design.base_weight == "column" and design.base_weight_variable is not None:
        return _take_column(responses, design.base_weight_variable, codebook)
    return np.ones(len(responses))


def large_base_weights(weights: FloatArray) -> int:
    """Count base weights more than LARGE times the median."""
    return int((weights > LARGE * np.median(weights)).sum())


def scale_within(weights: FloatArray, groups: "pd.Series[str]", totals: Mapping[str, float]) -> FloatArray:
    """Scale weights so that they add up to a total in each group."""
    sums = pd.Series(weights, index=groups.index).groupby(groups).transform("sum")
    factors: FloatArray = (groups.map(dict(totals)) / sums).to_numpy(dtype=np.float64)
    return weights * factors


def _allocate(responses: pd.DataFrame, areas: Mapping[str, Area]) -> FloatArray:
    if unknown := [name for name, area in areas.items() if area.population is None]:
        msg = f"design.base_weight allocation needs areas.population, missing in {', '.join(unknown)}; add it, or use equal"
        raise DesignError(msg)
    populations = {name: float(area.population or 0) for name, area in areas.items()}
    return scale_within(np.ones(len(responses)), responses["area"], populations)


def _take_column(responses: pd.DataFrame, variable: str, codebook: Codebook) -> FloatArray:
    if variable not in responses:
        msg = f"design.base_weight_variable {variable} is not in the data; name a variable of the codebook"
        raise DesignError(msg)
    weights = pd.to_numeric(responses[variable], errors="coerce").to_numpy(dtype=np.float64, copy=True)
    weights[~is_substantive(responses, variable, codebook=codebook, variable=variable)] = np.nan
    blocs = codebook.variable(variable).blocs
    if blocs is not None:
        weights[~responses["bloc"].isin(list(blocs)).to_numpy(dtype=np.bool_)] = 1.0
    if n_bad := int((~(np.isfinite(weights) & (weights > 0))).sum()):
        msg = f"base weights: {n_bad} respondents have no positive {variable}; complete it, or restrict it by blocs"
        raise DesignError(msg)
    if n_absurd := int((weights > ABSURD * np.median(weights)).sum()):
        msg = (
            f"base weights: {n_absurd} respondents have a {variable} more than {ABSURD:,} times the median; correct it, "
            "or list what stands there as a missing code"
        )
        raise DesignError(msg)
    return weights
