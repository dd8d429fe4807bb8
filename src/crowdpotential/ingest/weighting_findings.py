"""Weighting: what the checks remark on in weights, units and replicates, before a run is started."""

from collections.abc import Mapping

import pandas as pd

from crowdpotential.ingest.base_weights import LARGE, large_base_weights
from crowdpotential.ingest.findings import Finding, findings_frame
from crowdpotential.ingest.replicate_weights import ReplicateWeights
from crowdpotential.ingest.weighting import Weighted

ADVICE: Mapping[str, str] = {  # rule -> what it means, and what to do
    "replicates_failed": (
        "of the replicates could not be weighted, so standard errors would be withheld; raise the cap, widen the bounds, join "
        "cells, or use jkn"
    ),
    "psu_in_several_strata": (
        "of the sampling units have a number that another stratum of their area has too; they are told apart, so if they are "
        "the same unit, correct design.strata or design.psu"
    ),
    "large_base_weight": (
        f"of the respondents have a base weight more than {LARGE} times the median; see whether it is right"
    ),
}


def weighting_findings(weighted: Weighted, drawn: ReplicateWeights, *, is_synthetic: bool) -> pd.DataFrame:
    """List what a user should see before the run: failed replicates, repeated unit numbers, very large base weights.

    Failed replicates are a finding where they are more than the method tolerates, so that no standard error would be told.

    Returns:
        Meets FINDINGS; n replicates, sampling units or respondents, and their share among all of them.
    """
    n_failed, n_replicates = int(drawn.failed.sum()), drawn.failed.size
    is_withheld = n_failed > drawn.replication.fails_above * n_replicates or n_failed == n_replicates
    n_large, _ = large_base_weights(weighted.design_weights)
    units = weighted.units
    found = (
        ("replicates_failed", n_failed if is_withheld else 0, n_replicates, "standard_errors_withheld"),
        ("psu_in_several_strata", units.n_in_several_strata, len(units.names), "told_apart"),
        ("large_base_weight", n_large, weighted.design_weights.size, "keep"),
    )
    return findings_frame(
        [
            Finding(rule=rule, n=n, base=base, action=action, sample_type="main")
            for rule, n, base, action in found
        ],
        is_synthetic=is_synthetic,
    )
