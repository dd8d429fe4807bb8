"""Uncertainty: balanced half-samples for strata with two primary sampling units each, and Fay's milder form.

A replicate takes one unit of every stratum twice and leaves the other out; the rows of a Hadamard matrix choose which,
in full orthogonal balance (McCarthy 1969, Review of the International Statistical Institute 37, 239-264). Fay keeps a
share rho of the units left out, so that no domain is ever empty (Judkins 1990, Journal of Official Statistics 6, 223-239).
"""

import numpy as np

from crowdpotential.errors import DesignError, name_first
from crowdpotential.stats.arrays import IntArray
from crowdpotential.stats.replication.hadamard import hadamard_above
from crowdpotential.stats.replication.lonely_psus import LonelyPsuRule, refuse_lonely_psus
from crowdpotential.stats.replication.replicates import (
    DrawnReplicates,
    ReplicateCentre,
    Replication,
    SampledPsus,
)

UNITS = 2  # in each stratum
NAMED = 5  # strata in one message; the rest is counted


def balanced_halves(psus: SampledPsus, *, rho: float, centre: ReplicateCentre = "estimate") -> DrawnReplicates:
    """Balance half-samples over strata of two units: multipliers 2 - rho and rho, coefficients 1 / (R (1 - rho)^2).

    R is the order of the matrix, the smallest above the number of strata. Which unit comes first follows from the
    order given; it moves no variance of a total. Under "certainty" and "remove" a lonely unit keeps its weight.

    Args:
        psus: the units, two in each stratum; draws with replacement.
        rho: 0 for balanced repeated replication (BRR), above 0 and below 1 for Fay's method.
        centre: what the replicates are compared with.

    Raises:
        DesignError: strata with other than two units, sampling fractions, or a rule for lonely units without a meaning here.
        LonelyPsuError: lonely units and no rule.
    """
    method = "fay" if rho else "brr"
    if not 0 <= rho < 1:
        msg = f"rho: need 0 or more and less than 1, not {rho}"
        raise ValueError(msg)
    refuse_rules_without_meaning(method, psus)
    if psus.sampling_fractions is not None:
        msg = (
            f"replicates: {method} knows no finite population correction; use jkn, or take design.fpc out "
            "(standard errors are then a little too large)"
        )
        raise DesignError(msg)
    paired = np.unique(psus.strata[~psus.is_lonely])
    _refuse_unpaired(method, psus, paired)
    signs = hadamard_above(paired.size)
    multipliers = np.ones((psus.strata.size, len(signs)))
    for row, stratum in enumerate(paired):
        first, second = np.flatnonzero(psus.strata == stratum)
        multipliers[first] += (1 - rho) * signs[1 + row]
        multipliers[second] -= (1 - rho) * signs[1 + row]
    replication = Replication(
        kind="fay" if rho else "brr",
        coefficients=np.full(len(signs), 1 / (len(signs) * (1 - rho) ** 2)),
        centre=centre,
        degrees_of_freedom=psus.degrees_of_freedom,
        fails_above=0.0,
    )
    return DrawnReplicates(multipliers=multipliers, replication=replication)


def refuse_rules_without_meaning(method: str, psus: SampledPsus) -> None:
    """Refuse lonely units where no rule is named, or one that replicates of this kind cannot follow.

    Raises:
        DesignError: "adjust" or "average"; R's survey package has them for the jackknife only.
        LonelyPsuError: no rule.
    """
    rule: LonelyPsuRule = psus.lonely_psu
    if not psus.is_lonely.any():
        return
    if rule == "error":
        refuse_lonely_psus(psus.strata[psus.is_lonely], psus.stratum_names)
    if rule in {"adjust", "average"}:
        msg = (
            f"replicates: {method} cannot follow the rule {rule} for {np.count_nonzero(psus.is_lonely)} strata "
            "with a single primary sampling unit; name certainty or remove, or use jkn"
        )
        raise DesignError(msg)


def _refuse_unpaired(method: str, psus: SampledPsus, paired: IntArray) -> None:
    counts = np.array([np.count_nonzero(psus.strata == stratum) for stratum in paired])
    wrong = np.flatnonzero(counts != UNITS)
    if wrong.size or not paired.size:
        named = [f"{psus.stratum_names[paired[i]] if psus.stratum_names else paired[i]} ({counts[i]})" for i in wrong]
        msg = (
            f"replicates: {method} needs two primary sampling units in every stratum; {wrong.size} of {paired.size} "
            f"have another number: {name_first(named, NAMED)}; form strata of two, or use jkn or rao-wu"
        )
        raise DesignError(msg)
