"""Points that experts share out among objects: whether they sum to what was given."""

import numpy as np

from crowdpotential.stats.arrays import FloatArray

TOTAL, ROUNDING = 100.0, 0.5  # points of a budget; by which whole points of thirds may miss it


def count_wrong_budgets(points: FloatArray) -> int:
    """Count the experts whose points, (m, k), are below zero or do not sum to 100."""
    return int(((points < 0).any(axis=1) | (np.abs(points.sum(axis=1) - TOTAL) > ROUNDING)).sum())
