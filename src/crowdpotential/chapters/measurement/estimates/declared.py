"""The declared model in numbers: loadings, correlations of the dimensions, and the weights that follow, with replicate errors."""

import numpy as np

from crowdpotential.index.items import Items
from crowdpotential.index.measurement import FEWEST_FOR_GENERAL_FACTOR, Measurement, MeasurementReplicates
from crowdpotential.results.measure import Measure
from crowdpotential.results.measures import measurement
from crowdpotential.results.measures.model_fit import SRMR
from crowdpotential.results.rows import MAIN, Columns, Row, inferred, make_row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import infer
from crowdpotential.stats.inference.freedom import whole_freedom
from crowdpotential.stats.inference.ranges import CORRELATIONS, SHARES

WEIGHTS = measurement.DIMENSION_WEIGHT, measurement.ITEM_WEIGHT


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

    def report(measure: Measure, names: list[tuple[str, str]], estimate: FloatArray, spread: FloatArray) -> list[Row]:
        found = infer(
            estimate,
            spread.T,
            replication=design.replication,
            freedom=freedom,
            confidence_level=confidence_level,
            within=SHARES if measure in WEIGHTS else CORRELATIONS,
        )
        return [make_row(measure, inferred(found, i), own, variable=a, variable_2=b) for i, (a, b) in enumerate(names)]

    own: Columns = {**MAIN, "model": "declared", "n": float(len(items.ranks))}
    k = len(items.dimensions)
    named = [(name, "") for name in items.names]
    dimensions = [(name, "") for name in items.dimensions]
    with_dimension = [(name, items.dimensions[d]) for name, d in zip(items.names, items.dimension_of_item, strict=True)]
    rows = report(measurement.LOADING, with_dimension, full.model.loadings, replicates.loadings)
    first, second = np.triu_indices(k, 1)
    pairs = [(items.dimensions[a], items.dimensions[b]) for a, b in zip(first, second, strict=True)]
    between = full.model.factor_correlations[first, second]
    rows += report(measurement.FACTOR_CORRELATION, pairs, between, replicates.factor_correlations[:, first, second])
    if k >= FEWEST_FOR_GENERAL_FACTOR:
        rows += report(measurement.SECOND_ORDER_LOADING, dimensions, full.second_order, replicates.second_order)
    rows += report(measurement.DIMENSION_WEIGHT, dimensions, full.weights.dimension_weights, replicates.dimension_weights)
    rows += report(measurement.ITEM_WEIGHT, named, full.weights.item_weights, replicates.item_weights)
    rows.append(make_row(SRMR, own, estimate=float(full.model.srmr)))
    if full.has_method_factor:
        rows += [
            make_row(
                measurement.METHOD_LOADING,
                own,
                variable=name,
                estimate=full.model.method_loadings[i],
            )
            for i, name in enumerate(items.names)
            if items.is_reversed[i]
        ]
    return rows
