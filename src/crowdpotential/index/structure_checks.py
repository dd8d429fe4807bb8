"""Structure checks of the index (OECD and JRC 2008): correlations within and between dimensions, and what dimensions really weigh.

The weight that a dimension has in effect is the share of the index's variance that goes with it - the square of their
correlation, over the sum of these squares (Becker, Saisana, Paruolo and Vandecasteele 2017, for relations that are straight).
"""

from dataclasses import dataclass

import numpy as np

from crowdpotential.index.chain import ChainWeights
from crowdpotential.index.items import Items
from crowdpotential.index.scores import item_scores
from crowdpotential.index.weight_schemes import item_correlations
from crowdpotential.params import MissingItems
from crowdpotential.results import Row, inferred
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.composites.index_cells import Schemes
from crowdpotential.stats.composites.scoring import IndexWeights, score_dimensions, score_index
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import infer


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """How the parts of the index hang together; column 0 is the sample, the others are its replicates."""

    within: FloatArray  # (C, k) mean correlation between the items of a dimension
    outside: (
        FloatArray  # (C, k) mean correlation of its items with those of the others; NaN with one dimension
    )
    between: FloatArray  # (C, k, k) correlations of the dimensions
    with_index: FloatArray  # (C, k) correlation of each dimension with the index
    nominal: FloatArray  # (C, k) its weight
    n: int  # respondents with an index


def check_structure(
    items: Items, design: Design, weights: ChainWeights, *, missing: MissingItems
) -> Structure:
    """Correlate items, dimensions and the index under the weights of the sample and of each replicate.

    Scores are those of the full sample's item weights throughout; a replicate changes who stands for whom.

    Args:
        items: p of them in k dimensions.
        design: weights and replicates.
        weights: of items and dimensions.
        missing: rule of the index.
    """
    scores, full, k = item_scores(items), weights.full, len(items.dimensions)
    rows = np.ascontiguousarray(design.all_weights.T)
    dimensions, _ = score_dimensions(scores, items.dimension_of_item, full, min_items=missing.min_items)
    index = score_index(dimensions, full, min_dimensions=missing.min_dimensions)
    of_items = item_correlations(scores, rows)
    joint = item_correlations(np.column_stack([dimensions, index]), rows)
    same = items.dimension_of_item[:, None] == np.arange(k)  # (p, k)
    pairs = ~np.eye(len(items.names), dtype=np.bool_)
    within, outside = [], []
    for dimension in range(k):
        own = same[:, dimension]
        within.append(of_items[:, np.outer(own, own) & pairs].mean(axis=1))
        others = np.outer(own, ~own)
        outside.append(of_items[:, others].mean(axis=1) if others.any() else np.full(len(rows), np.nan))
    return Structure(
        within=np.column_stack(within),
        outside=np.column_stack(outside),
        between=joint[:, :k, :k],
        with_index=joint[:, :k, k],
        nominal=np.vstack([full.dimension_weights, weights.dimension_weights]),
        n=int((~np.isnan(index)).sum()),
    )


def alternative_correlation(
    items: Items, weights: FloatArray, schemes: Schemes, *, missing: MissingItems
) -> float:
    """Correlate respondents' index under two schemes of weights.

    Args:
        items: of the index.
        weights: (n,) calibrated.
        schemes: two, of which the sample's are taken.
        missing: rule of the index.
    """
    scores, found = item_scores(items), []
    for scheme in range(2):
        own = IndexWeights(
            item_weights=schemes.items[0, scheme], dimension_weights=schemes.dimensions[0, scheme]
        )
        dimensions, _ = score_dimensions(scores, items.dimension_of_item, own, min_items=missing.min_items)
        found.append(score_index(dimensions, own, min_dimensions=missing.min_dimensions))
    return float(item_correlations(np.column_stack(found), weights[None])[0, 0, 1])


def structure_rows(
    structure: Structure, items: Items, *, design: Design, confidence_level: float
) -> list[Row]:
    """Report the correlations and the weights, nominal and in effect, with intervals from the replicates."""
    names = items.dimensions
    squares = structure.with_index**2
    measures = {
        "correlation_within": structure.within,
        "correlation_outside": structure.outside,
        "correlation_with_index": structure.with_index,
        "nominal_weight": structure.nominal,
        "effective_weight": squares / squares.sum(axis=1, keepdims=True),
    }
    parts = [
        (measure, name, "", values[:, i])
        for measure, values in measures.items()
        for i, name in enumerate(names)
        if not np.isnan(values[0, i])
    ]
    parts += [
        ("dimension_correlation", first, second, structure.between[:, i, j])
        for i, first in enumerate(names)
        for j, second in enumerate(names)
        if i < j
    ]
    columns = np.stack([values for *_, values in parts])
    found = infer(
        columns[:, 0],
        columns[:, 1:],
        replication=design.replication,
        degrees_of_freedom=design.degrees_of_freedom,
        confidence_level=confidence_level,
    )
    return [
        {
            **inferred(found, i),
            "chapter": "sensitivity",
            "measure": measure,
            "variable": name,
            "variable_2": other,
            "unit": "share" if measure.endswith("weight") else "correlation",
            "sample": "main",
            "weighting": "calibrated",
            "n": float(structure.n),
        }
        for i, (measure, name, other, _) in enumerate(parts)
    ]
