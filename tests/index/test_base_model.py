"""The base model of groups and its dimensions: what fails is in the rows, declared features go with a dimension, none is hidden."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from two_sides import BLOC, DIMENSION, LOADINGS, answer_items, answer_otherwise, draw_design

from crowdpotential.index.comparability import check_comparability
from crowdpotential.index.comparability_rows import comparability_rows
from crowdpotential.index.dimension_fits import count_spare, fit_dimensions, take_dimension
from crowdpotential.index.items import Items
from crowdpotential.index.level_fits import Estimator
from crowdpotential.params import Comparability
from crowdpotential.stats.group_models.model_spec import MeasurementModel

MODEL = MeasurementModel(dimension_of_item=DIMENSION)
ESTIMATORS: tuple[Estimator, ...] = ("wlsmv", "mlr")


def pair_up() -> Items:
    """Let half of the respondents answer X2 as X1, and X4 as X3: X is two."""
    items = answer_items()
    ranks = items.ranks.copy()
    ranks[::2, 1], ranks[::2, 3] = ranks[::2, 0], ranks[::2, 2]
    return answer_otherwise(items, ranks)


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_rows_of_sides_say_which_dimension_fails_and_by_what(estimator: Estimator) -> None:
    items = pair_up()
    found = check_comparability(
        items, BLOC, draw_design(), LOADINGS, model=MODEL, rule=Comparability(estimator=estimator),
        confidence_level=0.95, names=("A", "B"),
    )  # fmt: skip
    assert (found.verdict, found.reason) == ("misfit", "configural_fit")
    rows = comparability_rows(found, items, degrees_of_freedom=90, confidence_level=0.95)
    singles = [row for row in rows if row.get("model") == "single_dimension"]
    assert {row["variable"] for row in singles} == {"X", "Y"}
    assert {row["variable"] for row in singles if row.get("verdict") == "misfit"} == {"X"}
    base = {row["measure"]: row.get("verdict", "") for row in rows if row.get("model") == "configural"}
    failed = {one.criterion for one in found.base.shortfalls if not one.part} if found.base else set()
    assert {name for name in ("cfi", "rmsea", "srmr") if base[name] == "misfit"} == failed


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_dimensions_of_answers_that_the_model_made_fit(estimator: Estimator) -> None:
    fits = fit_dimensions(answer_items(), BLOC, draw_design(), MODEL, estimator=estimator)
    assert list(fits) == ["X", "Y"]
    assert all(fit.df == 4 and fit.p_value > 0.01 for fit in fits.values())  # two on each side


def test_one_dimension_alone_is_the_model_itself() -> None:
    one = MeasurementModel(dimension_of_item=np.zeros(8, dtype=np.int64))
    assert fit_dimensions(answer_items(), BLOC, draw_design(), one, estimator="mlr") == {}


def test_what_is_declared_of_its_items_goes_with_a_dimension() -> None:
    model = MeasurementModel(
        dimension_of_item=np.repeat([0, 1], 5),
        method_items=np.array([1, 5, 6, 7]),
        residual_pairs=np.array([[0, 2], [3, 9], [8, 9]]),
    )
    first, second = (take_dimension(model, np.flatnonzero(model.dimension_of_item == d)) for d in (0, 1))
    assert_array_equal(first.residual_pairs, [[0, 2]])
    assert not first.has_method_factor  # one item shares nothing with itself
    assert_array_equal(second.residual_pairs, [[3, 4]])
    assert_array_equal(second.method_items, [0, 1, 2])
    assert (count_spare(first), count_spare(second)) == (4, 1)


def test_two_items_of_a_method_factor_share_a_residual_covariance_in_their_dimension() -> None:
    model = MeasurementModel(dimension_of_item=np.repeat([0, 1], 4), method_items=np.array([0, 1, 5]))
    part = take_dimension(model, np.arange(4))
    assert_array_equal(part.residual_pairs, [[0, 1]])
    assert not part.has_method_factor


def test_a_dimension_without_degrees_of_freedom_is_not_judged() -> None:
    model = MeasurementModel(dimension_of_item=np.array([0, 0, 0, 0, 0, 1, 1, 1]))
    fits = fit_dimensions(answer_items(), BLOC, draw_design(), model, estimator="mlr")
    assert list(fits) == ["X"]
