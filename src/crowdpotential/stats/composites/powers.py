"""Index: values under the power of a mean, compiled.

Under power 1 a value is itself, under 0 its logarithm, else x^power - 1, which keeps its digits where the power is all but zero.
"""

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import FloatArray, IntArray


@njit(cache=True, nogil=True, error_model="numpy")
def take_from_power(values: FloatArray, answered: IntArray, power: float, logs: FloatArray) -> None:
    """Give the logarithms of values that stand under a power; NaN where there is no room, zero where nothing was answered."""
    for dimension in range(values.shape[0]):
        for at in range(values.shape[1]):
            value = 0.0
            if answered[dimension, at] > 0:
                value = values[dimension, at]
                if power != 0.0:
                    value = under_power(from_power(value, power), 0.0)
            logs[dimension, at] = value


@njit(cache=True, nogil=True, error_model="numpy")
def put_under_power(
    values: FloatArray, logs: FloatArray, powers: tuple[float, float], answered: IntArray, under: FloatArray
) -> None:
    """Bring dimensions from the power of the items' mean to that of their own; zero where nothing was answered.

    Args:
        values: (k, m) under the first power.
        logs: (k, m) of `take_from_power`; not read if the powers are the same or the second is 1.
        powers: of the items' mean, and of the dimensions'.
        answered: (k, m) items.
        under: (k, m), overwritten.
    """
    within, between = powers
    for dimension in range(values.shape[0]):
        for at in range(values.shape[1]):
            value = values[dimension, at]
            if answered[dimension, at] == 0:
                value = 0.0
            elif within != between:
                if between == 1.0:
                    value = from_power(value, within)
                elif between == 0.0:
                    value = logs[dimension, at]
                else:
                    value = np.expm1(between * logs[dimension, at])
            under[dimension, at] = value


@njit(cache=True, nogil=True, error_model="numpy")
def under_power(value: float, power: float) -> float:
    """Put a value under the power of a mean; NaN where there is no room for it."""
    if power == 1.0:
        return value
    if not value > 0.0:
        return np.nan
    if power == 0.0:
        return float(np.log(value))
    return float(np.expm1(power * np.log(value)))  # keeps its digits where the power is all but zero


@njit(cache=True, nogil=True, error_model="numpy")
def from_power(value: float, power: float) -> float:
    """Bring a mean back from under its power."""
    if power == 1.0:
        return value
    if power == 0.0:
        return float(np.exp(value))
    return float(np.exp(np.log1p(value) / power))
