from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.linalg import LinAlgError

from crowdpotential.errors import ModelError
from crowdpotential.stats.group_models import scaled_tests
from crowdpotential.stats.group_models.group_sample import gather_sample
from crowdpotential.stats.group_models.measurement_fit import MeasurementFit, fit_measurement
from crowdpotential.stats.group_models.model_spec import LEVELS, Invariance, MeasurementModel
from crowdpotential.stats.group_models.scaled_tests import Formula, compare_fits
from crowdpotential.stats.group_models.unrestricted_model import UnrestrictedModel, fit_unrestricted

Load = Callable[[str], dict[str, Any]]
Fitted = tuple[UnrestrictedModel, dict[str, MeasurementFit]]

MODEL = MeasurementModel(dimension_of_item=np.repeat([0, 1, 2], 3))
PARTIAL = Invariance(level="scalar", free_loadings=(6,), free_intercepts=(2,))


def fit_all(frozen: dict[str, Any], *, has_missing: bool) -> Fitted:
    answers = np.array(frozen["answers"])
    if has_missing:
        answers = np.where(np.array(frozen["missing"]) == 1, np.nan, answers)
    sample = gather_sample(answers, np.array(frozen["weights"]), np.array(frozen["group"]))
    unrestricted = fit_unrestricted(sample)
    ladder = {**{level: Invariance(level=level) for level in LEVELS}, "partial": PARTIAL}
    return unrestricted, {name: fit_measurement(unrestricted, MODEL, each) for name, each in ladder.items()}


@pytest.fixture(scope="module")
def complete(reference: Load) -> Fitted:
    return fit_all(reference("mlr"), has_missing=False)


@pytest.mark.parametrize("formula", ["satorra-bentler-2001", "satorra-bentler-2010"])
@pytest.mark.parametrize("name", ["weighted", "missing_weighted"])
def test_difference_tests_agree_with_lavaan(reference: Load, name: str, formula: Formula) -> None:
    unrestricted, fits = fit_all(reference("mlr"), has_missing=name.startswith("missing"))
    pairs = reference("mlr_differences")[name]
    assert len(pairs) == 4
    for pair in pairs:
        got = compare_fits(unrestricted, fits[pair["free"]], fits[pair["fixed"]], formula=formula)
        assert got.df == pair["df"]
        assert_allclose(got.chi2, pair[formula[-4:]]["chi2"], atol=1e-3)


def test_models_in_the_wrong_order_are_refused(complete: Fitted) -> None:
    unrestricted, fits = complete
    with pytest.raises(ModelError, match="exchange the models"):
        compare_fits(unrestricted, fits["scalar"], fits["metric"], formula="satorra-bentler-2001")


def test_a_freer_model_that_is_no_maximum_at_the_stricter_ones_estimates_has_no_factor(
    complete: Fitted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise LinAlgError

    unrestricted, fits = complete
    monkeypatch.setattr(scaled_tests, "factorise", refuse)
    with pytest.raises(ModelError, match="satorra-bentler-2010 has no factor; take satorra-bentler-2001"):
        compare_fits(unrestricted, fits["metric"], fits["scalar"], formula="satorra-bentler-2010")
