"""Weighting: replicate weights, each of them calibrated like the sample."""

from dataclasses import dataclass

import numpy as np

from crowdpotential.ingest.weighting import Weighted, options_of
from crowdpotential.params import Replicates, Weighting
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.calibration import rake_replicates
from crowdpotential.stats.replicates import Replication, psu_key, rao_wu_multipliers, rao_wu_replication


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicateWeights:
    """Replicate weights of the main sample, how they were made, and which of them failed."""

    weights: FloatArray  # (n, R) persons, in the order of the weights; a failed column is NaN throughout
    failed: BoolArray  # (R,) could not be calibrated
    replication: Replication


def replicate_weights(
    weighted: Weighted, *, replicates: Replicates, weighting: Weighting, seed: int
) -> ReplicateWeights:
    """Draw sampling units anew within strata (Rao, Wu and Yue 1992), and calibrate every replicate like the sample.

    A replicate that loses a control cell or does not converge is failed: its weights are NaN, it is counted, never redrawn.
    The cap holds in the replicates if it held somebody down in the sample; else the sample's weights are those of raking
    without a cap, and so are the replicates' (decision 10).

    Raises:
        LonelyPsuError: a stratum with a single sampling unit.
    """
    units = weighted.units
    keys = np.array([psu_key(name) for name in units.names], dtype=np.uint64)
    multipliers = rao_wu_multipliers(
        units.strata, keys, seed=seed, number=replicates.number, stratum_names=units.stratum_names
    )
    replication = rao_wu_replication(units.strata, number=replicates.number)
    if weighting.method == "none":
        weights = weighted.start_weights[:, None] * multipliers[units.unit_of]
        none_failed = np.zeros(replicates.number, dtype=np.bool_)
        return ReplicateWeights(weights=weights, failed=none_failed, replication=replication)
    raked = rake_replicates(
        weighted.start_weights,
        multipliers,
        units.unit_of,
        weighted.margins,
        cap_group=weighted.area_codes,
        **(options_of(weighting) | {"cap": weighting.cap if weighted.n_capped else None}),
    )
    return ReplicateWeights(weights=raked.weights, failed=raked.failed, replication=replication)
