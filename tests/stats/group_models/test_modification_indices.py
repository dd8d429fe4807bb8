from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.stats.group_models.group_sample import Sample, gather_sample
from crowdpotential.stats.group_models.group_structure import KINDS
from crowdpotential.stats.group_models.measurement_fit import MeasurementFit, fit_measurement
from crowdpotential.stats.group_models.model_spec import Invariance, MeasurementModel
from crowdpotential.stats.group_models.modification_indices import find_releases
from crowdpotential.stats.group_models.unrestricted_model import fit_unrestricted

Load = Callable[[str], dict[str, Any]]

MODEL = MeasurementModel(dimension_of_item=np.repeat([0, 1, 2], 3))


@pytest.fixture(scope="module")
def fitted(reference: Load) -> tuple[Sample, MeasurementFit]:
    frozen = reference("mlr")
    sample = gather_sample(np.array(frozen["answers"]), np.array(frozen["weights"]), np.array(frozen["group"]))
    return sample, fit_measurement(fit_unrestricted(sample), MODEL, Invariance(level="scalar"))


def find_place(row: dict[str, Any]) -> tuple[str, int, int]:
    left, right = int(row["lhs"][1:]) - 1, int(row["rhs"][1:]) - 1
    return ("loadings", right, left) if row["op"] == "=~" else ("residuals", max(left, right), min(left, right))


def test_fixed_cells_agree_with_lavaan(reference: Load, fitted: tuple[Sample, MeasurementFit]) -> None:
    got = find_releases(*fitted)
    expected = reference("mlr")["modification"]
    assert len(expected) > 80
    for row in expected:
        kind, item, beside = find_place(row)
        where = (got.group == row["group"] - 1) & (got.kind == KINDS.index(kind)) & (got.row == item)
        where &= got.column == beside
        ours = [got.chi2[where], got.expected_change[where], got.standardised_change[where]]
        assert_allclose(np.ravel(ours), [row["mi"], row["epc"], row["sepc.all"]], atol=1e-3, err_msg=str(row))


def test_released_equalities_agree_with_lavaan(reference: Load, fitted: tuple[Sample, MeasurementFit]) -> None:
    got = find_releases(*fitted)
    for row in reference("mlr")["released"]:
        name, operator, *rest = row["parameter"].split()
        kind = "loadings" if operator == "=~" else "intercepts"
        item = int((rest[0] if rest else name)[1:]) - 1
        own = fitted[1].model.dimension_of_item[item] if kind == "loadings" else 0
        where = (got.group == 1) & (got.kind == KINDS.index(kind)) & (got.row == item) & (got.column == own)
        assert_allclose(got.chi2[where], [row["chi2"]], atol=1e-3, err_msg=str(row))


def test_the_most_telling_cell_comes_first(fitted: tuple[Sample, MeasurementFit]) -> None:
    got = find_releases(*fitted)
    assert (np.diff(got.chi2) <= 0).all()
    assert ((got.p_value >= 0) & (got.p_value <= 1)).all()


def test_what_fixes_the_scale_cannot_be_released(fitted: tuple[Sample, MeasurementFit]) -> None:
    got = find_releases(*fitted)
    is_scale = (got.kind == KINDS.index("covariances")) & (got.group == 0) & (got.row == got.column)
    assert not is_scale.any()
