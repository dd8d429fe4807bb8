"""Uncertainty: strata with a single primary sampling unit, refused unless the study names a rule.

The rules mean what `options(survey.lonely.psu=)` means in R's survey package 4.1 (Lumley 2010, Complex Surveys):
"certainty" and "remove" let such a stratum add nothing; "adjust" takes its unit about zero, the population's mean
score, in place of the stratum's mean; "average" gives it the mean variance of the other strata. A stratum that has
one unit in the sample but none outside it (sampling fraction 1) is no lonely one, nor is a stratum of several units
only one of which holds members of a domain: the others count with zero (R's `survey.adjust.domain.lonely = FALSE`).
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from crowdpotential.errors import LonelyPsuError, name_first
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray

LonelyPsuRule = Literal["error", "certainty", "adjust", "average", "remove"]

LONELY_NAMED = 5  # in one message; the rest is counted


def refuse_lonely_psus(lonely: IntArray, stratum_names: Sequence[str]) -> None:
    """Refuse strata of a single unit, whose variance nothing in the sample tells.

    Args:
        lonely: codes of the strata with one primary sampling unit; none is well.
        stratum_names: name of each code, for the message; the codes themselves if empty.

    Raises:
        LonelyPsuError: there are such strata.
    """
    if lonely.size:
        named = [str(stratum_names[code] if stratum_names else code) for code in lonely]
        msg = (
            f"{lonely.size} strata have a single primary sampling unit: {name_first(named, LONELY_NAMED)}; join each "
            "with a similar stratum, or name a rule: certainty, adjust, average or remove"
        )
        raise LonelyPsuError(msg)


def stratum_factors(n_psus: IntArray, unsampled_shares: FloatArray, rule: LonelyPsuRule) -> FloatArray:
    """Return what each stratum's sum of squares about its centre is multiplied by to be a variance.

    Args:
        n_psus: (H,) primary sampling units drawn in each stratum.
        unsampled_shares: (H,) 1 less the sampling fraction; 1 for draws with replacement.
        rule: what to do with strata of one unit.

    Raises:
        LonelyPsuError: under "average", no stratum has two units.
    """
    is_lonely = find_lonely(n_psus, unsampled_shares)
    factors = unsampled_shares * n_psus / np.maximum(n_psus - 1, 1)
    if rule == "average":
        if is_lonely.all():
            msg = f"all {n_psus.size} strata have a single primary sampling unit: none is there to average"
            raise LonelyPsuError(msg)
        factors *= n_psus.size / np.count_nonzero(~is_lonely)
    factors[is_lonely & (rule != "adjust")] = 0.0
    return factors


def find_lonely(n_psus: IntArray, unsampled_shares: FloatArray) -> BoolArray:
    """Mark the strata (H,) that have one unit in the sample and others outside it."""
    is_lonely: BoolArray = (n_psus == 1) & (unsampled_shares > 0)
    return is_lonely
