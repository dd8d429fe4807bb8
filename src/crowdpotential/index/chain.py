"""The whole chain in every replicate: that replicate's weights, its item and dimension weights, then every mean."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crowdpotential.index.items import Items
from crowdpotential.index.making import (
    Making,
    answer_tables,
    making_beside,
    score_by_table,
    withhold_impossible,
)
from crowdpotential.index.scores import item_scores
from crowdpotential.index.value_tables import answer_values
from crowdpotential.params import MissingItems
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.composites.score_lanes import LaneWeights, Scoring, average_lanes
from crowdpotential.stats.composites.scoring import IndexWeights, equal_weights, score_dimensions, score_index
from crowdpotential.stats.correlation.lanes import in_batches
from crowdpotential.stats.inference.design import Design


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainWeights:
    """Item and dimension weights of the full sample and of each replicate; NaN where a step failed that they rest on."""

    full: IndexWeights
    item_weights: FloatArray  # (R, p)
    dimension_weights: FloatArray  # (R, k)

    def lacking(self, dimension_of_item: IntArray) -> BoolArray:
        """(1 + k, R): where the index, then each dimension, lacks a weight of one of its parts."""
        odd = np.isnan(self.item_weights)
        of_dimensions = (odd @ np.eye(self.dimension_weights.shape[1])[dimension_of_item]) > 0
        of_index = odd.any(axis=1) | np.isnan(self.dimension_weights).any(axis=1)
        return np.vstack([of_index, of_dimensions.T])

    def of_replicate(self, replicate: int) -> IndexWeights:
        """Give the weights of one replicate."""
        return IndexWeights(
            item_weights=self.item_weights[replicate], dimension_weights=self.dimension_weights[replicate]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanChain:
    """Means by domain: the index, its dimensions, then the dimensions beside it."""

    estimate: FloatArray  # (d, q)
    replicates: FloatArray  # (d, q, R)
    known: BoolArray  # (n, q) who has a score
    n: FloatArray  # (d, q) respondents with a score
    n_effective: FloatArray  # (d, q) equally weighted respondents of the same precision (Kish 1965)


def mean_chain(
    items: Items,
    also: Mapping[str, Items],
    domains: FloatArray,
    design: Design,
    weights: ChainWeights,
    *,
    missing: MissingItems,
    making: Making | None = None,
) -> MeanChain:
    """Average scores in each domain, in the full sample and in each replicate with the model of that replicate.

    Args:
        items: of the index.
        also: dimension -> its items, beside the index and weighted equally.
        domains: (n, d) one where a respondent belongs to the domain, else zero.
        design: weights and replicates of the n respondents.
        weights: how items and dimensions weigh in the full sample and in each replicate.
        missing: fewest items and dimensions for a score.
        making: where scores are no arithmetic means on the theoretical bounds; every replicate then has a normalisation of its own.
    """
    if making is not None and not making.specification.is_plain:
        return _chain_by_table(items, also, domains, design, (weights, making))
    own, dimension_of_item = item_scores(items), items.dimension_of_item
    beside = np.column_stack([np.empty((len(own), 0)), *(_score_beside(x, missing) for x in also.values())])
    scores = np.column_stack([_score(own, dimension_of_item, weights.full, missing), beside])
    scoring = _scoring(own, beside, dimension_of_item, domains, missing)
    known = (~np.isnan(scores)).astype(float)
    return MeanChain(
        estimate=_means(scores, domains, design.weights),
        replicates=_replicate_means(
            scoring, (domains.shape[1], scores.shape[1]), design.replicate_weights, weights
        ),
        known=known > 0,
        n=domains.T @ known,
        n_effective=_effective_sizes(known, domains, design.weights),
    )


def _chain_by_table(
    items: Items,
    also: Mapping[str, Items],
    domains: FloatArray,
    design: Design,
    by: tuple[ChainWeights, Making],
) -> MeanChain:
    """Do what `mean_chain` does for an index that is made otherwise, one replicate after the other."""
    weights, making = by
    every = np.ascontiguousarray(design.all_weights.T)
    usable = ~np.isnan(every).any(axis=1)
    beside = making_beside(making)
    parts: list[tuple[Making, Items, IndexWeights | None]] = [(making, items, None)]
    parts += [(beside, x, equal_weights(x.dimension_of_item)) for x in also.values()]
    tables = [answer_tables(how, x, every[usable], answer_values(x)) for how, x, _ in parts]
    out = np.full((domains.shape[1], 1 + len(items.dimensions) + len(also), len(every)), np.nan)
    known = np.zeros((len(domains), out.shape[1]))
    for place, column in enumerate(np.flatnonzero(usable)):
        own = weights.full if column == 0 else weights.of_replicate(int(column) - 1)
        scored = [
            score_by_table(how, x, table[place], equal or own)
            for (how, x, equal), table in zip(parts, tables, strict=True)
        ]
        scores = np.column_stack([scored[0], *(found[:, 1:] for found in scored[1:])])
        if column == 0:
            known = (~np.isnan(scores)).astype(float)
        out[:, :, column] = withhold_impossible(_means(scores, domains, every[column]))
    lacking = weights.lacking(items.dimension_of_item)
    out[:, : len(lacking), 1:][:, lacking] = np.nan
    return MeanChain(
        estimate=out[:, :, 0],
        replicates=out[:, :, 1:],
        known=known > 0,
        n=domains.T @ known,
        n_effective=_effective_sizes(known, domains, design.weights),
    )


def _replicate_means(
    scoring: Scoring, shape: tuple[int, int], replicate_weights: FloatArray, weights: ChainWeights
) -> FloatArray:
    """(d, q, R): means by domain and score; NaN in a replicate without weights, of respondents or of the parts of a score."""
    out = np.full((*shape, replicate_weights.shape[1]), np.nan)

    def average_some(some: IntArray, lanes: IntArray) -> None:
        means = np.empty((*shape, lanes.size))
        mine = LaneWeights(
            respondents=np.ascontiguousarray(replicate_weights[:, lanes]),
            items=np.ascontiguousarray(weights.item_weights[lanes].T),
            dimensions=np.ascontiguousarray(weights.dimension_weights[lanes].T),
        )
        average_lanes(scoring, mine, means)
        out[:, :, some] = means[:, :, : some.size]

    in_batches(average_some, np.asarray(~np.isnan(replicate_weights).any(axis=0)))
    lacking = weights.lacking(np.asarray(scoring.dimension))
    out[:, : len(lacking)][:, lacking] = np.nan
    return out


def _score_beside(items: Items, missing: MissingItems) -> FloatArray:
    equal = equal_weights(items.dimension_of_item)
    return _score(item_scores(items), items.dimension_of_item, equal, missing)[:, 1:]


def _scoring(
    own: FloatArray,
    beside: FloatArray,
    dimension_of_item: IntArray,
    domains: FloatArray,
    missing: MissingItems,
) -> Scoring:
    respondent, domain = np.nonzero(domains)
    sizes = np.bincount(dimension_of_item)
    return Scoring(
        items=np.ascontiguousarray(own),
        beside=np.ascontiguousarray(beside),
        dimension=np.array(dimension_of_item, dtype=np.int64),
        fewest_items=np.minimum(missing.min_items, sizes),
        fewest_dimensions=min(missing.min_dimensions, sizes.size),
        first_domain=np.searchsorted(respondent, np.arange(len(own) + 1)),
        domain=domain,
    )


def _effective_sizes(known: FloatArray, domains: FloatArray, weights: FloatArray) -> FloatArray:
    """(d, q): Kish's effective size of those with a score; 0 where a domain has none."""
    mass = (domains * weights[:, None]).T @ known
    squares = (domains * weights[:, None] ** 2).T @ known
    return np.divide(mass**2, squares, out=np.zeros_like(mass), where=squares > 0)


def _score(
    scores: FloatArray, dimension_of_item: IntArray, weights: IndexWeights, missing: MissingItems
) -> FloatArray:
    """(n, 1 + k): the index first, then the dimensions."""
    dimensions, _ = score_dimensions(scores, dimension_of_item, weights, min_items=missing.min_items)
    return np.column_stack(
        [score_index(dimensions, weights, min_dimensions=missing.min_dimensions), dimensions]
    )


def _means(scores: FloatArray, domains: FloatArray, weights: FloatArray) -> FloatArray:
    """(d, q); NaN where a domain has nobody with a score."""
    known = ~np.isnan(scores)
    weighted = domains * weights[:, None]
    mass = weighted.T @ known
    totals = weighted.T @ np.where(known, scores, 0.0)
    return np.divide(totals, mass, out=np.full_like(totals, np.nan), where=mass > 0)
