"""Weighting: base weights, the inverse of how likely a respondent was to be drawn, and how large they are before any calibration.

Weights that come with the data carry their size: they stay as they are. Samples of their own are brought to the size of their
populations where these are known; where they are not, nothing says how much one counts beside another, so that no number about
both is shown. A calibration holds the size of every area in any case.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.conditions import is_substantive
from crowdpotential.errors import DesignError
from crowdpotential.ingest.sampling_units import SamplingUnits
from crowdpotential.params import Area, Design, Weighting
from crowdpotential.params.sample import calibration_start
from crowdpotential.quoting import show
from crowdpotential.stats.arrays import FloatArray, IntArray

Scale = Literal["as_given", "control_totals", "populations"]
ABSURD = 1_000  # times the median: a code, a slip of the decimal point, or a respondent who would be the whole survey
LARGE = 100  # times the median: not refused, but reported, so that somebody looks at it
APART = 10.0  # ratio of mean weights beyond which the lighter of two samples would hardly count in the model of both
NOTABLE = 1.5  # ratio from which on that is reported


@dataclass(frozen=True, slots=True, kw_only=True)
class StartWeights:
    """Weights before calibration, and what they allow."""

    weights: FloatArray  # (n,)
    scale: Scale  # how large they are
    joins_samples: bool  # whether samples stand beside each other as their populations do, so that everybody can be described
    mean_ratio: float  # largest mean weight of a sample over the smallest, where the samples are not joined; else 1


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


def refuse_half_weighted(
    responses: pd.DataFrame, units: SamplingUnits, *, design: Design, weighting: Weighting, codebook: Codebook
) -> None:
    """Refuse weights that only a part of one sample has: beside them a 1 for the others would be an invention.

    Raises:
        DesignError: the sample and the blocs without the variable are named.
    """
    variable = design.base_weight_variable
    if design.base_weight != "column" or variable is None or weighting.method != "none":
        return
    blocs = codebook.variable(variable).blocs
    if blocs is None:
        return
    is_weighted = responses["bloc"].isin(list(blocs)).to_numpy(dtype=np.bool_)
    both = np.intersect1d(units.sample_of[is_weighted], units.sample_of[~is_weighted])
    if both.size:
        without = ", ".join(sorted(set(responses.loc[~is_weighted, "bloc"].astype(str))))
        msg = (
            f"base weights: {variable} is not known of {without}, which are parts of one sample with the others; if they are samples"
            " of their own, say so in design.samples (bloc), else give every respondent a weight"
        )
        raise DesignError(msg)


def start_weights(
    responses: pd.DataFrame,
    base: FloatArray,
    units: SamplingUnits,
    *,
    design: Design,
    weighting: Weighting,
    areas: Mapping[str, Area],
    control_unit: "pd.Series[str]",
    control_totals: Mapping[str, float],
) -> StartWeights:
    """Return the base weights the size that they have before calibration.

    Args:
        responses: the main sample.
        base: (n,) base weights, adjusted for nonresponse.
        units: of the sample, with the sample of every respondent.
        control_unit: (n,) area (else bloc, or all) of each respondent whose total a calibration holds.
        control_totals: persons in each of them; empty where nothing is calibrated.

    Raises:
        DesignError: samples whose sizes nobody knows and that share an area or a bloc, or whose weights have different scales.
    """
    if control_totals:
        if calibration_start(design, weighting) == "as_given":
            return StartWeights(weights=base, scale="as_given", joins_samples=True, mean_ratio=1.0)
        scaled = _scale_within(base, control_unit, control_totals)
        return StartWeights(weights=scaled, scale="control_totals", joins_samples=True, mean_ratio=1.0)
    names = pd.Series(np.array(units.sample_names, dtype=object)[units.sample_of], index=responses.index)
    totals = _sample_totals(responses, names, areas)
    if totals and (design.samples is not None or design.base_weight != "column"):
        scaled = _scale_within(base, names, totals)
        return StartWeights(weights=scaled, scale="populations", joins_samples=True, mean_ratio=1.0)
    if len(units.sample_names) == 1:
        return StartWeights(weights=base, scale="as_given", joins_samples=True, mean_ratio=1.0)
    _refuse_mixed_places(responses, units.sample_of, design)
    ratio = _compare_scales(base, units)
    return StartWeights(weights=base, scale="as_given", joins_samples=False, mean_ratio=ratio)


def _allocate(responses: pd.DataFrame, areas: Mapping[str, Area]) -> FloatArray:
    if unknown := [name for name, area in areas.items() if area.population is None]:
        msg = f"design.base_weight allocation needs areas.population, missing in {', '.join(unknown)}; add it, or use equal"
        raise DesignError(msg)
    populations = {name: float(area.population or 0) for name, area in areas.items()}
    return _scale_within(np.ones(len(responses)), responses["area"], populations)


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


def _scale_within(weights: FloatArray, groups: "pd.Series[str]", totals: Mapping[str, float]) -> FloatArray:
    """Scale weights so that they add up to a total in each group."""
    sums = pd.Series(weights, index=groups.index).groupby(groups).transform("sum")
    factors: FloatArray = (groups.map(dict(totals)) / sums).to_numpy(dtype=np.float64)
    return weights * factors


def _sample_totals(responses: pd.DataFrame, samples: "pd.Series[str]", areas: Mapping[str, Area]) -> dict[str, float]:
    """Add the populations of the areas up within each sample; nothing where one is unknown or lies in several samples.

    Whoever belongs to no area stands for a population that nobody told.
    """
    present = pd.DataFrame({"area": responses["area"].astype("str"), "sample": samples}).drop_duplicates()
    is_known = set(present["area"]) <= {name for name, area in areas.items() if area.population is not None}
    if not is_known or present["area"].duplicated().any():
        return {}
    totals: dict[str, float] = {}
    for area, sample in present.itertuples(index=False, name=None):
        totals[sample] = totals.get(sample, 0.0) + float(areas[area].population or 0)
    return totals


def _refuse_mixed_places(responses: pd.DataFrame, sample_of: IntArray, design: Design) -> None:
    """An area or a bloc of several samples is a mixture, and nothing says of how much of each."""
    for column in ("area", "bloc"):
        n_samples = pd.Series(sample_of).groupby(responses[column].astype("str").to_numpy()).nunique()
        if mixed := [f"{name} ({n})" for name, n in n_samples.items() if n > 1 and str(name)]:
            named = ", ".join(mixed[:5])
            msg = (
                f"design.samples {design.samples}: {len(mixed)} of the {column}s hold several samples ({named}), and how much each of these"
                " stands for is not known; give every area its population, take larger samples (bloc), or name the variable in"
                " design.strata if all weights have one scale"
            )
            raise DesignError(msg)


def _compare_scales(weights: FloatArray, units: SamplingUnits) -> float:
    """Return the ratio of the samples' mean weights; refuse one in which one sample would be everything."""
    sizes = np.bincount(units.sample_of)
    means = np.bincount(units.sample_of, weights) / sizes
    ratio = float(means.max() / means.min())
    if ratio > APART:
        of_mean = (means.argmax(), means.argmin())
        heavy, light = (show(units.sample_names[int(at)], f"number {at + 1}") for at in of_mean)
        msg = (
            f"base weights: their mean is {means.max():,.4g} in sample {heavy} and {means.min():,.4g} in {light}; the measurement model"
            " of all would be that of one sample: give every area its population, or bring the weights to one scale, such as a"
            " mean of one in each sample"
        )
        raise DesignError(msg)
    return ratio
