"""What strong dimensions make up for, and which areas stand out: closed forms on three areas."""

from dataclasses import replace

import numpy as np
import pytest
from chapters.sensitivity.three_areas import UNITS, R, alternatives, choices

from crowdpotential.chapters.sensitivity.estimates.parts import Parts, part_rows
from crowdpotential.params import Comparison
from crowdpotential.results.rows import Row
from crowdpotential.stats.streams import stream

COMPARISON = Comparison()
TWO = {"aggregation": ["arithmetic", "geometric"], "floor": 1}
MEANS = [[60.0, 50.0, 40.0], [55.0, 46.0, 37.0]]


def parts(first: list[float], second: list[float]) -> Parts:
    """Two dimensions that weigh alike, with given means of the three areas and standard errors of one."""
    noise = np.random.default_rng(5).normal(size=(2, 3, R))
    means = np.array([first, second]).T[:, :, None] * np.ones(1 + R)  # (3, 2, 1 + R)
    means[:, :, 1:] += noise.transpose(1, 0, 2)
    whole = [means[:2].mean(axis=0), means[2], means.mean(axis=0)]
    still = np.zeros((len(UNITS), 1 + R))
    return Parts(
        dimensions=("X", "Y"),
        means=np.concatenate([means, np.stack(whole)]),
        dimension_weights=np.full((2, 1 + R), 0.5),
        left_out={"X1": still},
        left_out_adjusted={"X1": still},
    )


def rows_of(measure: str, given: Parts, **declared: object) -> list[Row]:
    of = choices(**declared)
    rows = part_rows(alternatives(MEANS[: len(of.specifications)], of), given, COMPARISON, rng=stream(1, "x"))
    return [row for row in rows if row.measure == measure]


def test_what_is_made_up_for_between_means_is_the_arithmetic_less_the_geometric_mean() -> None:
    found = rows_of("compensation", parts([64.0, 50.0, 36.0], [36.0, 50.0, 36.0]))
    lost = {row.area: row.estimate for row in found if not row.category}
    assert lost == pytest.approx({"north": 50 - 48, "south": 0, "east": 0}, abs=1e-9)


def test_what_each_respondent_makes_up_for_is_the_difference_of_two_indices() -> None:
    found = rows_of("compensation", parts([50.0] * 3, [50.0] * 3), **TWO)
    made_up = {row.area: row.estimate for row in found if row.category == "respondents"}
    assert made_up == pytest.approx({"north": 5.0, "south": 4.0, "east": 3.0})


def test_without_a_geometric_index_nothing_is_said_of_respondents() -> None:
    found = rows_of("compensation", parts([50.0] * 3, [50.0] * 3))
    assert not [row for row in found if row.category]


def test_an_area_without_a_positive_mean_has_no_geometric_one() -> None:
    given = parts([64.0, 50.0, 0.0], [36.0, 50.0, 36.0])
    assert {row.area for row in rows_of("compensation", given)} == {"north", "south"}


def test_only_what_survives_the_adjustment_is_a_strength_or_a_weakness() -> None:
    found = rows_of("deviation", parts([70.0, 50.0, 40.0], [50.0, 50.0, 50.0]))
    words = {(row.area, row.variable): row.verdict for row in found}
    assert words["north", "X"] == "strength"
    assert words["east", "X"] == "weakness"
    assert {words[area, "Y"] for area in ("north", "south", "east")} == {"undetermined"}
    assert all(row.p_adjusted >= row.p_value for row in found)


def test_areas_are_set_against_their_own_bloc_where_blocs_may_not_be_compared() -> None:
    of, given = choices(), parts([70.0, 50.0, 40.0], [50.0, 50.0, 50.0])
    closed = alternatives(MEANS[:1], of, blocs=())
    rows = part_rows(
        closed,
        replace(given, left_out={}, left_out_adjusted={"X1": given.left_out["X1"]}),
        COMPARISON,
        rng=stream(1, "x"),
    )
    found = {row.area: row.estimate for row in rows if row.measure == "deviation" and row.variable == "X"}
    assert found == pytest.approx({"north": 10.0, "south": -10.0})
