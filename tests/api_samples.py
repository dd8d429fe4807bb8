"""The California API samples of R's survey package as its frozen answers hold them, and the designs made of them."""

from typing import Any, NamedTuple

import numpy as np

from crowdpotential.stats.inference.design import LinearDesign
from crowdpotential.stats.inference.linear_estimates import Domains
from crowdpotential.stats.inference.linearisation import SampleDesign
from crowdpotential.stats.weighting.auxiliaries import Auxiliaries
from crowdpotential.stats.weighting.calibration_residuals import CalibrationBasis

SCHOOL_TYPES = ("E", "H", "M")


class ApiSample(NamedTuple):
    """One design of `linearisation.json`: columns as floats, weights as R has them, and its answers."""

    columns: dict[str, np.ndarray]
    design: LinearDesign
    answers: dict[str, Any]

    @property
    def weights(self) -> np.ndarray:
        return self.design.weights

    @property
    def everybody(self) -> Domains:
        return Domains(codes=np.zeros(self.weights.size, dtype=np.int64), names=("all",))

    @property
    def types(self) -> Domains:
        return Domains(codes=self.columns["stype"].astype(np.int64), names=SCHOOL_TYPES)

    @property
    def high_schools(self) -> Domains:
        return Domains(codes=np.where(self.columns["stype"] == 1, 0, -1), names=("H",))


def api_sample(frozen: dict[str, Any], name: str) -> ApiSample:
    """Build the design that `linearisation.R` calls by this name."""
    sample, how = name.split("_", 1)
    answers = frozen["answers"]["designs"][name]
    columns = {key: np.array(column, dtype=float) for key, column in frozen["inputs"][sample].items()}
    n = columns["pw"].size
    is_stratified = sample == "strat"
    strata = columns["stype"].astype(np.int64) if is_stratified else np.zeros(n, dtype=np.int64)
    psus = columns["unit"].astype(np.int64)
    drawn = np.bincount(strata) if is_stratified else np.array([np.unique(psus).size])
    fractions = None if how == "wr" else drawn[strata] / columns["fpc"]
    design = SampleDesign(strata=strata, psus=psus, sampling_fractions=fractions)
    weights = np.array(answers["weights"])
    linear = LinearDesign(weights=weights, sample=design, calibrated_from=_basis(columns, name))
    return ApiSample(columns, linear, answers)


class Jackknife(NamedTuple):
    """The cluster sample under weights that leave out one district each, and R's answers under them."""

    sample: ApiSample
    weights: np.ndarray
    answers: dict[str, Any]


def api_jackknife(frozen: dict[str, Any], replicated: dict[str, Any]) -> Jackknife:
    """Build the replicates of `api_replicates.R`, in its order."""
    sample = api_sample(frozen, "clus_wr")
    districts = np.array(replicated["answers"]["districts"])
    kept = sample.columns["unit"][:, None] != districts
    weights = sample.weights[:, None] * kept * districts.size / (districts.size - 1)
    return Jackknife(sample, weights, replicated["answers"])


def _basis(columns: dict[str, np.ndarray], name: str) -> CalibrationBasis | None:
    types = (columns["stype"][:, None] == np.arange(3)).astype(float)
    api99, one, wide = (
        columns["api99"][:, None],
        np.ones((columns["pw"].size, 1)),
        columns["sch_wide"][:, None],
    )
    values = {
        "clus_vignette": np.hstack([one, api99]),
        "clus_poststratified": types,
        "strat_raking": np.hstack([types, wide]),
        "clus_rake": np.hstack([types, wide, 1 - wide]),
    } | dict.fromkeys(["clus_linear", "clus_truncated", "clus_raking", "clus_logit"], np.hstack([types, api99]))
    if name not in values:
        return None
    given = Auxiliaries(class_of=np.arange(columns["pw"].size), rows=values[name])
    return CalibrationBasis(auxiliaries=given, base_weights=columns["pw"])
