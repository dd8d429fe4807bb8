"""Reliability of each dimension in the whole sample, and how much of the index is one thing."""

import numpy as np
import pandas as pd

from crowdpotential.index.items import Items
from crowdpotential.index.measurement import FEWEST_FOR_GENERAL_FACTOR, Measurement, MeasurementReplicates
from crowdpotential.index.place_reliability import ordinal_omega
from crowdpotential.results import Row, inferred
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.estimation import infer
from crowdpotential.stats.factors import imply_correlations
from crowdpotential.stats.reliability import alpha, omega_hierarchical, omega_total
from crowdpotential.stats.replicates import Replication


def reliability_rows(
    items: Items,
    full: Measurement,
    replicates: MeasurementReplicates,
    *,
    replication: Replication,
    confidence_level: float,
) -> list[Row]:
    """Report omega total with replicate errors, the ordinal omega and alphas of each dimension, and omega hierarchical of the index.

    Omega total and the ordinal alpha describe the sum of the continuous responses behind the answers; the ordinal omega (Green
    and Yang 2009) that of the answers themselves. The unweighted alpha with its Feldt interval is pingouin's: a cross-check of the
    weighted one (`alphas`).

    Args:
        items: of the index.
        full: the model of the full sample.
        replicates: of the model.
        replication: how they were made.
        confidence_level: of all intervals.
    """
    rows: list[Row] = []
    for position, dimension in enumerate(items.dimensions):
        inside = np.flatnonzero(items.dimension_of_item == position)
        own: Row = {"variable": dimension, "n": float((items.ranks[:, inside] >= 0).any(axis=1).sum())}
        loadings = full.model.loadings[inside]
        found = _infer(
            _omega(loadings),
            _omega(replicates.loadings[:, inside]),
            replication,
            confidence_level=confidence_level,
        )
        rows.append({**found, **_OURS, **own, "measure": "omega_total", "model": "declared"})
        ordinal = ordinal_omega(loadings, full.polychoric, inside)
        if not np.isnan(ordinal):
            rows.append(
                {**_OURS, **own, "measure": "omega_ordinal", "model": "declared", "estimate": ordinal}
            )
        between = float(alpha(full.polychoric.correlations[np.ix_(inside, inside)]))
        rows.append({**_OURS, **own, "measure": "alpha", "model": "ordinal", "estimate": between})
        unweighted = _pingouin_alpha(items.ranks[:, inside], confidence_level)
        rows.append({**_OURS, **own, "measure": "alpha", "weighting": "none", **unweighted})
    if len(items.dimensions) < FEWEST_FOR_GENERAL_FACTOR:
        return rows
    general = _infer(
        _hierarchical(full.model.loadings, full.second_order, full.model.factor_correlations,
                      full.model.method_loadings, items),
        _hierarchical(replicates.loadings, replicates.second_order, replicates.factor_correlations,
                      replicates.method_loadings, items),
        replication,
        confidence_level=confidence_level,
    )  # fmt: skip
    whole = {"measure": "omega_hierarchical", "variable": "index", "model": "declared"}
    return [*rows, {**general, **_OURS, **whole, "n": float(len(items.ranks))}]


_OURS: Row = {"chapter": "measurement", "sample": "main", "weighting": "calibrated"}


def _infer(
    estimate: FloatArray, replicates: FloatArray, replication: Replication, *, confidence_level: float
) -> Row:
    found = infer(
        estimate[None],
        replicates[None],
        replication=replication,
        degrees_of_freedom=replication.degrees_of_freedom,
        confidence_level=confidence_level,
    )
    return inferred(found, 0)


def _omega(loadings: FloatArray) -> FloatArray:
    return omega_total(loadings, 1 - loadings**2)


def _hierarchical(
    loadings: FloatArray, general: FloatArray, between: FloatArray, method: FloatArray, items: Items
) -> FloatArray:
    implied = imply_correlations(loadings, between, method, items.dimension_of_item)
    return omega_hierarchical(loadings, general, items.dimension_of_item, implied)


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
