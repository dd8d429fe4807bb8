"""Measurement: whether a model holds in several groups, by robust maximum likelihood with weights."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.contest import Contest, Peer
from crowdpotential.stats.group_sample import gather_sample
from crowdpotential.stats.measurement_fit import fit_levels
from crowdpotential.stats.model_spec import Invariance, Level, MeasurementModel
from crowdpotential.stats.unrestricted_model import fit_unrestricted

N, ITEMS_PER_DIMENSION = 1_800, 5
LOADING, FACTOR_CORRELATION = 0.7, 0.4
MISSING_SHARE = 0.05


def compare_two_blocs() -> Contest:
    """Fit configural, metric and scalar models of 35 items in two blocs."""
    return _contest(n_dimensions=7, n_groups=2, levels=("configural", "metric", "scalar"))


def compare_six_areas() -> Contest:
    """Fit the same three models in six areas."""
    return _contest(n_dimensions=7, n_groups=6, levels=("configural", "metric", "scalar"))


def compare_with_missing_answers() -> Contest:
    """Fit the scalar model of 30 items in two blocs, of whose answers 5% are missing."""
    return _contest(n_dimensions=6, n_groups=2, levels=("scalar",), missing_share=MISSING_SHARE)


def _contest(
    *, n_dimensions: int, n_groups: int, levels: tuple[Level, ...], missing_share: float = 0.0
) -> Contest:
    """Compare chi-square, its scaling factor and robust CFI of every level."""
    answers, weights, group = _draw(n_dimensions, n_groups, missing_share)
    model = MeasurementModel(dimension_of_item=np.repeat(np.arange(n_dimensions), ITEMS_PER_DIMENSION))
    invariances = [Invariance(level=level) for level in levels]

    def ours() -> NDArray[np.float64]:
        unrestricted = fit_unrestricted(gather_sample(answers, weights, group))
        measures = [fit.measures for fit in fit_levels(unrestricted, model, invariances)]
        return np.array([[each.test.value, each.test.scaling, each.robust.cfi] for each in measures]).ravel()

    peer = Peer(
        name="lavaan::cfa",
        script="invariance_mlr.R" if missing_share == 0 else "fiml_mlr.R",
        arrays={
            "answers": answers,
            "weights": weights,
            "group": group,
            "dimension": model.dimension_of_item + 1,
        },
    )
    return Contest(n=N, ours=ours, peer=peer, note="weighted; MLR, with fit measures")


def _draw(
    n_dimensions: int, n_groups: int, missing_share: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Cut the items of correlated factors, higher in the second group, into five answers."""
    rng = np.random.default_rng([20190701, 4])
    group = np.arange(N) % n_groups
    common = rng.standard_normal((N, 1))
    own = rng.standard_normal((N, n_dimensions))
    factors = np.sqrt(FACTOR_CORRELATION) * common + np.sqrt(1 - FACTOR_CORRELATION) * own
    factors = factors + 0.2 * (group[:, None] == 1)
    n_items = n_dimensions * ITEMS_PER_DIMENSION
    noise = rng.standard_normal((N, n_items))
    latent = LOADING * np.repeat(factors, ITEMS_PER_DIMENSION, axis=1) + np.sqrt(1 - LOADING**2) * noise
    answers = np.digitize(latent, [-1.5, -0.6, 0.3, 1.2]).astype(np.float64)
    answers[rng.random(answers.shape) < missing_share] = np.nan
    weights = np.exp(0.4 * factors[:, 0] + 0.2 * rng.standard_normal(N))
    return answers, weights / weights.mean(), group
