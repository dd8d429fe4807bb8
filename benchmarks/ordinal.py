"""Comparability: the configural and the threshold model of 20 ordered items in two blocs."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.contest import Contest, Peer
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.ordinal_models.ordinal_groups import fit_ordinal_groups
from crowdpotential.stats.ordinal_models.ordinal_levels import OrdinalInvariance, OrdinalLevel
from crowdpotential.stats.ordinal_models.ordinal_moments import ordinal_moments

N, N_ITEMS, N_FACTORS, N_BLOCS = 1_800, 20, 4, 2
LOADING, FACTOR_CORRELATION = 0.7, 0.4
LEVELS: tuple[OrdinalLevel, ...] = ("configural", "thresholds")


def fit_two_blocs() -> Contest:
    """Fit both models from the weighted answers on; compare scaled chi-square, CFI and RMSEA."""
    answers, weights, bloc = _answers()
    n_categories = np.full(N_ITEMS, 5, dtype=np.int64)
    model = MeasurementModel(dimension_of_item=np.repeat(np.arange(N_FACTORS), N_ITEMS // N_FACTORS))

    def ours() -> NDArray[np.float64]:
        moments = [ordinal_moments(answers[bloc == own], weights[bloc == own], n_categories) for own in range(N_BLOCS)]
        fits = [fit_ordinal_groups(moments, model, OrdinalInvariance(level=level)) for level in LEVELS]
        return np.array([[fit.chi2, fit.indices.cfi, fit.indices.rmsea] for fit in fits]).ravel()

    peer = Peer(
        name="lavaan::cfa",
        script="wlsmv_2.R",
        arrays={"answers": answers, "weights": weights, "bloc": bloc},
    )
    return Contest(n=N, ours=ours, peer=peer, note="20 items, 5 answers, weighted (lavaan takes 112 s for 35 items)")


def _answers() -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    """Cut four correlated factors' items into five answers; give weights that depend on the first factor."""
    rng = np.random.default_rng([20190701, 4])
    common = rng.standard_normal((N, 1))
    own = rng.standard_normal((N, N_FACTORS))
    factors = np.sqrt(FACTOR_CORRELATION) * common + np.sqrt(1 - FACTOR_CORRELATION) * own
    noise = rng.standard_normal((N, N_ITEMS))
    latent = LOADING * np.repeat(factors, N_ITEMS // N_FACTORS, axis=1) + np.sqrt(1 - LOADING**2) * noise
    answers = np.digitize(latent, [-1.5, -0.6, 0.3, 1.2]).astype(np.int64)
    weights = np.exp(0.4 * factors[:, 0] + 0.2 * rng.standard_normal(N))
    return answers, weights / weights.mean(), np.repeat(np.arange(N_BLOCS), N // N_BLOCS)
