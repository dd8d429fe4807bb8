"""Structure checks of the index (OECD and JRC 2008): correlations within and between dimensions, and what dimensions really weigh.

The weight that a dimension has in effect is the share of the index's variance that goes with it - the square of their
correlation, over the sum of these squares (Becker, Saisana, Paruolo and Vandecasteele 2017, for relations that are straight).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.index.index_rule import IndexRule, score_main
from crowdpotential.index.item_scores import item_scores
from crowdpotential.index.items import Items
from crowdpotential.index.replicated_means import ReplicatedIndexWeights
from crowdpotential.params import Comparison
from crowdpotential.results.measure import Measure
from crowdpotential.results.measures import index_parts
from crowdpotential.results.rows import MAIN, Row, inferred, make_row, tested
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.composites.index_cells import Schemes
from crowdpotential.stats.composites.scoring import IndexWeights
from crowdpotential.stats.correlation.correlations import correlate_items
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import Inference, infer_columns
from crowdpotential.stats.inference.freedom import count_freedom, whole_freedom
from crowdpotential.stats.inference.ranges import CORRELATIONS, SHARES, Range
from crowdpotential.stats.inference.simultaneous import judge_family
from crowdpotential.verdicts import HEAVIER, LIGHTER, UNDETERMINED


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """How the parts of the index hang together; column 0 is the sample, the others are its replicates."""

    within: FloatArray  # (C, k) mean correlation between the items of a dimension; NaN with one item
    outside: FloatArray  # (C, k) mean correlation of its items with those of the others; NaN with one dimension
    between: FloatArray  # (C, k, k) correlations of the dimensions
    with_index: FloatArray  # (C, k) correlation of each dimension with the index
    nominal: FloatArray  # (C, k) its weight
    n: int  # respondents with an index


def check_structure(items: Items, design: Design, weights: ReplicatedIndexWeights, *, rule: IndexRule) -> Structure:
    """Correlate items, dimensions and the index under the weights of the sample and of each replicate.

    Scores are those of the full sample's item weights throughout; a replicate changes who stands for whom.

    Args:
        items: p of them in k dimensions.
        design: weights and replicates.
        weights: of items and dimensions.
        rule: how the index is made.
    """
    scores, full, k = item_scores(items), weights.full, len(items.dimensions)
    rows = np.ascontiguousarray(design.all_weights.T)
    made = score_main(rule, items, design.weights, full)
    of_items = correlate_items(scores, rows)
    joint = correlate_items(np.column_stack([made[:, 1:], made[:, 0]]), rows)
    same = items.dimension_of_item[:, None] == np.arange(k)  # (p, k)
    pairs = ~np.eye(len(items.names), dtype=np.bool_)
    within, outside = [], []
    for dimension in range(k):
        own = same[:, dimension]
        within.append(_mean_of(of_items, np.outer(own, own) & pairs))
        outside.append(_mean_of(of_items, np.outer(own, ~own)))
    return Structure(
        within=np.column_stack(within),
        outside=np.column_stack(outside),
        between=joint[:, :k, :k],
        with_index=joint[:, :k, k],
        nominal=np.vstack([full.dimension_weights, weights.dimension_weights]),
        n=int((~np.isnan(made[:, 0])).sum()),
    )


def _mean_of(correlations: FloatArray, pairs: BoolArray) -> FloatArray:
    """Average over pairs of items (p, p): (C,); NaN without any, as where a dimension has one item or stands alone."""
    found = correlations[:, pairs]
    return np.asarray(found.mean(axis=1)) if pairs.any() else np.full(len(correlations), np.nan)


def alternative_correlation(items: Items, weights: FloatArray, schemes: Schemes, *, rule: IndexRule) -> float:
    """Correlate respondents' index under two schemes of weights.

    Args:
        items: of the index.
        weights: (n,) calibrated.
        schemes: two, of which the sample's are taken.
        rule: how the index is made otherwise.
    """
    found = []
    for scheme in range(2):
        own = IndexWeights(item_weights=schemes.items[0, scheme], dimension_weights=schemes.dimensions[0, scheme])
        found.append(score_main(rule, items, weights, own)[:, 0])
    return float(correlate_items(np.column_stack(found), weights[None])[0, 0, 1])


def structure_rows(structure: Structure, items: Items, design: Design, comparison: Comparison) -> list[Row]:
    """Report the correlations and the weights, nominal and in effect, with intervals from the replicates.

    Args:
        structure: of the index.
        items: of which its dimensions are named.
        design: weights and replicates.
        comparison: level and adjustment.
    """
    names = items.dimensions
    squares = structure.with_index**2
    effective = squares / squares.sum(axis=1, keepdims=True)
    correlations = {
        index_parts.CORRELATION_WITHIN: structure.within,
        index_parts.CORRELATION_OUTSIDE: structure.outside,
        index_parts.CORRELATION_WITH_INDEX: structure.with_index,
    }
    between = [
        (index_parts.DIMENSION_CORRELATION, first, second, structure.between[:, i, j])
        for i, first in enumerate(names)
        for j, second in enumerate(names)
        if i < j
    ]
    weights = {index_parts.NOMINAL_WEIGHT: structure.nominal, index_parts.EFFECTIVE_WEIGHT: effective}
    rows = list[Row]()
    for parts, within in (
        (_by_dimension(correlations, names) + between, CORRELATIONS),
        (_by_dimension(weights, names), SHARES),
    ):
        columns = np.stack([values for *_, values in parts])
        found = _infer(columns, design, comparison, within=within)
        rows += [
            make_row(
                measure,
                inferred(found, i),
                MAIN,
                n=float(structure.n),
                variable=name,
                variable_2=other,
            )
            for i, (measure, name, other, _) in enumerate(parts)
        ]
    return rows + _weight_difference_rows(effective - structure.nominal, structure, items, design, comparison)


def _by_dimension(measures: Mapping[Measure, FloatArray], names: Sequence[str]) -> list[tuple[Measure, str, str, FloatArray]]:
    """List what is known of each dimension: measure, name, none beside it, and (C,) values."""
    return [
        (measure, name, "", values[:, i])
        for measure, values in measures.items()
        for i, name in enumerate(names)
        if not np.isnan(values[0, i])
    ]


def link_rows(beside: pd.DataFrame, design: Design, comparison: Comparison) -> list[Row]:
    """Report how the index goes with what is scored beside it (OECD and JRC 2008, step 9).

    Args:
        beside: of n respondents, `index` first, missing as NaN.
        design: weights and replicates.
        comparison: level.
    """
    names = list(beside.columns)[1:]
    if not names:
        return []
    values = beside.to_numpy(dtype=np.float64)
    correlations = correlate_items(values, np.ascontiguousarray(design.all_weights.T))[:, 0, 1:]
    both = ~np.isnan(values[:, :1]) & ~np.isnan(values[:, 1:])
    freedom = count_freedom(both, design)
    found = _infer(correlations.T, design, comparison, freedom, within=CORRELATIONS)
    n = both.sum(axis=0)
    return [
        make_row(
            index_parts.LINK,
            inferred(found, i),
            MAIN,
            n=float(n[i]),
            variable="index",
            variable_2=name,
        )
        for i, name in enumerate(names)
    ]


def _weight_difference_rows(
    differences: FloatArray, structure: Structure, items: Items, design: Design, comparison: Comparison
) -> list[Row]:
    """Report by how much the weight in effect exceeds the nominal one, tested for all dimensions together."""
    if len(items.dimensions) < 2:  # one dimension weighs all
        return []
    found = _infer(differences.T, design, comparison)
    judged = judge_family(found, differences.T[:, 1:], replication=design.replication, method=comparison.adjust)
    words = np.where(judged.is_found, np.where(found.estimate > 0, HEAVIER, LIGHTER), UNDETERMINED)
    return [
        make_row(
            index_parts.WEIGHT_DIFFERENCE,
            inferred(found, i),
            tested(judged, i, "weights"),
            MAIN,
            n=float(structure.n),
            variable=name,
            verdict=str(words[i]),
        )
        for i, name in enumerate(items.dimensions)
    ]


def _infer(
    columns: FloatArray,
    design: Design,
    comparison: Comparison,
    freedom: Freedom | None = None,
    *,
    within: Range | None = None,
) -> Inference:
    return infer_columns(
        columns,
        replication=design.replication,
        freedom=whole_freedom(design) if freedom is None else freedom,
        confidence_level=comparison.confidence_level,
        within=within,
    )
