"""The weighting in numbers, as a reviewer asks for it: margins before and after, deff, effective n, extremes, failed replicates."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from crowdpotential.contracts import RESPONSES, require
from crowdpotential.ingest.base_weights import large_base_weights
from crowdpotential.ingest.reference_tables import place_of
from crowdpotential.ingest.replicate_weights import ReplicateWeights
from crowdpotential.ingest.start_weights import NOTABLE
from crowdpotential.ingest.weighting import Weighted
from crowdpotential.ingest.weighting_contradictions import contrary_areas
from crowdpotential.params import Area
from crowdpotential.results import Row
from crowdpotential.stats.arrays import BoolArray
from crowdpotential.stats.inference.estimation import kish_deff, n_effective

SHARES = {  # measure -> column of the report, and under which weights
    "margin_before": ("share_before", "base"),
    "margin_control": ("share_control", ""),
    "margin_after": ("share_after", "calibrated"),
}


def weighting_rows(
    weighted: Weighted, drawn: ReplicateWeights, responses: pd.DataFrame, *, areas: Mapping[str, Area]
) -> list[Row]:
    """Report margins and weights, for each area and, unless they are samples that nothing joins, for all.

    Args:
        weighted: the main sample's weights.
        drawn: its replicates.
        responses: meets RESPONSES; the main sample, in the order of the weights.
        areas: of the study.
    """
    require(responses, RESPONSES)
    area = responses["area"].to_numpy()
    rows = _margin_rows(weighted.margin_report, areas)
    for name in ("", *areas) if weighted.start.joins_samples else areas:
        inside = np.full(len(area), fill_value=True) if not name else area == name
        keys = {"area": name, "bloc": areas[name].bloc if name else ""}
        rows += [{**keys, **row} for row in _weight_rows(weighted, inside, name)]
    calibration = {
        "n_cycles": float(weighted.calibrated.n_cycles),
        "largest_gap": weighted.calibrated.largest_gap,
        "n_capped": float(weighted.calibrated.n_capped),
        "n_at_bounds": float(weighted.calibrated.n_at_bounds),
        "n_replicates_failed": float(drawn.failed.sum()),
    }
    calibration |= _rounding(weighted.rounding) | _oddities(weighted)
    common = {"n": float(len(area)), "n_replicates": float(drawn.failed.size)}
    rows += [{**_row(measure), **common, "estimate": value} for measure, value in calibration.items()]
    rows += [{**_sample_row(weighted), "n": float(len(area))}, *_contrary_rows(weighted, responses, areas)]
    return rows + _response_rows(weighted.nonresponse, areas)


def _sample_row(weighted: Weighted) -> Row:
    """Say how many samples there are, how large their weights were before calibration, and whether they are joined."""
    return {
        **_row("samples"),
        "estimate": float(len(weighted.units.sample_names)),
        "unit": "count",
        "verdict": "joined" if weighted.start.joins_samples else "apart",
        "method": weighted.start.scale,
    }


def _contrary_rows(weighted: Weighted, responses: pd.DataFrame, areas: Mapping[str, Area]) -> list[Row]:
    """Set an area's share in the weights beside that in the population, where they contradict each other."""
    of_area = responses["area"].astype("str")
    return [
        {
            **_row(measure), **place_of(area, areas), "estimate": share, "unit": "share", "n": float((of_area == area).sum()),
        }
        for area, shares in contrary_areas(responses, weighted, areas).items()
        for measure, share in zip(("weight_share", "population_share"), shares, strict=True)
    ]  # fmt: skip


def _rounding(rounding: pd.DataFrame) -> dict[str, float]:
    """Count the margin cells that were shares and became whole persons, and the largest change in persons."""
    if rounding.empty:
        return {}
    return {
        "n_margins_rounded": float(rounding["n_changed"].sum()),
        "largest_margin_rounding": float(rounding["largest_change"].max()),
    }


def _oddities(weighted: Weighted) -> dict[str, float]:
    """Give what is right in some studies and a slip in others, only where there is any."""
    n_large = large_base_weights(weighted.design_weights)
    n_units = weighted.units.n_in_several_strata
    found = {"n_psus_in_several_strata": float(n_units)} if n_units else {}
    if weighted.start.mean_ratio >= NOTABLE:
        found["mean_weight_ratio"] = weighted.start.mean_ratio
    return found | ({"n_large_base_weights": float(n_large)} if n_large else {})


def _response_rows(classes: pd.DataFrame, areas: Mapping[str, Area]) -> list[Row]:
    """Give the response rate of each weighting class, the smallest of them and the largest factor."""
    if classes.empty:
        return []
    rows: list[Row] = [
        {
            **_row("response_rate"), "weighting": "none", **place_of(cell["area"], areas), "variable": cell["variable"],
            "category": cell["category"], "estimate": cell["response_rate"], "n": float(cell["n"]), "unit": "share",
            "source": cell["source"],
        }
        for cell in classes.to_dict("records")
    ]  # fmt: skip
    extremes = {
        "response_rate_min": (float(classes["response_rate"].min()), "share"),
        "nonresponse_factor_max": (float(classes["factor"].max()), ""),
    }
    n, own = float(classes["n"].sum()), {"weighting": "none", "variable": str(classes["variable"].iloc[0])}
    return rows + [
        {**_row(measure), **own, "estimate": value, "unit": unit, "n": n}
        for measure, (value, unit) in extremes.items()
    ]


def _margin_rows(report: pd.DataFrame, areas: Mapping[str, Area]) -> list[Row]:
    rows: list[Row] = []
    bases = report.groupby(["area", "variable"])["n"].transform("sum")  # of a share, not of its category
    for cell in report.assign(n=bases).to_dict("records"):
        keys = {
            **place_of(cell["area"], areas),
            "variable": cell["variable"],
            "category": cell["category"],
            "n": float(cell["n"]),
            "source": cell["source"],
            "note": "estimate" if cell["is_estimate"] else "",
        }
        for measure, (column, weights) in SHARES.items():
            own = {"estimate": cell[column], "unit": "share", "weighting": weights}
            rows.append({**_row(measure), **keys, **own})
    return rows


def _weight_rows(weighted: Weighted, inside: BoolArray, area: str) -> list[Row]:
    frame, report = weighted.weights[inside], weighted.margin_report
    ours = report if not area else report[report["area"] == area]
    persons = frame["weight_persons"].to_numpy()
    found = {
        "deff": kish_deff(persons),
        "n_effective": n_effective(persons),
    }
    if len(ours):
        found["margin_gap"] = float(ours["relative_gap"].abs().max())
        found["n_collapsed"] = float((ours["collapsed_into"] != "").sum())
    return [{**_row(measure), "estimate": value, "n": float(len(frame))} for measure, value in found.items()]


def _row(measure: str) -> Row:
    return {"chapter": "weighting", "measure": measure, "sample": "main", "weighting": "calibrated"}
