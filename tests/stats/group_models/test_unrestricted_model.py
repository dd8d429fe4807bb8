import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.stats.group_models.answer_patterns import find_pulls
from crowdpotential.stats.group_models.group_sample import gather_sample
from crowdpotential.stats.group_models.moment_information import find_complete_information, find_moment_scores
from crowdpotential.stats.group_models.unrestricted_model import fit_unrestricted, sum_by_psu

RNG = np.random.default_rng(20261123)
ANSWERS = RNG.exponential(size=(120, 4)) + RNG.normal(size=(120, 1))
WEIGHTS, GROUP = RNG.uniform(0.5, 2, 120), np.repeat([0, 1], 60)
PSUS = np.arange(120) // 5


@pytest.mark.parametrize("psus", [None, PSUS], ids=["respondents", "psus"])
def test_the_trace_without_large_matrices_is_the_trace_with_them(psus: np.ndarray | None) -> None:
    sample = gather_sample(ANSWERS, WEIGHTS, GROUP, psus=psus)
    expected = 0.0
    for group in sample.groups:
        pulls = find_pulls(group, group.moments.mean, group.moments.covariance)
        sums = sum_by_psu(group, find_moment_scores(group, pulls) * group.weights, has_psus=sample.has_psus)
        information = find_complete_information(group.moments.covariance)
        expected += np.trace(np.linalg.solve(information, sums @ sums.T)) / group.moments.n
    assert_allclose(fit_unrestricted(sample).trace, expected, rtol=1e-10)


def test_normal_answers_without_weights_have_a_trace_of_about_the_number_of_moments() -> None:
    answers = np.random.default_rng(1).normal(size=(20_000, 3))
    got = fit_unrestricted(gather_sample(answers, np.ones(20_000), np.zeros(20_000, dtype=np.int64)))
    assert_allclose(got.trace, 9, atol=0.15)
    assert_allclose(got.baseline_trace, 6, atol=0.1)


def test_one_gap_changes_little() -> None:
    answers = ANSWERS.copy()
    answers[7, 2] = np.nan
    complete, nearly = (fit_unrestricted(gather_sample(each, WEIGHTS, GROUP, psus=PSUS)) for each in (ANSWERS, answers))
    assert_allclose(nearly.trace, complete.trace, rtol=0.1)
    assert_allclose(nearly.baseline_misfit - nearly.misfit, complete.baseline_misfit - complete.misfit, rtol=0.1)


def test_psus_of_two_respondents_each_alike_double_the_trace() -> None:
    twice = np.tile(ANSWERS, (2, 1))
    alone, paired = (
        fit_unrestricted(gather_sample(twice, np.ones(240), np.tile(GROUP, 2), psus=psus)) for psus in (None, np.tile(np.arange(120), 2))
    )
    # each pair is one independent answer: with 60 pairs in a group the factor J / (J - 1) is 60 / 59
    assert_allclose(paired.trace, alone.trace * 2 * 60 / 59, rtol=1e-10)
