"""Steps that fail in replicates: each takes away what it makes and nothing else, and is told with where and why."""

import numpy as np
import pytest
from two_sides import AREA, answer_items, answer_three_dimensions

from crowdpotential.index.failures import failure_rows, is_too_many
from crowdpotential.index.items import Items
from crowdpotential.index.measurement import (
    Measurement,
    MeasurementReplicates,
    measure,
    model_replicates,
)
from crowdpotential.params import Index
from crowdpotential.stats.replication.replicates import rao_wu_replication

FINE, UNWEIGHTED, PAIR, RUNAWAY, TURNED, LAST = range(6)


def spec(weights: str, dimensions: tuple[str, ...] = ("X", "Y")) -> Index:
    return Index.model_validate(
        {
            "name": {"en": "index"},
            "dimensions": dimensions,
            "weights": weights,
            "missing": {"min_items": 1, "min_dimensions": 1},
        }
    )


def replicates(weights: str, items: Items | None = None) -> tuple[Items, Measurement, MeasurementReplicates]:
    """Model six replicates: two sound ones, one without weights, and three in which one step each fails."""
    items = items or answer_items()
    own = spec(weights, items.dimensions)
    full = measure(items, np.ones(AREA.size), spec=own, has_method_factor=False)
    correlations = np.tile(full.polychoric.correlations, (6, 1, 1))
    correlations[UNWEIGHTED] = np.nan
    correlations[PAIR, 0, 2] = correlations[PAIR, 2, 0] = np.nan
    first = [
        1.0,
        0.9,
        0.9,
        0.9,
    ]  # one item like three that are unlike each other: its loading grows without end
    correlations[RUNAWAY, :4, :4] = [first, [0.9, 1, 0.1, 0.1], [0.9, 0.1, 1, 0.1], [0.9, 0.1, 0.1, 1]]
    correlations[TURNED, 3] *= -1
    correlations[TURNED, :, 3] *= -1
    is_weighted = np.arange(6) != UNWEIGHTED
    found = model_replicates(items, correlations, full, spec=own, is_weighted=is_weighted)
    return items, full, found


def lost(values: np.ndarray) -> list[int]:
    return np.flatnonzero(np.isnan(values).reshape(len(values), -1).any(axis=1)).tolist()


def test_equal_weights_are_lost_with_the_weighting_alone() -> None:
    _, full, found = replicates("equal")
    assert lost(found.item_weights) == lost(found.dimension_weights) == [UNWEIGHTED]
    assert np.ptp(found.item_weights[LAST] - full.weights.item_weights) == 0
    assert lost(found.loadings) == lost(found.factor_correlations) == [UNWEIGHTED, PAIR, RUNAWAY]


def test_factor_weights_are_lost_with_the_model_and_where_an_item_turns() -> None:
    items, _, found = replicates("factor")
    assert lost(found.item_weights) == [UNWEIGHTED, PAIR, RUNAWAY, TURNED]
    assert lost(found.loadings) == [UNWEIGHTED, PAIR, RUNAWAY]  # a negative loading is a loading
    odd = np.isnan(found.item_weights[TURNED])
    assert odd.tolist() == (items.dimension_of_item == items.dimension_of_item[3]).tolist()


def test_each_step_that_failed_is_told_once_with_where_and_why() -> None:
    _, _, found = replicates("factor")
    told = {failure.step: failure for failure in found.failures if failure.n}
    assert {step: failure.n for step, failure in told.items()} == {
        "correlations": 1,
        "model": 1,
        "item_weights": 1,
    }
    assert told["correlations"].where == ("X1*X3",)
    assert "factor model:" in told["model"].reason
    assert set(told["item_weights"].where) <= {"X1", "X2", "X3", "X4"}
    assert not {failure.step for failure in replicates("equal")[2].failures if failure.n} & {"item_weights"}


def test_without_a_general_factor_loadings_stay_and_only_its_weights_go() -> None:
    items = answer_three_dimensions()
    own = spec("factor", items.dimensions)
    full = measure(items, np.ones(AREA.size), spec=own, has_method_factor=False)
    loadings, dimension = full.model.loadings, items.dimension_of_item
    between = np.array([[1.0, 0.6, -0.5], [0.6, 1.0, 0.7], [-0.5, 0.7, 1.0]])  # no one factor behind these
    implied = np.outer(loadings, loadings) * between[np.ix_(dimension, dimension)]
    np.fill_diagonal(implied, 1.0)
    found = model_replicates(items, implied[None], full, spec=own, is_weighted=np.array([True]))
    assert lost(found.loadings) == lost(found.item_weights) == []
    assert lost(found.dimension_weights) == [0]
    told = [failure.step for failure in found.failures if failure.n]
    assert told in (["general_factor"], ["dimension_weights"])


def test_the_limit_is_that_of_the_method_and_rows_say_what_it_withholds() -> None:
    found = replicates("factor")[2]
    few, many = (rao_wu_replication(np.arange(20) % 2, number=n) for n in (600, 6))
    worst = max(found.failures, key=lambda failure: failure.n)
    assert (is_too_many(worst, few), is_too_many(worst, many)) == (False, True)
    rows = failure_rows(found.failures, many)
    assert [row.verdict for row in rows] == ["withheld"] * 3
    assert all(str(row.note).endswith(("equal", "sampling units")) for row in rows)
    assert [row.verdict for row in failure_rows(found.failures, few)] == [""] * 3


@pytest.mark.parametrize(
    ("weights", "expected"),
    [("loadings", [UNWEIGHTED, PAIR, RUNAWAY, TURNED]), ("second_order", [UNWEIGHTED])],
)
def test_weights_made_in_part_by_the_model_lose_that_part(weights: str, expected: list[int]) -> None:
    _, _, found = replicates(weights)
    assert lost(found.item_weights) == expected
