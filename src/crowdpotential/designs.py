"""The design of the weighted sample between the stages: what the weighting leaves of it, and how later stages get it back."""

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd

from crowdpotential.errors import ProgramFaultError
from crowdpotential.ingest.replicate_weights import ReplicateWeights
from crowdpotential.ingest.weighting import Weighted
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.design import Design, LinearDesign
from crowdpotential.stats.inference.linearisation import SampleDesign
from crowdpotential.stats.replication.replicates import ReplicateInterval, Replication
from crowdpotential.stats.weighting.auxiliaries import Auxiliaries, auxiliaries
from crowdpotential.stats.weighting.calibration_residuals import CalibrationBasis
from crowdpotential.store import StageData

REPLICATION_FACTS = ("kind", "centre", "degrees_of_freedom", "fails_above")  # kept beside the coefficients


def keep_design(weighted: Weighted, drawn: ReplicateWeights, *, freedom: Literal["calibrated", "units"] = "calibrated") -> StageData:
    """Put the design into arrays and facts: weights and replicates in persons, and how they were made.

    Args:
        weighted: the weights, and what they were calibrated on.
        drawn: their replicates.
        freedom: whether controls and unequal weights cost degrees of freedom, or units alone count.
    """
    arrays = {
        "replicates": drawn.weights,
        "coefficients": drawn.replication.coefficients,
        "strata": weighted.strata,
        "psus": weighted.psus,
        "start_weights": weighted.start_weights,
    }
    sample = weighted.sample_design
    if sample.sampling_fractions is not None:
        arrays["sampling_fractions"] = sample.sampling_fractions
    if weighted.margins:
        found = auxiliaries(weighted.margins, weighted.means)
        arrays |= {"auxiliary_class_of": found.class_of, "auxiliary_rows": found.rows}
    return StageData(
        frames={"weights": weighted.weights},
        arrays=arrays,
        facts={
            "n_failed": int(drawn.failed.sum()),
            "replication": {name: getattr(drawn.replication, name) for name in REPLICATION_FACTS},
            "joins_samples": weighted.start.joins_samples,
            "counts_persons": bool(weighted.margins) or weighted.start.scale == "populations",
            "freedom": freedom,
            "sample": {"lonely_psu": sample.lonely_psu, "stratum_names": list(sample.stratum_names)},
        },
    )


def design_of(weighted: StageData, main: pd.DataFrame, *, interval: ReplicateInterval = "t") -> Design:
    """Return the weights of the main sample with their replicates, in the order of its rows.

    Args:
        weighted: what `keep_design` kept.
        main: the respondents of the main sample.
        interval: what is made of the replicates of anything but shares.

    Raises:
        ProgramFaultError: the weights are those of other respondents, or stand in another order.
    """
    return Design(
        weights=_weights_of(weighted, main),
        replicate_weights=weighted.arrays["replicates"],
        replication=Replication(
            coefficients=weighted.arrays["coefficients"],
            interval=interval,
            **weighted.facts["replication"],
        ),
        strata=weighted.arrays["strata"],
        psus=weighted.arrays["psus"],
        joins_samples=weighted.facts["joins_samples"],
        controls=linear_design_of(weighted, main) if weighted.facts["freedom"] == "calibrated" else None,
    )


def linear_design_of(weighted: StageData, main: pd.DataFrame) -> LinearDesign:
    """Return the weights of the main sample with strata, units and auxiliary variables, in the order of its rows.

    Raises:
        ProgramFaultError: the weights are those of other respondents, or stand in another order.
    """
    arrays: Mapping[str, np.ndarray[Any, Any]] = weighted.arrays
    sample = SampleDesign(
        strata=arrays["strata"],
        psus=arrays["psus"],
        sampling_fractions=arrays.get("sampling_fractions"),
        **weighted.facts["sample"],
    )
    basis = None
    if "auxiliary_rows" in arrays:
        found = Auxiliaries(class_of=arrays["auxiliary_class_of"], rows=arrays["auxiliary_rows"])
        basis = CalibrationBasis(auxiliaries=found, base_weights=arrays["start_weights"])
    return LinearDesign(weights=_weights_of(weighted, main), sample=sample, calibrated_from=basis)


def _weights_of(weighted: StageData, main: pd.DataFrame) -> FloatArray:
    if weighted.frames["weights"]["respondent_id"].tolist() != main["respondent_id"].tolist():
        msg = "weights and responses: the respondents are not the same in the same order"
        raise ProgramFaultError(msg)
    return weighted.frames["weights"]["weight_persons"].to_numpy(dtype=np.float64, copy=True)
