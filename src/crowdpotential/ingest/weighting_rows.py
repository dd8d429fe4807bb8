"""The weighting in numbers, as a reviewer asks for it: margins before and after, deff, effective n, extremes, failed replicates."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from crowdpotential.contracts import RESPONSES, require
from crowdpotential.ingest.base_weights import large_base_weights
from crowdpotential.ingest.margin_diagnostics import margin_rows
from crowdpotential.ingest.reference_tables import place_of
from crowdpotential.ingest.replicate_weights import ReplicateWeights
from crowdpotential.ingest.start_weights import NOTABLE
from crowdpotential.ingest.weighting import Weighted
from crowdpotential.ingest.weighting_findings import contrary_areas
from crowdpotential.params import Area
from crowdpotential.results.measure import Measure
from crowdpotential.results.measures import margins, weighting
from crowdpotential.results.rows import MAIN, Columns, Row, make_row
from crowdpotential.stats.arrays import BoolArray
from crowdpotential.stats.inference.estimation import kish_deff, n_effective

UNWEIGHTED: Columns = {"sample": "main", "weighting": "none"}


def weighting_rows(weighted: Weighted, drawn: ReplicateWeights, responses: pd.DataFrame, *, areas: Mapping[str, Area]) -> list[Row]:
    """Report margins and weights, for each area and, unless they are samples that nothing joins, for all.

    Args:
        weighted: the main sample's weights.
        drawn: its replicates.
        responses: meets RESPONSES; the main sample, in the order of the weights.
        areas: of the study.
    """
    require(responses, RESPONSES)
    area = responses["area"].to_numpy()
    rows = margin_rows(weighted.margin_report, areas)
    for name in ("", *areas) if weighted.start.joins_samples else areas:
        inside = np.full(len(area), fill_value=True) if not name else area == name
        place: Columns = {"area": name, "bloc": areas[name].bloc if name else ""}
        rows += _weight_rows(weighted, inside, name, place)
    calibration = {
        weighting.N_CYCLES: float(weighted.calibrated.n_cycles),
        margins.LARGEST_GAP: weighted.calibrated.largest_gap,
        weighting.N_CAPPED: float(weighted.calibrated.n_capped),
        weighting.N_AT_BOUNDS: float(weighted.calibrated.n_at_bounds),
        weighting.N_REPLICATES_FAILED: float(drawn.failed.sum()),
    }
    calibration |= _rounding(weighted.rounding) | _oddities(weighted)
    n, n_replicates = float(len(area)), float(drawn.failed.size)
    rows += [make_row(measure, MAIN, n=n, n_replicates=n_replicates, estimate=value) for measure, value in calibration.items()]
    rows += [_sample_row(weighted, n), *_contrary_rows(weighted, responses, areas)]
    return rows + _response_rows(weighted.nonresponse, areas)


def _sample_row(weighted: Weighted, n: float) -> Row:
    """State how many samples there are, how large their weights were before calibration, and whether they are joined."""
    return make_row(
        weighting.SAMPLES,
        MAIN,
        n=n,
        estimate=float(len(weighted.units.sample_names)),
        verdict="joined" if weighted.start.joins_samples else "apart",
        method=weighted.start.scale,
    )


def _contrary_rows(weighted: Weighted, responses: pd.DataFrame, areas: Mapping[str, Area]) -> list[Row]:
    """Show an area's share in the weights beside that in the population, where they contradict each other."""
    of_area = responses["area"].astype("str")
    return [
        make_row(measure, MAIN, place_of(area, areas), estimate=share, n=float((of_area == area).sum()))
        for area, shares in contrary_areas(responses, weighted, areas).items()
        for measure, share in zip((weighting.WEIGHT_SHARE, weighting.POPULATION_SHARE), shares, strict=True)
    ]


def _rounding(rounding: pd.DataFrame) -> dict[Measure, float]:
    """Count the margin cells that were shares and became whole persons, and the largest change in persons."""
    if rounding.empty:
        return {}
    return {
        margins.N_MARGINS_ROUNDED: float(rounding["n_changed"].sum()),
        margins.LARGEST_MARGIN_ROUNDING: float(rounding["largest_change"].max()),
    }


def _oddities(weighted: Weighted) -> dict[Measure, float]:
    """Return what is right in some studies and a slip in others, only where there is any."""
    n_large = large_base_weights(weighted.design_weights)
    n_units = weighted.units.n_in_several_strata
    found = {weighting.N_PSUS_IN_SEVERAL_STRATA: float(n_units)} if n_units else {}
    if weighted.start.mean_ratio >= NOTABLE:
        found[weighting.MEAN_WEIGHT_RATIO] = weighted.start.mean_ratio
    return found | ({weighting.N_LARGE_BASE_WEIGHTS: float(n_large)} if n_large else {})


def _response_rows(classes: pd.DataFrame, areas: Mapping[str, Area]) -> list[Row]:
    """Return the response rate of each weighting class, the smallest of them and the largest factor."""
    if classes.empty:
        return []
    rows = [
        make_row(
            weighting.RESPONSE_RATE,
            UNWEIGHTED,
            place_of(cell["area"], areas),
            variable=cell["variable"],
            category=cell["category"],
            estimate=cell["response_rate"],
            n=float(cell["n"]),
            source=cell["source"],
        )
        for cell in classes.to_dict("records")
    ]
    extremes = {
        weighting.RESPONSE_RATE_MIN: float(classes["response_rate"].min()),
        weighting.NONRESPONSE_FACTOR_MAX: float(classes["factor"].max()),
    }
    n, variable = float(classes["n"].sum()), str(classes["variable"].iloc[0])
    return rows + [make_row(measure, UNWEIGHTED, variable=variable, estimate=value, n=n) for measure, value in extremes.items()]


def _weight_rows(weighted: Weighted, inside: BoolArray, area: str, place: Columns) -> list[Row]:
    frame, report = weighted.weights[inside], weighted.margin_report
    ours = report if not area else report[report["area"] == area]
    persons = frame["weight_persons"].to_numpy()
    found = {
        weighting.DEFF: kish_deff(persons),
        weighting.N_EFFECTIVE: n_effective(persons),
    }
    if len(ours):
        found[margins.MARGIN_GAP] = float(ours["relative_gap"].abs().max())
        found[margins.N_COLLAPSED] = float((ours["collapsed_into"] != "").sum())
    n = float(len(frame))
    return [make_row(measure, MAIN, place, estimate=value, n=n) for measure, value in found.items()]
