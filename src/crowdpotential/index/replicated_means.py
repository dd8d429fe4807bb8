"""Means of the index in every replicate: with its weights of respondents, of items and of dimensions."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crowdpotential.index.index_rule import (
    IndexRule,
    answer_tables,
    rule_beside,
    score_by_table,
    score_plainly,
    withhold_impossible,
)
from crowdpotential.index.item_scores import item_scores
from crowdpotential.index.items import Items
from crowdpotential.index.value_tables import answer_values
from crowdpotential.params import MissingItems
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.composites.score_batches import (
    BatchWeights,
    Scoring,
    average_batch,
)
from crowdpotential.stats.composites.scoring import IndexWeights, equal_weights
from crowdpotential.stats.correlation.batches import in_batches
from crowdpotential.stats.inference.design import Design


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicatedIndexWeights:
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
        """Return the weights of one replicate."""
        return IndexWeights(item_weights=self.item_weights[replicate], dimension_weights=self.dimension_weights[replicate])


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicatedMeans:
    """Means by domain: the index, its dimensions, then the dimensions beside it."""

    estimate: FloatArray  # (d, q)
    replicates: FloatArray  # (d, q, R)
    known: BoolArray  # (n, q) who has a score
    n: FloatArray  # (d, q) respondents with a score
    n_effective: FloatArray  # (d, q) equally weighted respondents of the same precision (Kish 1965)


def replicate_means(
    items: Items,
    also: Mapping[str, Items],
    domains: FloatArray,
    design: Design,
    weights: ReplicatedIndexWeights,
    *,
    missing: MissingItems,
    rule: IndexRule | None = None,
) -> ReplicatedMeans:
    """Average scores in each domain, in the full sample and in each replicate with the model of that replicate.

    Args:
        items: of the index.
        also: dimension -> its items, beside the index and weighted equally.
        domains: (n, d) one where a respondent belongs to the domain, else zero.
        design: weights and replicates of the n respondents.
        weights: how items and dimensions weigh in the full sample and in each replicate.
        missing: fewest items and dimensions for a score.
        rule: where scores are no arithmetic means on the theoretical bounds; every replicate then has a normalisation of its own.
    """
    if rule is not None and not rule.specification.is_plain:
        return _replicate_by_table(items, also, domains, design, (weights, rule))
    answered = "declared" if rule is None else rule.specification.missing
    own = score_plainly(items, weights.full, missing, answered=answered)
    beside = np.column_stack([np.empty((len(own), 0)), *(_score_beside(other, missing, answered) for other in also.values())])
    scores = np.column_stack([own, beside])
    known = (~np.isnan(scores)).astype(float)
    scoring = _scoring(items, beside, ~np.isnan(own), domains)
    return ReplicatedMeans(
        estimate=_means(scores, domains, design.weights),
        replicates=_replicate_means(scoring, (domains.shape[1], scores.shape[1]), design.replicate_weights, weights),
        known=known > 0,
        n=domains.T @ known,
        n_effective=_effective_sizes(known, domains, design.weights),
    )


def _replicate_by_table(
    items: Items,
    also: Mapping[str, Items],
    domains: FloatArray,
    design: Design,
    by: tuple[ReplicatedIndexWeights, IndexRule],
) -> ReplicatedMeans:
    """Return what `replicate_means` does for an index that is made otherwise, one replicate after the other."""
    weights, rule = by
    every = np.ascontiguousarray(design.all_weights.T)
    usable = ~np.isnan(every).any(axis=1)
    beside = rule_beside(rule)
    parts: list[tuple[IndexRule, Items, IndexWeights | None]] = [(rule, items, None)]
    parts += [(beside, x, equal_weights(x.dimension_of_item)) for x in also.values()]
    tables = [answer_tables(how, x, every[usable], answer_values(x)) for how, x, _ in parts]
    out = np.full((domains.shape[1], 1 + len(items.dimensions) + len(also), len(every)), np.nan)
    known = np.zeros((len(domains), out.shape[1]))
    for place, column in enumerate(np.flatnonzero(usable)):
        own = weights.full if column == 0 else weights.of_replicate(int(column) - 1)
        scored = [score_by_table(how, x, table[place], equal or own) for (how, x, equal), table in zip(parts, tables, strict=True)]
        scores = np.column_stack([scored[0], *(found[:, 1:] for found in scored[1:])])
        if column == 0:
            known = (~np.isnan(scores)).astype(float)
        out[:, :, column] = withhold_impossible(_means(scores, domains, every[column]))
    lacking = weights.lacking(items.dimension_of_item)
    out[:, : len(lacking), 1:][:, lacking] = np.nan
    return ReplicatedMeans(
        estimate=out[:, :, 0],
        replicates=out[:, :, 1:],
        known=known > 0,
        n=domains.T @ known,
        n_effective=_effective_sizes(known, domains, design.weights),
    )


def _replicate_means(
    scoring: Scoring, shape: tuple[int, int], replicate_weights: FloatArray, weights: ReplicatedIndexWeights
) -> FloatArray:
    """(d, q, R): means by domain and score; NaN in a replicate without weights, of respondents or of the parts of a score."""
    out = np.full((*shape, replicate_weights.shape[1]), np.nan)

    def average_some(some: IntArray, batch: IntArray) -> None:
        means = np.empty((*shape, batch.size))
        mine = BatchWeights(
            respondents=np.ascontiguousarray(replicate_weights[:, batch]),
            items=np.ascontiguousarray(weights.item_weights[batch].T),
            dimensions=np.ascontiguousarray(weights.dimension_weights[batch].T),
        )
        average_batch(scoring, mine, means)
        out[:, :, some] = means[:, :, : some.size]

    in_batches(average_some, np.asarray(~np.isnan(replicate_weights).any(axis=0)))
    lacking = weights.lacking(np.asarray(scoring.dimension))
    out[:, : len(lacking)][:, lacking] = np.nan
    return out


def _score_beside(items: Items, missing: MissingItems, answered: str) -> FloatArray:
    return score_plainly(items, equal_weights(items.dimension_of_item), missing, answered=answered)[:, 1:]


def _scoring(items: Items, beside: FloatArray, is_scored: BoolArray, domains: FloatArray) -> Scoring:
    respondent, domain = np.nonzero(domains)
    return Scoring(
        items=np.ascontiguousarray(item_scores(items)),
        beside=np.ascontiguousarray(beside),
        dimension=np.array(items.dimension_of_item, dtype=np.int64),
        is_scored=np.ascontiguousarray(is_scored),
        first_domain=np.searchsorted(respondent, np.arange(len(domains) + 1)),
        domain=domain,
    )


def _effective_sizes(known: FloatArray, domains: FloatArray, weights: FloatArray) -> FloatArray:
    """(d, q): Kish's effective size of those with a score; 0 where a domain has none."""
    mass = (domains * weights[:, None]).T @ known
    squares = (domains * weights[:, None] ** 2).T @ known
    return np.divide(mass**2, squares, out=np.zeros_like(mass), where=squares > 0)


def _means(scores: FloatArray, domains: FloatArray, weights: FloatArray) -> FloatArray:
    """(d, q); NaN where a domain has nobody with a score."""
    known = ~np.isnan(scores)
    weighted = domains * weights[:, None]
    mass = weighted.T @ known
    totals = weighted.T @ np.where(known, scores, 0.0)
    return np.divide(totals, mass, out=np.full_like(totals, np.nan), where=mass > 0)
