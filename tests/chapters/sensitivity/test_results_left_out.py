"""Parts left out one by one: what they change, and which findings turn without them."""

import numpy as np
import pytest
from chapters.sensitivity.three_areas import R, alternatives, choices

from crowdpotential.chapters.sensitivity.estimates.results_left_out import (
    change_rows,
    turning_rows,
)
from crowdpotential.params import Comparison
from crowdpotential.results.rows import Row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.streams import stream

COMPARISON = Comparison()
MEANS = [[60.0, 50.0, 40.0]]


def change(north: float, south: float, east: float) -> FloatArray:
    """(U, 1 + R) the same in every replicate; the blocs by the means of their areas."""
    first = (north + south) / 2
    return np.repeat(np.array([north, south, east, first, east, (first + east) / 2])[:, None], 1 + R, axis=1)


def turning(**changes: FloatArray) -> dict[tuple[object, ...], Row]:
    rows = turning_rows(alternatives(MEANS, choices()), changes, COMPARISON, rng=stream(1, "x"))
    return {(row.variable, row.area, row.reference_area): row for row in rows}


def test_parts_that_change_nothing_turn_nothing() -> None:
    found = turning(X1=change(0, 0, 0), X2=change(0, 0, 0))
    assert {kind for kind, *_ in found} == {"sign", "established", "first", "last", "pair"}
    assert all(row.verdict == "holds" and row.estimate == 1 and row.note == "" for row in found.values())


def test_a_finding_names_the_parts_without_which_it_turns_and_no_other() -> None:
    found = turning(X1=change(0, 0, 0), X2=change(0, 0, 40), X3=change(0, 0, 1))
    turned = found["sign", "", ""]
    assert (turned.verdict, turned.note) == ("depends", "X2")
    assert turned.estimate == pytest.approx(2 / 3)
    assert found["pair", "north", "east"].note == "X2"
    assert found["pair", "north", "south"].verdict == "holds"


def test_the_share_of_parts_that_agree_leaves_the_index_itself_out() -> None:
    found = turning(X1=change(0, 0, 40))
    assert found["sign", "", ""].estimate == 0


def test_a_gap_changes_by_what_its_two_sides_do() -> None:
    rows = change_rows(alternatives(MEANS, choices()), {"X1": change(1.0, 2.0, -0.5)}, COMPARISON)
    found = {(row.area, row.reference_bloc): row.estimate for row in rows}
    assert found == pytest.approx({("north", ""): 1.0, ("south", ""): 2.0, ("east", ""): -0.5, ("", "B"): 2.0})
    assert all(row.measure == "change_without" and row.variable == "X1" for row in rows)


def test_without_a_licence_no_gap_is_told_and_no_finding_across_blocs() -> None:
    closed = alternatives(MEANS, choices(), blocs=())
    parts = {"X1": change(0, 0, 40)}
    assert all(row.area for row in change_rows(closed, parts, COMPARISON))
    rows = turning_rows(closed, parts, COMPARISON, rng=stream(1, "x"))
    assert {row.reference_bloc for row in rows} <= {"", "A"}
