"""The declared model tested on everybody: known loadings come back, misfit and impossibility are said, and nothing stops."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from small_study import codebook_data
from two_sides import (
    BLOC,
    DIMENSION,
    GENERAL_LOADINGS,
    LOADINGS,
    answer_items,
    answer_otherwise,
    answer_three_dimensions,
    choose_items,
    draw_design,
)

from crowdpotential.chapters.measurement.estimates.confirmatory import Confirmatory, confirm
from crowdpotential.chapters.measurement.estimates.confirmatory_rows import (
    confirmatory_rows,
)
from crowdpotential.codebook import build_codebook
from crowdpotential.index.items import Items
from crowdpotential.index.level_fits import Estimator
from crowdpotential.index.level_steps import fit_all_levels
from crowdpotential.params import Comparability
from crowdpotential.results.rows import Row
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.inference.degrees_of_freedom import Freedom

CODEBOOK = build_codebook(codebook_data(), name="small")
ESTIMATORS: tuple[Estimator, ...] = ("wlsmv", "mlr")


def report(items: Items, found: Confirmatory, rule: Comparability | None = None) -> list[Row]:
    return confirmatory_rows(found, items, rule=rule or Comparability(), freedom=Freedom(np.array(90.0)), confidence_level=0.95)


def only(rows: list[Row], measure: str, **wanted: str) -> Row:
    found = [row for row in rows if row.measure == measure and all(getattr(row, key) == value for key, value in wanted.items())]
    assert len(found) == 1
    return found[0]


def copy_in_part(items: Items) -> Items:
    """Let half of the respondents answer X2 as they answered X1."""
    ranks = items.ranks.copy()
    ranks[::2, 1] = ranks[::2, 0]
    return answer_otherwise(items, ranks)


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_a_model_that_made_the_answers_fits_them(estimator: Estimator) -> None:
    items = answer_items(n_missing=40)
    rows = report(items, confirm(items, draw_design(), CODEBOOK, estimator=estimator, empty_cell=0.5))
    rows = [row for row in rows if row.model != "single_dimension"]
    assert only(rows, "verdict").verdict == "fits"
    assert only(rows, "cfi").estimate > 0.99
    assert only(rows, "chi2").df == only(rows, "df").estimate == 19
    loadings = [row for row in rows if row.measure == "loading"]
    assert [row.variable for row in loadings] == list(items.names)
    shrinkage = 1.0 if estimator == "wlsmv" else 0.95  # five answers are coarser than what lies behind them
    for row, truth in zip(loadings, LOADINGS * shrinkage, strict=True):
        assert abs(row.estimate - truth) < 4 * row.standard_error
        assert row.ci_low < row.estimate < row.ci_high


def test_loadings_come_from_the_very_model_that_comparability_starts_from() -> None:
    items, design = answer_items(), draw_design(psu_size=8)
    found = confirm(items, design, CODEBOOK, estimator="wlsmv", empty_cell=0.5).fits["confirmatory"]
    everybody, model = np.zeros_like(BLOC), MeasurementModel(dimension_of_item=DIMENSION)
    configural = fit_all_levels(items, everybody, design, model, estimator="wlsmv").fits["configural"]
    assert_allclose([found.chi2, found.srmr], [configural.chi2, configural.srmr], rtol=1e-6)
    assert found.df == configural.df


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_items_that_share_more_than_their_dimension_are_named_first(estimator: Estimator) -> None:
    items = copy_in_part(answer_items())
    rows = report(items, confirm(items, draw_design(), CODEBOOK, estimator=estimator, empty_cell=0.5))
    largest = next(row for row in rows if row.measure == "modification_index")
    assert (largest.variable, largest.variable_2, largest.model) == ("X1", "X2", "residual")
    assert largest.p_value < 1e-6
    assert largest.method == "mlr"
    change = only(rows, "expected_change", variable="X1", variable_2="X2", model="residual")
    assert change.estimate > 0.1
    assert sum(row.measure == "modification_index" for row in rows) == 10


def test_a_model_below_its_threshold_is_called_a_misfit() -> None:
    items = copy_in_part(answer_items())
    found = confirm(items, draw_design(), CODEBOOK, estimator="wlsmv", empty_cell=0.5)
    for rule, verdicts in (
        (Comparability(min_cfi=0.999, max_rmsea=0.9, max_rmsea_dimension=0.9), ["misfit", "misfit", ""]),
        (Comparability(min_cfi=0.001, max_rmsea=0.01), ["misfit", "", "misfit"]),
        (Comparability(min_cfi=0.001, max_rmsea=0.9, max_rmsea_dimension=0.9), ["fits", "", ""]),
    ):
        rows = report(items, found, rule)
        found_verdicts = [only(rows, name, model="confirmatory").verdict for name in ("verdict", "cfi", "rmsea")]
        assert found_verdicts == verdicts


def test_a_general_factor_is_found_behind_answer_three_dimensions() -> None:
    items = answer_three_dimensions()
    for estimator in ESTIMATORS:
        rows = report(items, confirm(items, draw_design(), CODEBOOK, estimator=estimator, empty_cell=0.5))
        general = [row for row in rows if row.measure == "second_order_loading"]
        assert [row.variable for row in general] == ["X", "Y", "Z"]
        for row, truth in zip(general, GENERAL_LOADINGS, strict=True):
            assert abs(row.estimate - truth) < 4 * row.standard_error


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_a_model_that_cannot_be_estimated_is_untestable_and_stops_nothing(estimator: Estimator) -> None:
    items = answer_items()
    ranks = items.ranks.copy()
    ranks[:, 1] = ranks[:, 0]
    rows = report(
        items,
        confirm(answer_otherwise(items, ranks), draw_design(), CODEBOOK, estimator=estimator, empty_cell=0.5),
    )
    verdict, obstacle = rows
    assert (verdict.measure, verdict.verdict) == ("verdict", "untestable")
    assert verdict.note in {"no_model", "no_convergence"}
    assert obstacle.measure == "obstacle"
    assert "X1" in str(obstacle.note)


def test_a_saturated_model_proves_nothing() -> None:
    some = choose_items(answer_three_dimensions(), range(3))
    found = confirm(some, draw_design(), CODEBOOK, estimator="wlsmv", empty_cell=0.5)
    verdict = only(report(some, found), "verdict")
    assert (verdict.verdict, verdict.note) == ("untestable", "saturated")
    assert found.releases is None
