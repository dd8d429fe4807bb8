"""Weights in effect against nominal ones, and the index beside what is no part of it: closed forms."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from crowdpotential.chapters.sensitivity.estimates.structure_checks import (
    Structure,
    link_rows,
    structure_rows,
)
from crowdpotential.params import Comparison
from crowdpotential.results.rows import Row
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.replication.replicates import rao_wu_replication

R, N = 40, 200
COMPARISON = Comparison()
RNG = np.random.default_rng(7)


def design() -> Design:
    weights = RNG.uniform(0.5, 2.0, N)
    return Design(
        strata=np.arange(N) % 4,
        psus=np.arange(N),
        weights=weights,
        replicate_weights=weights[:, None] * RNG.poisson(1.0, (N, R)),
        replication=rao_wu_replication(np.arange(N) % 4, number=R),
    )


def rows(first: float, second: float) -> dict[tuple[str, str], Row]:
    """Two dimensions that are meant to weigh alike, with given correlations with the index."""
    with_index = np.tile([first, second], (1 + R, 1))
    with_index[1:] += RNG.normal(0, 0.01, (R, 2))
    structure = Structure(
        within=np.full((1 + R, 2), 0.5),
        outside=np.full((1 + R, 2), 0.2),
        between=np.full((1 + R, 2, 2), 0.4),
        with_index=with_index,
        nominal=np.full((1 + R, 2), 0.5),
        n=N,
    )
    items: Any = SimpleNamespace(dimensions=("X", "Y"))
    found = structure_rows(structure, items, design(), COMPARISON)
    return {(str(row.measure), str(row.variable)): row for row in found}


def test_the_weight_in_effect_is_the_share_of_squared_correlations() -> None:
    found = rows(0.8, 0.6)
    assert found["effective_weight", "X"].estimate == pytest.approx(0.64)
    assert found["weight_difference", "X"].estimate == pytest.approx(0.14)
    assert found["weight_difference", "Y"].estimate == pytest.approx(-0.14)


def test_a_dimension_weighs_otherwise_only_where_the_replicates_are_sure() -> None:
    sure, unsure = rows(0.8, 0.6), rows(0.7, 0.7)
    assert [sure["weight_difference", name].verdict for name in "XY"] == ["heavier", "lighter"]
    assert [unsure["weight_difference", name].verdict for name in "XY"] == ["undetermined"] * 2


def test_the_index_goes_with_what_stands_beside_it_as_a_weighted_correlation_says() -> None:
    own, index = design(), RNG.normal(size=N)
    beside = pd.DataFrame({"index": index, "Z": index + RNG.normal(size=N)})
    beside.loc[3, "Z"] = np.nan
    (row,) = link_rows(beside, own, COMPARISON)
    known = beside["Z"].notna().to_numpy()
    covariance = np.cov(beside.to_numpy()[known].T, aweights=own.weights[known])
    assert row.estimate == pytest.approx(covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1]), rel=1e-9)
    assert (row.variable_2, row.n) == ("Z", N - 1)


def test_nothing_beside_the_index_is_no_row() -> None:
    assert link_rows(pd.DataFrame({"index": np.ones(N)}), design(), COMPARISON) == []
