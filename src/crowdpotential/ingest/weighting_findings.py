"""Weighting: what the checks remark on in weights, units and replicates, before a run is started."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from crowdpotential.ingest.base_weights import LARGE, NOTABLE, large_base_weights
from crowdpotential.ingest.findings import Finding, findings_frame
from crowdpotential.ingest.replicate_weights import ReplicateWeights
from crowdpotential.ingest.sampling_units import SamplingUnits
from crowdpotential.ingest.weighting import Weighted
from crowdpotential.params import Area
from crowdpotential.quoting import may_quote

MOST_NAMED = 5
CONTRARY = 1.1  # ratio of an area's shares in weights and in population beyond which the two contradict each other
ADVICE: Mapping[str, str] = {  # rule -> what it means, and what to do
    "replicates_failed": (
        "of the replicates could not be weighted, so standard errors would be withheld; raise the cap, widen the bounds, join "
        "cells, or use jkn"
    ),
    "psu_in_several_strata": (
        "of the sampling units have a number that another stratum of their sample has too; they are told apart, so if they are "
        "the same unit, correct design.strata or design.psu"
    ),
    "units_spelt_apart": (
        "names of samples, strata or sampling units differ in case, blanks or leading zeros only; they are told apart, so if they "
        "are the same, spell them alike"
    ),
    "samples_of_different_scale": (
        "samples of their own have weights of different sizes, so that the heavier ones make more of the measurement model of all "
        "than their interviews; give every area its population, or bring the weights to one scale, such as a mean of one in each"
    ),
    "large_base_weight": (f"of the respondents have a base weight more than {LARGE} times the median; see whether it is right"),
}


def weighting_findings(
    weighted: Weighted,
    drawn: ReplicateWeights,
    responses: pd.DataFrame,
    *,
    areas: Mapping[str, Area],
    is_synthetic: bool,
) -> pd.DataFrame:
    """List what a user should see before the run, of replicates, units and weights.

    Failed replicates are a finding where they are more than the method tolerates, so that no standard error would be told.

    Args:
        weighted: the main sample's weights.
        drawn: its replicates.
        responses: the main sample, in the order of the weights.
        areas: of the study.

    Returns:
        Meets FINDINGS; n replicates, sampling units or respondents, and their share among all of them.
    """
    n_failed, n_replicates = int(drawn.failed.sum()), drawn.failed.size
    is_withheld = n_failed > drawn.replication.fails_above * n_replicates or n_failed == n_replicates
    n_large = large_base_weights(weighted.design_weights)
    units = weighted.units
    found = (
        ("replicates_failed", n_failed if is_withheld else 0, n_replicates, "standard_errors_withheld"),
        ("psu_in_several_strata", units.n_in_several_strata, len(units.names), "told_apart"),
        ("large_base_weight", n_large, weighted.design_weights.size, "keep"),
    )
    listed = [Finding(rule=rule, n=n, base=base, action=action, sample_type="main") for rule, n, base, action in found]
    listed += [
        *_spelt_apart(weighted.units, len(responses)),
        *_other_scales(weighted),
        *_contrary(weighted, responses, areas),
    ]
    return findings_frame(listed, is_synthetic=is_synthetic)


def contrary_areas(responses: pd.DataFrame, weighted: Weighted, areas: Mapping[str, Area]) -> dict[str, tuple[float, float]]:
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
    return {str(area): (float(shares[sample, area]), float(expected[sample, area])) for sample, area in sums.index[ratios > CONTRARY]}


def _spelt_apart(units: SamplingUnits, n: int) -> list[Finding]:
    """Return which names of strata and units differ in spelling only; none that may be a person's."""
    return [
        Finding(
            rule="units_spelt_apart",
            variable=variable,
            n=len(names),
            base=n,
            action="told_apart",
            sample_type="main",
            note=", ".join([repr(name) for name in names if may_quote(name)][:MOST_NAMED]),
        )
        for variable, names in units.spelt_apart.items()
    ]


def _other_scales(weighted: Weighted) -> list[Finding]:
    """Return where the weights of samples of their own, whose populations nobody knows, are of different sizes."""
    n, ratio = len(weighted.units.sample_names), weighted.start.mean_ratio
    if ratio < NOTABLE:
        return []
    note = f"mean base weights of the samples differ by a factor of {ratio:.2g}"
    return [Finding(rule="samples_of_different_scale", n=n, base=n, action="keep", sample_type="main", note=note)]


def _contrary(weighted: Weighted, responses: pd.DataFrame, areas: Mapping[str, Area]) -> list[Finding]:
    """Return which areas have another share in the weights than in the population."""
    found = contrary_areas(responses, weighted, areas)
    of_area = responses["area"].astype("str")
    return [
        Finding(
            rule="weights_contradict_population",
            n=int((of_area == area).sum()),
            base=len(responses),
            action="keep",
            area=area,
            bloc=areas[area].bloc,
            sample_type="main",
            note=(
                f"{ours:.1%} of the weights of its sample, {theirs:.1%} of the population in areas.population; correct one of "
                "them, or declare design.samples"
            ),
        )
        for area, (ours, theirs) in found.items()
    ]
