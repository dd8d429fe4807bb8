"""The declared model in numbers: loadings, correlations of the dimensions, and the weights that follow, with replicate errors."""

import numpy as np

from crowdpotential.index.items import Items
from crowdpotential.index.measurement import FEWEST_FOR_GENERAL_FACTOR, Measurement, MeasurementReplicates
from crowdpotential.results import Row, inferred
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import infer
from crowdpotential.stats.inference.freedom import whole_freedom
from crowdpotential.stats.inference.ranges import CORRELATIONS, SHARES


def declared_rows(
    items: Items,
    full: Measurement,
    replicates: MeasurementReplicates,
    *,
    design: Design,
    confidence_level: float,
) -> list[Row]:
    """Report the declared model with replicate errors: loadings, correlations, general loadings, index weights."""
    freedom = whole_freedom(design)

    def report(
        measure: str, names: list[tuple[str, str]], estimate: FloatArray, spread: FloatArray
    ) -> list[Row]:
        found = infer(
            estimate,
            spread.T,
            replication=design.replication,
            freedom=freedom,
            confidence_level=confidence_level,
            within=SHARES if measure.endswith("weight") else CORRELATIONS,
        )
        return [
            {**inferred(found, i), **own, "measure": measure, "variable": a, "variable_2": b}
            for i, (a, b) in enumerate(names)
        ]

    own: Row = {"chapter": "measurement", "model": "declared", "sample": "main", "weighting": "calibrated"}
    own, k = {**own, "n": float(len(items.ranks))}, len(items.dimensions)
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
