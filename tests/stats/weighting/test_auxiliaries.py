import numpy as np
from numpy.testing import assert_array_equal

from crowdpotential.stats.weighting.calibration import Margin, MeanTarget, auxiliaries

SEX = Margin(name="sex", cells=np.array([0, 1, 1, 0]), control_totals=np.array([40.0, 60.0]), labels=("m", "f"))
AREA = Margin(
    name="area",
    cells=np.array([0, 0, 2, 0]),
    control_totals=np.array([70.0, 0.0, 30.0]),
    labels=("a", "b", "c"),
)
AGE = MeanTarget(
    name="age",
    values=np.array([30.0, 50.0, np.nan, 30.0]),
    groups=np.array([0, 0, -1, 0]),
    means=np.array([45.0]),
    labels=("a",),
)


def test_auxiliaries_are_the_cells_and_the_deviations_from_the_control_means() -> None:
    given = auxiliaries([SEX, AREA], [AGE])
    expected = [[1, 0, 1, 0, 0, -15], [0, 1, 1, 0, 0, 5], [0, 1, 0, 0, 1, 0], [1, 0, 1, 0, 0, -15]]
    assert_array_equal(given.rows[given.class_of], expected)
    assert len(given.rows) == 3


def test_auxiliaries_of_many_respondents_are_one_row_per_combination() -> None:
    rng = np.random.default_rng(1)
    cells = rng.integers(0, 4, 10_000)
    margin = Margin(name="m", cells=cells, control_totals=np.ones(4), labels=("0", "1", "2", "3"))
    given = auxiliaries([margin])
    assert given.rows.shape == (4, 4)
    assert_array_equal(np.argmax(given.rows, axis=1)[given.class_of], cells)
