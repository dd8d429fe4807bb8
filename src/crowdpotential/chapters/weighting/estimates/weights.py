"""Rows of the weights: what they cost, samples and nonresponse, how weights are distributed, who carries the heaviest."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from crowdpotential.chapters.weighting.estimates.margins import balance_rows, margin_rows, mean_rows, small_cell_rows
from crowdpotential.contracts import RESPONSES, require
from crowdpotential.disclosure.few import Few, has_tail, quantiles_told, tell_apart
from crowdpotential.ingest.base_weights import NOTABLE, large_base_weights
from crowdpotential.ingest.reference_tables import place_of
from crowdpotential.ingest.replicate_weights import ReplicateWeights
from crowdpotential.ingest.weighting import Weighted
from crowdpotential.ingest.weighting_findings import contrary_areas
from crowdpotential.params import Area
from crowdpotential.results.measure import Measure
from crowdpotential.results.measures import margins, weighting
from crowdpotential.results.rows import MAIN, Columns, Row, make_row
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.inference.estimation import kish_deff, n_effective
from crowdpotential.stats.weighting.balance import heaviest_share, mean_of_lightest

UNWEIGHTED: Columns = {"sample": "main", "weighting": "none"}
HEAVIEST = 0.05  # of the respondents of an area: those whose weights are called extreme
QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
EQUAL = 1e-9  # relative: weights that differ by less are the same


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


def diagnostic_rows(
    weighted: Weighted,
    responses: pd.DataFrame,
    *,
    areas: Mapping[str, Area],
    few: Few,
) -> list[Row]:
    """Report what a reviewer asks about weights, for each area and for all; the heaviest in areas, or in all where there are none.

    Args:
        weighted: the main sample's weights.
        responses: meets RESPONSES; the main sample, in the order of the weights.
        areas: of the study.
        few: cells with fewer heavy respondents than `base` are put together, so that nobody can be recognised; an end of the weights is
            told of `count` at least: the weight of one is that of somebody.
    """
    require(responses, RESPONSES)
    area, persons = (
        responses["area"].to_numpy(),
        weighted.weights["weight_persons"].to_numpy(dtype=np.float64),
    )
    rows = balance_rows(weighted.margin_report, areas=areas)
    rows += small_cell_rows(weighted.margin_report, areas=areas)
    rows += mean_rows(weighted, persons, areas)
    for name in ("", *areas) if weighted.start.joins_samples else areas:
        inside = np.ones(len(area), dtype=np.bool_) if not name else area == name
        place = place_of(name, areas) if name else Columns()
        rows += _distribution_rows(persons[inside] / persons[inside].mean(), few, place)
        if name or not areas:
            rows += _extreme_rows(weighted, persons, inside, few, place)
    return rows


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


def _distribution_rows(weights: FloatArray, few: Few, place: Columns) -> list[Row]:
    """Describe weights relative to their own mean; their ends are the means of the lightest and the heaviest few.

    Nothing is told beyond which fewer respondents lie: they would be known by their weights.
    """
    n = float(weights.size)
    ends = {
        weighting.WEIGHT_LIGHTEST: mean_of_lightest(weights, few.count),
        weighting.WEIGHT_HEAVIEST: -mean_of_lightest(-weights, few.count),
    }
    if has_tail(n, HEAVIEST, few):
        ends[weighting.HEAVIEST_SHARE] = heaviest_share(weights, HEAVIEST)
    shown = quantiles_told(n, QUANTILES, few)
    rows = [
        make_row(weighting.WEIGHT_QUANTILE, MAIN, place, category=category, estimate=float(value), n=n)
        for category, value in zip(shown, np.quantile(weights, list(shown.values())), strict=True)
    ]
    return rows + [make_row(measure, MAIN, place, estimate=float(value), n=n) for measure, value in ends.items()]


def _extreme_rows(weighted: Weighted, persons: FloatArray, inside: BoolArray, few: Few, place: Columns) -> list[Row]:
    """Count the heaviest respondents of an area (else of all) and what they carry, in all and by their control cells.

    Extreme is the heaviest twentieth, or in a small area so many that nobody stands alone, and everybody whose weight is the same as the
    lightest of them. Where all weights are equal, none is.
    """
    own = persons[inside]
    if own.max() <= own.min() * (1 + EQUAL):
        return []
    enough = np.sort(own)[-min(few.count, own.size)]
    lightest = min(np.quantile(own, 1 - HEAVIEST, method="higher"), enough)
    is_heavy = inside & (persons >= lightest * (1 - EQUAL))
    carried = np.where(inside, persons, 0.0) / own.sum()
    rows = _extreme_pair(place, is_heavy, carried)
    for margin in weighted.margins:
        members = {margin.labels[cell].partition(": ")[2]: is_heavy & (margin.cells == cell) for cell in np.unique(margin.cells[inside])}
        counts = {name: int(heavy.sum()) for name, heavy in members.items()}
        for shown in tell_apart(counts, few):
            heavy = np.logical_or.reduce([members[name] for name in shown.names])
            rows += _extreme_pair({**place, "variable": margin.name, "category": shown.label}, heavy, carried)
    return rows


def _extreme_pair(keys: Columns, members: BoolArray, carried: FloatArray) -> list[Row]:
    n = float(members.sum())
    share = float(carried[members].sum())
    return [
        make_row(weighting.EXTREME_RESPONDENTS, MAIN, keys, estimate=n, n=n),
        make_row(weighting.EXTREME_SHARE, MAIN, keys, estimate=share, n=n),
    ]
