import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.stats.correlation.grouped_polychoric import GroupedWeights, polychoric_grouped_replicates
from crowdpotential.stats.correlation.polychoric import polychoric, polychoric_replicates

SIZES = np.array([5, 2, 4, 3, 5])


def survey(n: int, n_groups: int, n_replicates: int) -> tuple[np.ndarray, GroupedWeights]:
    rng = np.random.default_rng(8)
    latent = 0.7 * rng.normal(size=(n, 1)) + 0.7 * rng.normal(size=(n, 5))
    answers = np.column_stack([np.digitize(latent[:, i], np.linspace(-1, 1, k + 1)[1:-1]) for i, k in enumerate(SIZES)])
    answers[rng.random(answers.shape) < 0.1] = -1
    weights = GroupedWeights(
        base_weights=rng.uniform(1, 3, n),
        group=rng.integers(0, n_groups, n),
        ratios=rng.exponential(size=(n_groups, n_replicates)),
    )
    return answers, weights


def test_tables_counted_by_group_give_the_replicates_of_the_respondents() -> None:
    answers, weights = survey(3000, 2500, 40)  # more groups than are held at a time
    start = polychoric(answers, weights.base_weights, SIZES).correlations
    grouped = polychoric_grouped_replicates(answers, weights, SIZES, start)
    spread = weights.base_weights[:, None] * weights.ratios[weights.group]
    assert_allclose(grouped, polychoric_replicates(answers, spread, SIZES, start), atol=1e-9)


def test_a_failed_replicate_of_groups_stays_nan_and_harms_no_other() -> None:
    answers, weights = survey(500, 30, 5)
    start = polychoric(answers, weights.base_weights, SIZES).correlations
    whole = polychoric_grouped_replicates(answers, weights, SIZES, start)
    weights.ratios[:, 2] = np.nan
    broken = polychoric_grouped_replicates(answers, weights, SIZES, start)
    assert np.isnan(broken[2]).all()
    assert_allclose(broken[[0, 1, 3, 4]], whole[[0, 1, 3, 4]], atol=1e-12)
    weights.ratios[:] = np.nan
    assert_array_equal(
        np.isnan(polychoric_grouped_replicates(answers, weights, SIZES, start)),
        np.ones((5, 5, 5), dtype=bool),
    )
