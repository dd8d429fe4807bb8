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
from crowdpotential.ingest.known_figures import KnownFigures
from crowdpotential.ingest.margin_report import report_margins
from crowdpotential.ingest.nonresponse import adjust_for_nonresponse
from crowdpotential.ingest.sampling_units import SamplingUnits, identify_units
from crowdpotential.params import Area, Design, Weighting
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.calibration import Margin, RakedWeights, rake


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


def weight_respondents(
    responses: pd.DataFrame,
    known: KnownFigures,
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
        known: margins, means and eligible persons; without margins where nothing is calibrated.

    Raises:
        DesignError: base weights, strata or sampling units that are missing or impossible.
        MarginError, EmptyCellError: control totals and respondents do not fit together.
        ConvergenceError: margins and cap cannot all be met.
    """
    require(responses, RESPONSES)
    units = identify_units(responses, design, codebook)
    base = base_weights_of(responses, design, areas=areas, codebook=codebook)
    if known.eligible is not None:
        base = base * adjust_for_nonresponse(responses, known.eligible, codebook).factors
    positions = {name: position for position, name in enumerate(areas)}
    area_codes = np.asarray(responses["area"].map(positions), dtype=np.int64)
    if weighting.method == "none":
        start = scale_within(base, responses["bloc"], _bloc_totals(responses, areas))
        raked = RakedWeights(weights=start, largest_gap=0.0, n_cycles=0, n_capped=0)
        cells, report = ControlCells(margins=(), row_of=(), table=empty(MARGINS)), empty(MARGIN_REPORT)
    else:
        if known.margins is None:
            msg = f"weighting: {weighting.method} needs control totals; name their file in weighting.margins"
            raise MarginError(msg)
        require(known.margins, MARGINS)
        cells = make_control_cells(
            responses, known.margins, units.unit_of, weighting=weighting, codebook=codebook
        )
        start = scale_within(base, responses["area"], _area_totals(known.margins, weighting.variables[0]))
        raked = rake(start, cells.margins, cap_group=area_codes, **options_of(weighting))
        report = report_margins(cells, start, raked.weights)
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


def options_of(weighting: Weighting) -> "Options":
    """Say how params want the margins met."""
    return {"tolerance": weighting.tolerance, "max_cycles": weighting.max_cycles, "cap": weighting.cap}


class Options(TypedDict):
    """How margins are met."""

    tolerance: float
    max_cycles: int
    cap: float | None


def _area_totals(margins: pd.DataFrame, variable: str) -> dict[str, float]:
    first = margins[margins["variable"] == variable]
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
