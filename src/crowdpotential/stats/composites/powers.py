"""Index: values under the power of a mean, compiled.

Under power 1 a value is itself, under 0 its logarithm, else x^power - 1, which keeps its digits where the power is all but zero.
"""

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import FloatArray


@njit(cache=True, nogil=True, error_model="numpy")
def needs_logs(within: float, between: float) -> bool:
    """Return whether values under one power go to another one that is no plain mean."""
    return bool(between not in (1.0, within))


@njit(cache=True, nogil=True, error_model="numpy")
def take_logs(values: FloatArray, power: float, logs: FloatArray) -> None:
    """Write the logarithms of values (m,) that stand under a power; NaN where there is no room."""
    for at in range(values.size):
        logs[at] = values[at] if power == 0.0 else under_power(from_power(values[at], power), 0.0)


@njit(cache=True, nogil=True, error_model="numpy")
def change_power(values: FloatArray, logs: FloatArray, within: float, between: float, out: FloatArray) -> None:
    """Write values (m,) that stand under one power as they are under another; `logs` are not read unless `needs_logs`."""
    for at in range(values.size):
        if within == between:
            out[at] = values[at]
        elif between == 1.0:
            out[at] = from_power(values[at], within)
        elif between == 0.0:
            out[at] = logs[at]
        else:
            out[at] = np.expm1(between * logs[at])


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
