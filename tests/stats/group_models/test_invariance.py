import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.errors import ModelError
from crowdpotential.stats.correlation.polychoric import polychoric
from crowdpotential.stats.factor_models.factors import fit_factor_model
from crowdpotential.stats.group_models.invariance import item_shifts, latent_differences

DIMENSION = np.repeat([0, 1], 5)
LOADINGS = np.array([0.8, 0.6, 0.7, 0.5, 0.9, 0.4, 0.6, 0.8, 0.7, 0.5])
SD = np.linspace(0.8, 1.2, 10)


def blocs(latent: tuple[float, float], shift: np.ndarray) -> np.ndarray:
    second = np.linspace(2, 4, 10)
    return np.stack([second + LOADINGS * np.array(latent)[DIMENSION] + shift * SD, second])


def test_shifts_come_back_exactly_beside_a_latent_difference() -> None:
    shift = np.zeros(10)
    shift[[1, 7, 8]] = 0.5, -0.3, 0.4
    means = blocs((0.6, -0.2), shift)
    assert_allclose(latent_differences(means, LOADINGS, DIMENSION), [0.6, -0.2], atol=1e-12)
    assert_allclose(item_shifts(means, LOADINGS, SD, DIMENSION), shift, atol=1e-12)


def test_replicates_stand_behind_and_a_failed_one_stays_nan() -> None:
    one, other = blocs((0.6, -0.2), np.zeros(10)), blocs((0.1, 0.3), np.eye(10)[2])
    failed = np.full_like(one, np.nan)
    got = item_shifts(np.stack([one, failed, other], axis=2), LOADINGS, SD, DIMENSION)
    assert_allclose(got[:, 0], 0, atol=1e-12)
    assert np.isnan(got[:, 1]).all()
    assert_allclose(got[:, 2], np.eye(10)[2], atol=1e-12)


def test_exchanging_the_blocs_turns_the_sign() -> None:
    means = blocs((0.6, -0.2), np.eye(10)[3])
    got = item_shifts(means[::-1], LOADINGS, SD, DIMENSION)
    assert_allclose(got, -item_shifts(means, LOADINGS, SD, DIMENSION), atol=1e-12)


def test_two_items_share_the_blame() -> None:
    means = np.array([[3.4, 3.0], [3.0, 3.0]])
    got = item_shifts(means, np.array([0.5, 0.5]), np.ones(2), np.zeros(2, dtype=int))
    assert_allclose(got, [0.2, -0.2])


def survey(rng: np.random.Generator, latent: np.ndarray, moved: dict[int, float]) -> np.ndarray:
    """900 respondents of one bloc: seven dimensions of five items, the last but one of each with a method factor."""
    dimension, reversed_item = np.repeat(np.arange(7), 5), np.arange(35) % 5 == 3
    loadings = np.tile([0.8, 0.7, 0.65, 0.6, 0.75], 7)
    method = 0.28 * reversed_item
    between = np.full((7, 7), 0.45) + 0.55 * np.eye(7)
    scores = rng.multivariate_normal(latent, between, 900)[:, dimension]
    noise = rng.normal(size=(900, 35)) * np.sqrt(1 - loadings**2 - method**2)
    responses = loadings * scores + method * rng.normal(size=(900, 1)) + noise
    cuts = np.tile([-1.2, -0.4, 0.4, 1.2], (35, 1))
    for item, shift in moved.items():
        cuts[item] += shift
    return (responses[:, :, None] > cuts).sum(axis=2)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_items_shifted_by_half_a_category_are_the_only_large_ones(seed: int) -> None:
    rng = np.random.default_rng(seed)
    # thresholds are 0.8 apart: half a category is 0.4
    first = survey(rng, np.zeros(7), {})
    second = survey(rng, np.array([0.3, 0.1, -0.2, 0, 0.15, 0, -0.1]), {8: 0.4, 10: -0.4})
    answers, dimension = np.vstack([first, second]), np.repeat(np.arange(7), 5)
    found = polychoric(answers, np.ones(1800), np.full(35, 5))
    model = fit_factor_model(found.correlations, dimension, method_items=np.arange(35) % 5 == 3)
    sd = answers.std(axis=0)
    shifts = item_shifts(np.stack([first.mean(axis=0), second.mean(axis=0)]), model.loadings * sd, sd, dimension)
    assert_array_equal(np.flatnonzero(np.abs(shifts) > 0.2), [8, 10])
    assert shifts[8] > 0.3
    assert shifts[10] < -0.3


def test_three_blocs_are_refused() -> None:
    with pytest.raises(ModelError, match="3 blocs; shifts are between two"):
        item_shifts(np.ones((3, 10)), LOADINGS, SD, DIMENSION)


def test_an_item_without_loading_is_refused() -> None:
    with pytest.raises(ModelError, match="item number 2 has no loading"):
        item_shifts(np.ones((2, 10)), np.where(np.arange(10) == 1, 0, LOADINGS), SD, DIMENSION)
