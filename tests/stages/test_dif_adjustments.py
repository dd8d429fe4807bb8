"""What later stages are told of the verdicts: comparisons as facts, and points of each item as arrays."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from crowdpotential.compare.dif_adjustments import DifAdjustments
from crowdpotential.compare.permitted import DifPoints, PermittedComparisons
from crowdpotential.index.item_shifts import ItemShifts
from crowdpotential.results.domains import Domain
from crowdpotential.stages.dif_adjustments import dif_adjustments_of, keep_dif_adjustments
from crowdpotential.stats.arrays import FloatArray

R, P = 3, 2
NOTHING = DifPoints(estimate=np.zeros(1), replicates=np.zeros((R, 1)))


def shifts(first: float, second: float, *, differs: tuple[bool, bool] = (True, True)) -> ItemShifts:
    """Shifts of two items in deviations; an item's deviation is 10 and 20 points."""
    made: Any = SimpleNamespace(
        inference=SimpleNamespace(estimate=np.array([first, second])),
        replicates=np.array([[first + 1, first + 2, first + 3], [second, second, second]]),
        item_sd=np.array([10.0, 20.0]),
        is_different=np.array(differs),
    )
    kept: ItemShifts = made
    return kept


def through_the_cache(permitted: PermittedComparisons, of_blocs: dict[str, ItemShifts], of_areas: dict[str, ItemShifts]) -> DifAdjustments:
    return dif_adjustments_of(keep_dif_adjustments(permitted, of_blocs, of_areas), 1 + R, P)


def two_sides(*blocs: str, closed: tuple[str, ...] = ()) -> PermittedComparisons:
    return PermittedComparisons(blocs=blocs, between_blocs=NOTHING, closed=closed)


def test_adjustments_come_back_as_they_were_kept() -> None:
    found = through_the_cache(two_sides("A", "B", closed=("B",)), {}, {"north": shifts(1, 1)})
    assert found.permitted.blocs == ("A", "B")
    assert found.permitted.closed == ("B",)
    assert set(found.of_areas) == {"north"}
    assert found.of_blocs == {}
    assert found.between_blocs.shape == (1 + R, P)
    assert not found.between_blocs.any()
    assert found.permitted.between_blocs.replicates.shape == (R, 1)
    assert not found.permitted.between_blocs.replicates.any()
    assert_array_equal(found.permitted.between_blocs.estimate, [0.0])


def test_points_are_deviations_times_their_size_of_items_that_differ_alone() -> None:
    found = through_the_cache(two_sides("A", "B"), {"A": shifts(0.5, 0.2, differs=(True, False))}, {})
    expected = [[5.0, 0.0], [15.0, 0.0], [25.0, 0.0], [35.0, 0.0]]
    assert_array_equal(found.between_blocs, expected)


def test_what_lies_between_two_sides_is_charged_to_the_first() -> None:
    found = through_the_cache(two_sides("A", "B"), {"A": shifts(0.5, 0.2)}, {})
    assert_array_equal(found.points_of(Domain(bloc="A"))[0], [5.0, 4.0])
    for other in (Domain(bloc="B"), Domain()):
        assert not found.points_of(other).any()


@pytest.mark.parametrize("blocs", [(), ("A",)])
def test_sides_that_may_not_be_compared_owe_each_other_nothing(blocs: tuple[str, ...]) -> None:
    found = through_the_cache(two_sides(*blocs), {"A": shifts(0.5, 0.2)}, {})
    assert not found.points_of(Domain(bloc="A")).any()


def dif_points() -> DifPoints:
    return DifPoints(estimate=np.ones(1), replicates=np.ones((R, 1)))


def test_of_three_sides_each_owes_its_own_and_an_area_its_own_besides() -> None:
    permitted = PermittedComparisons(blocs=("A", "B", "C"), between_blocs=NOTHING, of_blocs={"A": dif_points(), "B": dif_points()})
    found = through_the_cache(permitted, {"A": shifts(0.5, 0.2), "B": shifts(-0.1, 0.3)}, {"north": shifts(0.1, 0.1)})
    assert set(found.of_blocs) == {"A", "B"}
    assert not found.between_blocs.any()

    def points(**unit: str) -> FloatArray:
        told: FloatArray = found.points_of(Domain(**unit))[0]
        return told

    assert_array_equal(points(bloc="A"), [5.0, 4.0])
    assert_array_equal(points(bloc="B"), [-1.0, 6.0])
    assert_array_equal(points(bloc="C"), [0.0, 0.0])
    assert_array_equal(points(bloc="A", area="north"), [6.0, 6.0])
    assert_array_equal(points(bloc="C", area="north"), [1.0, 2.0])
    assert_array_equal(points(bloc="A", area="south"), [5.0, 4.0])
