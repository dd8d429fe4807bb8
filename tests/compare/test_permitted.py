"""What verdicts allow: areas of a closed bloc are left alone, and of each area is taken what its own items make of its mean."""

import numpy as np
from numpy.testing import assert_allclose

from crowdpotential.compare.estimates import Contrast
from crowdpotential.compare.permitted import DifPoints, PermittedComparisons
from crowdpotential.results.domains import Domain
from crowdpotential.stats.inference.degrees_of_freedom import Freedom

A, B, C = Domain(bloc="X", area="a"), Domain(bloc="X", area="b"), Domain(bloc="Y", area="c")


def dif_points(points: float) -> DifPoints:
    return DifPoints(estimate=np.array([points, 0.0]), replicates=np.full((3, 2), [points, 0.0]))


def contrast(first: Domain, second: Domain) -> Contrast:
    return Contrast(
        first=first,
        second=second,
        variable="index",
        estimate=5.0,
        replicates=np.full(3, 5.0),
        freedom=Freedom(np.array(10.0)),
        n=100,
    )


def test_an_areas_own_items_are_charged_to_it_alone() -> None:
    permitted = PermittedComparisons(blocs=("X", "Y"), between_blocs=dif_points(0.0), of_areas={"a": dif_points(1.5)})
    assert_allclose(permitted.adjust_index(contrast(A, B)).estimate, 3.5)
    assert_allclose(permitted.adjust_index(contrast(B, A)).replicates, 6.5)
    assert permitted.adjust_index(contrast(B, C)).model == ""


def test_across_the_border_both_debts_add_up() -> None:
    permitted = PermittedComparisons(blocs=("X", "Y"), between_blocs=dif_points(1.0), of_areas={"a": dif_points(1.5)})
    assert_allclose(permitted.adjust_index(contrast(A, C)).estimate, 2.5)
    assert_allclose(permitted.adjust_index(contrast(B, C)).estimate, 4.0)


def test_what_may_be_contrasted_follows_the_verdicts() -> None:
    assert PermittedComparisons(blocs=("X", "Y"), between_blocs=dif_points(0)).allows(A, C)
    assert not PermittedComparisons(blocs=(), between_blocs=dif_points(0)).allows(A, C)
    closed = PermittedComparisons(blocs=("X", "Y"), between_blocs=dif_points(0), closed=("X",))
    assert not closed.allows(A, B)
    assert not closed.allows(A, C)
    assert closed.allows(Domain(bloc="X"), Domain(bloc="Y"))
