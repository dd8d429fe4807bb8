"""The whole chain in every replicate: that replicate's weights, its item and dimension weights, then every mean."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crowdpotential.index.items import Items
from crowdpotential.index.scores import item_scores, mean_scores_by_domain
from crowdpotential.params import MissingItems
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.scoring import IndexWeights, equal_weights, score_dimensions, score_index


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanChain:
    """Means by domain: the index, its dimensions, then the dimensions beside it."""

    estimate: FloatArray  # (d, q)
    replicates: FloatArray  # (d, q, R)
    n: FloatArray  # (d, q) respondents with a score


def mean_chain(
    items: Items,
    also: Mapping[str, Items],
    domains: FloatArray,
    weights: FloatArray,
    replicate_weights: FloatArray,
    model: Mapping[str, FloatArray],
    *,
    missing: MissingItems,
) -> MeanChain:
    """Average scores in each domain, in the full sample and in each replicate with the model of that replicate.

    Args:
        items: of the index; `also`: dimension -> items beside it.
        domains: (n, d) memberships.
        weights, replicate_weights: (n,) and (n, R).
        model: item_weights (p,), dimension_weights (k,), and the same with `_replicates` (R, p), (R, k); rows of NaN where the model
            failed.
    """
    parts = [_Part(item_scores(items), items.dimension_of_item)]
    parts += [_Part(item_scores(other), other.dimension_of_item) for other in also.values()]
    full = IndexWeights(item_weights=model["item_weights"], dimension_weights=model["dimension_weights"])
    out = np.full(
        (domains.shape[1], 1 + len(items.dimensions) + len(also), replicate_weights.shape[1]), np.nan
    )
    for replicate in range(replicate_weights.shape[1]):
        own = IndexWeights(
            item_weights=model["item_weights_replicates"][replicate],
            dimension_weights=model["dimension_weights_replicates"][replicate],
        )
        if np.isnan(own.item_weights).any():
            continue
        out[:, :, replicate] = _means(parts, own, domains, replicate_weights[:, replicate], missing)
    return MeanChain(
        estimate=_means(parts, full, domains, weights, missing),
        replicates=out,
        n=_count(parts, full, domains, missing),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    scores: FloatArray  # (n, p) item scores
    dimension_of_item: "np.ndarray[tuple[int], np.dtype[np.int64]]"


def _means(
    parts: list[_Part], index: IndexWeights, domains: FloatArray, weights: FloatArray, missing: MissingItems
) -> FloatArray:
    columns = [
        mean_scores_by_domain(
            parts[0].scores, parts[0].dimension_of_item, index, domains, weights, missing=missing
        )
    ]
    for part in parts[1:]:
        own = equal_weights(part.dimension_of_item)
        columns.append(
            mean_scores_by_domain(
                part.scores, part.dimension_of_item, own, domains, weights, missing=missing
            )[:, 1:]
        )
    return np.column_stack(columns)


def _count(parts: list[_Part], index: IndexWeights, domains: FloatArray, missing: MissingItems) -> FloatArray:
    columns: list[FloatArray] = []
    for position, part in enumerate(parts):
        weights = index if position == 0 else equal_weights(part.dimension_of_item)
        dimensions, _ = score_dimensions(
            part.scores, part.dimension_of_item, weights, min_items=missing.min_items
        )
        if position == 0:
            columns.append(~np.isnan(score_index(dimensions, weights, min_dimensions=missing.min_dimensions)))
        columns += list((~np.isnan(dimensions)).T)
    return domains.T @ np.column_stack(columns).astype(float)
