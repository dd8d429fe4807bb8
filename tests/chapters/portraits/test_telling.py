"""Groups within areas that may be told: none of too few respondents, and none that margins would give back."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crowdpotential.chapters.portraits.estimates.telling import choose_told

BLOCS = ("A", "A", "B", "B")
FEWEST = 10


def test_cells_with_respondents_enough_are_all_told() -> None:
    assert choose_told(np.full((3, 4), 10), BLOCS, fewest=FEWEST).all()


def test_an_empty_cell_hides_nothing() -> None:
    sizes = np.array([[0, 30, 30, 30], [30, 30, 30, 30]])
    assert choose_told(sizes, BLOCS, fewest=FEWEST).tolist() == (sizes > 0).tolist()


def test_a_small_cell_takes_the_smallest_of_each_line_with_it() -> None:
    sizes = np.array([[4, 30, 30, 30], [40, 50, 50, 50], [60, 70, 70, 70]])
    told = choose_told(sizes, BLOCS, fewest=FEWEST)
    assert not told[0, 0]
    assert not told[0, 1]  # of its group on its side
    assert not told[1, 0]  # of its area
    assert told[:, 2:].all()


@given(arrays(np.int64, (4, 4), elements=st.integers(0, 40)))
def test_no_line_of_the_table_gives_a_small_cell_back(sizes: np.ndarray) -> None:
    told = choose_told(sizes, BLOCS, fewest=FEWEST)
    assert (sizes[told] >= FEWEST).all()
    lines = [sizes[:, j][~told[:, j]] for j in range(4)] + [sizes[i, part][~told[i, part]] for i in range(4) for part in ([0, 1], [2, 3])]
    shown = [told[:, j] for j in range(4)] + [told[i, part] for i in range(4) for part in ([0, 1], [2, 3])]
    for hidden, is_told in zip(lines, shown, strict=True):
        rest = hidden[hidden > 0]
        assert not (rest.size and is_told.any()) or (rest.size > 1 and rest.sum() >= FEWEST)
