from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.stats.group_models.group_sample import gather_sample
from crowdpotential.stats.group_models.measurement_fit import MeasurementFit, fit_measurement
from crowdpotential.stats.group_models.model_spec import Invariance, MeasurementModel
from crowdpotential.stats.group_models.standardised import standardise
from crowdpotential.stats.group_models.unrestricted_model import fit_unrestricted

Load = Callable[[str], dict[str, Any]]

MODEL = MeasurementModel(dimension_of_item=np.repeat([0, 1, 2], 3))


@pytest.fixture(scope="module")
def fit(reference: Load) -> MeasurementFit:
    frozen = reference("mlr")
    sample = gather_sample(np.array(frozen["answers"]), np.array(frozen["weights"]), np.array(frozen["group"]))
    return fit_measurement(fit_unrestricted(sample), MODEL, Invariance(level="scalar"))


def position(name: str) -> int:
    return int(name[1:]) - 1


def test_values_and_errors_agree_with_lavaan(reference: Load, fit: MeasurementFit) -> None:
    got = standardise(fit)
    for row in reference("mlr")["standardised"]:
        group, left, right = got[row["group"] - 1], position(row["lhs"]), row["rhs"]
        is_item = row["lhs"].startswith("x")
        if row["op"] == "=~":
            kind, at = "loadings", (position(right), left)
        elif row["op"] == "~1":
            kind, at = ("intercepts" if is_item else "means"), (left,)
        else:
            kind, at = ("residuals" if is_item else "covariances"), (left, position(right))
        for ours, theirs in ((group.values, row["est.std"]), (group.errors, row["se"])):
            assert_allclose(getattr(ours, kind)[at], theirs, atol=1e-5, err_msg=str(row))


def test_every_item_has_a_variance_of_one(fit: MeasurementFit) -> None:
    for group in standardise(fit):
        assert_allclose(np.diag(group.values.implied_covariance), 1)
        assert_allclose(np.diag(group.values.factor_covariances), 1)
