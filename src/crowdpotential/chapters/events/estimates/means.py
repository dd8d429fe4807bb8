"""What rows of an event share, and the columns of a mean of its participants."""

import numpy as np

from crowdpotential.results.rows import Columns
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.intervals import t_intervals

ALIKE = "all_alike"  # note: nobody differs from anybody, so that there is no error


def about(event: str, variable: str = "") -> Columns:
    """Return the columns that say which event and which question a row is about."""
    return {"sample": "event", "domain_variable": "event", "domain": event, "variable": variable}


def mean_columns(values: FloatArray, *, confidence_level: float) -> Columns:
    """Return the mean of simple answers with its t interval.

    Args:
        values: (n,) two or more, none missing.
        confidence_level: 0..1.
    """
    return estimate_columns(
        float(values.mean()),
        float(values.std(ddof=1) / np.sqrt(values.size)),
        df=values.size - 1.0,
        n=values.size,
        confidence_level=confidence_level,
    )


def estimate_columns(estimate: float, error: float, *, df: float, n: int, confidence_level: float) -> Columns:
    """Return an estimate with its t interval; without one where the error is zero, for all are alike."""
    if not error > 0:
        return {"estimate": estimate, "n": float(n), "note": ALIKE}
    ends = t_intervals(np.array([estimate]), np.array([error]), np.array([df]), confidence_level=confidence_level)
    return {
        "estimate": estimate,
        "standard_error": error,
        "ci_low": float(ends.low[0]),
        "ci_high": float(ends.high[0]),
        "interval_type": "t",
        "confidence_level": confidence_level,
        "df": df,
        "n": float(n),
    }
