import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.linalg import LinAlgError

from crowdpotential.stats.minimising.curvature import (
    Block,
    Curvature,
    estimate_condition,
    factorise,
    fold,
    undivided,
)

RNG = np.random.default_rng([20190701, 12])


def block(*numbers: int) -> Block:
    root = RNG.normal(size=(len(numbers), len(numbers) + 4))
    return Block(numbers=np.array(numbers), values=root @ root.T)


CASES = {
    "nothing shared": Curvature(n_parameters=5, blocks=(block(0, 3, 1), block(4, 2))),
    "some shared": Curvature(n_parameters=7, blocks=(block(0, 3, 1, 5), block(4, 3, 2, 5), block(6, 5))),
    "a group without own": Curvature(n_parameters=3, blocks=(block(0, 1, 2), block(1, 2))),
    "everything shared": Curvature(n_parameters=2, blocks=(block(1, 0), block(0, 1))),
}


@pytest.mark.parametrize("curvature", CASES.values(), ids=CASES)
def test_solving_group_by_group_is_solving_the_whole(curvature: Curvature, capfd: pytest.CaptureFixture[str]) -> None:
    factored, gradient = factorise(curvature), RNG.normal(size=curvature.n_parameters)
    assert_allclose(factored.solve(gradient), np.linalg.solve(curvature.whole, gradient), rtol=1e-10)
    assert_allclose(factored.invert(), np.linalg.inv(curvature.whole), rtol=1e-9, atol=1e-12)
    assert capfd.readouterr() == ("", ""), "LAPACK complains on the terminal, past Python"


def test_a_saddle_in_what_groups_share_is_not_factored() -> None:
    saddle = Block(numbers=np.array([0, 1]), values=np.diag([1.0, -1.0]))
    with pytest.raises(LinAlgError):
        factorise(Curvature(n_parameters=2, blocks=(saddle, saddle)))


def test_cells_of_one_parameter_are_added_up() -> None:
    got = fold(np.array([2, 0, 2]), np.array([[1.0, 2.0, 3.0], [2.0, 5.0, 6.0], [3.0, 6.0, 9.0]]))
    assert got.numbers.tolist() == [0, 2]
    assert_allclose(got.values, [[5, 8], [8, 16]])


def test_the_condition_does_not_depend_on_the_units_of_the_parameters() -> None:
    values, units = block(0, 1, 2).values, np.array([1.0, 1e3, 1e-4])
    expected = estimate_condition(undivided(values), np.linalg.inv(values))
    stretched = values * np.outer(units, units)
    assert_allclose(estimate_condition(undivided(stretched), np.linalg.inv(stretched)), expected, rtol=1e-8)
