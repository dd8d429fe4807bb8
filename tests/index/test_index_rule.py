"""Every room gives the same index to the same people: whatever weighs nothing, is missing, or is averaged how."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from plain_index import normalise, score

from crowdpotential.chapters.measurement.estimates.respondent_scores import (
    score_respondents,
)
from crowdpotential.chapters.sensitivity.estimates.indices_left_out import leave_out
from crowdpotential.chapters.sensitivity.estimates.structure_checks import check_structure
from crowdpotential.index.alternative_indices import Sampled, evaluate
from crowdpotential.index.index_rule import IndexRule, score_main
from crowdpotential.index.item_scores import item_scores
from crowdpotential.index.items import Items
from crowdpotential.index.replicated_means import ReplicatedIndexWeights, replicate_means
from crowdpotential.index.weight_schemes import ModelLoadings
from crowdpotential.params import Expert, IndexConstants, IndexSpecification, MissingItems
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.composites.scoring import IndexWeights
from crowdpotential.stats.correlation.correlations import correlate_items
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.replication.replicates import rao_wu_replication

N, N_ITEMS, N_CATEGORIES = 40, 6, 4
DIMENSION = np.array([0, 0, 0, 1, 1, 2])
NAMES = [f"I{i}" for i in range(N_ITEMS)]
ITEM_WEIGHTS = st.sampled_from([[0.2, 0.3, 0.5], [0.0, 0.4, 0.6], [0.0, 0.0, 1.0]])
DIMENSION_WEIGHTS = st.sampled_from([[0.2, 0.3, 0.5], [0.0, 0.4, 0.6], [0.6, 0.0, 0.4], [0.0, 1.0, 0.0]])
POWERS = st.sampled_from([1.0, 0.0, -1.0, 0.5])
NORMALISATIONS = st.sampled_from(["bounds", "minmax", "z", "percentile", "ranks", "goalposts"])


def items_of(ranks: np.ndarray[Any, Any]) -> Items:
    is_reversed = np.arange(N_ITEMS) % 2 == 1
    codes = np.where(ranks < 0, np.nan, np.where(is_reversed, N_CATEGORIES - ranks, ranks + 1.0))
    return Items(
        names=tuple(NAMES),
        dimensions=("X", "Y", "Z"),
        dimension_of_item=DIMENSION,
        codes=codes,
        ranks=ranks,
        n_categories=np.full(N_ITEMS, N_CATEGORIES),
        lowest=np.ones(N_ITEMS),
        highest=np.full(N_ITEMS, float(N_CATEGORIES)),
        is_reversed=is_reversed,
        is_numeric=np.zeros(N_ITEMS, dtype=np.bool_),
    )


def plain(items: Items, by: FloatArray, weights: tuple[FloatArray, FloatArray], rule: IndexRule) -> FloatArray:
    """Score what weighs, and nothing else, one respondent at a time."""
    keep = np.flatnonzero(weights[0] > 0)
    dimensions = [d for d in np.flatnonzero(weights[1] > 0) if (DIMENSION[keep] == d).any()]
    if not dimensions:
        return np.full(len(by), np.nan)
    index = np.full(len(by), np.nan)
    keep = keep[np.isin(DIMENSION[keep], dimensions)]
    position = np.searchsorted(dimensions, DIMENSION[keep])
    sizes = np.bincount(position)
    specification = rule.specification
    how: Mapping[str, object] = {
        "normalisation": specification.normalisation,
        "goalposts": rule.constants.goalposts,
        "floor": rule.constants.floor,
        "within": [specification.power_within] * len(dimensions),
        "between": specification.power_between,
        "min_items": 1,
        "min_dimensions": 1,
    }
    answered = items.ranks[:, keep] >= 0
    n_answered = np.column_stack([answered[:, position == d].sum(axis=1) for d in range(len(dimensions))])
    share = {"half": 0.5, "complete": 1.0}.get(specification.missing)
    fewest = rule.missing.min_dimensions if share is None else np.ceil(share * len(dimensions))
    asked = np.minimum(rule.missing.min_items, sizes) if share is None else np.ceil(share * sizes)
    has = n_answered >= asked
    percent = np.where(has[:, position], item_scores(items)[:, keep], np.nan)  # too few answers are none
    full = item_scores(items)[:, keep]
    has_index = has.sum(axis=1) >= min(fewest, len(dimensions))
    made = _made(full, by, how)
    percent = np.where(np.isnan(percent), np.nan, made)
    as_it_is = {**how, "normalisation": "bounds", "floor": None}
    own = weights[0][keep], weights[1][dimensions]
    found = score(percent[has_index], by[has_index], position, own, as_it_is)
    index[has_index] = found
    return index


def _made(percent: FloatArray, by: FloatArray, how: Mapping[str, object]) -> FloatArray:
    """Normalise all answers that were given, whether they count or not."""
    posts: Any = how["goalposts"]
    made = np.column_stack([normalise(str(how["normalisation"]), percent[:, i], by, posts) for i in range(percent.shape[1])])
    within: Any = how["within"]
    if how["normalisation"] != "z" and (set(within) != {1.0} or how["between"] != 1.0):
        floor: Any = how["floor"]
        made = floor + (100 - floor) * made / 100
    return made


@given(
    answers=st.tuples(st.integers(0, 10**6), st.sampled_from([0.0, 0.2, 0.5])),
    of_x=ITEM_WEIGHTS,
    between=DIMENSION_WEIGHTS,
    way=st.tuples(NORMALISATIONS, st.tuples(POWERS, POWERS)),
    needed=st.tuples(st.integers(1, 3), st.integers(1, 3), st.sampled_from(["declared", "half", "complete"])),
)
@example(answers=(289, 0.2), of_x=[0.2, 0.3, 0.5], between=[0.2, 0.3, 0.5], way=("bounds", (1.0, 1.0)), needed=(1, 1, "half"))
@example(answers=(289, 0.2), of_x=[0.2, 0.3, 0.5], between=[0.2, 0.3, 0.5], way=("bounds", (1.0, 1.0)), needed=(2, 1, "complete"))
@settings(max_examples=40, deadline=None)
def test_every_room_gives_the_index_of_the_plain_definition(
    way: tuple[str, tuple[float, float]],
    answers: tuple[int, float],
    of_x: list[float],
    between: list[float],
    needed: tuple[int, int, str],
) -> None:
    (normalisation, powers), (seed, gone) = way, answers
    rng = np.random.default_rng(seed)
    ranks = rng.integers(0, N_CATEGORIES, (N, N_ITEMS))
    ranks[:N_CATEGORIES] = np.arange(N_CATEGORIES)[:, None]  # every answer is given
    ranks[N_CATEGORIES:][rng.random((N - N_CATEGORIES, N_ITEMS)) < gone] = -1
    items, by = items_of(ranks), rng.uniform(0.5, 2.0, N)
    expert = Expert.model_validate(
        {
            "dimensions": dict(zip("XYZ", between, strict=True)),
            "items": {"X": dict(zip(NAMES[:3], of_x, strict=True))},
        }
    )
    specification = IndexSpecification(
        normalisation=normalisation,
        item_weights="expert",
        dimension_weights="expert",
        power_within=powers[0],
        power_between=powers[1],
        missing=needed[2],
    )
    rule = IndexRule(
        specification=specification,
        constants=IndexConstants(floor=5.0, goalposts=(10.0, 90.0), expert=expert),
        missing=MissingItems(min_items=needed[0], min_dimensions=needed[1]),
    )
    weights = np.array([*of_x, 0.5, 0.5, 1.0]), np.array(between)
    expected = plain(items, by, weights, rule)
    known = ~np.isnan(expected)
    mean = np.average(expected[known], weights=by[known])
    whole = IndexWeights(item_weights=weights[0], dimension_weights=weights[1])
    assert_allclose(score_main(rule, items, by, whole)[:, 0], expected, rtol=1e-9)
    sampled = Sampled(
        items=items,
        parts=np.zeros(N, dtype=np.int64),
        units=np.ones((1, 1)),
        weights=np.stack([by, by]),
        loadings=ModelLoadings(items=np.ones((2, N_ITEMS)), dimensions=np.ones((2, 3))),
    )
    assert_allclose(evaluate(sampled, [specification], rule.constants, missing=rule.missing).means, mean, rtol=1e-9)
    without = leave_out(sampled, ("expert", "expert"), rule=rule)
    assert_allclose(without.whole, mean, rtol=1e-9)
    for place in range(N_ITEMS + 3):
        rest = np.where(np.arange(N_ITEMS) == place, 0.0, weights[0])
        others = np.where(np.arange(3) == place - N_ITEMS, 0.0, weights[1])
        less = plain(items, by, (rest, others), rule)
        has = ~np.isnan(less)
        left = np.average(less[has], weights=by[has]) if has.any() else np.nan
        assert_allclose(without.without[:, place, 0], left, rtol=1e-9)
    design = Design(
        weights=by,
        replicate_weights=by[:, None],
        replication=rao_wu_replication(np.arange(N) % 4, number=1),
        strata=np.zeros(N, dtype=np.int64),
        psus=np.arange(N),
    )
    of_replicates = ReplicatedIndexWeights(full=whole, item_weights=weights[0][None], dimension_weights=weights[1][None])
    means = replicate_means(items, {}, np.ones((N, 1)), design, of_replicates, missing=rule.missing, rule=rule)
    assert_allclose(means.estimate[0, 0], mean, rtol=1e-9)
    assert_allclose(means.replicates[0, 0, 0], mean, rtol=1e-9)
    assert (means.known[:, 0] == known).all()
    structure = check_structure(items, design, of_replicates, rule=rule)
    assert structure.n == known.sum()
    beside = np.column_stack([score_main(rule, items, by, whole)[:, 1:], expected])
    correlations = correlate_items(beside, by[None])[0, :3, 3]
    assert_allclose(structure.with_index, [correlations] * 2, rtol=1e-9, atol=1e-9)
    if specification.is_plain and specification.missing == "declared":
        numbers = pd.Series([str(number) for number in range(N)])
        of_respondents = score_respondents(numbers, items, whole, {}, missing=rule.missing)
        assert_allclose(of_respondents["index"], expected, rtol=1e-9)
