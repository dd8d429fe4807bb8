"""Each replicate of the whole chain equals the sample's own path, walked with that replicate's weights."""

import numba
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.index.index_rule import index_rule_of
from crowdpotential.index.item_scores import item_scores
from crowdpotential.index.items import Items
from crowdpotential.index.measurement import Measurement, MeasurementReplicates, measure, measure_replicates
from crowdpotential.index.replicated_means import ReplicatedIndexWeights, ReplicatedMeans, replicate_means
from crowdpotential.params import Index, MissingItems
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.composites.scoring import IndexWeights, equal_weights
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.replication.replicates import rao_wu_replication

N, N_REPLICATES, FAILED = 600, 40, 7
SIZES = np.array([5, 5, 3, 5, 4, 5, 2, 5, 7, 5, 5, 5])  # items differ in their answers
DIMENSION = np.tile([0, 1, 2, 3], 3)  # and are not sorted by dimension
MISSING = MissingItems(min_items=2, min_dimensions=3)


def some_items(seed: int, dimension: np.ndarray = DIMENSION, *, missing: float = 0.08) -> Items:
    rng = np.random.default_rng(seed)
    general = rng.normal(size=(N, 1))
    factors = 0.7 * general + 0.7 * rng.normal(size=(N, int(dimension.max()) + 1))
    latent = 0.75 * factors[:, dimension] + 0.65 * rng.normal(size=(N, dimension.size))
    sizes = SIZES[: dimension.size]
    ranks = np.column_stack([np.digitize(latent[:, i], np.linspace(-1.2, 1.0, k + 1)[1:-1]) for i, k in enumerate(sizes)])
    ranks[rng.random(ranks.shape) < missing] = -1
    return Items(
        names=tuple(f"I{i}" for i in range(dimension.size)),
        dimensions=tuple("ABCD"[: int(dimension.max()) + 1]),
        dimension_of_item=dimension,
        codes=np.where(ranks < 0, np.nan, ranks + 1.0),
        ranks=ranks,
        n_categories=sizes,
        lowest=np.ones(dimension.size),
        highest=sizes.astype(float),
        is_reversed=np.zeros(dimension.size, dtype=bool),
        is_numeric=np.zeros(dimension.size, dtype=bool),
    )


def some_design() -> Design:
    rng = np.random.default_rng(4)
    strata = np.arange(N) % 3
    weights = rng.uniform(500, 2000, size=N)
    replicates = weights[:, None] * rng.exponential(size=(N, N_REPLICATES))
    replicates[:, FAILED] = np.nan
    return Design(
        weights=weights,
        replicate_weights=replicates,
        replication=rao_wu_replication(strata, number=N_REPLICATES),
        strata=strata,
        psus=np.arange(N),
    )


def spec(weights: str) -> Index:
    return Index.model_validate({"name": {"en": "index"}, "dimensions": tuple("ABCD"), "weights": weights, "missing": MISSING})


def walk(weights: str) -> tuple[Measurement, MeasurementReplicates, ReplicatedMeans]:
    items, design = some_items(1), some_design()
    full = measure(items, design.weights, spec=spec(weights), has_method_factor=False)
    found = measure_replicates(items, design.replicate_weights, full, spec=spec(weights))
    chain = replicate_means(
        items,
        {"E": beside()},
        domains(),
        design,
        ReplicatedIndexWeights(full=full.weights, item_weights=found.item_weights, dimension_weights=found.dimension_weights),
        missing=MISSING,
    )
    return full, found, chain


def beside() -> Items:
    return some_items(2, np.zeros(4, dtype=int))


def domains() -> np.ndarray:
    everybody, area = np.ones(N), np.arange(N) % 5
    return np.column_stack([everybody, *(area == own for own in range(5)), np.zeros(N)]).astype(float)


def means_of(scores: np.ndarray, weights: np.ndarray) -> np.ndarray:
    out = np.full((7, scores.shape[1]), np.nan)
    for d, member in enumerate(domains().T):
        for v, score in enumerate(scores.T):
            known = (member > 0) & ~np.isnan(score)
            if known.any():
                out[d, v] = np.average(score[known], weights=weights[known])
    return out


def plain_score(values: FloatArray, dimension_of_item: IntArray, weights: IndexWeights) -> FloatArray:
    """Score plainly: two items of a dimension, three dimensions of the index."""
    known, out = ~np.isnan(values), np.full((len(values), 1 + weights.dimension_weights.size), np.nan)
    for i in range(len(values)):
        for d in range(weights.dimension_weights.size):
            own = known[i] & (dimension_of_item == d)
            if own.sum() >= 2:
                out[i, 1 + d] = np.average(values[i, own], weights=weights.item_weights[own])
        has = ~np.isnan(out[i, 1:])
        if has.sum() >= 3:
            out[i, 0] = np.average(out[i, 1:][has], weights=weights.dimension_weights[has])
    return out


@pytest.mark.parametrize("weights", ["factor", "equal"])
def test_a_replicate_equals_the_path_of_the_sample_with_its_weights(weights: str) -> None:
    full, found, chain = walk(weights)
    items, other, design = some_items(1), beside(), some_design()
    for replicate in (0, 5, 31, 32, N_REPLICATES - 1):
        mine = design.replicate_weights[:, replicate]
        alone = measure(items, mine, spec=spec(weights), has_method_factor=False)
        assert_allclose(found.loadings[replicate], alone.model.loadings, atol=1e-7)
        assert_allclose(found.factor_correlations[replicate], alone.model.factor_correlations, atol=1e-7)
        assert_allclose(found.second_order[replicate], alone.second_order, atol=1e-7)
        own = plain_score(item_scores(items), DIMENSION, alone.weights)
        equal = equal_weights(other.dimension_of_item)
        scores = np.column_stack([own, plain_score(item_scores(other), other.dimension_of_item, equal)[:, 1:]])
        assert_allclose(chain.replicates[:, :, replicate], means_of(scores, mine), rtol=1e-7)
        assert np.isnan(chain.replicates[6]).all()  # nobody belongs to the last domain
    assert full.weights.item_weights.size == DIMENSION.size


def test_a_replicate_that_could_not_be_calibrated_fails_throughout_and_no_other_does() -> None:
    _, found, chain = walk("factor")
    expected = np.arange(N_REPLICATES) == FAILED
    assert_array_equal(found.failed, expected)
    assert_array_equal(np.isnan(found.dimension_weights).any(axis=1), expected)
    assert_array_equal(np.isnan(chain.replicates[:6]).any(axis=(0, 1)), expected)


def test_the_number_of_threads_moves_no_number() -> None:
    _, several, means = walk("factor")
    threads = numba.get_num_threads()
    try:
        numba.set_num_threads(1)
        _, single, same_means = walk("factor")
    finally:
        numba.set_num_threads(threads)
    assert_array_equal(single.item_weights, several.item_weights)
    assert_array_equal(same_means.replicates, means.replicates)


def chain_without(item_weights: np.ndarray, dimension_weights: np.ndarray, *, aggregation: str = "arithmetic") -> np.ndarray:
    """Average the scores with weights of replicates; give (domains, index and dimensions and beside, R)."""
    weights = ReplicatedIndexWeights(full=equal_weights(DIMENSION), item_weights=item_weights, dimension_weights=dimension_weights)
    own = spec("equal").model_copy(update={"aggregation": aggregation, "floor": 1.0})
    return replicate_means(
        some_items(1),
        {"beside": beside()},
        domains(),
        some_design(),
        weights,
        missing=MISSING,
        rule=index_rule_of(own),
    ).replicates


@pytest.mark.parametrize("aggregation", ["arithmetic", "geometric"])
def test_a_score_lacks_a_replicate_only_where_one_of_its_own_parts_has_no_weight(aggregation: str) -> None:
    equal, k = equal_weights(DIMENSION), int(DIMENSION.max()) + 1
    of_items = np.tile(equal.item_weights, (N_REPLICATES, 1))
    of_dimensions = np.tile(equal.dimension_weights, (N_REPLICATES, 1))
    whole = chain_without(of_items, of_dimensions, aggregation=aggregation)
    of_items[0, DIMENSION == 1] = np.nan
    of_dimensions[1] = np.nan
    found = chain_without(of_items, of_dimensions, aggregation=aggregation)
    lost = np.isnan(found) & ~np.isnan(whole)
    assert lost[0, :, 0].tolist() == [True, *(d == 1 for d in range(k)), False]
    assert lost[0, :, 1].tolist() == [True, *([False] * k), False]
    assert not lost[:, :, 2:].any()
    assert_array_equal(found[~lost], whole[~lost])
