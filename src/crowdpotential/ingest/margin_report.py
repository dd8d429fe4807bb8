"""Weighting: the margins before and after calibration, cell by cell."""

import numpy as np
import pandas as pd

from crowdpotential.contracts import MARGIN_REPORT, empty, require
from crowdpotential.ingest.control_cells import ControlCells
from crowdpotential.ingest.margins import ESTIMATE
from crowdpotential.stats.arrays import FloatArray


def report_margins(cells: ControlCells, start: FloatArray, weights: FloatArray) -> pd.DataFrame:
    """Set the shares before and after beside the control totals; the gap is that of the cell that was calibrated.

    Args:
        cells: what the weights were calibrated to.
        start: (n,) weights before calibration, of any scale.
        weights: (n,) weights after it.

    Returns:
        Meets MARGIN_REPORT; without rows where nothing was calibrated.
    """
    parts = [empty(MARGIN_REPORT)] if not cells.margins else []
    for margin, row_of in zip(cells.margins, cells.row_of, strict=True):
        ours = cells.table[cells.table["variable"] == margin.name].reset_index(drop=True)
        population = ours.groupby("area")["persons"].transform("sum").to_numpy(dtype=np.float64)
        before = np.bincount(row_of, weights=start, minlength=len(ours))
        reached = np.bincount(margin.cells, weights=weights, minlength=len(margin.labels))
        controlled = np.where(margin.control_totals > 0, margin.control_totals, 1.0)
        gaps = np.where(margin.control_totals > 0, reached / controlled - 1, 0.0)
        parts.append(
            ours.assign(
                share_before=before / pd.Series(before).groupby(ours["area"]).transform("sum"),
                share_control=ours["persons"] / population,
                share_after=np.bincount(row_of, weights=weights, minlength=len(ours)) / population,
                relative_gap=gaps[ours["cell"]],
                is_estimate=ours["status"].str.casefold().str.startswith(ESTIMATE).astype(bool),
            )
        )
    report = pd.concat(parts, ignore_index=True)[list(MARGIN_REPORT.columns)]
    require(report, MARGIN_REPORT)
    return report
