"""Multiple answers: five ways of storing them, one result, and no way mistaken for another."""

from itertools import permutations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic import tiny_codebook

from crowdpotential.errors import CrowdpotentialError, MultipleAnswersError, ReadError, UnlistedCodeError
from crowdpotential.ingest.multiples import decode_multiple
from crowdpotential.ingest.raw_files import Source
from crowdpotential.params import DataFile
from crowdpotential.stats.arrays import FloatArray

CODEBOOK = tiny_codebook()
WAYS = ("indicators", "codes_in_order", "code_or_blank", "code_or_zero", "delimited")
CHOICES: tuple[list[int], ...] = (
    [1, 3],
    [2],
    [4],
    [3, 2],
    [1],
    [97],
    [],
)  # the last two: don't know, and blank
EXPECTED = [[1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1], [0, 1, 1, 0], [1, 0, 0, 0], [97] * 4, [np.nan] * 4]


def stored(way: str, choices: tuple[list[int], ...] = CHOICES) -> pd.DataFrame:
    """Store lists of codes as fieldwork would."""
    if way == "delimited":
        return pd.DataFrame({"P": ["; ".join(map(str, codes)) for codes in choices]})
    if way == "codes_in_order":
        return pd.DataFrame({f"P_{k + 1}": [codes[k] if k < len(codes) else "" for codes in choices] for k in range(3)})
    rows = []
    for codes in choices:
        missing = [code for code in codes if code > 4]
        absent: Any = {"indicators": 0, "code_or_zero": 0, "code_or_blank": ""}[way]
        marks = [(1 if way == "indicators" else k) if k in codes else absent for k in range(1, 5)]
        rows.append(missing * 4 if missing else marks if codes else [""] * 4)
    return pd.DataFrame(rows, columns=[f"P_{k}" for k in range(1, 5)], dtype=object)


def decoded(cells: pd.DataFrame, way: str, **spec: object) -> FloatArray:
    file = DataFile.model_validate({"path": "a.csv", "multiple": way, **spec})
    return decode_multiple(cells, codebook=CODEBOOK, variable="P", source=Source(name="a.csv", spec=file))


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_storing_gives_the_same_answers(way: str) -> None:
    got = decoded(stored(way), way)
    np.testing.assert_array_equal(got, EXPECTED)


@pytest.mark.parametrize(
    ("declared", "true"),
    list(permutations(["indicators", "codes_in_order", "code_or_blank", "code_or_zero"], 2)),
)
def test_no_way_of_storing_passes_for_another(declared: str, true: str) -> None:
    cells = stored(true)
    if declared != "codes_in_order":
        cells = cells.reindex(columns=[f"P_{k}" for k in range(1, 5)], fill_value="")
    with pytest.raises(MultipleAnswersError, match=rf"a\.csv: P: \d rows are not stored as {declared}"):
        decoded(cells, declared)


def test_labels_that_hold_a_separator_are_read_from_one_cell() -> None:
    cells = pd.DataFrame({"P": ["votes, ideas, plans", "ideas, plans;money", "Refused", "none", ""]})
    got = decoded(cells, "delimited", values="labels")
    np.testing.assert_array_equal(got[:2], [[1, 1, 0, 0], [0, 1, 1, 0]])
    np.testing.assert_array_equal(got[2:4], [[98] * 4, [0, 0, 0, 1]])


@pytest.mark.parametrize(
    ("way", "row"),
    [
        ("indicators", [1, 1, "", ""]),  # never a 0: blanks mean 'not chosen'
        ("codes_in_order", [2, 2, "", ""]),  # one option twice
        ("codes_in_order", [2, "", 3, ""]),  # a gap
        ("code_or_blank", [1, 0, "", ""]),
        ("code_or_zero", [1, 1, 0, 0]),
    ],
)
def test_cells_that_contradict_the_declared_way_are_refused(way: str, row: list[object]) -> None:
    cells = pd.DataFrame([row], columns=[f"P_{k}" for k in range(1, 5)], dtype=object)
    with pytest.raises(MultipleAnswersError, match="1 rows are not stored as"):
        decoded(cells, way)


@pytest.mark.parametrize(
    ("way", "cell", "error", "says"),
    [
        (
            "codes_in_order",
            9,
            UnlistedCodeError,
            r"P_1: 1 rows hold codes that the codebook does not list \(9\)",
        ),
        ("indicators", "so so", UnlistedCodeError, "P_1: 1 rows hold words where codes belong"),
        ("delimited", "1; 9", UnlistedCodeError, "P: 1 rows hold words where codes belong"),
        ("delimited", pd.Timestamp("2019-02-01"), ReadError, "P: 1 rows hold dates"),
    ],
)
def test_unlisted_choices_are_refused(way: str, cell: object, error: type[CrowdpotentialError], says: str) -> None:
    cells = stored(way, ([1], [2])).astype(object)
    cells.iloc[0, 0] = cell
    with pytest.raises(error, match=says):
        decoded(cells, way)


@given(choices=st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=3, unique=True), min_size=1, max_size=20))
def test_choices_in_any_order_come_back(choices: list[list[int]]) -> None:
    expected = [[int(option in codes) for option in range(1, 5)] for codes in choices]
    for way in ("codes_in_order", "delimited", "code_or_blank"):
        np.testing.assert_array_equal(decoded(stored(way, tuple(choices)), way), expected)
