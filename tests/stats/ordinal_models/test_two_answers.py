"""Items with two answers: thresholds, loadings and intercepts become equal in one step, against lavaan."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.errors import ModelError
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.ordinal_models.ordinal_groups import OrdinalFit, fit_ordinal_groups
from crowdpotential.stats.ordinal_models.ordinal_levels import (
    OrdinalInvariance,
    OrdinalLevel,
    lay_out_ordinal_groups,
)
from crowdpotential.stats.ordinal_models.ordinal_moments import ordinal_moments

Load = Callable[[str], dict[str, Any]]

BINARY, MIXED = np.arange(8), np.array([0, 1, 2, 3, 4, 5, 8, 9, 10])
ITEMS = {"binary": BINARY, "weighted": BINARY, "mixed": MIXED}
FREED = {"scalar_y2": "scalar"}


@pytest.fixture(scope="module")
def frozen(reference: Load) -> dict[str, Any]:
    return reference("binary")


@pytest.fixture(scope="module")
def fits(frozen: dict[str, Any]) -> dict[str, dict[str, OrdinalFit]]:
    group, sizes = np.array(frozen["group"]), np.array(frozen["sizes"])
    weights = np.array(frozen["weights"]) / np.mean(frozen["weights"])
    found: dict[str, dict[str, OrdinalFit]] = {}
    for case, items in ITEMS.items():
        model = MeasurementModel(dimension_of_item=(np.arange(len(items)) > 3).astype(np.int64))
        own = np.ones(len(group)) if case == "binary" else weights
        answers = np.array(frozen["answers"])[:, items]
        moments = [ordinal_moments(answers[group == g], own[group == g], sizes[items]) for g in (1, 2)]
        found[case] = {name: fit_ordinal_groups(moments, model, _invariance(name)) for name in frozen[case]}
    return found


def _invariance(name: str) -> OrdinalInvariance:
    level: OrdinalLevel = FREED.get(name, name)  # type: ignore[assignment]
    return OrdinalInvariance(level=level, free_intercepts=(1,) if name in FREED else ())


@pytest.mark.parametrize("case", ITEMS)
def test_fit_of_two_answers_agrees_with_lavaan(frozen: dict[str, Any], fits: Mapping[str, Mapping[str, OrdinalFit]], case: str) -> None:
    for name, theirs in frozen[case].items():
        got = fits[case][name]
        ours = {
            "df": got.df,
            "chisq": got.chi2_unscaled,
            "chisq.scaled": got.chi2,
            "cfi.scaled": got.indices.cfi,
            "tli.scaled": got.indices.tli,
            "rmsea.scaled": got.indices.rmsea,
            "srmr": got.srmr,
        }
        # lavaan's optimiser stops early, by some 1e-5 of a statistic
        assert_allclose(list(ours.values()), [theirs[key] for key in ours], rtol=2e-5, atol=2e-5)


@pytest.mark.parametrize("case", ITEMS)
def test_loadings_and_means_of_two_answers_agree_with_lavaan(
    frozen: dict[str, Any], fits: Mapping[str, Mapping[str, OrdinalFit]], case: str
) -> None:
    for name, theirs in frozen[case].items():
        for g, own in enumerate(fits[case][name].groups):
            place = str(g + 1)
            loadings, means = np.array(theirs["loadings"][place]), theirs["means"][place]
            assert_allclose(own.matrices.loadings, loadings, atol=2e-3)
            assert_allclose(own.matrices.means, means, atol=2e-3)


def test_the_one_step_is_what_lavaan_means_by_equal_loadings_and_thresholds(
    frozen: dict[str, Any], fits: Mapping[str, Mapping[str, OrdinalFit]]
) -> None:
    got, theirs = fits["binary"]["scalar"], frozen["default"]
    assert got.df == theirs["df"]
    assert_allclose([got.chi2, got.indices.cfi], [theirs["chisq.scaled"], theirs["cfi.scaled"]], rtol=1e-5)


def test_an_item_that_differs_gives_up_its_one_restriction(
    fits: Mapping[str, Mapping[str, OrdinalFit]],
) -> None:
    for case in ITEMS:
        assert fits[case]["scalar"].df - fits[case]["scalar_y2"].df == 1


def test_equal_residual_variances_make_the_scalar_level_of_two_answers_the_strict_one() -> None:
    model = MeasurementModel(dimension_of_item=np.repeat([0, 1], 4))
    held, freed, strict = (
        lay_out_ordinal_groups(model, invariance, 2, np.full(8, 2)).n_parameters
        for invariance in (
            OrdinalInvariance(level="scalar", equal_residuals=tuple(range(8))),
            OrdinalInvariance(level="scalar", equal_residuals=tuple(range(8)), free_intercepts=(2,), free_residuals=(2,)),
            OrdinalInvariance(level="strict"),
        )
    )
    assert held == strict
    assert freed == strict + 2


def test_items_with_two_answers_restrict_nothing_before_the_scalar_level() -> None:
    model = MeasurementModel(dimension_of_item=np.array([0, 0, 0, 0, 1, 1, 1, 1]), method_items=np.array([1, 2, 5]))
    sizes = np.array([2, 2, 2, 2, 4, 4, 4, 4])
    own, freer, metric, scalar = (
        lay_out_ordinal_groups(model, OrdinalInvariance(level=level), 2, sizes).n_parameters
        for level in ("configural", "thresholds", "metric", "scalar")
    )
    assert own - freer == 12 - 8  # of the items with four answers alone
    assert freer - metric == 4 + 1 - 2  # their loadings, one on the method factor too; two variances
    # two answers give 4 thresholds, 4 and 2 loadings for 4 residual variances, the variance and three means; four give 4 intercepts
    assert metric - scalar == (4 + 4 + 2 - 4 - 1) + 4 - 3


def test_a_factor_that_only_two_answers_measure_has_no_variance_of_its_own_before() -> None:
    model = MeasurementModel(dimension_of_item=np.repeat([0, 1], 4))
    sizes = np.repeat([2, 4], 4)
    free = [
        np.diag(lay_out_ordinal_groups(model, OrdinalInvariance(level=level), 2, sizes).factors.patterns.covariances.numbers[1]) >= 0
        for level in ("metric", "scalar")
    ]
    assert [row.tolist() for row in free] == [[False, True], [True, True]]


def test_levels_that_two_answers_do_not_have_are_refused() -> None:
    model = MeasurementModel(dimension_of_item=np.repeat([0, 1], 4))
    for level in ("thresholds", "metric"):
        with pytest.raises(ModelError, match=rf"\({level}\): all 8 items have two answers.*scalar level"):
            lay_out_ordinal_groups(model, OrdinalInvariance(level=level), 2, np.full(8, 2))
