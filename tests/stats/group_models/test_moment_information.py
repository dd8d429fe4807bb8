import numpy as np
from numpy.testing import assert_allclose

from crowdpotential.stats.group_models.answer_patterns import find_pulls
from crowdpotential.stats.group_models.group_sample import GroupSample, gather_sample
from crowdpotential.stats.group_models.incomplete_likelihood import find_group_misfit
from crowdpotential.stats.group_models.moment_information import (
    find_complete_information,
    find_expected_information,
    find_moment_scores,
    find_observed_information,
)

RNG = np.random.default_rng(20261123)
COMPLETE = RNG.normal(size=(60, 4)) + RNG.normal(size=(60, 1))
WITH_GAPS = np.where(RNG.random((60, 4)) < 0.2, np.nan, COMPLETE)
WEIGHTS = RNG.uniform(0.5, 2, 60)
LOWER = np.tril_indices(4)
MOMENTS = np.concatenate([[0.1, -0.2, 0, 0.3], (np.eye(4) + 0.8)[LOWER]])


def gather(answers: np.ndarray) -> GroupSample:
    return gather_sample(answers, WEIGHTS, np.zeros(60, dtype=np.int64)).groups[0]


def unpack(moments: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    covariance = np.zeros((4, 4))
    covariance[LOWER] = moments[4:]
    return moments[:4], covariance + np.tril(covariance, -1).T


def score_sum(group: GroupSample, moments: np.ndarray) -> np.ndarray:
    return find_moment_scores(group, find_pulls(group, *unpack(moments))) @ group.weights


def test_scores_are_the_slope_of_the_likelihood() -> None:
    group, width = gather(WITH_GAPS), 1e-6
    misfits = [
        find_group_misfit(group, find_pulls(group, *unpack(MOMENTS + side * step))) for step in width * np.eye(14) for side in (1, -1)
    ]
    slope = -(np.array(misfits[::2]) - np.array(misfits[1::2])) / (2 * width)
    assert_allclose(score_sum(group, MOMENTS), slope, atol=1e-6)


def test_observed_information_is_the_slope_of_the_scores() -> None:
    group, width = gather(WITH_GAPS), 1e-6
    slope = np.stack([(score_sum(group, MOMENTS - step) - score_sum(group, MOMENTS + step)) / (2 * width) for step in width * np.eye(14)])
    got = find_observed_information(group, find_pulls(group, *unpack(MOMENTS)))
    assert_allclose(got, slope, atol=1e-6)


def test_without_gaps_observed_and_expected_information_agree_at_the_samples_own_moments() -> None:
    group = gather(COMPLETE)
    pulls = find_pulls(group, group.moments.mean, group.moments.covariance)
    expected = group.moments.n * find_complete_information(group.moments.covariance)
    assert_allclose(find_observed_information(group, pulls), expected, atol=1e-9)
    assert_allclose(find_expected_information(group, pulls), expected, atol=1e-9)


def test_scores_sum_to_nothing_at_the_maximum() -> None:
    group = gather(WITH_GAPS)
    pulls = find_pulls(group, group.moments.mean, group.moments.covariance)
    assert_allclose(find_moment_scores(group, pulls) @ group.weights, 0, atol=1e-5)
