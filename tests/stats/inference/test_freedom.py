"""Women and men of the same points: which units an estimate rests on."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.stats.arrays import BoolArray
from crowdpotential.stats.inference.design import Design, LinearDesign
from crowdpotential.stats.inference.freedom import asked_freedom, contrast_freedom, count_freedom
from crowdpotential.stats.inference.linearisation import SampleDesign
from crowdpotential.stats.replication.replicate_draws import draw_replicates
from crowdpotential.stats.replication.replicates import Replication, SampledPsus

STRATA, PSUS = np.repeat([0, 1, 2, 3], 12), np.arange(48) // 4  # three units a stratum, four respondents each
IS_WOMAN = np.arange(48) % 2 == 0
EVERYBODY = np.ones((48, 1), dtype=np.bool_)


def draw_design(weights: np.ndarray | None = None, *, freedom: float = 8.0, controls: LinearDesign | None = None) -> Design:
    return Design(
        weights=np.ones(48) if weights is None else weights,
        replicate_weights=np.ones((48, 2)),
        replication=Replication(
            kind="jkn",
            coefficients=np.ones(2),
            centre="estimate",
            degrees_of_freedom=freedom,
            fails_above=0.0,
        ),
        strata=STRATA,
        psus=PSUS,
        controls=controls,
    )


def linear(weights: np.ndarray) -> LinearDesign:
    return LinearDesign(weights=weights, sample=SampleDesign(strata=STRATA, psus=PSUS), calibrated_from=None)


def column(holds: BoolArray) -> BoolArray:
    return holds[:, None]


def test_a_domain_has_the_units_with_members_less_their_strata() -> None:
    members = np.column_stack([EVERYBODY, IS_WOMAN, STRATA < 2, PSUS == 4, PSUS < 0, PSUS % 3 == 0])
    assert_array_equal(count_freedom(members, draw_design()).numbers, [8, 8, 4, 0, 0, 0])


def test_a_domain_has_no_more_freedom_than_the_replicates() -> None:
    assert_array_equal(count_freedom(EVERYBODY, draw_design(freedom=3.0)).numbers, [3])


def test_who_has_no_weight_brings_no_unit() -> None:
    weights = np.where(PSUS == 0, 0.0, 1.0)
    assert_array_equal(count_freedom(EVERYBODY, draw_design(weights)).numbers, [7])


def test_units_that_were_not_asked_leave_their_freedom() -> None:
    asked = np.where(PSUS % 3 == 2, np.nan, 1.0)  # two units of each stratum
    of_one_stratum = np.where(STRATA == 0, 1.0, np.nan)
    values = np.column_stack([np.ones(48), asked, of_one_stratum, np.full(48, np.nan)])
    got = asked_freedom(values, np.ones(48, dtype=np.bool_), draw_design()).numbers
    assert_array_equal(got, [8, 4, 2, 0])
    assert_array_equal(asked_freedom(values, STRATA > 1, draw_design()).numbers, [4, 2, 0, 0])


def test_domains_that_share_units_have_them_once() -> None:
    got = contrast_freedom(column(IS_WOMAN), column(~IS_WOMAN), draw_design()).numbers
    assert_array_equal(got, [8])  # not 16


def test_domains_of_different_units_add_theirs() -> None:
    got = contrast_freedom(column(STRATA < 1), column(STRATA > 1), draw_design()).numbers
    assert_array_equal(got, [2 + 4])


def test_a_contrast_has_no_more_freedom_than_the_replicates() -> None:
    got = contrast_freedom(column(STRATA < 1), column(STRATA > 1), draw_design(freedom=3.0)).numbers
    assert_array_equal(got, [3])


def test_a_contrast_has_no_more_freedom_than_its_units_whatever_the_weights_leave() -> None:
    """Of respondents alike the approximation counts as many as there are; fewer replicates are the limit."""
    first, second, alike = column(STRATA < 2), column(STRATA > 1), np.ones(48)
    assert_allclose(contrast_freedom(first, second, draw_design(controls=linear(alike))).numbers, [8], rtol=1e-9)
    assert_array_equal(contrast_freedom(first, second, draw_design(freedom=5.0, controls=linear(alike))).numbers, [5])


def test_a_contrast_with_nobody_has_no_freedom() -> None:
    nobody = np.zeros((48, 1), dtype=np.bool_)
    got = contrast_freedom(EVERYBODY, nobody, draw_design(controls=linear(np.ones(48))))
    assert_array_equal(got.numbers, [0])


def test_unequal_weights_cost_a_contrast_as_they_cost_its_domains() -> None:
    """Two domains of the same make in different units: twice the freedom of one of them."""
    weights = np.tile(np.random.default_rng(1).uniform(0.2, 5, 12), 4)
    first, second = column(STRATA == 0), column(STRATA == 2)
    one = count_freedom(first, draw_design(weights, controls=linear(weights))).numbers
    assert one < 2
    assert_allclose(
        contrast_freedom(first, second, draw_design(weights, controls=linear(weights))).numbers,
        2 * one,
        rtol=1e-9,
    )


@pytest.mark.parametrize("share", [0.5, 0.1])
def test_a_contrast_has_the_freedom_of_its_own_matrix(share: float) -> None:
    """Multiplied out for a domain against everybody, whom it is part of."""
    weights = np.random.default_rng(2).uniform(0.2, 5, 48)
    own = np.random.default_rng(3).random(48) < share
    coefficients = own / weights[own].sum() - 1 / weights.sum()
    sums = (np.arange(12)[:, None] == PSUS) * weights * coefficients
    stratum = np.arange(12) // 3
    centring = np.where(stratum[:, None] == stratum, 1.5 * (np.eye(12) - 1 / 3), 0.0)
    product = centring @ sums @ sums.T
    expected = np.trace(product) ** 2 / np.trace(product @ product)
    got = contrast_freedom(column(own), EVERYBODY, draw_design(weights, controls=linear(weights))).numbers
    assert_allclose(got, [min(expected, 8)], rtol=1e-9)


def test_delivered_replicates_without_units_tell_by_their_rank(reference: Callable[[str], Any]) -> None:
    """As R's `degf` of a subset of `svrepdesign`: the same as of the units that the file keeps to itself."""
    frozen = reference("domains")
    data = {name: np.array(values) for name, values in frozen["inputs"].items() if name != "hours"}
    unit = 2 * (data["stratum"] - 1) + data["point"] - 1
    drawn = draw_replicates(
        SampledPsus(strata=np.arange(30) // 2, keys=np.arange(30, dtype=np.uint64)),
        method="jkn",
        number=2,
        seed=1,
        rho=0.3,
        centre="estimate",
    )
    n = unit.size
    design = Design(
        weights=data["w"],
        replicate_weights=data["w"][:, None] * drawn.multipliers[unit],
        replication=replace(drawn.replication, kind="delivered"),
        strata=np.zeros(n, dtype=np.int64),
        psus=np.arange(n),
    )
    members = {
        "all": np.ones(n, dtype=np.bool_),
        "used": data["uses"] == 1,
        "women": data["sex"] == 1,
        "rare": data["rare"] == 2,
        "one_stratum": data["stratum"] == 3,
        "one": np.arange(n) == 4,
    }
    got = count_freedom(np.column_stack(list(members.values())), design)
    assert dict(zip(members, got.numbers, strict=True)) == frozen["delivered"]
    nobody = np.zeros((n, 1), dtype=np.bool_)
    assert_array_equal(count_freedom(nobody, design).numbers, [0])
