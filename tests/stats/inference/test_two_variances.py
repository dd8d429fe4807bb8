"""Linearisation and replication estimate the same variances: a calibrated cluster sample, both ways."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.stats.inference.design import LinearDesign
from crowdpotential.stats.inference.estimation import weighted_means
from crowdpotential.stats.inference.linear_estimates import (
    Domains,
    LinearEstimates,
    estimate_means,
)
from crowdpotential.stats.inference.linear_inference import infer_linearised
from crowdpotential.stats.inference.linearisation import SampleDesign
from crowdpotential.stats.replication.replicates import psu_key, rao_wu_multipliers
from crowdpotential.stats.weighting.auxiliaries import auxiliaries
from crowdpotential.stats.weighting.calibration import Calibration, calibrate, calibrate_replicates
from crowdpotential.stats.weighting.calibration_residuals import CalibrationBasis
from crowdpotential.stats.weighting.margins import Margin

N_STRATA, N_PSUS, N_EACH, N_REPLICATES = 4, 30, 5, 2_000
PERSONS = 100_000.0


class Sample(NamedTuple):
    """600 respondents of 120 primary sampling units in 4 strata, raked to stratum and age."""

    score: np.ndarray
    is_active: np.ndarray
    domains: Domains
    design: LinearDesign
    replicates: np.ndarray

    @property
    def every(self) -> np.ndarray:
        return np.column_stack([self.design.weights, self.replicates])


@pytest.fixture(scope="module")
def sample() -> Sample:
    rng = np.random.default_rng(20190701)
    strata = np.repeat(np.arange(N_STRATA), N_PSUS * N_EACH)
    psus = np.repeat(np.arange(N_STRATA * N_PSUS), N_EACH)
    age = rng.integers(0, 3, psus.size)
    score = 50 + 8 * age + 5 * rng.normal(size=psus.max() + 1)[psus] + 10 * rng.normal(size=psus.size)
    base = rng.uniform(0.6, 1.6, psus.size) * PERSONS / psus.size
    margins = [
        Margin(
            name=name,
            cells=cells,
            control_totals=PERSONS * np.array(shares),
            labels=tuple(str(i) for i in range(len(shares))),
        )
        for name, cells, shares in (
            ("stratum", strata, [0.2, 0.3, 0.24, 0.26]),
            ("age", age, [0.25, 0.35, 0.4]),
        )
    ]
    keys = np.array([psu_key(str(number)) for number in range(psus.max() + 1)], dtype=np.uint64)
    drawn = rao_wu_multipliers(np.repeat(np.arange(N_STRATA), N_PSUS), keys, seed=3, number=N_REPLICATES)
    how = Calibration(method="raking")
    weights = calibrate(base, margins, how).weights
    replicates = calibrate_replicates(base, drawn, psus, margins, how)
    assert not replicates.failed.any()
    basis = CalibrationBasis(auxiliaries=auxiliaries(margins), base_weights=base)
    return Sample(
        score=score,
        is_active=(score > 60).astype(float),
        domains=Domains(codes=rng.integers(0, 2, psus.size), names=("men", "women")),
        design=LinearDesign(weights=weights, sample=SampleDesign(strata=strata, psus=psus), calibrated_from=basis),
        replicates=replicates.weights,
    )


Pair = tuple[Callable[[Sample], LinearEstimates], Callable[[Sample], np.ndarray]]

BOTH_WAYS: dict[str, Pair] = {
    "means": (
        lambda s: estimate_means(s.score, s.design.weights, s.domains),
        lambda s: weighted_means(s.score[:, None], s.every, s.domains.codes, 2),
    ),
    "shares": (
        lambda s: estimate_means(s.is_active, s.design.weights, s.domains),
        lambda s: weighted_means(s.is_active[:, None], s.every, s.domains.codes, 2),
    ),
}


MONTE_CARLO = 1 / np.sqrt(2 * N_REPLICATES)  # relative error of a standard error out of R normal replicates


@pytest.mark.parametrize("name", BOTH_WAYS)
def test_linearised_and_replicated_errors_agree_within_monte_carlo_error(name: str, sample: Sample) -> None:
    linear, replicated = BOTH_WAYS[name]
    inference = infer_linearised(linear(sample), sample.design, confidence_level=0.95)
    columns = replicated(sample)[:, 0]
    assert_allclose(columns[:, 0], inference.estimate, rtol=1e-9)
    spread = columns[:, 1:] - columns[:, :1]
    covariance = spread @ spread.T / N_REPLICATES
    assert_allclose(np.sqrt(np.diag(covariance)), inference.standard_error, rtol=3 * MONTE_CARLO)
    scale = np.outer(inference.standard_error, inference.standard_error)
    assert_allclose(covariance / scale, inference.covariance / scale, atol=3 * np.sqrt(2) * MONTE_CARLO)


def test_linearisation_that_forgets_the_calibration_disagrees(sample: Sample) -> None:
    means = estimate_means(sample.score, sample.design.weights, sample.domains)
    forgetful = replace(sample.design, calibrated_from=None)
    excess = np.diag(forgetful.covariance(means.scores)) / np.diag(sample.design.covariance(means.scores))
    assert (np.sqrt(excess) > 1 + 3 * MONTE_CARLO).all()
