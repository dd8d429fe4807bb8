"""How many dimensions, and does the exploratory solution find the declared ones? KMO, Bartlett, parallel analysis, minres with oblimin."""

from dataclasses import dataclass

import numpy as np

from crowdpotential.index.items import Items
from crowdpotential.index.measurement import Measurement, MeasurementReplicates
from crowdpotential.results import Row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.estimation import infer
from crowdpotential.stats.exploratory import (
    Exploration,
    bartlett,
    explore,
    kmo,
    match_factors,
    parallel_analysis,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Degrees of freedom and confidence of the intervals."""

    degrees_of_freedom: float
    confidence_level: float


def structure_rows(
    items: Items, full: Measurement, *, n_effective: float, n_draws: int, rng: np.random.Generator
) -> list[Row]:
    """Report sampling adequacy, the number of factors, and the exploratory loadings in the order of the declared dimensions."""
    correlations, (n, p) = full.polychoric.correlations, items.ranks.shape
    common = {
        "chapter": "measurement",
        "sample": "main",
        "weighting": "calibrated",
        "n": float(n),
        "n_effective": n_effective,
    }
    test = bartlett(correlations, n_effective=n_effective)
    parallel = parallel_analysis(correlations, n=round(n_effective), n_draws=n_draws, rng=rng)
    rows: list[Row] = [
        {**common, "measure": "kmo", "estimate": kmo(correlations).overall},
        {
            **common,
            "measure": "bartlett",
            "estimate": test.chi2,
            "df": float(test.df),
            "p_value": test.p_value,
        },
        {
            **common,
            "measure": "n_factors",
            "estimate": float(parallel.n_factors),
            "method": "parallel_analysis",
        },
        {**common, "measure": "n_zero_cells", "estimate": float(full.polychoric.n_zero_cells)},
    ]
    for i in range(p):
        rows.append(
            {
                **common,
                "measure": "eigenvalue",
                "variable": str(i + 1),
                "estimate": float(parallel.observed[i]),
            }
        )
        rows.append(
            {
                **common,
                "measure": "eigenvalue_random",
                "variable": str(i + 1),
                "estimate": float(parallel.random[i]),
            }
        )
    if len(items.dimensions) > 1:
        rows += _exploratory_rows(items, full, common)
    return rows


def declared_rows(
    items: Items, full: Measurement, replicates: MeasurementReplicates, level: Level
) -> list[Row]:
    """Report the declared model: loadings, factor correlations, general loadings and index weights, with replicate errors."""
    k = len(items.dimensions)
    labels = [(items.names[i], items.dimensions[d]) for i, d in enumerate(items.dimension_of_item)]
    rows = _inferred("loading", labels, full.model.loadings, replicates.loadings, items, level)
    pairs = [(a, b) for a in range(k) for b in range(a)]
    if pairs:
        first, second = np.array(pairs).T
        rows += _inferred(
            "factor_correlation",
            [(items.dimensions[b], items.dimensions[a]) for a, b in pairs],
            full.model.factor_correlations[first, second],
            replicates.factor_correlations[:, first, second],
            items,
            level,
        )
    single = [(d, "") for d in items.dimensions]
    if k > 2:
        rows += _inferred(
            "second_order_loading", single, full.second_order, replicates.second_order, items, level
        )
    rows += _inferred(
        "dimension_weight", single, full.weights.dimension_weights, replicates.dimension_weights, items, level
    )
    rows += _inferred(
        "item_weight",
        [(name, "") for name in items.names],
        full.weights.item_weights,
        replicates.item_weights,
        items,
        level,
    )
    common = {
        "chapter": "measurement",
        "model": "declared",
        "sample": "main",
        "weighting": "calibrated",
        "n": float(len(items.ranks)),
    }
    rows.append({**common, "measure": "srmr", "estimate": float(full.model.srmr)})
    if full.has_method_factor:
        rows += [
            {
                **common,
                "measure": "method_loading",
                "variable": name,
                "estimate": float(full.model.method_loadings[i]),
            }
            for i, name in enumerate(items.names)
            if items.is_reversed[i]
        ]
    return rows


def _exploratory_rows(items: Items, full: Measurement, common: Row) -> list[Row]:
    k = len(items.dimensions)
    target = np.zeros((len(items.names), k))
    target[np.arange(len(items.names)), items.dimension_of_item] = full.model.loadings
    found: Exploration = match_factors(explore(full.polychoric.correlations, k), target)
    rows: list[Row] = [
        {**common, "measure": "loading", "model": "exploratory", "variable": name, "variable_2": dimension,
         "estimate": float(found.loadings[i, d])}
        for i, name in enumerate(items.names) for d, dimension in enumerate(items.dimensions)
    ]  # fmt: skip
    rows += [
        {**common, "measure": "factor_correlation", "model": "exploratory", "variable": items.dimensions[b],
         "variable_2": items.dimensions[a], "estimate": float(found.factor_correlations[a, b])}
        for a in range(k) for b in range(a)
    ]  # fmt: skip
    return rows


def _inferred(
    measure: str,
    labels: list[tuple[str, str]],
    estimate: FloatArray,
    replicates: FloatArray,
    items: Items,
    level: Level,
) -> list[Row]:
    found = infer(
        estimate,
        replicates.T,
        degrees_of_freedom=np.full(len(estimate), level.degrees_of_freedom),
        confidence_level=level.confidence_level,
        interval="t",
    )
    return [
        {
            "chapter": "measurement", "measure": measure, "model": "declared", "variable": first, "variable_2": second,
            "sample": "main", "weighting": "calibrated", "estimate": found.estimate[i], "standard_error": found.standard_error[i],
            "ci_low": found.ci_low[i], "ci_high": found.ci_high[i], "interval_type": "t",
            "confidence_level": level.confidence_level, "df": level.degrees_of_freedom, "n": float(len(items.ranks)),
            "n_replicates": found.n_replicates, "n_replicates_failed": found.n_failed[i],
            "note": "withheld" if found.withheld[i] else "", "method": "replicates",
        }
        for i, (first, second) in enumerate(labels)
    ]  # fmt: skip
