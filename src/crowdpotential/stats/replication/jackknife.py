"""Uncertainty: the jackknife, which leaves out one primary sampling unit at a time.

JK1 is for a sample without strata, JKn for a stratified one: a stratum of m units gives m replicates; the weights of
its other units rise by m / (m - 1) and those of other strata stay (Wolter 2007, Introduction to Variance Estimation,
ch. 4). Corrections for finite populations and rules for lonely units are those of R's survey package 4.1.
"""

from typing import Literal

import numpy as np

from crowdpotential.errors import DesignError
from crowdpotential.stats.arrays import BoolArray
from crowdpotential.stats.replication.lonely_psus import refuse_lonely_psus
from crowdpotential.stats.replication.replicates import (
    DrawnReplicates,
    ReplicateCentre,
    Replication,
    SampledPsus,
)

MOST_REPLICATES = 10_000  # a matrix of as many rows and columns fills 0.8 GB


def jackknife_1(psus: SampledPsus, *, centre: ReplicateCentre = "estimate") -> DrawnReplicates:
    """Leave out each unit of an unstratified sample once (JK1): R = J, coefficients (1 - f) (J - 1) / J.

    Args:
        psus: units of one stratum.
        centre: what the replicates are compared with.

    Raises:
        DesignError: several strata, the units are the whole population, or there are too many.
        LonelyPsuError: a single unit.
    """
    if n_strata := np.unique(psus.strata).size - 1:
        msg = f"replicates: jk1 is for a sample without strata, this one has {n_strata + 1}; use jkn"
        raise DesignError(msg)
    return _leave_out("jk1", psus, centre)


def jackknife_n(psus: SampledPsus, *, centre: ReplicateCentre = "estimate") -> DrawnReplicates:
    """Leave out each unit of a stratified sample once (JKn): coefficients (1 - f) (m - 1) / m in a stratum of m.

    Strata that were taken whole (f = 1) add nothing and have no replicates. Lonely units have none either under
    "certainty" and "remove"; under "average" all coefficients rise by units / replicates; under "adjust" one replicate
    leaves a lonely unit's stratum out and raises all others by H / (H - 1), with coefficient (H - 1) / H.

    Args:
        psus: the units, their strata, and the rule for lonely ones.
        centre: what the replicates are compared with.

    Raises:
        DesignError: every stratum was taken whole, or there are too many units.
        LonelyPsuError: lonely units and no rule, or nothing but lonely units.
    """
    return _leave_out("jkn", psus, centre)


def _leave_out(kind: Literal["jk1", "jkn"], psus: SampledPsus, centre: ReplicateCentre) -> DrawnReplicates:
    is_lonely = psus.is_lonely
    if psus.lonely_psu == "error":
        refuse_lonely_psus(psus.strata[is_lonely], psus.stratum_names)
    has_replicate = (psus.unsampled_shares > 0) & (~is_lonely | (psus.lonely_psu == "adjust"))
    left_out = np.flatnonzero(has_replicate)
    _refuse_no_replicates(psus, is_lonely, left_out.size)
    _refuse_too_many(kind, left_out.size)
    n_strata, sizes = np.unique(psus.strata).size, psus.sizes
    multipliers = np.ones((psus.strata.size, left_out.size))
    coefficients = psus.unsampled_shares[left_out] * (sizes[left_out] - 1) / sizes[left_out]
    for replicate, unit in enumerate(left_out):
        if is_lonely[unit]:
            multipliers[:, replicate] = n_strata / (n_strata - 1)
            coefficients[replicate] = (n_strata - 1) / n_strata
        else:
            own = psus.strata == psus.strata[unit]
            multipliers[own, replicate] = sizes[unit] / (sizes[unit] - 1)
        multipliers[unit, replicate] = 0.0
    if psus.lonely_psu == "average" and is_lonely.any():
        coefficients *= psus.strata.size / left_out.size
    replication = Replication(
        kind=kind,
        coefficients=coefficients,
        centre=centre,
        degrees_of_freedom=psus.degrees_of_freedom,
        fails_above=0.0,
    )
    return DrawnReplicates(multipliers=multipliers, replication=replication)


def _refuse_no_replicates(psus: SampledPsus, is_lonely: BoolArray, n_replicates: int) -> None:
    if is_lonely.any() and (n_replicates == 0 or np.unique(psus.strata).size == 1):
        refuse_lonely_psus(psus.strata[is_lonely], psus.stratum_names)
    if n_replicates == 0:
        msg = (
            f"replicates: all {np.unique(psus.strata).size} strata were taken whole, so nothing was left to chance; "
            "do without replicates, or correct design.fpc"
        )
        raise DesignError(msg)


def _refuse_too_many(kind: str, n_replicates: int) -> None:
    if n_replicates > MOST_REPLICATES:
        msg = (
            f"replicates: {kind} would leave out {n_replicates} units in turn, more than {MOST_REPLICATES}; name the "
            "primary sampling units in design.psu, or use rao-wu"
        )
        raise DesignError(msg)
