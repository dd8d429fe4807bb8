"""Intervals of shares of a simple sample, of which none lies outside 0..1, and none is empty where nobody or everybody is counted."""

import numpy as np
from scipy.special import ndtri

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.inference.intervals import Intervals


def wilson_intervals(counts: IntArray | FloatArray, n: IntArray | FloatArray, *, confidence_level: float) -> Intervals:
    """Return the score intervals of shares (Wilson 1927; Brown, Cai and DasGupta 2001, Statistical Science 16, 101-133).

    Args:
        counts: (k,) of people.
        n: (k,) people asked, one or more.
        confidence_level: 0..1.
    """
    size: FloatArray = np.asarray(n, dtype=np.float64)
    share, z = counts / size, float(ndtri((1 + confidence_level) / 2))
    centre = (share + z**2 / (2 * size)) / (1 + z**2 / size)
    reach = z / (1 + z**2 / size) * np.sqrt(share * (1 - share) / size + z**2 / (4 * size**2))
    return Intervals(low=np.maximum(centre - reach, 0.0), high=np.minimum(centre + reach, 1.0))
