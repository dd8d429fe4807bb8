"""From answers to the index: items turned the right way, weights as declared, the chain equal to plain arithmetic."""

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from small_study import AREAS, ITEMS, answers, codebook_data

from crowdpotential.chapters.comparability.estimates.check import check_comparability
from crowdpotential.chapters.comparability.estimates.step_rules import judge
from crowdpotential.chapters.measurement.estimates.respondent_scores import (
    score_respondents,
)
from crowdpotential.codebook import Codebook, build_codebook
from crowdpotential.errors import CodebookError, ItemError, ModelError
from crowdpotential.index.fit_rule import count_items, judge_fit
from crowdpotential.index.item_scores import item_scores
from crowdpotential.index.item_shifts import ItemShifts, points_of_shifts
from crowdpotential.index.items import select_items
from crowdpotential.index.level_fits import LevelFit
from crowdpotential.index.measurement import measure, measure_replicates
from crowdpotential.index.models import declare_model
from crowdpotential.index.replicated_means import ReplicatedIndexWeights, replicate_means
from crowdpotential.params import Comparability, Index, MissingItems
from crowdpotential.stats.composites.scoring import equal_weights
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.replication.replicates import rao_wu_replication

MISSING = MissingItems(min_items=2, min_dimensions=2)
RULE = Comparability()


def book(reversed_item: str = "") -> Codebook:
    data = codebook_data()
    for variable in data["variables"]:
        if variable["id"] == reversed_item:
            variable["direction"] = -1
    return build_codebook(data, name="small")


def responses() -> pd.DataFrame:
    frames = [answers(area).assign(area=area, bloc=bloc) for area, bloc in AREAS.items()]
    frame = pd.concat(frames, ignore_index=True)
    return frame.assign(respondent_id=frame["number"], source="x", sample_type="main").astype({"respondent_id": "str"})


def spec(weights: str = "factor") -> Index:
    return Index.model_validate({"name": {"en": "index"}, "dimensions": ("X", "Y"), "weights": weights, "missing": MISSING})


def design(n: int, n_replicates: int = 20) -> Design:
    rng = np.random.default_rng(3)
    return Design(
        weights=np.ones(n),
        replicate_weights=rng.poisson(1.0, size=(n, n_replicates)).astype(float),
        replication=rao_wu_replication(np.arange(n) % 4, number=n_replicates),
        strata=np.arange(n) % 4,
        psus=np.arange(n),
    )


def test_a_reversed_item_is_turned_and_a_missing_code_is_no_answer() -> None:
    frame = responses()
    frame.loc[0, "X1"], frame.loc[1, "X1"] = 97, 5
    items = select_items(frame, book("X1"), ["X", "Y"])
    assert items.ranks[0, 0] == -1
    assert items.ranks[1, 0] == 0
    assert_allclose(item_scores(items)[:2, 0], [np.nan, 0.0])


def test_an_item_with_one_answer_is_named() -> None:
    with pytest.raises(ItemError, match="item Y2: 1 different answers among 240 respondents"):
        select_items(responses().assign(Y2=3), book(), ["X", "Y"])


def test_an_item_declared_in_the_wrong_direction_is_named() -> None:
    items = select_items(responses(), book("Y3"), ["X", "Y"])
    with pytest.raises(ModelError, match="item Y3 loads -0"):
        measure(items, np.ones(240), spec=spec(), has_method_factor=False)


def test_the_model_of_a_replicate_with_equal_weights_is_that_of_the_sample() -> None:
    items = select_items(responses(), book(), ["X", "Y"])
    full = measure(items, np.ones(240), spec=spec(), has_method_factor=False)
    replicate = np.column_stack([np.ones(240), np.full(240, np.nan)])
    found = measure_replicates(items, replicate, full, spec=spec())
    assert_allclose(found.item_weights[0], full.weights.item_weights, atol=1e-6)
    assert found.failed.tolist() == [False, True]


def test_the_chain_of_means_equals_plain_averages_of_the_scores() -> None:
    frame, codebook = responses(), book()
    items = select_items(frame, codebook, ["X", "Y"])
    equal, n = equal_weights(items.dimension_of_item), len(frame)
    weights = ReplicatedIndexWeights(
        full=equal,
        item_weights=np.tile(equal.item_weights, (20, 1)),
        dimension_weights=np.tile(equal.dimension_weights, (20, 1)),
    )
    area = (frame["area"] == "east").to_numpy(dtype=float)[:, None]
    chain = replicate_means(items, {}, area, design(n), weights, missing=MISSING)
    scores = score_respondents(frame["respondent_id"], items, equal, {}, missing=MISSING)
    east = (frame["area"] == "east").to_numpy()
    assert_allclose(chain.estimate[0], scores.loc[east, ["index", "score_X", "score_Y"]].mean())
    third = design(n).replicate_weights[east, 3]
    assert_allclose(chain.replicates[0, 0, 3], np.average(scores.loc[east, "index"], weights=third))
    assert chain.n[0, 0] == east.sum()


def test_the_effective_size_of_a_mean_is_kish_s_among_those_with_a_score() -> None:
    frame, codebook = responses(), book()
    frame.loc[frame.index[:5], list(codebook.items("X"))] = 99
    items = select_items(frame, codebook, ["X", "Y"])
    equal, n = equal_weights(items.dimension_of_item), len(frame)
    weights = ReplicatedIndexWeights(full=equal, item_weights=equal.item_weights[None], dimension_weights=equal.dimension_weights[None])
    unequal = replace(design(n), weights=1.0 + np.arange(n), replicate_weights=np.ones((n, 1)))
    chain = replicate_means(items, {}, np.ones((n, 1)), unequal, weights, missing=MISSING)
    mine = unequal.weights[5:]
    assert chain.n[0, 1] == n - 5
    assert chain.n_effective[0, 1] == pytest.approx(mine.sum() ** 2 / (mine**2).sum())
    assert chain.n_effective[0, 2] == pytest.approx(unequal.weights.sum() ** 2 / (unequal.weights**2).sum())


def fits(*values: tuple[float, float], df: int = 30) -> dict[str, LevelFit]:
    """Give CFI and RMSEA of the configural, metric, scalar and perhaps the partial model."""
    freer = {"configural": "", "metric": "configural", "scalar": "metric", "partial": "metric"}
    found = {
        name: SimpleNamespace(
            freer=before,
            indices=SimpleNamespace(cfi=c, rmsea=r),
            df=df,
            p_value=0.0,
            srmr=0.06,
            difference=None,
        )
        for (name, before), (c, r) in zip(freer.items(), values, strict=False)
    }
    return cast("dict[str, LevelFit]", found)


GOOD, NEAR, FAR, BAD = (0.98, 0.030), (0.978, 0.031), (0.960, 0.040), (0.90, 0.030)
ROUGHER, STEEPER = (0.975, 0.047), (0.969, 0.040)  # by one of the two rules only


@pytest.mark.parametrize(
    ("models", "differing", "verdict", "reason"),
    [
        (fits(GOOD, NEAR, NEAR), (), "comparable", "all_items"),
        (fits(GOOD, NEAR, FAR, NEAR), (1,), "partial", "some_items"),
        (fits(GOOD, FAR, FAR), (), "not_comparable", "metric_change"),
        (fits(GOOD, NEAR, FAR), (), "not_comparable", "scalar_change"),
        (fits(GOOD, ROUGHER, ROUGHER), (), "not_comparable", "metric_change"),
        (fits(GOOD, NEAR, ROUGHER), (), "not_comparable", "scalar_change"),
        (fits(GOOD, STEEPER, STEEPER), (), "not_comparable", "metric_change"),
        (fits(GOOD, NEAR, FAR, FAR), (1,), "not_comparable", "partial_change"),
        (fits(GOOD, NEAR, FAR, NEAR), (0, 1), "not_comparable", "too_few_invariant_items"),
        (fits(BAD, BAD, BAD), (), "misfit", "configural_fit"),
        (fits((0.98, 0.09), (0.98, 0.09), (0.98, 0.09)), (), "misfit", "configural_fit"),
        (fits((1.0, 0.0), (1.0, 0.0), (1.0, 0.0), df=0), (), "untestable", "saturated"),
        (fits((1.0, 0.0), NEAR, NEAR, df=0), (), "not_comparable", "metric_change"),
        (fits((1.0, 0.0), (1.0, 0.0), FAR, df=0), (), "not_comparable", "scalar_change"),
    ],
)
def test_the_verdict_follows_the_rule_of_params(models: dict[str, LevelFit], differing: tuple[int, ...], verdict: str, reason: str) -> None:
    items = select_items(responses(), book(), ["X", "Y"])
    base = judge_fit(models["configural"], RULE, n_items=count_items(items))
    found = judge(models, items, np.isin(np.arange(8), differing), base, rule=RULE, significance_level=0.05)
    assert found == (verdict, reason)


def test_a_short_dimension_whose_items_are_alike_does_not_forbid_the_comparison() -> None:
    items = select_items(responses(), book(), ["X", "Y"])
    short = replace(items, dimension_of_item=np.array([0] * 6 + [1] * 2))
    models = fits(GOOD, NEAR, FAR, NEAR)
    base = judge_fit(models["configural"], RULE, n_items=count_items(short))
    found = judge(models, short, np.arange(8) == 0, base, rule=RULE, significance_level=0.05)
    assert found == ("partial", "some_items")


def test_one_bloc_alone_has_nothing_to_be_compared_with() -> None:
    items = select_items(responses(), book(), ["X", "Y"])
    check = check_comparability(
        items,
        np.zeros(240, dtype=np.int64),
        design(240),
        np.full(8, 0.7),
        model=MeasurementModel(dimension_of_item=items.dimension_of_item),
        rule=RULE,
        confidence_level=0.95,
    )
    assert (check.verdict, check.reason) == ("untestable", "one_group")


def test_the_points_owed_are_the_weighted_shifts_of_differing_items() -> None:
    items = select_items(responses(), book(), ["X", "Y"])
    shift = np.zeros(8)
    shift[1], shift[5] = 0.5, 0.1
    found = ItemShifts(
        inference=SimpleNamespace(estimate=shift),  # type: ignore[arg-type]  # only the estimate is read
        replicates=np.column_stack([shift, 2 * shift]),
        item_sd=np.full(8, 20.0),
        p_value=np.ones(8),
        p_adjusted=np.ones(8),
        is_different=np.arange(8) == 1,
    )
    weights = equal_weights(items.dimension_of_item)
    assert_allclose(points_of_shifts(found, items, weights.item_weights, weights.dimension_weights), [1.25, 2.5, 0.0])
    twice = [np.tile(w, (2, 1)) for w in (weights.item_weights, weights.dimension_weights)]
    assert_allclose(points_of_shifts(found, items, *twice), [[1.25, 2.5, 0.0], [2.5, 5.0, 0.0]])


def test_items_keep_the_order_of_the_questionnaire() -> None:
    assert select_items(responses(), book(), ["X", "Y"]).names == ITEMS


def test_the_questionnaire_declares_the_model_that_is_fitted() -> None:
    items = select_items(responses(), book("X1"), ["X", "Y"])
    plain = declare_model(items, book("X1"))
    assert (plain.has_general_factor, plain.has_method_factor) == (
        False,
        False,
    )  # one reversed item, two dimensions
    data = codebook_data() | {"residual_covariances": [["X1", "X2"]], "method_factor": "reversed"}
    for variable in data["variables"]:
        if variable["id"] in {"X1", "X2", "Y1"}:
            variable["direction"] = -1
    two = build_codebook({**data, "variables": [v for v in data["variables"] if v["id"] != "Y1"]}, name="small")
    assert not declare_model(select_items(responses(), two, ["X", "Y"]), two).has_method_factor
    codebook = build_codebook(data, name="small")
    declared = declare_model(select_items(responses(), codebook, ["X", "Y"]), codebook)
    assert declared.residual_pairs.tolist() == [[0, 1]]
    assert declared.method_items.tolist() == [0, 1, 4]


@pytest.mark.parametrize(
    ("pairs", "problem"),
    [
        ([["X1", "X1"]], "two different items"),
        ([["X1", "Q9"]], "refers to Q9"),
        ([["X1", "X2"], ["X2", "X1"]], "residual covariance of X1 with X2 is listed 2 times"),
    ],
)
def test_a_residual_covariance_that_cannot_be_is_refused(pairs: list[list[str]], problem: str) -> None:
    with pytest.raises(CodebookError, match=problem):
        build_codebook(codebook_data() | {"residual_covariances": pairs}, name="small")


def test_items_with_the_same_answers_throughout_are_named() -> None:
    copied = responses().assign(Y2=lambda frame: frame["X3"])
    with pytest.raises(ItemError, match="items X3 and Y2: the same answers from all 240 respondents"):
        select_items(copied, book(), ["X", "Y"])
