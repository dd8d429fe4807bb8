"""The weights of a panel without their intervals: the mean over experts, brought to a sum of 1."""

from typing import Literal

import numpy as np

from crowdpotential.errors import DesignError
from crowdpotential.stats.arrays import FloatArray

Mean = Literal["arithmetic", "geometric"]


def average_weights(given: FloatArray, *, mean: Mean) -> FloatArray:
    """Return the (k,) mean weights of a panel, sum 1 (geometric mean: Aczel and Saaty 1983; Forman and Peniwati 1998).

    Args:
        given: (m, k) shares or points of m experts, none below zero; rows are brought to one sum.
        mean: over experts.

    Raises:
        DesignError: as `share_out`.
    """
    return close(share_out(given, mean=mean).mean(axis=0), mean=mean)


def share_out(given: FloatArray, *, mean: Mean) -> FloatArray:
    """Return the (m, k) shares of experts, as logarithms where their mean is geometric.

    Raises:
        DesignError: fewer than two experts, or zeros under a geometric mean.
    """
    m, n_zero = len(given), int((given <= 0).any(axis=1).sum())
    if m < 2:
        msg = f"weights of a panel need two experts, and {m} are left"
        raise DesignError(msg)
    if mean == "geometric" and n_zero:
        msg = f"{n_zero} of {m} experts give a dimension nothing, which a geometric mean cannot bear; set mean to arithmetic"
        raise DesignError(msg)
    shares: FloatArray = given / given.sum(axis=1, keepdims=True)
    return np.asarray(np.log(shares)) if mean == "geometric" else shares


def close(means: FloatArray, *, mean: Mean) -> FloatArray:
    """Bring means of what `share_out` returns to a sum of 1 along the last axis."""
    own = np.exp(means) if mean == "geometric" else means
    closed: FloatArray = own / own.sum(axis=-1, keepdims=True)
    return closed
