"""How many dimensions, and does the exploratory solution find the declared ones? With the declared model's rows."""

import numpy as np

from crowdpotential.index.items import Items
from crowdpotential.index.measurement import FEWEST_FOR_GENERAL_FACTOR, Measurement, MeasurementReplicates
from crowdpotential.results import Row, inferred
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.dimensionality import bartlett, kmo, parallel_analysis
from crowdpotential.stats.estimation import infer
from crowdpotential.stats.exploratory import explore, match_factors
from crowdpotential.stats.replicates import Replication


def structure_rows(
    items: Items, full: Measurement, *, n_effective: float, n_draws: int, rng: np.random.Generator
) -> list[Row]:
    """Report sampling adequacy, the number of factors, and exploratory loadings in the order of the dimensions."""
    correlations, p = full.polychoric.correlations, len(items.names)
    common = {**_common(items), "n_effective": n_effective}
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
            "model": "components",
            "estimate": float(parallel.n_factors),
            "method": "parallel_analysis",
        },
        {
            **common,
            "measure": "n_factors",
            "model": "common",
            "estimate": float(parallel.n_common_factors),
            "method": "parallel_analysis",
        },
        {**common, "measure": "n_zero_cells", "estimate": float(full.polychoric.n_zero_cells)},
    ]
    for measure, values in (("eigenvalue", parallel.observed), ("eigenvalue_random", parallel.random)):
        rows += [
            {**common, "measure": measure, "variable": str(i + 1), "estimate": values[i]} for i in range(p)
        ]
    if len(items.dimensions) > 1:
        rows += _exploratory_rows(items, full, common)
    return rows


def declared_rows(
    items: Items,
    full: Measurement,
    replicates: MeasurementReplicates,
    *,
    replication: Replication,
    degrees_of_freedom: float,
    confidence_level: float,
) -> list[Row]:
    """Report the declared model with replicate errors: loadings, correlations, general loadings, index weights."""

    def report(
        measure: str, names: list[tuple[str, str]], estimate: FloatArray, spread: FloatArray
    ) -> list[Row]:
        found = infer(
            estimate,
            spread.T,
            replication=replication,
            degrees_of_freedom=degrees_of_freedom,
            confidence_level=confidence_level,
        )
        return [
            {**inferred(found, i), **own, "measure": measure, "variable": a, "variable_2": b}
            for i, (a, b) in enumerate(names)
        ]

    own, k = {**_common(items), "model": "declared"}, len(items.dimensions)
    named = [(name, "") for name in items.names]
    dimensions = [(name, "") for name in items.dimensions]
    with_dimension = [
        (name, items.dimensions[d]) for name, d in zip(items.names, items.dimension_of_item, strict=True)
    ]
    rows = report("loading", with_dimension, full.model.loadings, replicates.loadings)
    first, second = np.triu_indices(k, 1)
    pairs = [(items.dimensions[a], items.dimensions[b]) for a, b in zip(first, second, strict=True)]
    between = full.model.factor_correlations[first, second]
    rows += report("factor_correlation", pairs, between, replicates.factor_correlations[:, first, second])
    if k >= FEWEST_FOR_GENERAL_FACTOR:
        rows += report("second_order_loading", dimensions, full.second_order, replicates.second_order)
    rows += report(
        "dimension_weight", dimensions, full.weights.dimension_weights, replicates.dimension_weights
    )
    rows += report("item_weight", named, full.weights.item_weights, replicates.item_weights)
    rows.append({**own, "measure": "srmr", "estimate": float(full.model.srmr)})
    if full.has_method_factor:
        rows += [
            {**own, "measure": "method_loading", "variable": name, "estimate": full.model.method_loadings[i]}
            for i, name in enumerate(items.names)
            if items.is_reversed[i]
        ]
    return rows


def _exploratory_rows(items: Items, full: Measurement, common: Row) -> list[Row]:
    k = len(items.dimensions)
    target = np.zeros((len(items.names), k))
    target[np.arange(len(items.names)), items.dimension_of_item] = full.model.loadings
    solution = explore(full.polychoric.correlations, k, method_loadings=full.model.method_loadings)
    found = match_factors(solution, target)
    own = {**common, "model": "exploratory"}
    rows: list[Row] = [
        {
            **own,
            "measure": "loading",
            "variable": name,
            "variable_2": dimension,
            "estimate": found.loadings[i, d],
        }
        for i, name in enumerate(items.names)
        for d, dimension in enumerate(items.dimensions)
    ]
    first, second = np.triu_indices(k, 1)
    rows += [
        {
            **own,
            "measure": "factor_correlation",
            "variable": items.dimensions[a],
            "variable_2": items.dimensions[b],
            "estimate": found.factor_correlations[a, b],
        }
        for a, b in zip(first, second, strict=True)
    ]
    return rows


def _common(items: Items) -> dict[str, object]:
    return {
        "chapter": "measurement",
        "sample": "main",
        "weighting": "calibrated",
        "n": float(len(items.ranks)),
    }
