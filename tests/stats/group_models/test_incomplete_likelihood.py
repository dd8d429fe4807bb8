import numpy as np
from numpy.testing import assert_allclose

from crowdpotential.stats.group_models.group_likelihood import likelihood_of_moments
from crowdpotential.stats.group_models.group_sample import Sample, gather_sample
from crowdpotential.stats.group_models.group_starts import find_start
from crowdpotential.stats.group_models.incomplete_likelihood import likelihood_of_answers
from crowdpotential.stats.group_models.model_spec import Invariance, MeasurementModel, lay_out_groups

RNG = np.random.default_rng(20261123)
DIMENSION = np.repeat([0, 1, 2], 3)
FACTORS = RNG.normal(size=(200, 3)) + 0.7 * RNG.normal(size=(200, 1))
COMPLETE = 0.8 * FACTORS[:, DIMENSION] + 0.7 * RNG.normal(size=(200, 9))
WITH_GAPS = np.where(RNG.random((200, 9)) < 0.1, np.nan, COMPLETE)
WEIGHTS, GROUP = RNG.uniform(0.5, 2, 200), np.arange(200) % 2
MODEL = MeasurementModel(dimension_of_item=DIMENSION, residual_pairs=np.array([[0, 3]]))
STRUCTURE = lay_out_groups(MODEL, Invariance(level="scalar"), 2)


def near_start(answers: np.ndarray) -> tuple[Sample, np.ndarray]:
    sample = gather_sample(answers, WEIGHTS, GROUP)
    begin = find_start(sample.moments, MODEL, STRUCTURE)
    return sample, begin + np.random.default_rng(1).normal(scale=0.02, size=begin.shape)


def test_derivatives_equal_differences() -> None:
    sample, at = near_start(WITH_GAPS)
    objective, width = likelihood_of_answers(sample, STRUCTURE), 1e-6
    steps = width * np.eye(len(at))
    slope = objective.find_slope(at)
    first = [(objective.find_misfit(at + step) - objective.find_misfit(at - step)) / (2 * width) for step in steps]
    second = [(objective.find_slope(at + step).gradient - objective.find_slope(at - step).gradient) / (2 * width) for step in steps]
    assert_allclose(slope.misfit, objective.find_misfit(at), rtol=1e-14)
    assert_allclose(slope.gradient, first, atol=1e-7)
    assert_allclose(slope.curvature.whole, second, atol=1e-7)


def test_without_gaps_it_is_the_likelihood_of_the_moments() -> None:
    sample, at = near_start(COMPLETE)
    by_answers, by_moments = (
        likelihood_of_answers(sample, STRUCTURE),
        likelihood_of_moments(sample.moments, STRUCTURE),
    )
    one, other = by_answers.find_slope(at), by_moments.find_slope(at)
    assert_allclose(one.misfit, other.misfit, rtol=1e-12)
    assert_allclose(one.gradient, other.gradient, atol=1e-12)
    assert_allclose(one.curvature.whole, other.curvature.whole, atol=1e-12)
    expected = (each.find_expected(at).whole for each in (by_answers, by_moments))
    assert_allclose(*expected, atol=1e-12)


def test_impossible_parameters_have_an_infinite_misfit() -> None:
    sample, at = near_start(WITH_GAPS)
    assert likelihood_of_answers(sample, STRUCTURE).find_misfit(-at) == np.inf
