"""Index: values under the power of a mean, compiled.

Under power 1 a value is itself, under 0 its logarithm, else x^power - 1, which keeps its digits where the power is all but zero.
"""

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import FloatArray, IntArray


@njit(cache=True, nogil=True, error_model="numpy")
def take_from_power(values: FloatArray, answered: IntArray, powers: FloatArray, logs: FloatArray) -> None:
    """Give the logarithms of values that stand under powers (k,); NaN where there is no room, zero where nothing was answered."""
    for dimension in range(values.shape[0]):
        power = powers[dimension]
        for at in range(values.shape[1]):
            value = 0.0
            if answered[dimension, at] > 0:
                value = values[dimension, at]
                if power != 0.0:
                    value = under_power(from_power(value, power), 0.0)
            logs[dimension, at] = value


@njit(cache=True, nogil=True, error_model="numpy")
def needs_logs(within: FloatArray, between: float) -> bool:
    """Tell whether some dimension goes to another power that is no plain mean."""
    return between != 1.0 and bool((within != between).any())


@njit(cache=True, nogil=True, error_model="numpy")
def put_under_power(
    values: FloatArray,
    logs: FloatArray,
    powers: tuple[FloatArray, float],
    answered: IntArray,
    under: FloatArray,
) -> None:
    """Bring dimensions from the powers of their items' means to that of their own; zero where nothing was answered.

    Args:
        values: (k, m) under the first powers.
        logs: (k, m) of `take_from_power`; not read unless `needs_logs`.
        powers: (k,) of the items' means, and that of the dimensions'.
        answered: (k, m) items.
        under: (k, m), overwritten.
    """
    between = powers[1]
    for dimension in range(values.shape[0]):
        within = powers[0][dimension]
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
