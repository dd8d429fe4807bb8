"""Overall tests: they agree with R's working Wald test, and keep their level where units are few."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from crowdpotential.errors import DesignError
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.overall import FTest, compare_means


def independent(means: list[float], variances: list[float], freedom: float = 10.0) -> FTest:
    k = len(means)
    return compare_means(
        np.array(means),
        np.diag(variances),
        sizes=np.full(k, 100.0),
        degrees_of_freedom=np.full(k, freedom),
        freedom_of_all=k * freedom,
    )


@pytest.mark.parametrize("case", ["strata", "awards", "clusters"])
def test_statistic_and_numerator_agree_with_the_working_wald_test_of_r(reference: Callable[[str], dict[str, Any]], case: str) -> None:
    frozen = reference("overall")["answers"][case]
    means = np.array(frozen["means"])
    found = compare_means(
        means,
        np.array(frozen["covariance"]),
        sizes=np.array(frozen["sizes"]),
        degrees_of_freedom=np.full(means.size, float(frozen["degf"])),
        freedom_of_all=float(frozen["degf"]),
    )
    expected = [frozen["statistic"], frozen["numerator_df"]]
    assert_allclose([found.statistic, found.numerator_df], expected, rtol=1e-10)  # R prints 12 digits


def test_two_groups_that_share_their_units_are_tested_as_wald_does(
    reference: Callable[[str], dict[str, Any]],
) -> None:
    frozen = reference("overall")["answers"]["awards"]
    found = compare_means(
        np.array(frozen["means"]),
        np.array(frozen["covariance"]),
        sizes=np.array(frozen["sizes"]),
        degrees_of_freedom=np.full(2, 197.0),
        freedom_of_all=197.0,
    )
    assert found.denominator_df == 197.0
    assert_allclose(found.statistic, frozen["wald"], rtol=1e-10)


def test_two_separate_areas_are_compared_as_welch_does() -> None:
    found = independent([50.0, 53.0], [1.0, 3.0])
    ratio, freedom = 3.0 / 2.0, (1.0 + 3.0) ** 2 / (1.0 / 10 + 9.0 / 10)
    assert found.denominator_df == pytest.approx(freedom)
    assert found.p_value == pytest.approx(2 * stats.t.sf(ratio, freedom))


def test_means_all_alike_speak_for_nothing_and_means_far_apart_against_equality() -> None:
    assert independent([50.0] * 4, [1.0, 2.0, 1.0, 4.0]).p_value == pytest.approx(1.0)
    assert independent([40.0, 50.0, 50.0, 60.0], [1.0] * 4).p_value < 1e-6


def test_a_mean_without_error_or_freedom_is_refused() -> None:
    with pytest.raises(DesignError, match="1 have no degrees of freedom"):
        compare_means(
            np.array([1.0, 2.0]),
            np.eye(2),
            sizes=np.ones(2),
            degrees_of_freedom=np.array([5.0, 0.0]),
            freedom_of_all=5.0,
        )
    with pytest.raises(DesignError, match="1 no error"):
        independent([1.0, 2.0], [1.0, 0.0])
    with pytest.raises(DesignError, match="two at least"):
        independent([1.0], [1.0])


def test_many_equal_areas_of_few_units_are_seldom_called_different() -> None:
    """Wald's test with as many degrees of freedom does so in a fifth of all studies."""
    rng, n_areas, n_units, n_studies = np.random.default_rng(6), 25, 10, 400
    p_values: FloatArray = np.empty(n_studies)
    for study in range(n_studies):
        units = rng.normal(size=(n_areas, n_units))
        p_values[study] = compare_means(
            units.mean(axis=1),
            np.diag(units.var(axis=1, ddof=1) / n_units),
            sizes=np.full(n_areas, float(n_units)),
            degrees_of_freedom=np.full(n_areas, n_units - 1.0),
            freedom_of_all=n_areas * (n_units - 1.0),
        ).p_value
    assert (p_values < 0.05).mean() < 0.05 + 2 * np.sqrt(0.05 * 0.95 / n_studies)
