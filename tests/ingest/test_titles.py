"""Columns, files and rows are named in messages as they are called, or by their place where that may be a person's."""

import numpy as np
import pytest

from crowdpotential.ingest.headers import tabulate_rows
from crowdpotential.ingest.raw_files import Source
from crowdpotential.ingest.repeated_files import name_entries, name_sources
from crowdpotential.ingest.titles import Titles, letter_of, name_file, show_path
from crowdpotential.ingest.wanted_rows import keep_wanted
from crowdpotential.params import DataFile
from crowdpotential.quoting import words_of

NAMES = ["id", "Иванов И.", "+7 921 437-58-16", "RW1", "Anna", "RW2"]
TITLES = Titles(places={name: place for place, name in enumerate(NAMES, start=1)}, words=words_of(["id"]))


def test_columns_without_a_name_to_show_are_told_by_number_and_letter() -> None:
    assert TITLES.show("RW1") == "RW1"
    assert TITLES.call("RW1") == "column RW1"
    assert TITLES.show("Anna") == TITLES.call("Anna") == "column 5 (E)"
    assert TITLES.list(NAMES) == "id, RW1, RW2, columns 2 to 3 (B to C), column 5 (E)"
    assert TITLES.list(["Пётр", "Павел"]) == "2 columns"
    assert TITLES.show("Пётр") == "a column"


def test_numbers_are_no_names_of_columns() -> None:
    assert Titles(places={"1": 1, "2": 2, "5": 4}).list(["1", "2", "5"]) == "columns 1 to 2 (A to B), column 4 (D)"


@pytest.mark.parametrize(("place", "letter"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA")])
def test_columns_have_the_letters_of_spreadsheets(place: int, letter: str) -> None:
    assert letter_of(place) == letter


@pytest.mark.parametrize(
    ("path", "name", "shown"),
    [
        ("data/raw/belgorod.sav", "belgorod.sav", "data/raw/belgorod.sav"),
        ("data/Ivanov_anketa.xlsx", "file 2 (.xlsx)", "file 2"),
        ("Ivanov/answers.csv", "answers.csv", "file 2"),
        ("79214375816.csv", "file 2 (.csv)", "file 2"),
    ],
)
def test_a_file_that_may_be_called_after_somebody_is_told_by_its_place(path: str, name: str, shown: str) -> None:
    words = words_of(["belgorod"])
    assert name_file(DataFile(path=path), 2, words) == name
    assert show_path(DataFile(path=path), 2, words) == shown


def test_sources_show_nobody() -> None:
    specs = [DataFile(path=path) for path in ("Ivanov.csv", "x/Petrov.sav", "north.csv", "Ivanov.csv")]
    assert name_sources(specs) == ("file 1", "file 2", "north", "file 4")
    assert name_entries(specs) == (
        "file 1 (number 1 under data)",
        "file 2",
        "north.csv",
        "file 4 (number 4 under data)",
    )


def test_rows_are_named_as_the_file_counts_them() -> None:
    rows = [["a title", "", ""], ["id", "X", "where"], [], ["1", "5", "n"], ["2", "5", "s"], ["3", "5", "n"]]
    where = {"variable": "where", "op": "eq", "value": "n"}
    spec = DataFile.model_validate({"path": "a.csv", "header_row": 2, "where": where, "skip_rows": []})
    kept = keep_wanted(tabulate_rows(rows, spec, name="a.csv", known={"id", "X"}))
    source = Source(name="a.csv", spec=spec, rows=kept.rows)
    assert source.name_rows(np.array([1, 0])) == "rows 4, 6"
    assert source.name_rows(np.array([1])) == "row 6"
    plain = Source(name="a.sav", spec=DataFile(path="a.sav"))
    assert plain.name_rows(np.arange(8)) == "rows 1, 2, 3, 4, 5 and 3 more"
