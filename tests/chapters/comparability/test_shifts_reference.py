"""Shifts are those of the model that was judged: lavaan's intercepts under equal loadings, declared residual covariances included."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.chapters.comparability.estimates.check import (
    ComparabilityCheck,
    check_comparability,
)
from crowdpotential.index.item_shifts import spread_within
from crowdpotential.index.items import Items
from crowdpotential.params import Comparability
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.group_models.invariance import group_shifts
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.replication.replicates import psu_key, rao_wu_multipliers, rao_wu_replication

ONE = np.zeros(6, dtype=np.int64)
MODEL = MeasurementModel(dimension_of_item=ONE, residual_pairs=np.array([[0, 1]]))


def take(frozen: dict[str, Any], groups: list[int]) -> tuple[Items, IntArray, Design]:
    every, ranks = np.array(frozen["group"]), np.array(frozen["answers"])
    inside = np.isin(every, groups)
    ranks, group = ranks[inside], np.searchsorted(groups, every[inside])
    n = group.size
    keys = np.array([psu_key(str(i)) for i in range(n)], dtype=np.uint64)
    items = Items(
        names=tuple(f"y{i}" for i in range(1, 7)),
        dimensions=("f",),
        dimension_of_item=ONE,
        codes=ranks + 1.0,
        ranks=ranks,
        n_categories=np.full(6, 5),
        lowest=np.ones(6),
        highest=np.full(6, 5.0),
        is_reversed=np.zeros(6, dtype=bool),
        is_numeric=np.zeros(6, dtype=bool),
    )
    design = Design(
        weights=np.ones(n),
        replicate_weights=rao_wu_multipliers(group, keys, seed=3, number=100),
        replication=rao_wu_replication(group, number=100),
        strata=group,
        psus=np.arange(n),
    )
    return items, group, design


def check(frozen: dict[str, Any], which: str, estimator: str) -> ComparabilityCheck:
    items, group, design = take(frozen, frozen[which]["groups"])
    return check_comparability(
        items,
        group,
        design,
        np.full(6, 0.7),
        model=MODEL,
        rule=Comparability(estimator=estimator),
        confidence_level=0.95,
    )


def shifts_of_lavaan(groups: list[dict[str, list[float]]], spread: FloatArray | None) -> FloatArray:
    """Read (G, p) shifts out of lavaan's numbers, in deviations within groups; those of the model without others."""
    intercepts, loadings, deviations = (np.array([one[what] for one in groups]) for what in ("intercepts", "loadings", "deviations"))
    unit = np.sqrt((deviations**2).mean(axis=0)) if spread is None else spread
    located, slopes = intercepts / unit, loadings[0] / unit
    if len(groups) > 2:
        return group_shifts(located, slopes, ONE)
    ahead = located[0] - located[1]
    return np.asarray((ahead - slopes * np.median(ahead / slopes))[None])


@pytest.mark.parametrize(("which", "n_told"), [("two", 1), ("three", 3)])
@pytest.mark.parametrize(("estimator", "tolerance"), [("mlr", 2e-5), ("wlsmv", 0.05)])
def test_shifts_agree_with_the_intercepts_of_lavaan(
    reference: Callable[[str], dict[str, Any]], which: str, n_told: int, estimator: str, tolerance: float
) -> None:
    """lavaan stops at about 1e-5 (MLR); means of answers bend at the ends of their scale, groups lie 1.5 apart (WLSMV)."""
    frozen = reference("shifts")
    found = check(frozen, which, estimator)
    items, group, design = take(frozen, frozen[which]["groups"])
    spread = spread_within(items.numbers, design.weights, group) if estimator == "mlr" else None
    expected = shifts_of_lavaan(frozen[which][estimator], spread)
    got = np.array([one.inference.estimate for one in found.shifts.values()])
    assert got.shape == (n_told, 6)
    assert_allclose(got, expected, atol=tolerance)
    assert (found.verdict, found.reason) == ("partial", "some_items")
    assert [np.flatnonzero(one.is_different).tolist() for one in found.shifts.values()][-1] == [2, 5]


def test_without_the_declared_residual_covariance_the_shifts_are_others(
    reference: Callable[[str], dict[str, Any]],
) -> None:
    items, group, design = take(reference("shifts"), [1, 3])
    with_it, without = (
        check_comparability(
            items, group, design, np.full(6, 0.7), model=model, rule=Comparability(estimator="mlr"), confidence_level=0.95
        ).shifts["1"]
        for model in (MODEL, MeasurementModel(dimension_of_item=ONE))
    )
    assert np.abs(with_it.inference.estimate - without.inference.estimate).max() > 0.1
