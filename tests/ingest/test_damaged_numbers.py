"""Numbers of interviews and points that a spreadsheet has damaged are refused as what they are, before anybody counts as repeated."""

import datetime as dt
from collections.abc import Sequence

import pytest
from synthetic import harmonise_pairs, tiny_areas, tiny_cells, tiny_codebook

from crowdpotential.errors import ColumnError
from crowdpotential.params import DataFile

N = 8


def harmonised(column: str, cells: Sequence[object]) -> int:
    files = [(DataFile(path=f"{area}.csv", area=area), tiny_cells(N, area=area)) for area in ("north", "south")]
    files[0][1][column] = list(cells)
    return len(harmonise_pairs(files, codebook=tiny_codebook(), areas=tiny_areas()))


@pytest.mark.parametrize(
    ("column", "cells", "says"),
    [
        (
            "number",
            ["2.02E+12"] * 6 + ["2.03E+12"] * 2,
            "8 rows hold 2 different numbers in scientific notation",
        ),
        ("number", ["2,02E+12"] * 6 + ["a7", "a8"], "6 rows hold 1 different numbers in scientific notation"),
        (
            "number",
            ["2E+12"] * 2 + [f"{k}" for k in range(6)],
            "2 rows hold 1 different numbers in scientific",
        ),
        ("point", ["4.63E+14"] * N, "point: 8 rows hold 1 different numbers in scientific notation"),
        ("interviewer", ["7.92E+10"] * N, "interviewer: 8 rows hold 1 different numbers in scientific"),
        (
            "number",
            [2.0**53 + 2 * k for k in range(1, N + 1)],
            "8 rows hold numbers that lost their last digits",
        ),
        (
            "number",
            [f"46201234567890{k}00" for k in range(N)],
            "8 rows hold numbers that lost their last digits",
        ),
        (
            "number",
            [1234567890123400.0 + 10 * k for k in range(N)],
            "8 rows hold numbers that lost their last",
        ),
        ("number", [dt.date(2019, 1, k) for k in range(1, 5)] + ["1-40"] * 4, "4 rows hold dates"),
        ("number", ["01.фев", "02.фев", "фев.40", "3-Feb", "Feb-41", *"abc"], "5 rows hold dates"),
        ("number", ["01.02.2019", "2019-02-01", *"abcdef"], "2 rows hold dates"),
    ],
)
def test_damaged_numbers_are_counted_and_refused(column: str, cells: list[object], says: str) -> None:
    with pytest.raises(ColumnError, match=says) as caught:
        harmonised(column, cells)
    assert str(caught.value).startswith(f"north.csv: {column}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "cells",
    [
        ["99999", "1e+05", "100001", "100002", "2e+05", "200001", "7", "8"],  # R writes 100000 so
        ["2e5f1", "3e5", "12E4", "9e10", "a", "b", "c", "d"],  # hashes, flats
        [f"462012345678901{k}" for k in range(N)],  # 16 digits, all of them there
        [202009020001.0 + k for k in range(N)],
        [2**60 + k for k in range(N)],  # whole numbers of a parquet file are exact
        [dt.datetime(2019, 9, 2, 10, 11, k, tzinfo=dt.UTC) for k in range(N)],  # Google Forms
        ["12-05", "12-06", "13-01", "13.02", "1/7", "1-8", "x-1", "x-2"],
    ],
)
def test_numbers_that_are_whole_are_taken(cells: list[object]) -> None:
    assert harmonised("number", cells) == 2 * N
