"""The base model of groups and its dimensions: what fails is in the rows, declared features go with a dimension, none is hidden."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from two_sides import BLOC, DIMENSION, LOADINGS, answer_items, answer_otherwise, draw_design

from crowdpotential.chapters.comparability.estimates.check import check_comparability
from crowdpotential.chapters.comparability.estimates.check_rows import comparability_rows
from crowdpotential.index.dimension_fits import count_spare, fit_base, fit_dimensions, take_dimension
from crowdpotential.index.fit_rule import count_items, judge_fit
from crowdpotential.index.items import Items
from crowdpotential.index.level_fits import Estimator
from crowdpotential.params import Comparability
from crowdpotential.stats.arrays import IntArray
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.design import Design

MODEL = MeasurementModel(dimension_of_item=DIMENSION)
REFERENCE = Path(__file__).parents[2] / "reference"
MEASURES = (
    "chisq.scaled",
    "df",
    "pvalue.scaled",
    "cfi.robust",
    "rmsea.robust",
    "rmsea.ci.lower.robust",
    "rmsea.ci.upper.robust",
    "srmr",
)
ESTIMATORS: tuple[Estimator, ...] = ("wlsmv", "mlr")


@dataclass(frozen=True)
class Reference:
    """Five questions of trust of two sides, and what lavaan makes of them."""

    items: Items
    side: IntArray
    design: Design
    pairs: IntArray
    fits: dict[str, dict[str, float]]


@pytest.fixture(scope="module")
def reference() -> Reference:
    frozen = json.loads((REFERENCE / "base_model.json").read_text(encoding="utf-8"))
    answers = np.array(frozen["answers"], dtype=np.float64)
    n, p = answers.shape
    items = Items(
        names=tuple(f"x{i + 1}" for i in range(p)),
        dimensions=("f",),
        dimension_of_item=np.zeros(p, dtype=np.int64),
        codes=answers,
        ranks=answers.astype(np.int64),
        n_categories=np.full(p, 11),
        lowest=np.zeros(p),
        highest=np.full(p, 10.0),
        is_reversed=np.zeros(p, dtype=np.bool_),
        is_numeric=np.ones(p, dtype=np.bool_),
    )
    everybody = draw_design()
    design = replace(
        everybody,
        weights=np.ones(n),
        replicate_weights=everybody.replicate_weights[:n],
        strata=everybody.strata[:n],
        psus=np.arange(n),
    )
    return Reference(items, np.array(frozen["side"]), design, np.array(frozen["pairs"]), frozen["fits"])


@pytest.mark.parametrize(("form", "fails"), [("declared", []), ("plain", ["rmsea"])], ids=["six df", "without the pairs"])
def test_a_base_model_equals_lavaan_and_is_a_misfit_only_without_what_is_declared(
    form: str, fails: list[str], reference: Reference
) -> None:
    pairs = reference.pairs if form == "declared" else np.zeros((0, 2), dtype=np.int64)
    model = MeasurementModel(dimension_of_item=reference.items.dimension_of_item, residual_pairs=pairs)
    fit = fit_base(reference.items, reference.side, reference.design, model, estimator="mlr")
    want = reference.fits[form]
    found = [
        fit.chi2,
        fit.df,
        fit.p_value,
        fit.indices.cfi,
        fit.indices.rmsea,
        fit.indices.rmsea_low,
        fit.indices.rmsea_high,
        fit.srmr,
    ]
    assert_allclose(found, [want[name] for name in MEASURES], rtol=1e-5, atol=1e-9)  # lavaan's search ends there
    assert fit.indices.rmsea > 0.06  # by which either was called a misfit before
    assert [one.criterion for one in judge_fit(fit, Comparability(), n_items=count_items(reference.items)).shortfalls] == fails


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
        items,
        BLOC,
        draw_design(),
        LOADINGS,
        model=MODEL,
        rule=Comparability(estimator=estimator),
        confidence_level=0.95,
        names=("A", "B"),
    )
    assert (found.verdict, found.reason) == ("misfit", "configural_fit")
    rows = comparability_rows(found, items, freedom=Freedom(np.array(90.0)), confidence_level=0.95)
    singles = [row for row in rows if row.model == "single_dimension"]
    assert {row.variable for row in singles} == {"X", "Y"}
    assert {row.variable for row in singles if row.verdict == "misfit"} == {"X"}
    base = {row.measure: row.verdict for row in rows if row.model == "configural"}
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
