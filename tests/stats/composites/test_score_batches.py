"""Scores of a respondent under several weights side by side, told by hand."""

import numpy as np

from crowdpotential.stats.composites.score_batches import ScoresOfOne, score_index


def test_an_index_is_the_weighted_mean_of_the_scored_dimensions() -> None:
    """Both dimensions, one of two, and one of which the other weighs nothing."""
    held = ScoresOfOne(
        np.array([[0.0, 0.0, 0.0], [10.0, 10.0, 10.0], [30.0, 0.0, 30.0]]),
        np.array([[0.0, 0.0, 0.0], [1.0, 1.0, 1.0], [1.0, 0.0, 1.0]]),
    )
    score_index(np.array([[1.0, 1.0, 1.0], [3.0, 3.0, 0.0]]), held)
    score, scored = held
    assert score[0].tolist() == [25.0, 10.0, 10.0]
    assert scored[0].tolist() == [1.0, 1.0, 1.0]
