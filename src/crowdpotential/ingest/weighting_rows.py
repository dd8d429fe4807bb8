"""The weighting in numbers, as a reviewer asks for it: margins before and after, deff, effective n, extremes, failed replicates."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from crowdpotential.contracts import RESPONSES, require
from crowdpotential.ingest.replicate_weights import ReplicateWeights
from crowdpotential.ingest.weighting import Weighted
from crowdpotential.params import Area
from crowdpotential.results import Row
from crowdpotential.stats.arrays import BoolArray
from crowdpotential.stats.estimation import kish_deff, n_effective

SHARES = {  # measure -> column of the report, and under which weights
    "margin_before": ("share_before", "base"),
    "margin_control": ("share_control", ""),
    "margin_after": ("share_after", "calibrated"),
}


def weighting_rows(
    weighted: Weighted, drawn: ReplicateWeights, responses: pd.DataFrame, *, areas: Mapping[str, Area]
) -> list[Row]:
    """Report margins and weights, for each area and for all.

    Args:
        weighted: the main sample's weights.
        drawn: its replicates.
        responses: meets RESPONSES; the main sample, in the order of the weights.
        areas: of the study.
    """
    require(responses, RESPONSES)
    area = responses["area"].to_numpy()
    rows = _margin_rows(weighted.margin_report, areas)
    for name in ("", *areas):
        inside = np.full(len(area), fill_value=True) if not name else area == name
        keys = {"area": name, "bloc": areas[name].bloc if name else ""}
        rows += [{**keys, **row} for row in _weight_rows(weighted, inside, name)]
    calibration = {
        "n_cycles": float(weighted.n_cycles),
        "largest_gap": weighted.largest_gap,
        "n_capped": float(weighted.n_capped),
        "n_replicates_failed": float(drawn.failed.sum()),
    }
    common = {"n": float(len(area)), "n_replicates": float(drawn.failed.size)}
    return rows + [{**_row(measure), **common, "estimate": value} for measure, value in calibration.items()]


def _margin_rows(report: pd.DataFrame, areas: Mapping[str, Area]) -> list[Row]:
    rows: list[Row] = []
    for cell in report.to_dict("records"):
        keys = {
            "area": cell["area"],
            "bloc": areas[cell["area"]].bloc,
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
