"""Measurement: the polychoric matrix of 30 items with five answers."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.contest import Contest, Peer
from crowdpotential.stats.correlation.polychoric import polychoric

N, N_ITEMS, N_FACTORS = 1_800, 30, 6
LOADING, FACTOR_CORRELATION = 0.7, 0.4


def correlate_beside_psych() -> Contest:
    """Correlate with weights; psych joins weighted tables to unweighted thresholds, so results differ."""
    answers, weights = _answers()
    return _contest(
        answers,
        weights,
        Peer(
            name="psych::polychoric",
            script="polychoric_psych.R",
            arrays={"answers": answers, "weights": weights},
        ),
        note="weighted; psych takes its thresholds without the weights, hence the difference",
    )


def correlate_beside_lavaan() -> Contest:
    """Correlate without weights, because lavCor does not use those that it is given."""
    answers, weights = _answers()
    return _contest(
        answers,
        np.ones_like(weights),
        Peer(name="lavaan::lavCor", script="polychoric_lavaan.R", arrays={"answers": answers}),
        note="without weights, which lavCor ignores",
    )


def _contest(answers: NDArray[np.int64], weights: NDArray[np.float64], peer: Peer, *, note: str) -> Contest:
    n_categories = np.full(N_ITEMS, 5, dtype=np.int64)

    def ours() -> NDArray[np.float64]:
        return polychoric(answers, weights, n_categories).correlations.ravel()

    return Contest(n=N, ours=ours, peer=peer, note=note)


def _answers() -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Cut six correlated factors' items into five answers; give weights that depend on the first factor."""
    rng = np.random.default_rng([20190701, 3])
    common = rng.standard_normal((N, 1))
    own = rng.standard_normal((N, N_FACTORS))
    factors = np.sqrt(FACTOR_CORRELATION) * common + np.sqrt(1 - FACTOR_CORRELATION) * own
    noise = rng.standard_normal((N, N_ITEMS))
    latent = LOADING * np.repeat(factors, N_ITEMS // N_FACTORS, axis=1) + np.sqrt(1 - LOADING**2) * noise
    answers = np.digitize(latent, [-1.5, -0.6, 0.3, 1.2]).astype(np.int64)
    weights = np.exp(0.4 * factors[:, 0] + 0.2 * rng.standard_normal(N))
    return answers, weights / weights.mean()
