"""Groups that share sampling units: women and men of the same points vary together, and errors and tests know it."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.group_models.group_sample import Sample, gather_sample
from crowdpotential.stats.group_models.measurement_fit import MeasurementFit, fit_measurement
from crowdpotential.stats.group_models.missing_corrections import correct_for_missing
from crowdpotential.stats.group_models.model_spec import Invariance, Level, MeasurementModel
from crowdpotential.stats.group_models.unrestricted_model import fit_unrestricted
from crowdpotential.stats.ordinal_models.ordinal_groups import OrdinalFit, fit_ordinal_groups
from crowdpotential.stats.ordinal_models.ordinal_levels import OrdinalInvariance, OrdinalLevel
from crowdpotential.stats.ordinal_models.ordinal_moments import covary_groups, ordinal_moments

ONE_FACTOR = MeasurementModel(dimension_of_item=np.zeros(4, dtype=np.int64))
N_UNITS, N = 12, 360
UNIT, GROUP = np.arange(N) % N_UNITS, np.arange(N) // N_UNITS % 2  # each unit has fifteen of each group


def draw_answers(seed: int = 1, *, is_ordered: bool = False) -> FloatArray:
    """Draw answers of units that resemble each other, whichever group answers."""
    rng = np.random.default_rng(seed)
    trait = 0.7 * rng.normal(size=N_UNITS)[UNIT] + rng.normal(size=N) + 0.3 * GROUP
    answers = 0.8 * trait[:, None] + rng.normal(size=(N, 4))
    return np.digitize(answers, [-1.0, 0.0, 1.0]).astype(float) if is_ordered else answers


def numeric(answers: FloatArray, weights: FloatArray, units: IntArray, level: Level) -> MeasurementFit:
    sample = gather_sample(answers, weights, GROUP, psus=units)
    return fit_measurement(fit_unrestricted(sample), ONE_FACTOR, Invariance(level=level))


@pytest.mark.parametrize("n_missing", [0, 60])
def test_the_covariance_of_parameters_is_that_of_what_each_unit_moves(n_missing: int) -> None:
    """Each unit's pull, by refitting with a little more and a little less of its weight."""
    answers, step = draw_answers(), 1e-4
    holes = np.random.default_rng(2).choice(answers.size, n_missing, replace=False)
    answers.reshape(-1)[holes] = np.nan
    weights = np.random.default_rng(3).uniform(0.5, 2.0, N)
    moved = [
        [numeric(answers, weights * np.where(unit == UNIT, 1 + sign * step, 1.0), UNIT, "scalar").parameters for sign in (1, -1)]
        for unit in range(N_UNITS)
    ]
    pulls = np.array([(up - down) / (2 * step) for up, down in moved])
    expected = N_UNITS / (N_UNITS - 1) * pulls.T @ pulls
    got = numeric(answers, weights, UNIT, "scalar").sandwich.covariance
    assert_allclose(got, expected, rtol=2e-4, atol=1e-6)
    apart = numeric(answers, weights, UNIT + N_UNITS * GROUP, "scalar").sandwich.covariance
    assert not np.allclose(got, apart, rtol=0.05, atol=1e-4), "as independent groups they would be others"


def copies(answers: FloatArray) -> tuple[FloatArray, IntArray, IntArray]:
    """Let the second group be the first once more, at the same points of four."""
    n = len(answers) // 2
    return np.vstack([answers[:n], answers[:n]]), np.repeat([0, 1], n), np.tile(np.arange(n) // 4, 2)


def copied_sample(n_missing: int = 0) -> Sample:
    answers = draw_answers(4)
    holes = np.random.default_rng(5).choice(answers[: N // 2].size, n_missing, replace=False)
    answers.reshape(-1)[holes] = np.nan
    both, group, units = copies(answers)
    return gather_sample(both, np.ones(N), group, psus=units)


def test_groups_that_are_copies_never_differ() -> None:
    """The latent mean of the second group has no error, and equality across groups costs no fit in any sample."""
    unrestricted = fit_unrestricted(copied_sample())
    fits = {level: fit_measurement(unrestricted, ONE_FACTOR, Invariance(level=level)) for level in ("configural", "metric", "scalar")}
    scalar = fits["scalar"]
    mean = scalar.structure.patterns.means.numbers[1, 0]
    assert abs(scalar.sandwich.covariance[mean, mean]) < 1e-12
    for fit in fits.values():
        assert_allclose(fit.sandwich.trace, scalar.sandwich.trace, rtol=1e-6)


def test_copies_with_missing_answers_never_differ() -> None:
    unrestricted = fit_unrestricted(copied_sample(40))
    expected = []
    for level in ("configural", "scalar"):
        fit = fit_measurement(unrestricted, ONE_FACTOR, Invariance(level=level))
        df = fit.measures.test.df
        found = correct_for_missing(unrestricted, fit.structure, fit.groups, df=df)
        expected.append(found.scaling * df)
    assert_allclose(expected[1], expected[0], rtol=1e-5)


def ordinal(level: OrdinalLevel, *, is_shared: bool = True) -> OrdinalFit:
    both, group, units = copies(draw_answers(6, is_ordered=True))
    numbers = units if is_shared else units + N * group
    sizes = np.full(4, 4)
    moments = [ordinal_moments(both[group == g].astype(int), np.ones(N // 2), sizes, psu=numbers[group == g]) for g in (0, 1)]
    return fit_ordinal_groups(moments, ONE_FACTOR, OrdinalInvariance(level=level))


def test_ordered_answers_of_copies_never_differ() -> None:
    free, strict = ordinal("thresholds"), ordinal("scalar")
    mean = strict.structure.factors.patterns.means.numbers[1, 0]
    assert abs(strict.covariance[mean, mean]) < 1e-10
    assert ordinal("scalar", is_shared=False).standard_errors[mean] > 0.05
    assert_allclose(strict.sandwich.trace, free.sandwich.trace, rtol=1e-5)
    assert_allclose(strict.sandwich.squared_trace, free.sandwich.squared_trace, rtol=1e-5)


def test_the_baseline_of_ordered_answers_knows_shared_units_too() -> None:
    shared, apart = (ordinal("scalar", is_shared=is_shared).indices for is_shared in (True, False))
    assert shared.cfi != apart.cfi or shared.tli != apart.tli


def test_groups_of_their_own_units_share_no_covariance() -> None:
    both, group, units = copies(draw_answers(6, is_ordered=True))
    numbers = units + N * group
    first, second = (ordinal_moments(both[group == g].astype(int), np.ones(N // 2), np.full(4, 4), psu=numbers[group == g]) for g in (0, 1))
    assert covary_groups(first, second) is None
    assert_allclose(covary_groups(first, first), first.covariance, rtol=1e-12)
    without = ordinal_moments(both[group == 0].astype(int), np.ones(N // 2), np.full(4, 4))
    assert covary_groups(without, without) is None
