"""Design-based estimation: means of domains in a large stratified cluster sample."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.contest import Contest, Peer
from crowdpotential.stats.inference.design import LinearDesign
from crowdpotential.stats.inference.linear_estimates import Domains, average_domains
from crowdpotential.stats.inference.linearisation import SampleDesign

N_ROWS = 1_000_000
N_AREAS, N_STRATA, N_PSUS = (
    6,
    40,
    20,
)  # strata in each area, PSUs in each stratum: 4,800 PSUs of about 208 people


def contest_domain_means() -> Contest:
    """Estimate the mean of each of six areas with linearised standard errors, beginning at codes and weights."""
    rng = np.random.default_rng([20190701, 3])
    psu = rng.integers(0, N_AREAS * N_STRATA * N_PSUS, N_ROWS)
    stratum = psu // N_PSUS
    area = stratum // N_STRATA
    weight = rng.uniform(0.5, 2.0, N_ROWS)
    score = rng.normal(50.0, 15.0, N_ROWS) + 5.0 * rng.standard_normal(psu.max() + 1)[psu]
    names = tuple(f"area {code}" for code in range(N_AREAS))

    def ours() -> NDArray[np.float64]:
        sample = SampleDesign(strata=stratum, psus=psu)
        means = average_domains(score, weight, Domains(codes=area, names=names))
        design = LinearDesign(weights=weight, sample=sample, calibrated_from=None)
        return np.concatenate([means.estimate, np.sqrt(np.diag(design.covariance_of_domains(means)))])

    arrays = {"area": area, "stratum": stratum, "psu": psu, "weight": weight, "score": score}
    return Contest(
        n=N_ROWS,
        ours=ours,
        peer=Peer(name="survey::svyby", script="domain_means_1m.R", arrays=arrays),
        note="4,800 PSUs in 240 strata, 6 domains; ours begins at codes, the peer at its finished svydesign",
    )
