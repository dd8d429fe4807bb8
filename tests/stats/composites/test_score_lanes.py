"""Scores of a respondent under several weights side by side, told by hand."""

import numpy as np

from crowdpotential.stats.composites.score_lanes import Held, score_index


def test_an_index_needs_enough_dimensions_and_weight_among_them() -> None:
    """Both dimensions, one of two, and two that weigh nothing."""
    held = Held(
        np.array([[0.0, 0.0, 0.0], [10.0, 10.0, 10.0], [30.0, 0.0, 30.0]]),
        np.array([[0.0, 0.0, 0.0], [1.0, 1.0, 1.0], [1.0, 0.0, 1.0]]),
    )
    score_index(2, np.array([[1.0, 1.0, 0.0], [3.0, 3.0, 0.0]]), held)
    score, scored = held
    assert score[0].tolist() == [25.0, 0.0, 0.0]
    assert scored[0].tolist() == [1.0, 0.0, 0.0]
