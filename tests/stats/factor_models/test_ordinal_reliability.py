from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.errors import ItemError
from crowdpotential.stats.factor_models.ordinal_reliability import answer_covariances, omega_ordinal
from crowdpotential.stats.factor_models.reliability import omega_total

Load = Callable[[str], dict[str, Any]]

LOADINGS = np.array([0.8, 0.7, 0.6, 0.5])
CUTS = [np.array([-1.2, -0.4, 0.5, 1.3]), np.array([-0.3, 0.8]), np.array([0.2]), np.array([-1.0, 0.0, 1.0])]


def implied(loadings: np.ndarray) -> np.ndarray:
    return np.outer(loadings, loadings) + np.diag(1 - loadings**2)


@pytest.mark.parametrize("against", ["implied", "observed"])
def test_ordinal_omega_agrees_with_semtools(reference: Load, against: str) -> None:
    frozen = reference("reliability_ordinal")
    loadings = np.array(frozen["loadings"])
    thresholds = [np.atleast_1d(np.array(own)) for own in frozen["thresholds"]]
    got = omega_ordinal(np.outer(loadings, loadings), np.array(frozen[against]), thresholds)
    assert_allclose(got, frozen[f"omega_{against}"], rtol=1e-8)


def test_covariances_are_those_of_answers_that_are_drawn() -> None:
    rng = np.random.default_rng(4)
    responses = rng.multivariate_normal(np.zeros(4), implied(LOADINGS), size=200_000)
    answers = np.stack([np.digitize(responses[:, i], own) for i, own in enumerate(CUTS)])
    # a covariance of 200,000 draws is known to about 0.005
    assert_allclose(answer_covariances(implied(LOADINGS), CUTS), np.cov(answers), atol=0.02)


def test_many_answers_are_as_reliable_as_the_responses() -> None:
    fine = [np.linspace(-4, 4, 161)] * 4
    got = omega_ordinal(np.outer(LOADINGS, LOADINGS), implied(LOADINGS), fine)
    assert_allclose(got, omega_total(LOADINGS, 1 - LOADINGS**2), atol=1e-3)


def test_few_answers_are_less_reliable_than_many() -> None:
    common = np.outer(LOADINGS, LOADINGS)
    five = omega_ordinal(common, implied(LOADINGS), [CUTS[0]] * 4)
    two = omega_ordinal(common, implied(LOADINGS), [CUTS[2]] * 4)
    assert two < five < omega_total(LOADINGS, 1 - LOADINGS**2)


def test_a_category_that_nobody_chose_changes_nothing() -> None:
    wider = [np.append(CUTS[0], np.inf), *CUTS[1:]]
    common, whole = np.outer(LOADINGS, LOADINGS), implied(LOADINGS)
    assert_allclose(omega_ordinal(common, whole, wider), omega_ordinal(common, whole, CUTS), rtol=1e-12)


def test_one_item_has_no_ordinal_omega() -> None:
    with pytest.raises(ItemError, match="1 items in the scale; it takes at least 2"):
        omega_ordinal(np.array([[0.5]]), np.eye(1), CUTS[:1])


def test_factors_that_explain_more_than_all_are_refused() -> None:
    too_much = np.outer([1.1, 0.7], [1.1, 0.7])
    with pytest.raises(ItemError, match="explain all of 1 items or more; fit the model within bounds"):
        omega_ordinal(too_much, np.eye(2), CUTS[:2])
