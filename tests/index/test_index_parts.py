"""Parts of the index, each on a case that can be told by hand: order of answers, odd weights, limits of missing answers, refusals."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from coded_items import codebook_of, rated
from numpy.testing import assert_allclose, assert_array_equal
from two_sides import answer_items

from crowdpotential.chapters.measurement.estimates.respondent_scores import (
    score_respondents,
)
from crowdpotential.errors import AreaError, ColumnError, ItemError, ModelError
from crowdpotential.index.failures import MOST_NAMED, find_part_failures
from crowdpotential.index.index_rule import IndexRule, answer_tables, refuse_many_numbers, require_everywhere
from crowdpotential.index.items import select_items
from crowdpotential.index.value_tables import answer_values
from crowdpotential.index.weight_schemes import ModelLoadings, weight_schemes
from crowdpotential.params import IndexConstants, IndexSpecification, MissingItems
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.composites.scoring import equal_weights

FIVE = (1, 2, 3, 4, 5)


@pytest.mark.parametrize("codes", [FIVE, FIVE[::-1], (3, 1, 5, 2, 4)])
def test_answers_rank_by_their_codes_in_whatever_order_these_are_declared(codes: tuple[int, ...]) -> None:
    codebook = codebook_of({"X1": rated(codes), "X2": rated(FIVE, direction=-1)})
    frame = pd.DataFrame({"respondent_id": list("abcdef"), "X1": [1, 2, 3, 4, 5, 999], "X2": [1, 2, 3, 5, 4, 1.0]})
    items = select_items(frame.assign(area="a", bloc="A", source="s", sample_type="main"), codebook, ("X",))
    assert items.ranks[:, 0].tolist() == [0, 1, 2, 3, 4, -1]
    assert items.ranks[:, 1].tolist() == [4, 3, 2, 0, 1, 4]


def loadings(items: FloatArray, dimensions: FloatArray) -> ModelLoadings:
    return ModelLoadings(items=np.atleast_2d(items), dimensions=np.atleast_2d(dimensions))


def test_weights_that_go_against_the_rest_are_refused_of_items_and_of_dimensions() -> None:
    items = answer_items()
    sound, turned = np.full(8, 0.7), np.full(8, 0.7)
    turned[5] = -0.2
    for given, name in (
        (loadings(turned, np.array([0.8, 0.6])), "Y2 would weigh -0.200"),
        (loadings(sound, np.array([0.8, -0.1])), "Y would weigh -0.100"),
        (loadings(sound, np.array([np.nan, 0.6])), r"none can be told for 2 of 2 parts"),
    ):
        with pytest.raises(ModelError, match=name):
            weight_schemes([("factor", "factor")], items, given, expert=None, correlations=None)
    found = weight_schemes(
        [("factor", "equal"), ("equal", "factor")],
        items,
        loadings(sound, np.array([0.6, 0.2])),
        expert=None,
        correlations=None,
    )
    assert_allclose(found.dimensions[0], [[0.5, 0.5], [0.75, 0.25]])
    assert_allclose(found.items[0], 0.25)


def test_a_replicate_with_odd_weights_has_none_and_the_others_keep_theirs() -> None:
    items = answer_items()
    own = np.full((3, 8), 0.7)
    between = np.array([[0.6, 0.2], [0.6, -0.2], [0.0, 0.0]])
    given = ModelLoadings(items=own, dimensions=between)
    found = weight_schemes([("factor", "factor")], items, given, expert=None, correlations=None)
    assert_allclose(found.dimensions[0, 0], [0.75, 0.25])
    assert np.isnan(found.dimensions[1:]).all()
    assert_allclose(found.items[:, 0], 0.25)


def test_parts_that_failed_most_often_are_named_first_and_of_equal_ones_the_first() -> None:
    names = [f"X{i}" for i in range(8)]
    odd = np.zeros((10, 8), dtype=bool)
    odd[:2, 1], odd[:5, 4], odd[5:7, 6], odd[9, 7] = True, True, True, True
    found = find_part_failures("model", names, odd)
    assert found.where == ("X4", "X1", "X6", "X7")[:MOST_NAMED]
    assert found.n == 8
    assert find_part_failures("model", names, np.ones((3, 8), dtype=bool)).where == (), "all of them"
    assert find_part_failures("model", names, np.zeros((3, 8), dtype=bool)).n == 0


def rule_with(normalisation: str, power: float) -> IndexRule:
    return IndexRule(
        specification=IndexSpecification(normalisation=normalisation, item_weights="equal", dimension_weights="equal", power_within=power),
        constants=IndexConstants(floor=1.0),
        missing=MissingItems(min_items=1, min_dimensions=1),
    )


def test_z_scores_are_not_lifted_above_zero_and_others_are_where_a_mean_bears_none() -> None:
    items = answer_items()
    values = answer_values(items)
    weights = np.ones((1, len(items.ranks)))
    for normalisation, is_lifted in (("z", False), ("bounds", True)):
        plain, geometric = (answer_tables(rule_with(normalisation, power), items, weights, values) for power in (1.0, 0.0))
        assert np.allclose(plain, geometric) is not is_lifted
        assert (geometric[:, :, 0].min() > 0) or not is_lifted


def test_each_respondent_is_scored_once() -> None:
    items = answer_items()
    missing = MissingItems(min_items=1, min_dimensions=1)
    ids = pd.Series([f"r{i}" for i in range(len(items.ranks))])
    weights = equal_weights(items.dimension_of_item)
    assert len(score_respondents(ids, items, weights, {}, missing=missing)) == len(ids)
    ids[1] = ids[0]
    with pytest.raises(ColumnError, match="respondent_id"):
        score_respondents(ids, items, weights, {}, missing=missing)


KNOWN, GAP = 50.0, float("nan")


def test_where_everybody_has_an_index_nothing_is_refused() -> None:
    require_everywhere(np.array([KNOWN, GAP, KNOWN]), ["a", "a", "b"])
    require_everywhere(np.array([KNOWN, GAP]), ["", ""])
    require_everywhere(np.array([KNOWN, GAP]), ["a", ""])


def test_a_place_in_which_nobody_has_an_index_is_named_with_its_respondents() -> None:
    with pytest.raises(AreaError, match=r"index: 1 blocs have nobody .*: b \(2 respondents\)"):
        require_everywhere(np.array([KNOWN, GAP, GAP]), ["a", "b", "b"], what="blocs")
    with pytest.raises(AreaError, match="none of 2 respondents"):
        require_everywhere(np.array([GAP, GAP]), ["", ""])


@pytest.mark.parametrize(("fewest", "is_refused"), [(2, False), (3, True)])
def test_a_place_with_too_few_for_a_rank_is_named_where_there_are_several(
    fewest: int,
    is_refused: bool,  # noqa: FBT001 of pytest
) -> None:
    index, places = np.full(9, KNOWN), ["a"] * 7 + ["b"] * 2
    if is_refused:
        with pytest.raises(AreaError, match=r"ranks: 1 areas have fewer than 3 .*: b \(2\)"):
            require_everywhere(index, places, fewest_for_ranks=fewest)
    else:
        require_everywhere(index, places, fewest_for_ranks=fewest)
    require_everywhere(index[:2], ["a", "a"], fewest_for_ranks=3)
    require_everywhere(index[:4], ["a", "a", "a", ""], fewest_for_ranks=3)  # those in none are no place


@pytest.mark.parametrize(("n", "is_refused"), [(101, False), (102, True)])
def test_a_scale_of_0_to_100_is_not_too_many_numbers_and_one_more_is(n: int, is_refused: bool) -> None:  # noqa: FBT001
    items = answer_items()
    many = replace(items, n_categories=np.array([n] + [5] * 7), is_numeric=np.array([True] + [False] * 7))
    refuse_many_numbers(replace(many, is_numeric=np.zeros(8, dtype=bool)))
    if is_refused:
        with pytest.raises(ItemError, match=r"X1 \(102\) have more than 101"):
            refuse_many_numbers(many)
    else:
        refuse_many_numbers(many)
    assert_array_equal(many.n_categories[1:], 5)
