"""Uncertainty: the replicates of a sample, by whichever method is asked for."""

from typing import Literal

import numpy as np

from crowdpotential.errors import DesignError
from crowdpotential.stats.arrays import BoolArray
from crowdpotential.stats.replication.balanced import balanced_halves, refuse_rules_without_meaning
from crowdpotential.stats.replication.jackknife import jackknife_1, jackknife_n
from crowdpotential.stats.replication.replicates import (
    DrawnReplicates,
    ReplicateCentre,
    SampledPsus,
    rao_wu_multipliers,
    rao_wu_replication,
)

DrawnMethod = Literal["rao-wu", "jk1", "jkn", "brr", "fay"]


def draw_replicates(
    psus: SampledPsus,
    *,
    method: DrawnMethod,
    number: int,
    seed: int,
    rho: float = 0.3,
    centre: ReplicateCentre = "estimate",
) -> DrawnReplicates:
    """Make the replicates of a sample: what each multiplies the weights of each primary sampling unit by.

    Args:
        psus: the units, their strata, sampling fractions, and the rule for lonely ones.
        method: rao-wu (bootstrap), jk1, jkn (jackknife), brr, fay (balanced half-samples).
        number: of rao-wu replicates; with the other methods the design decides.
        seed: of rao-wu, 0 or more; the other methods draw nothing.
        rho: of fay, above 0 and below 1.
        centre: what the replicates are compared with.

    Raises:
        DesignError: the design does not fit the method.
        LonelyPsuError: lonely units and no rule.
    """
    if method == "jk1":
        return jackknife_1(psus, centre=centre)
    if method == "jkn":
        return jackknife_n(psus, centre=centre)
    if method == "rao-wu":
        return rao_wu(psus, number=number, seed=seed, centre=centre)
    return balanced_halves(psus, rho=rho if method == "fay" else 0.0, centre=centre)


def rao_wu(psus: SampledPsus, *, number: int, seed: int, centre: ReplicateCentre = "estimate") -> DrawnReplicates:
    """Draw the bootstrap of Rao, Wu and Yue (1992) with sampling fractions and rules for lonely units.

    With a sampling fraction f a multiplier k becomes 1 + sqrt(1 - f) (k - 1), which shrinks the variance by 1 - f and
    keeps it zero or more (Rao and Wu 1988, Journal of the American Statistical Association 83, 231-241). Under
    "certainty" and "remove" a lonely unit keeps its weight in every replicate.

    Raises:
        DesignError: lonely units under "adjust" or "average", or no stratum in which anything was left to chance.
        LonelyPsuError: lonely units and no rule.
    """
    refuse_rules_without_meaning("rao-wu", psus)
    drawn = psus.sizes > 1  # what is alone in its stratum keeps its weight
    _refuse_nothing_to_draw(psus, drawn & (psus.unsampled_shares > 0))
    multipliers = np.ones((psus.strata.size, number))
    multipliers[drawn] = rao_wu_multipliers(psus.strata[drawn], psus.keys[drawn], seed=seed, number=number)
    if psus.sampling_fractions is not None:
        multipliers = 1 + np.sqrt(psus.unsampled_shares)[:, None] * (multipliers - 1)
    return DrawnReplicates(
        multipliers=multipliers,
        replication=rao_wu_replication(psus.strata, number=number, centre=centre),
    )


def _refuse_nothing_to_draw(psus: SampledPsus, varies: BoolArray) -> None:
    """Replicates that all equal the sample would print standard errors of zero."""
    if not varies.any():
        msg = (
            f"replicates: none of {np.unique(psus.strata).size} strata has two primary sampling units of a larger population, so "
            "nothing can be drawn; join strata, or correct design.psu and design.fpc"
        )
        raise DesignError(msg)
