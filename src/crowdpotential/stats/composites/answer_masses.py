"""Index: how much weight each answer has, which is all that a normalisation needs to know of the sample."""

import numpy as np

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.composites.index_cells import Answers


def answer_masses(answers: Answers, n_categories: int, n_areas: int) -> FloatArray:
    """Add up the weights of those who gave each answer: (C, A, p, K)."""
    out = np.zeros((len(answers.weights), n_areas, answers.ranks.shape[1], n_categories))
    for area in range(n_areas):
        inside = answers.areas == area
        own = np.ascontiguousarray(answers.weights[:, inside])
        for category in range(n_categories):
            out[:, area, :, category] = own @ (answers.ranks[inside] == category).astype(np.float64)
    return out
