"""Equivalence: whether a difference is too small to matter, by two one-sided tests (Schuirmann 1987)."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from crowdpotential.stats.arrays import BoolArray, FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Equivalence:
    """Two one-sided tests of k differences against the same margin, and the interval that says the same."""

    p_above: FloatArray  # (k,) against a difference of -margin or lower
    p_below: FloatArray  # (k,) against a difference of +margin or higher
    p_value: FloatArray  # (k,) the larger of the two: both must be refused
    ci_low: (
        FloatArray  # (k,) interval of level 1 - 2 significance: within the margin exactly where equivalent
    )
    ci_high: FloatArray  # (k,)
    is_equivalent: BoolArray  # (k,) false where nothing is known
    margin: float
    significance: float


def two_one_sided_tests(
    difference: FloatArray,
    standard_error: FloatArray,
    degrees_of_freedom: FloatArray,
    *,
    margin: float,
    significance: float,
) -> Equivalence:
    """Test whether differences lie within plus or minus a margin (Schuirmann 1987).

    Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15, 657-680. Low p-values speak for equivalence.

    Args:
        difference: (k,) estimates, in the unit of the margin.
        standard_error: (k,) NaN where withheld.
        degrees_of_freedom: (k,)
        margin: the smallest difference that matters, 0 or more.
        significance: of each one-sided test, 0..0.5.

    Raises:
        ValueError: a negative margin, or a significance outside 0..0.5.
    """
    if not margin >= 0:
        msg = f"equivalence: the margin is {margin:g}; give the smallest difference that matters, 0 or more"
        raise ValueError(msg)
    if not 0 < significance < 1 / 2:
        msg = f"equivalence: significance is {significance:g}; it must lie between 0 and 0.5"
        raise ValueError(msg)
    freedom = np.where(degrees_of_freedom > 0, degrees_of_freedom, np.nan)
    p_above = stdtr(freedom, -(margin + difference) / standard_error)
    p_below = stdtr(freedom, -(margin - difference) / standard_error)
    p_value = np.maximum(p_above, p_below)
    reach = stdtrit(freedom, 1 - significance) * standard_error
    return Equivalence(
        p_above=p_above,
        p_below=p_below,
        p_value=p_value,
        ci_low=difference - reach,
        ci_high=difference + reach,
        is_equivalent=p_value < significance,
        margin=margin,
        significance=significance,
    )
