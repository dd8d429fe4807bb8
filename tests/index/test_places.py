"""Everybody, blocs and areas out of the same parts of respondents, whether areas lie in blocs, cross them, or are not there."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from crowdpotential.index.places import list_places, partition_by_place

CODES = {
    "nested": ([0, 0, 1, 2, 2, 3], [0, 0, 0, 1, 1, 1], 4),
    "crossing": ([0, 1, 0, 1, 1, 0], [0, 0, 1, 1, 0, 1], 4),
    "no blocs": ([0, 1, 2, 2, 1, 0], [-1] * 6, 3),
    "no areas": ([-1] * 6, [1, 0, 0, 1, 1, 0], 2),
    "nothing": ([-1] * 6, [-1] * 6, 1),
    "some in none": ([0, -1, 1, -1, 0, 1], [0, 0, -1, -1, 1, 1], 6),
}


@pytest.mark.parametrize("shape", list(CODES))
def test_sums_over_parts_are_sums_over_areas_blocs_and_everybody(shape: str) -> None:
    areas, blocs, n_parts = (np.array(CODES[shape][0]), np.array(CODES[shape][1]), CODES[shape][2])
    parts = partition_by_place(areas, blocs)
    assert set(parts.of_respondent) == set(range(n_parts))
    values = np.array([1.0, 10.0, 100.0, 1e3, 1e4, 1e5])
    n_areas, n_blocs = int(areas.max()) + 1, int(blocs.max()) + 1
    sums = np.bincount(parts.of_respondent, weights=values) @ parts.units(n_areas, n_blocs)
    directly = [values[areas == a].sum() for a in range(n_areas)]
    directly += [values[blocs == b].sum() for b in range(n_blocs)]
    assert_array_equal(sums, [*directly, values.sum()])


@pytest.mark.parametrize(
    ("areas", "blocs", "bloc_of_area", "labels"),
    [
        ("aabbcc", "AAAABB", {"a": "A", "b": "A", "c": "B"}, [("A", ""), ("B", ""), ("A", "a"), ("A", "b"), ("B", "c")]),
        ("aabbbb", "AABBBB", {"a": "A", "b": "B"}, [("A", ""), ("B", "")]),
        ("ababab", "AAABBB", {"a": "", "b": ""}, [("A", ""), ("B", ""), ("", "a"), ("", "b")]),
        ("ababab", "......", {"a": "", "b": ""}, [("", "a"), ("", "b")]),
        ("aaaaaa", "......", {"a": ""}, []),
        ("......", "AAABBB", {}, [("A", ""), ("B", "")]),
        ("......", "AAAAAA", {}, []),
        ("......", "......", {}, []),
        ("a.bb.a", "AABB..", {"a": "", "b": ""}, [("A", ""), ("B", ""), ("", "a"), ("", "b")]),
    ],
)
def test_places_hold_exactly_their_respondents(areas: str, blocs: str, bloc_of_area: dict[str, str], labels: list[tuple[str, str]]) -> None:
    of_area, of_bloc = ([one.replace(".", "") for one in names] for names in (areas, blocs))
    found = list_places(of_area, of_bloc, bloc_of_area=bloc_of_area, order="AB")
    named = [(label.bloc, label.area) for label in found.labels]
    assert named == [("", ""), *labels]
    for position, (bloc, area) in enumerate(named):
        expected = [
            (not area or own == area) and (area != "" or not bloc or side == bloc) for own, side in zip(of_area, of_bloc, strict=True)
        ]
        assert found.members(position).tolist() == expected
