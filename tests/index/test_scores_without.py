"""Scores made anew without some items: those of the others, in the proportions that they had."""

import numpy as np
import pandas as pd
from numpy.testing import assert_allclose
from small_study import answers, codebook_data

from crowdpotential.codebook import build_codebook
from crowdpotential.index.index_rule import IndexRule
from crowdpotential.index.item_scores import item_scores
from crowdpotential.index.items import select_items
from crowdpotential.index.scores_without import score_without
from crowdpotential.params import IndexConstants, IndexSpecification, MissingItems
from crowdpotential.stats.composites.scoring import IndexWeights

RULE = IndexRule(
    specification=IndexSpecification(item_weights="equal", dimension_weights="equal"),
    constants=IndexConstants(),
    missing=MissingItems(min_items=4, min_dimensions=2),
)


def test_what_is_left_out_takes_no_part_and_the_rest_keeps_its_proportions() -> None:
    frame = answers("north").assign(respondent_id=lambda f: f["number"], source="", area="north", bloc="A", sample_type="main")
    items = select_items(pd.DataFrame(frame), build_codebook(codebook_data(), name="small"), ["X", "Y"])
    weights = IndexWeights(item_weights=np.array([0.4, 0.3, 0.2, 0.1] * 2), dimension_weights=np.array([0.7, 0.3]))
    by, values = np.ones(len(frame)), item_scores(items)
    without_item = score_without(items, ["X1"], weights, RULE, by)
    x = values[:, 1:4] @ np.array([3, 2, 1]) / 6
    y = values[:, 4:] @ np.array([0.4, 0.3, 0.2, 0.1])
    assert_allclose(without_item[:, 1], x)
    assert_allclose(without_item[:, 0], 0.7 * x + 0.3 * y)
    without_dimension = score_without(items, ["X1", "X2", "X3", "X4"], weights, RULE, by)
    assert_allclose(without_dimension[:, 0], y)
