"""Keys: an item that goes against its dimension stops the run, one that goes nowhere is flagged."""

from types import SimpleNamespace
from typing import Literal, cast

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.errors import ItemError, ModelError
from crowdpotential.index.dimensionality import analysed_correlations, dimensionality_rows
from crowdpotential.index.items import Items
from crowdpotential.index.keys import item_rest_rows
from crowdpotential.index.measurement import Measurement
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.correlation.correlations import weighted_correlations
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.replication.replicates import psu_key, rao_wu_multipliers, rao_wu_replication

N = 400
RNG = np.random.default_rng(11)
TRAIT = RNG.standard_normal(N)


def item(slope: float) -> IntArray:
    continuous = slope * TRAIT + np.sqrt(1 - slope**2) * RNG.standard_normal(N)
    return np.digitize(continuous, [-1.0, -0.3, 0.3, 1.0]).astype(np.int64)


ALIKE = [item(0.7) for _ in range(3)]
CONTRARY, IDLE = item(-0.7), item(0.0)


def items(*columns: IntArray) -> Items:
    ranks = np.column_stack(columns)
    p = ranks.shape[1]
    return Items(
        names=tuple(f"A{i + 1}" for i in range(p)),
        dimensions=("A",),
        dimension_of_item=np.zeros(p, dtype=np.int64),
        codes=ranks + 1.0,
        ranks=ranks,
        n_categories=np.full(p, 5),
        lowest=np.ones(p),
        highest=np.full(p, 5.0),
        is_reversed=np.zeros(p, dtype=bool),
    )


def design() -> Design:
    keys = np.array([psu_key(str(i)) for i in range(N)], dtype=np.uint64)
    strata = np.zeros(N, dtype=np.int64)
    return Design(
        weights=np.ones(N),
        replicate_weights=rao_wu_multipliers(strata, keys, seed=5, number=200),
        replication=rao_wu_replication(strata, number=200),
        strata=strata,
        psus=np.arange(N),
    )


def rows(*columns: IntArray, keep: tuple[str, ...] = ()) -> list[dict[str, object]]:
    found = item_rest_rows(items(*columns), design(), keep=keep, confidence_level=0.95)
    return [dict(row) for row in found]


def test_an_item_goes_with_the_mean_of_the_others() -> None:
    first = rows(*ALIKE)[0]
    rest = (ALIKE[1] + ALIKE[2]) / 2
    assert_allclose(first["estimate"], np.corrcoef(ALIKE[0], rest)[0, 1], rtol=1e-10)
    assert first["verdict"] == ""


def test_an_item_against_its_dimension_stops_the_run_with_its_name() -> None:
    with pytest.raises(
        ItemError, match=r"1 items go against the rest of their dimension: A4 \(A, -0\.\d\d\)"
    ):
        rows(*ALIKE, CONTRARY)


def test_who_names_the_item_may_keep_it() -> None:
    assert rows(*ALIKE, CONTRARY, keep=("A4",))[3]["verdict"] == "contrary"


def test_an_item_that_goes_with_nothing_is_flagged() -> None:
    assert [row["verdict"] for row in rows(*ALIKE, IDLE)] == ["", "", "", "near_zero"]


def test_a_correlation_that_is_negative_by_chance_stops_nothing() -> None:
    slightly = IDLE if rows(*ALIKE, IDLE)[3]["estimate"] < 0 else 4 - IDLE  # type: ignore[operator]
    row = rows(*ALIKE, slightly)[3]
    assert -0.1 < row["estimate"] < 0 < row["ci_high"]  # type: ignore[operator]
    assert row["verdict"] == "near_zero"


def test_a_missing_answer_counts_in_no_correlation() -> None:
    x, y = TRAIT.copy(), TRAIT + RNG.standard_normal(N)
    x[:40] = np.nan
    weights = RNG.uniform(0.5, 2.0, (N, 2))
    got = weighted_correlations(x, y, weights)
    for column in range(2):
        w = weights[40:, column]
        expected = np.cov(np.stack([x[40:], y[40:]]), aweights=w)
        assert_allclose(got[column], expected[0, 1] / np.sqrt(expected[0, 0] * expected[1, 1]), rtol=1e-10)


def test_a_failed_replicate_and_a_constant_give_no_correlation() -> None:
    weights = np.column_stack([np.ones(N), np.full(N, np.nan)])
    assert np.isnan(weighted_correlations(TRAIT, TRAIT**2, weights)).tolist() == [False, True]
    constant: FloatArray = np.full(N, 3.0)
    assert np.isnan(weighted_correlations(constant, TRAIT, weights)).all()


def test_correlations_are_smoothed_only_where_the_study_asks_and_the_rows_say_so() -> None:
    indefinite = np.array([[1, 0.9, -0.6, 0.2], [0.9, 1, 0.7, 0.3], [-0.6, 0.7, 1, 0.4], [0.2, 0.3, 0.4, 1]])
    full = cast(
        "Measurement", SimpleNamespace(polychoric=SimpleNamespace(correlations=indefinite, n_zero_cells=0))
    )
    one = items(*ALIKE, IDLE)

    def found(smoothing: Literal["none", "eigenvalues"]) -> set[object]:
        analysed = analysed_correlations(full, smoothing)
        rng = np.random.default_rng(1)
        rows = dimensionality_rows(one, full, analysed, n_draws=20, n_effective=N, rng=rng)
        return {row["measure"] for row in rows}

    with pytest.raises(ModelError, match=r"4 items is no correlation matrix.*index\.smoothing"):
        found("none")
    assert {"n_smoothed_eigenvalues", "largest_smoothing"} <= found("eigenvalues")
