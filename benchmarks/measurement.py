"""Measurement: whether a model holds in several groups, by robust maximum likelihood with weights."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.contest import Contest, Peer
from crowdpotential.stats.group_models.group_sample import gather_sample
from crowdpotential.stats.group_models.measurement_fit import MeasurementFit, fit_measurement
from crowdpotential.stats.group_models.model_spec import LEVELS, Invariance, Level, MeasurementModel
from crowdpotential.stats.group_models.unrestricted_model import fit_unrestricted

N, N_WITH_MISSING = 1_800, 600  # lavaan needs minutes for 600 and a quarter of an hour for 1,800 with gaps
ITEMS_PER_DIMENSION = 5
LOADING, FACTOR_CORRELATION = 0.7, 0.4
MISSING_SHARE = 0.05


def compare_two_blocs() -> Contest:
    """Fit configural, metric and scalar models of 35 items in two blocs."""
    return _contest(*_draw(N, 7, 2), script="invariance_mlr.R", levels=LEVELS[:3])


def compare_six_areas() -> Contest:
    """Fit the same three models in six areas."""
    return _contest(*_draw(N, 7, 6), script="invariance_mlr.R", levels=LEVELS[:3])


def compare_with_missing_answers() -> Contest:
    """Fit the scalar model of 30 items in two blocs, of whose answers 5% are missing."""
    answers, weights, group = _draw(N_WITH_MISSING, 6, 2)
    rng = np.random.default_rng([20190701, 5])
    answers[rng.random(answers.shape) < MISSING_SHARE] = np.nan
    contest = _contest(answers, weights, group, script="fiml_mlr.R", levels=("scalar",))
    rounded = "lavaan cuts the groups' weighted sizes to whole numbers in robust CFI, hence the difference"
    return replace(contest, note=f"{contest.note}; {rounded}")


def _contest(
    answers: NDArray[np.float64],
    weights: NDArray[np.float64],
    group: NDArray[np.int64],
    *,
    script: str,
    levels: tuple[Level, ...],
) -> Contest:
    """Compare chi-square, its scaling factor and robust CFI of every level."""
    dimension = np.arange(answers.shape[1]) // ITEMS_PER_DIMENSION
    model = MeasurementModel(dimension_of_item=dimension)
    invariances = [Invariance(level=level) for level in levels]

    def ours() -> NDArray[np.float64]:
        unrestricted = fit_unrestricted(gather_sample(answers, weights, group))
        fits: list[MeasurementFit] = []
        for invariance in invariances:  # each begins where the one before ended
            start = fits[-1] if fits else None
            fits.append(fit_measurement(unrestricted, model, invariance, start=start))
        measures = [fit.measures for fit in fits]
        return np.array([[each.test.value, each.test.scaling, each.robust.cfi] for each in measures]).ravel()

    arrays = {"answers": answers, "weights": weights, "group": group, "dimension": dimension + 1}
    peer = Peer(name="lavaan::cfa", script=script, arrays=arrays)
    return Contest(n=len(answers), ours=ours, peer=peer, note="weighted; MLR, with fit measures")


def _draw(n: int, n_dimensions: int, n_groups: int) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Cut the items of correlated factors, higher in the second group, into five answers; weight by the first factor."""
    rng = np.random.default_rng([20190701, 4])
    group = np.arange(n) % n_groups
    common = rng.standard_normal((n, 1))
    own = rng.standard_normal((n, n_dimensions))
    factors = np.sqrt(FACTOR_CORRELATION) * common + np.sqrt(1 - FACTOR_CORRELATION) * own
    factors = factors + 0.2 * (group[:, None] == 1)
    noise = rng.standard_normal((n, n_dimensions * ITEMS_PER_DIMENSION))
    latent = LOADING * np.repeat(factors, ITEMS_PER_DIMENSION, axis=1) + np.sqrt(1 - LOADING**2) * noise
    answers = np.digitize(latent, [-1.5, -0.6, 0.3, 1.2]).astype(np.float64)
    weights = np.exp(0.4 * factors[:, 0] + 0.2 * rng.standard_normal(n))
    return answers, weights / weights.mean(), group
