"""Weighting diagnostics: how weights are distributed, how much the heaviest carry, and in which control cells these are."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from crowdpotential.contracts import RESPONSES, require
from crowdpotential.disclosure.few import Few, has_tail, quantiles_told, tell_apart
from crowdpotential.ingest.margin_diagnostics import balance_rows, small_cell_rows
from crowdpotential.ingest.reference_tables import place_of
from crowdpotential.ingest.weighting import Weighted
from crowdpotential.params import Area
from crowdpotential.results.measures import margins, weighting
from crowdpotential.results.rows import MAIN, Columns, Row, make_row
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.weighting.balance import heaviest_share, mean_of_lightest

HEAVIEST = 0.05  # of the respondents of an area: those whose weights are called extreme
QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
EQUAL = 1e-9  # relative: weights that differ by less are the same


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
    rows += _mean_rows(weighted, persons, areas)
    for name in ("", *areas) if weighted.start.joins_samples else areas:
        inside = np.ones(len(area), dtype=np.bool_) if not name else area == name
        place = place_of(name, areas) if name else Columns()
        rows += _distribution_rows(persons[inside] / persons[inside].mean(), few, place)
        if name or not areas:
            rows += _extreme_rows(weighted, persons, inside, few, place)
    return rows


def _mean_rows(weighted: Weighted, persons: FloatArray, areas: Mapping[str, Area]) -> list[Row]:
    """Show known means beside those before and after calibration."""
    rows: list[Row] = []
    for target in weighted.means:
        for group, unit in enumerate(target.labels):
            inside = target.groups == group
            values = target.values[inside]  # noqa: PD011 no frame
            found = {
                (margins.MEAN_BEFORE, "base"): np.average(values, weights=weighted.start_weights[inside]),
                (margins.MEAN_CONTROL, ""): target.means[group],
                (margins.MEAN_AFTER, "calibrated"): np.average(values, weights=persons[inside]),
            }
            keys: Columns = {**place_of(unit, areas), "variable": target.name, "n": float(values.size)}
            rows += [make_row(measure, MAIN, keys, weighting=weights, estimate=float(mean)) for (measure, weights), mean in found.items()]
    return rows


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
    told = quantiles_told(n, QUANTILES, few)
    rows = [
        make_row(weighting.WEIGHT_QUANTILE, MAIN, place, category=category, estimate=float(value), n=n)
        for category, value in zip(told, np.quantile(weights, list(told.values())), strict=True)
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
        counts = {name: int(held.sum()) for name, held in members.items()}
        for told in tell_apart(counts, few):
            held = np.logical_or.reduce([members[name] for name in told.names])
            rows += _extreme_pair({**place, "variable": margin.name, "category": told.label}, held, carried)
    return rows


def _extreme_pair(keys: Columns, members: BoolArray, carried: FloatArray) -> list[Row]:
    n = float(members.sum())
    share = float(carried[members].sum())
    return [
        make_row(weighting.EXTREME_RESPONDENTS, MAIN, keys, estimate=n, n=n),
        make_row(weighting.EXTREME_SHARE, MAIN, keys, estimate=share, n=n),
    ]
