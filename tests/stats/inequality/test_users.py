"""Bootstrap samples of users: as many users, those who did the same drawn together, the error of a mean as it must be."""

import numpy as np
from numpy.testing import assert_allclose

from crowdpotential.stats.inequality.lorenz import distribute, find_gini
from crowdpotential.stats.inequality.users import resample_users

AMOUNTS = np.floor(np.random.default_rng(4).lognormal(1, 1, 500)) + 1


def test_the_first_column_is_the_users_as_they_are() -> None:
    drawn = resample_users(AMOUNTS, 3, np.random.default_rng(1))
    assert_allclose(find_gini(drawn)[0], find_gini(distribute(AMOUNTS, np.ones((500, 1))))[0])


def test_each_sample_has_as_many_users() -> None:
    assert (resample_users(AMOUNTS, 50, np.random.default_rng(1)).weights.sum(axis=0) == 500).all()


def test_the_spread_of_means_over_samples_is_the_standard_error() -> None:
    drawn = resample_users(AMOUNTS, 4000, np.random.default_rng(1))
    means = drawn.amounts @ drawn.weights[:, 1:] / 500
    assert_allclose(means.std(), AMOUNTS.std() / np.sqrt(500), rtol=0.05)
