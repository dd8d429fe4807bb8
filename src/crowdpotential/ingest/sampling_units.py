"""Weighting: strata and primary sampling units, from which the replicates are drawn."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.errors import DesignError
from crowdpotential.params import Design
from crowdpotential.stats.arrays import IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingUnits:
    """The primary sampling units, their strata, and who was interviewed in which."""

    names: tuple[str, ...]  # (J,) unique in the study: stratum/unit
    strata: IntArray  # (J,) stratum of each unit, 0, 1, ...
    stratum_names: tuple[str, ...]
    unit_of: IntArray  # (n,) unit of each respondent


def identify_units(responses: pd.DataFrame, design: Design) -> SamplingUnits:
    """Find strata and sampling units of the respondents; where params name no unit, each respondent is one.

    Strata may join several variables (`area*settlement`, where sampling points were fixed for town and country). Strata
    of other kinds than areas are told apart by bloc, and units by stratum, so that numbers may repeat.

    Raises:
        DesignError: a declared variable is not in the data, or empty for some respondents.
    """
    parts = design.strata.split("*")
    strata = responses["area" if "area" in parts else "bloc"].astype("str")
    for variable in parts:
        if variable != "area":
            strata = strata + "/" + _names(responses, variable, "strata")
    units = responses["respondent_id"].astype("str")
    if design.psu is not None:
        units = strata + "/" + _names(responses, design.psu, "psu")
    unit_of, names = pd.factorize(units, sort=True)
    stratum_of, stratum_names = pd.factorize(strata, sort=True)
    strata_of_units = np.zeros(len(names), dtype=np.int64)
    strata_of_units[unit_of] = stratum_of
    return SamplingUnits(
        names=tuple(map(str, names)),
        strata=strata_of_units,
        stratum_names=tuple(map(str, stratum_names)),
        unit_of=unit_of.astype(np.int64),
    )


def _names(responses: pd.DataFrame, variable: str, key: str) -> "pd.Series[str]":
    if variable not in responses:
        msg = f"design.{key}: {variable} is not in the data; name a variable of the codebook"
        raise DesignError(msg)
    names = responses[variable].astype("str")
    if n_blank := int((names == "").sum()):
        msg = (
            f"design.{key}: {n_blank} respondents have no {variable}; complete it, or declare another design"
        )
        raise DesignError(msg)
    return names
