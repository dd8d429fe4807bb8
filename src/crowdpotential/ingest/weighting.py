"""Weighting: base weights, calibration to the population of every area, and replicate weights that are calibrated anew."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.contracts import MARGINS, RESPONSES, WEIGHTS, empty, require
from crowdpotential.errors import DesignError, MarginError
from crowdpotential.ingest.base_weights import StartWeights, base_weights_of, refuse_half_weighted, start_weights
from crowdpotential.ingest.control_cells import ControlCells, make_control_cells, report_margins
from crowdpotential.ingest.known_figures import KnownFigures
from crowdpotential.ingest.margin_shares import rounding_of
from crowdpotential.ingest.mean_targets import make_mean_targets
from crowdpotential.ingest.nonresponse import adjust_for_nonresponse
from crowdpotential.ingest.reference_tables import WHOLE, units_of_respondents
from crowdpotential.ingest.sampling_units import SamplingUnits, identify_units
from crowdpotential.params import Area, Design, Weighting
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.inference.linearisation import SampleDesign
from crowdpotential.stats.replication.lonely_psus import LonelyPsuRule
from crowdpotential.stats.weighting.calibration import (
    CalibratedWeights,
    Calibration,
    Margin,
    MeanTarget,
    calibrate,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighted:
    """The weights of the main sample, and the evidence that they are right."""

    weights: pd.DataFrame  # meets WEIGHTS, in the order of the responses; base weights adjusted for nonresponse
    margin_report: pd.DataFrame  # meets MARGIN_REPORT; without rows where nothing was calibrated
    margins: tuple[Margin, ...]  # after small cells have joined their neighbours
    means: tuple[MeanTarget, ...]
    design_weights: FloatArray  # (n,) base weights as the design has them, not adjusted for nonresponse
    start: StartWeights  # base weights as they are before calibration
    cap_groups: IntArray  # (n,) area (else bloc, else all) whose total is held; the cap holds within it
    units: SamplingUnits
    lonely_psu: LonelyPsuRule
    nonresponse: pd.DataFrame  # classes of ResponseAdjustment; without rows where nothing was adjusted
    rounding: pd.DataFrame  # what turning shares into persons moved, as `rounding_of` tells
    calibrated: CalibratedWeights  # with gaps and cycles of 0 where nothing was calibrated

    @property
    def start_weights(self) -> FloatArray:
        """(n,) base weights as they are before calibration."""
        return self.start.weights

    @property
    def strata(self) -> IntArray:
        """(n,) stratum of each respondent, 0, 1, ..."""
        return self.units.strata[self.units.unit_of]

    @property
    def psus(self) -> IntArray:
        """(n,) primary sampling unit of each respondent, 0, 1, ..."""
        return self.units.unit_of

    @property
    def sample_design(self) -> SampleDesign:
        """How the respondents were drawn, as linearisation needs it."""
        fractions = self.units.fractions
        return SampleDesign(
            strata=self.strata,
            psus=self.psus,
            sampling_fractions=None if fractions is None else fractions[self.strata],
            lonely_psu=self.lonely_psu,
            stratum_names=self.units.shown_strata,
        )


def weight_respondents(
    responses: pd.DataFrame,
    known: KnownFigures,
    *,
    design: Design,
    weighting: Weighting,
    areas: Mapping[str, Area],
    codebook: Codebook,
) -> Weighted:
    """Weight the main sample: base weights, adjusted for nonresponse, calibrated to the control totals of areas and blocs.

    With method `none` weights of the data stay as they are; others, and samples of their own, are brought to the size of their
    populations, if params tell them.

    Args:
        responses: meets RESPONSES, the main sample only, derived variables included.
        known: margins, means and eligible persons; without margins where nothing is calibrated.

    Raises:
        DesignError: base weights, strata or sampling units that are missing or impossible.
        MarginError, EmptyCellError: control totals and respondents do not fit together.
        ConvergenceError: margins, means, bounds and cap cannot all be met.
    """
    require(responses, RESPONSES)
    units = identify_units(responses, design, codebook)
    refuse_half_weighted(responses, units, design=design, weighting=weighting, codebook=codebook)
    own = base_weights_of(responses, design, areas=areas, codebook=codebook)
    answered = adjust_for_nonresponse(responses, known.eligible, codebook)
    base = own * answered.factors
    cells, means = _targets(responses, known, units, weighting, codebook)
    totals = _held_totals(cells)
    control_unit = units_of_respondents(responses, set(totals) or {WHOLE})
    start = start_weights(
        responses,
        base,
        units,
        design=design,
        weighting=weighting,
        areas=areas,
        control_unit=control_unit,
        control_totals=totals,
    )
    _refuse_impossible_bounds(control_unit, start.weights, totals, weighting)
    cap_groups = pd.factorize(control_unit)[0].astype(np.int64)
    found = _calibrate(start.weights, cells.margins, means, cap_groups, weighting)
    return Weighted(
        weights=_weights_frame(responses, units, base, found.weights),
        margin_report=report_margins(cells, start.weights, found.weights),
        margins=cells.margins,
        means=means,
        design_weights=own,
        start=start,
        cap_groups=cap_groups,
        units=units,
        lonely_psu=design.lonely_psu,
        nonresponse=answered.classes,
        rounding=rounding_of(cells.table),
        calibrated=found,
    )


def calibration_of(weighting: Weighting) -> Calibration:
    """State how params want the margins met; post-stratification is a single margin, which every method meets alike.

    Raises:
        ValueError: nothing is calibrated.
    """
    if weighting.method == "none":
        msg = "weighting none calibrates nothing"
        raise ValueError(msg)
    return Calibration(
        method="raking" if weighting.method == "poststratification" else weighting.method,
        bounds=weighting.bounds,
        cap=weighting.cap,
        trimming=weighting.trimming,
        tolerance=weighting.tolerance,
        max_cycles=weighting.max_cycles,
    )


def _calibrate(
    start: FloatArray,
    margins: tuple[Margin, ...],
    means: tuple[MeanTarget, ...],
    cap_groups: IntArray,
    weighting: Weighting,
) -> CalibratedWeights:
    """Meet all targets; weights of a study without any stay as they are."""
    if weighting.method == "none":
        return CalibratedWeights(weights=start, largest_gap=0.0, n_cycles=0, n_capped=0)
    return calibrate(start, margins, calibration_of(weighting), means=means, cap_group=cap_groups)


def _targets(
    responses: pd.DataFrame,
    known: KnownFigures,
    units: SamplingUnits,
    weighting: Weighting,
    codebook: Codebook,
) -> tuple[ControlCells, tuple[MeanTarget, ...]]:
    """State what the weights must meet: nothing where nothing is calibrated."""
    if weighting.method == "none":
        return ControlCells(margins=(), row_of=(), table=empty(MARGINS)), ()
    if known.margins is None:
        msg = f"weighting: {weighting.method} needs control totals; name their file in weighting.margins"
        raise MarginError(msg)
    require(known.margins, MARGINS)
    cells = make_control_cells(responses, known.margins, units.unit_of, weighting=weighting, codebook=codebook)
    if known.means is None:
        return cells, ()
    return cells, make_mean_targets(responses, known.means, codebook)


def _held_totals(cells: ControlCells) -> dict[str, float]:
    """Return the persons in each area (else in each bloc, or in all) that are held; nothing where nothing is calibrated."""
    if not cells.margins:
        return {}
    first = cells.table[cells.table["variable"] == cells.margins[0].name]
    persons = first.groupby("area", sort=False)["persons"].sum()
    return {str(unit): float(total) for unit, total in persons.items()}


def _refuse_impossible_bounds(control_unit: "pd.Series[str]", start: FloatArray, totals: Mapping[str, float], weighting: Weighting) -> None:
    """Bounds on calibrated / base weight leave no room for weights that do not stand for persons."""
    if weighting.bounds is None:
        return
    low, high = weighting.bounds
    sums = pd.Series(start, index=control_unit.index).groupby(control_unit).sum()
    ratios = {name: total / float(sums[name]) for name, total in totals.items() if name in sums.index}
    if beyond := {name: ratio for name, ratio in ratios.items() if not low <= ratio <= high}:
        name, ratio = next(iter(beyond.items()))
        msg = (
            f"weighting.bounds [{low:g}, {high:g}]: the control totals of {len(beyond)} areas or blocs are beyond them, those of {name} are"
            f" {ratio:,.4g} times its base weights; set weighting.start to scaled, or deliver weights that stand for persons"
        )
        raise DesignError(msg)


def _weights_frame(responses: pd.DataFrame, units: SamplingUnits, base: FloatArray, weights: FloatArray) -> pd.DataFrame:
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
