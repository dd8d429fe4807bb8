"""Two-way tables: R's svychisq in every design, what the statistics must not depend on, and what is refused."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.errors import DesignError, TableError
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.inference.categorical import (
    rao_scott,
)
from crowdpotential.stats.inference.linearisation import SampleDesign, score_covariance
from crowdpotential.stats.inference.two_way import (
    TwoWayTable,
    count_tables,
    cramers_v,
    linearised_table,
    replicated_table,
)
from crowdpotential.stats.replication.replicates import Replication
from crowdpotential.stats.weighting.auxiliaries import Auxiliaries
from crowdpotential.stats.weighting.calibration_residuals import CalibrationBasis, calibration_residuals

Reference = Callable[[str], dict[str, Any]]

DESIGNS = ("stratified", "clustered", "calibrated", "replicated", "recalibrated", "domain")


def jackknife(n_replicates: int, centre: str) -> Replication:
    return Replication(
        kind="jk1",
        coefficients=np.full(n_replicates, (n_replicates - 1) / n_replicates),
        centre="mean" if centre == "mean" else "estimate",
        degrees_of_freedom=n_replicates - 1.0,
        fails_above=0.0,
    )


def replicate(every: FloatArray, rows: IntArray, columns: IntArray, **how: Any) -> TwoWayTable:  # noqa: ANN401
    n = int(((rows >= 0) & (columns >= 0)).sum())
    return replicated_table(count_tables(rows, columns, every), n, **how)


def designs_of(inputs: dict[str, Any]) -> dict[str, Callable[[IntArray, IntArray], TwoWayTable]]:
    """Give, for each design of the reference, what counts a table under it."""
    strata, clusters = ({name: np.array(values) for name, values in inputs[sample].items()} for sample in ("apistrat", "apiclus1"))
    size = np.bincount(strata["stype"])[strata["stype"]]
    stratified = SampleDesign(strata=strata["stype"], psus=np.arange(200), sampling_fractions=size / strata["fpc"])
    clustered = SampleDesign(strata=np.zeros(183, dtype=np.int64), psus=clusters["dnum"], sampling_fractions=15 / clusters["fpc"])
    calibrated = np.array(inputs["calibrated_weights"])
    values = np.column_stack([np.ones(183), clusters["stype"] == 1, clusters["stype"] == 2, clusters["api99"]])
    basis = CalibrationBasis(auxiliaries=Auxiliaries(class_of=np.arange(183), rows=values), base_weights=clusters["pw"])

    def on_residuals(scores: FloatArray) -> FloatArray:
        return score_covariance(calibration_residuals(scores, calibrated, basis), clustered)

    def replicated(weights: FloatArray, replicates: str, centre: str) -> Callable[..., TwoWayTable]:
        every = np.column_stack([weights, np.array(inputs[replicates])])
        return partial(replicate, every, replication=jackknife(15, centre), degrees_of_freedom=14.0)

    def domain(rows: IntArray, columns: IntArray) -> TwoWayTable:
        outside = strata["sch.wide"] == 0
        return linearised_table(
            np.where(outside, -1, rows),
            columns,
            strata["pw"],
            covariance=partial(score_covariance, design=stratified),
            degrees_of_freedom=float((~outside).sum() - 3),
        )

    def linear(weights: FloatArray, covariance: Callable[[FloatArray], FloatArray], df: float) -> Callable[..., TwoWayTable]:
        return partial(linearised_table, weights=weights, covariance=covariance, degrees_of_freedom=df)

    return {
        "stratified": linear(strata["pw"], partial(score_covariance, design=stratified), 197),
        "clustered": linear(clusters["pw"], partial(score_covariance, design=clustered), 14),
        "calibrated": linear(calibrated, on_residuals, 14),
        "replicated": replicated(clusters["pw"], "replicates", "estimate"),
        "recalibrated": replicated(np.array(inputs["recalibrated_weights"]), "recalibrated", "mean"),
        "domain": domain,
    }


@pytest.mark.parametrize("design", DESIGNS)
def test_all_statistics_agree_with_r_survey(design: str, reference: Reference) -> None:
    frozen = reference("rao_scott")
    count = designs_of(frozen["inputs"])[design]
    answers = frozen["inputs"]["apistrat" if design in {"stratified", "domain"} else "apiclus1"]
    for expected in frozen["answers"][design]:
        rows, columns = (np.array(answers[name]) for name in expected["table"])
        table = count(rows, columns)
        found = rao_scott(table)
        agree = partial(assert_allclose, rtol=1e-9, err_msg=str(expected["table"]))
        agree(cramers_v(table.totals), expected["cramers_v"])
        agree(found.chi2, expected["Chisq"]["statistic"])
        agree(found.first_order_p, expected["Chisq"]["p"])
        test = found.second_order
        agree(test.statistic, expected["F"]["statistic"])
        agree([test.numerator_df, test.denominator_df], expected["F"]["df"])
        agree(test.p_value, expected["F"]["p"])


def example(rng: np.random.Generator, n: int = 400) -> tuple[IntArray, IntArray, FloatArray]:
    rows = rng.integers(0, 2, n)
    columns = np.where(rng.random(n) < 0.3, rows, rng.integers(0, 3, n))
    return rows, columns, rng.uniform(0.5, 2, n)


def simple_table(rows: IntArray, columns: IntArray, weights: FloatArray) -> TwoWayTable:
    design = SampleDesign(strata=np.zeros(rows.size, dtype=np.int64), psus=np.arange(rows.size))
    return linearised_table(
        rows,
        columns,
        weights,
        covariance=partial(score_covariance, design=design),
        degrees_of_freedom=rows.size - 1.0,
    )


def test_neither_the_scale_of_the_weights_nor_the_order_of_the_answers_moves_a_test() -> None:
    rows, columns, weights = example(np.random.default_rng(1))
    tables = [
        simple_table(rows, columns, weights),
        simple_table(1 - rows, 2 - columns, 700 * weights),
        simple_table(columns, rows, weights),
    ]
    tests = [rao_scott(table) for table in tables]
    assert_allclose([test.second_order.statistic for test in tests], tests[0].second_order.statistic)
    assert_allclose([test.second_order.p_value for test in tests], tests[0].second_order.p_value)
    assert_allclose([cramers_v(table.totals) for table in tables], cramers_v(tables[0].totals))


def test_a_simple_random_sample_has_design_effects_of_one_and_pearsons_test() -> None:
    rng = np.random.default_rng(2)
    rows, columns = rng.integers(0, 2, 4000), rng.integers(0, 3, 4000)
    found = rao_scott(simple_table(rows, columns, np.ones(4000)))
    assert_allclose(found.design_effects, 1, atol=0.05)
    assert_allclose(found.second_order.statistic * 2, found.chi2 / found.design_effects.mean())
    assert found.first_order_p == pytest.approx(float(np.exp(-found.second_order.statistic)))  # two freedoms


def test_rao_scott_keeps_its_level_where_pearson_loses_it() -> None:
    rng = np.random.default_rng(20190701)
    psus, n_draws = np.repeat(np.arange(60), 10), 400
    design = SampleDesign(strata=psus // 30, psus=psus)
    refused, naive = 0, 0
    for _ in range(n_draws):  # whole sampling points answer alike: a design effect of about five
        columns = np.where(rng.random(600) < 0.7, rng.integers(0, 3, 60)[psus], rng.integers(0, 3, 600))
        rows = np.where(rng.random(600) < 0.7, rng.integers(0, 2, 60)[psus], rng.integers(0, 2, 600))
        table = linearised_table(
            rows,
            columns,
            np.ones(600),
            covariance=partial(score_covariance, design=design),
            degrees_of_freedom=58.0,
        )
        found = rao_scott(table)
        refused += found.second_order.p_value < 0.05
        naive += found.chi2 > 5.991
    assert 0.02 < refused / n_draws < 0.085  # 5 % plus or minus three Monte-Carlo errors
    assert naive / n_draws > 0.25


def test_cramers_v_is_zero_without_and_one_with_full_association() -> None:
    tables = np.stack([np.outer([2.0, 3.0], [1.0, 4.0]), np.diag([2.0, 5.0]), np.zeros((2, 2))], axis=2)
    assert_allclose(cramers_v(tables), [0, 1, np.nan], atol=1e-12)


def test_a_table_counts_only_those_who_stand_in_both_a_row_and_a_column() -> None:
    rows, columns = np.array([0, 0, 1, 1, -1, 0]), np.array([0, 1, 0, 1, 1, -1])
    counts = count_tables(rows, columns, np.array([[1.0], [2.0], [3.0], [4.0], [50.0], [60.0]]))
    assert_allclose(counts[:, :, 0], [[1, 2], [3, 4]])


def test_an_empty_cell_is_no_obstacle_but_many_are() -> None:
    rows, columns = np.array([0, 0, 1, 1, 2, 2] * 10), np.array([0, 1, 0, 1, 1, 2] * 10)
    assert np.isfinite(rao_scott(simple_table(rows, columns, np.ones(60))).second_order.p_value)
    diagonal = np.array([0, 1, 2] * 20)
    with pytest.raises(TableError, match="table of 3 x 3: 6 cells are empty"):
        rao_scott(simple_table(diagonal, diagonal, np.ones(60)))


def test_an_empty_column_and_a_single_row_are_refused() -> None:
    some = np.array([0, 1, 0, 1])
    with pytest.raises(TableError, match="1 of 3 columns hold nobody, the first is 1"):
        simple_table(some, 2 * some, np.ones(4))
    with pytest.raises(TableError, match="1 rows among 4 respondents; an association needs at least two"):
        simple_table(np.zeros(4, dtype=np.int64), some, np.ones(4))
    with pytest.raises(TableError, match="0 rows among 0 respondents"):
        simple_table(np.full(4, -1), some, np.ones(4))
    with pytest.raises(ValueError, match="need rows"):
        simple_table(some, some[:3], np.ones(4))


def test_a_table_that_the_weights_hold_fixed_is_not_tested() -> None:
    rows, columns, weights = example(np.random.default_rng(4), n=60)
    fixed = linearised_table(rows, columns, weights, covariance=lambda s: np.zeros((s.shape[1],) * 2), degrees_of_freedom=5.0)
    with pytest.raises(TableError, match="the weights hold the association fixed"):
        rao_scott(fixed)


def test_a_design_without_enough_psus_is_refused() -> None:
    rows, columns, weights = example(np.random.default_rng(5), n=60)
    replicates = np.column_stack([weights, weights[:, None] * np.array([[0.0, 2.0]])])
    few = partial(replicate, replicates + 1.0, rows, columns, replication=jackknife(2, "estimate"))
    none = few(degrees_of_freedom=0.0)
    with pytest.raises(DesignError, match="0 degrees of freedom; the design needs more PSUs than strata"):
        rao_scott(none)


def test_a_table_is_withheld_where_replicates_failed() -> None:
    rows, columns, weights = example(np.random.default_rng(6), n=60)
    every = np.column_stack([weights, weights, np.full(60, np.nan)])
    with pytest.raises(DesignError, match="1 of 2 replicates failed; too many for a test"):
        replicate(every, rows, columns, replication=jackknife(2, "estimate"), degrees_of_freedom=1.0)
