"""Reliability of each dimension: omega total from the declared model, weighted alpha, and pingouin's unweighted alpha beside it."""

import numpy as np
import pandas as pd

from crowdpotential.index.items import Items
from crowdpotential.index.measurement import Measurement, MeasurementReplicates
from crowdpotential.results import Row, inferred
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.estimation import infer
from crowdpotential.stats.reliability import alpha, omega_total
from crowdpotential.stats.replicates import Replication


def reliability_rows(
    items: Items,
    full: Measurement,
    replicates: MeasurementReplicates,
    *,
    replication: Replication,
    confidence_level: float,
) -> list[Row]:
    """Report omega total (with replicate errors) and alpha for each dimension.

    Omega and alpha describe the sum of the continuous responses behind the answers (ordinal versions, on the
    polychoric matrix). The unweighted alpha of the codes, with its Feldt interval, is pingouin's: a cross-check.
    """
    rows: list[Row] = []
    for position, dimension in enumerate(items.dimensions):
        inside = np.flatnonzero(items.dimension_of_item == position)
        spread = np.array([_omega(row) for row in replicates.loadings[:, inside]])
        omega = infer(
            np.array([_omega(full.model.loadings[inside])]),
            spread[None, :],
            replication=replication,
            degrees_of_freedom=replication.degrees_of_freedom,
            confidence_level=confidence_level,
        )
        common = {
            "chapter": "measurement",
            "variable": dimension,
            "sample": "main",
            "n": float(len(items.ranks)),
        }
        ours = {**common, "weighting": "calibrated"}
        rows.append({**inferred(omega, 0), **ours, "measure": "omega_total", "model": "declared"})
        correlations = full.polychoric.correlations[np.ix_(inside, inside)]
        rows.append({**ours, "measure": "alpha", "estimate": alpha(correlations), "method": "ordinal"})
        unweighted = _pingouin_alpha(items.ranks[:, inside], confidence_level)
        rows.append({**common, "measure": "alpha", "weighting": "none", **unweighted})
    return rows


def _omega(loadings: FloatArray) -> float:
    return float(omega_total(loadings, 1 - loadings**2))


def _pingouin_alpha(ranks: IntArray, confidence_level: float) -> Row:
    import pingouin  # noqa: PLC0415 a second of imports that only this cross-check needs

    answers = pd.DataFrame(np.where(ranks < 0, np.nan, ranks.astype(float)))
    found, (low, high) = pingouin.cronbach_alpha(data=answers, nan_policy="pairwise", ci=confidence_level)
    return {
        "estimate": float(found),
        "ci_low": float(low),
        "ci_high": float(high),
        "interval_type": "feldt",
        "confidence_level": confidence_level,
        "method": "pingouin",
    }
