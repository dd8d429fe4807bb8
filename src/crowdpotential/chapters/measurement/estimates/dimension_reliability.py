"""Reliability of each dimension in the whole sample, and how much of the index is one thing."""

import numpy as np
import pandas as pd

from crowdpotential.chapters.measurement.estimates.place_reliability import ordinal_omega
from crowdpotential.index.item_scores import item_scores
from crowdpotential.index.items import Items
from crowdpotential.index.measurement import FEWEST_FOR_GENERAL_FACTOR, Measurement, MeasurementReplicates
from crowdpotential.results.measures.reliability import ALPHA, OMEGA_HIERARCHICAL, OMEGA_ORDINAL, OMEGA_TOTAL
from crowdpotential.results.rows import MAIN, Columns, Row, inferred, make_row
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.correlation.polychoric import Polychoric
from crowdpotential.stats.factor_models.factors import FactorModel, imply_correlations
from crowdpotential.stats.factor_models.reliability import alpha, omega_hierarchical, omega_total
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import infer
from crowdpotential.stats.inference.freedom import whole_freedom
from crowdpotential.stats.inference.ranges import OMEGAS


def reliability_rows(
    items: Items,
    full: Measurement,
    replicates: MeasurementReplicates,
    *,
    design: Design,
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
        design: of the respondents.
        confidence_level: of all intervals.
    """
    found = infer(
        _modelled(full.model, full.second_order, items),
        _modelled(replicates, replicates.second_order, items),
        replication=design.replication,
        freedom=whole_freedom(design),
        confidence_level=confidence_level,
        within=OMEGAS,
    )
    rows, by_item = list[Row](), full.model.loadings
    for position, dimension in enumerate(items.dimensions):
        inside = np.flatnonzero(items.dimension_of_item == position)
        model_of_answers = full.polychoric, by_item[inside]
        own: Columns = {
            **MAIN,
            "model": "declared",
            "variable": dimension,
            "n": float((items.ranks[:, inside] >= 0).any(axis=1).sum()),
        }
        rows.append(make_row(OMEGA_TOTAL, inferred(found, position), own))
        rows += answer_rows(items, inside, model_of_answers, own, confidence_level=confidence_level)
    if len(items.dimensions) < FEWEST_FOR_GENERAL_FACTOR:
        return rows
    whole = make_row(
        OMEGA_HIERARCHICAL,
        inferred(found, -1),
        MAIN,
        variable="index",
        model="declared",
        n=float(len(items.ranks)),
    )
    return [*rows, whole]


def answer_rows(
    items: Items,
    inside: IntArray,
    model: tuple[Polychoric, FloatArray],
    about: Columns,
    *,
    confidence_level: float,
) -> list[Row]:
    """Report the ordinal omega, the alpha of polychoric correlations, and the unweighted alpha of one dimension.

    Args:
        items: of one or several dimensions.
        inside: (q,) where those of the dimension stand.
        model: correlations of all items, and the loadings (q,) of those of the dimension; NaN where there are none.
        about: columns that the rows share; `model` is that of the ordinal omega.
        confidence_level: of the interval.
    """
    found, loadings = model
    between = float(alpha(found.correlations[np.ix_(inside, inside)]))
    unweighted = _pingouin_alpha(item_scores(items)[:, inside], confidence_level)
    rows = [
        make_row(ALPHA, about, model="ordinal", estimate=between),
        make_row(ALPHA, about, unweighted, model="", weighting="none"),
    ]
    ordinal = ordinal_omega(loadings, found, inside)
    if not np.isnan(ordinal):
        rows.insert(0, make_row(OMEGA_ORDINAL, about, estimate=ordinal))
    return rows


def _modelled(model: FactorModel | MeasurementReplicates, general: FloatArray, items: Items) -> FloatArray:
    """Return omega total (k,) or (k, R) of the dimensions, then omega hierarchical of the index."""
    loadings, of_item = model.loadings, items.dimension_of_item
    omegas = [omega_total(own, 1 - own**2) for own in (loadings[..., of_item == position] for position in range(len(items.dimensions)))]
    implied = imply_correlations(loadings, model.factor_correlations, model.method_loadings, of_item)
    return np.stack([*omegas, omega_hierarchical(loadings, general, of_item, implied)])


def _pingouin_alpha(scores: FloatArray, confidence_level: float) -> Columns:
    import pingouin  # noqa: PLC0415 a second of imports that only this cross-check needs

    found, (low, high) = pingouin.cronbach_alpha(data=pd.DataFrame(scores), nan_policy="pairwise", ci=confidence_level)
    return {
        "estimate": float(found),
        "ci_low": float(low),
        "ci_high": float(high),
        "interval_type": "feldt",
        "confidence_level": confidence_level,
        "method": "pingouin",
    }
