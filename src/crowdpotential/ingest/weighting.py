"""Weighting: base weights, calibration to the population of every area, and replicate weights that are calibrated anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.contracts import MARGIN_REPORT, MARGINS, RESPONSES, WEIGHTS, empty, require
from crowdpotential.errors import MarginError
from crowdpotential.ingest.base_weights import base_weights_of, scale_within
from crowdpotential.ingest.control_cells import ControlCells, make_control_cells
from crowdpotential.ingest.margins import ESTIMATE
from crowdpotential.ingest.sampling_units import SamplingUnits, identify_units
from crowdpotential.params import Area, Design, Replicates, Weighting
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.calibration import Margin, RakedWeights, rake, rake_replicates
from crowdpotential.stats.replicates import (
    Replication,
    psu_key,
    rao_wu_multipliers,
    rao_wu_replication,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighted:
    """The weights of the main sample, and the evidence that they are right."""

    weights: pd.DataFrame  # meets WEIGHTS, in the order of the responses
    margin_report: pd.DataFrame  # meets MARGIN_REPORT; without rows where nothing was calibrated
    margins: tuple[Margin, ...]  # after small cells have joined their neighbours
    start_weights: FloatArray  # (n,) base weights in persons, before calibration
    area_codes: IntArray  # (n,) position of the area in params; the cap holds within an area
    units: SamplingUnits
    largest_gap: (
        float  # largest |weighted count / control total - 1| of all cells; 0 where nothing was calibrated
    )
    n_cycles: int
    n_capped: int

    @property
    def strata(self) -> IntArray:
        """(n,) stratum of each respondent, 0, 1, ..."""
        return self.units.strata[self.units.unit_of]

    @property
    def psus(self) -> IntArray:
        """(n,) primary sampling unit of each respondent, 0, 1, ..."""
        return self.units.unit_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicateWeights:
    """Replicate weights of the main sample, how they were made, and which of them failed."""

    weights: FloatArray  # (n, R) persons, in the order of the weights; a failed column is NaN throughout
    failed: BoolArray  # (R,) could not be calibrated
    replication: Replication


def weight_respondents(
    responses: pd.DataFrame,
    margins: pd.DataFrame | None,
    *,
    design: Design,
    weighting: Weighting,
    areas: Mapping[str, Area],
    codebook: Codebook,
) -> Weighted:
    """Weight the main sample: base weights, raked within every area to its control totals.

    With method `none` the base weights are only scaled, within each bloc: to the population of its areas if params tell all
    of them, else to the number of its respondents.

    Args:
        responses: meets RESPONSES, the main sample only, derived variables included.
        margins: meets MARGINS; null where nothing is calibrated.

    Raises:
        DesignError: base weights, strata or sampling units that are missing or impossible.
        MarginError, EmptyCellError: control totals and respondents do not fit together.
        ConvergenceError: margins and cap cannot all be met.
    """
    require(responses, RESPONSES)
    units = identify_units(responses, design)
    base = base_weights_of(responses, design, areas=areas, codebook=codebook)
    positions = {name: position for position, name in enumerate(areas)}
    area_codes = np.asarray(responses["area"].map(positions), dtype=np.int64)
    if weighting.method == "none":
        start = scale_within(base, responses["bloc"], _bloc_totals(responses, areas))
        raked = RakedWeights(weights=start, largest_gap=0.0, n_cycles=0, n_capped=0)
        cells, report = ControlCells(margins=(), row_of=(), table=empty(MARGINS)), empty(MARGIN_REPORT)
    else:
        if margins is None:
            msg = "weighting: raking needs control totals; name their file in weighting.margins"
            raise MarginError(msg)
        require(margins, MARGINS)
        cells = make_control_cells(
            responses, margins, units.unit_of, weighting=weighting, areas=areas, codebook=codebook
        )
        start = scale_within(base, responses["area"], _area_totals(margins))
        raked = rake(start, cells.margins, cap_group=area_codes, **_options(weighting))
        report = _report(cells, start, raked.weights)
    return Weighted(
        weights=_weights_frame(responses, units, base, raked.weights),
        margin_report=report,
        margins=cells.margins,
        start_weights=start,
        area_codes=area_codes,
        units=units,
        largest_gap=raked.largest_gap,
        n_cycles=raked.n_cycles,
        n_capped=raked.n_capped,
    )


def replicate_weights(
    weighted: Weighted, *, replicates: Replicates, weighting: Weighting, seed: int
) -> ReplicateWeights:
    """Draw sampling units anew within strata (Rao, Wu and Yue 1992), and calibrate every replicate like the sample.

    A replicate that loses a control cell or does not converge is failed: its weights are NaN, it is counted, never redrawn.
    The cap holds in the replicates if it held somebody down in the sample; else the sample's weights are those of raking
    without a cap, and so are the replicates' (decision 10).

    Raises:
        LonelyPsuError: a stratum with a single sampling unit.
    """
    units = weighted.units
    keys = np.array([psu_key(name) for name in units.names], dtype=np.uint64)
    multipliers = rao_wu_multipliers(
        units.strata, keys, seed=seed, number=replicates.number, stratum_names=units.stratum_names
    )
    replication = rao_wu_replication(units.strata, number=replicates.number)
    if weighting.method == "none":
        weights = weighted.start_weights[:, None] * multipliers[units.unit_of]
        none_failed = np.zeros(replicates.number, dtype=np.bool_)
        return ReplicateWeights(weights=weights, failed=none_failed, replication=replication)
    raked = rake_replicates(
        weighted.start_weights,
        multipliers,
        units.unit_of,
        weighted.margins,
        cap_group=weighted.area_codes,
        **(_options(weighting) | {"cap": weighting.cap if weighted.n_capped else None}),
    )
    return ReplicateWeights(weights=raked.weights, failed=raked.failed, replication=replication)


def _options(weighting: Weighting) -> "_Options":
    return {"tolerance": weighting.tolerance, "max_cycles": weighting.max_cycles, "cap": weighting.cap}


class _Options(TypedDict):
    tolerance: float
    max_cycles: int
    cap: float | None


def _area_totals(margins: pd.DataFrame) -> dict[str, float]:
    first = margins[margins["variable"] == margins["variable"].iloc[0]]
    return {str(area): float(total) for area, total in first.groupby("area")["persons"].sum().items()}


def _bloc_totals(responses: pd.DataFrame, areas: Mapping[str, Area]) -> dict[str, float]:
    populations = [area.population for area in areas.values()]
    if None in populations:
        return {str(bloc): float(n) for bloc, n in responses["bloc"].value_counts().items()}
    totals: dict[str, float] = {}
    for area in areas.values():
        totals[area.bloc] = totals.get(area.bloc, 0.0) + float(area.population or 0)
    return totals


def _weights_frame(
    responses: pd.DataFrame, units: SamplingUnits, base: FloatArray, weights: FloatArray
) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "respondent_id": responses["respondent_id"].to_numpy(),
            "stratum": np.array(units.stratum_names)[units.strata[units.unit_of]],
            "psu": np.array(units.names)[units.unit_of],
            "base_weight": base,
            "weight_persons": weights,
            "weight": weights / weights.mean(),
        }
    ).astype({"respondent_id": "str", "stratum": "str", "psu": "str"})
    require(frame, WEIGHTS)
    return frame


def _report(cells: ControlCells, start: FloatArray, weights: FloatArray) -> pd.DataFrame:
    """Set the shares before and after beside the control totals; the gap is that of the cell that was calibrated."""
    parts = []
    for margin, row_of in zip(cells.margins, cells.row_of, strict=True):
        ours = cells.table[cells.table["variable"] == margin.name].reset_index(drop=True)
        population = ours.groupby("area")["persons"].transform("sum").to_numpy(dtype=np.float64)
        reached = np.bincount(margin.cells, weights=weights, minlength=len(margin.labels))
        controlled = np.where(margin.control_totals > 0, margin.control_totals, 1.0)
        gaps = np.where(margin.control_totals > 0, reached / controlled - 1, 0.0)
        parts.append(
            ours.assign(
                share_before=np.bincount(row_of, weights=start, minlength=len(ours)) / population,
                share_control=ours["persons"] / population,
                share_after=np.bincount(row_of, weights=weights, minlength=len(ours)) / population,
                relative_gap=gaps[ours["cell"]],
                is_estimate=ours["status"].str.casefold().str.startswith(ESTIMATE).astype(bool),
            )
        )
    report = pd.concat(parts, ignore_index=True)[list(MARGIN_REPORT.columns)]
    require(report, MARGIN_REPORT)
    return report
