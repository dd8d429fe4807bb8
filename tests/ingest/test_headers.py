"""Which row of a file holds the names of the columns, and which rows and columns belong to no respondent."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from crowdpotential.errors import ReadError
from crowdpotential.ingest.headers import tabulate_rows
from crowdpotential.ingest.raw_files import RawFile
from crowdpotential.ingest.readers import read_file
from crowdpotential.params import DataFile

NAMES = ["number", "sex", "q1", "q2", "q3"]
N = 12


def respondents(n: int = N) -> list[list[str]]:
    return [[f"a{k}", str(1 + k % 2), str(1 + k % 5), str(1 + k % 3), str(5 - k % 5)] for k in range(1, n + 1)]


def labelled(n: int = N) -> list[list[str]]:
    return [[f"a{k}", ("мужской", "женский")[k % 2], *(("да", "нет", "не знаю")[(k + j) % 3] for j in range(3))] for k in range(1, n + 1)]


def tabulate(rows: Sequence[Sequence[object]], **spec: Any) -> RawFile:  # noqa: ANN401 any key of params
    return tabulate_rows(rows, DataFile(path="north.csv", **spec), name="north.csv", known=set(NAMES))


def remarks(read: RawFile) -> dict[str, tuple[int, str]]:
    return {finding.rule: (finding.n, finding.variable or finding.note) for finding in read.findings}


QUESTIONS = ["Номер анкеты", "Ваш пол?", "Вы голосовали?", "Вы доверяете?", "Вы готовы?"]
IMPORT_IDS = [f'{{"ImportId":"QID{k}"}}' for k in range(5)]
TYPES = ["String", "Numeric F1", "Numeric F2", "Numeric F3", "Numeric F4"]


@pytest.mark.parametrize(
    ("above", "below", "says"),
    [
        ([], [QUESTIONS, IMPORT_IDS], r"rows 2 and 3 look like question texts .*skip_rows to \[2, 3\]"),
        ([], [QUESTIONS], r"row 2 looks like question texts .*skip_rows to \[2\]"),
        ([], [TYPES], r"row 2 looks like"),
        ([], [["", *QUESTIONS[1:]]], r"row 2 looks like"),
        ([QUESTIONS], [], r"seem to stand in row 2 \(5 known names, 0 in row 1\); set data.header_row to 2"),
        ([["Опрос", "", "", "", ""], ["", "Паспортичка", "", "Доверие", ""]], [], "data.header_row to 3"),
        ([["sep=,"]], [], "set data.header_row to 2"),
    ],
)
@pytest.mark.parametrize("body", [respondents(), labelled()])
def test_rows_that_are_no_respondents_are_named_with_the_key_to_set(
    above: list[list[str]], below: list[list[str]], says: str, body: list[list[str]]
) -> None:
    with pytest.raises(ReadError, match=says) as caught:
        tabulate([*above, NAMES, *below, *body])
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("body", [respondents(), labelled()])
def test_rows_are_skipped_as_params_say_and_counted(body: list[list[str]]) -> None:
    title = [["Опрос", "", "", "", ""], []]
    read = tabulate([*title, NAMES, QUESTIONS, IMPORT_IDS, *body], header_row=3, skip_rows=[4, 5])
    assert read.cells.to_numpy().tolist() == body
    assert list(read.cells.columns) == NAMES
    assert remarks(read) == {
        "rows_above_names": (1, "rows of the file: 1"),
        "rows_skipped": (2, "rows of the file: 4, 5"),
    }


def test_a_respondent_may_be_told_from_a_text_by_params() -> None:
    read = tabulate([NAMES, QUESTIONS, *respondents()], skip_rows=[])
    assert len(read.cells) == N + 1
    assert not read.findings


@pytest.mark.parametrize(
    "first",
    [
        ["a0", "2", "5", "3", "1"],
        ["a0", "NA", "NA", "NA", "NA"],  # R: nothing was answered
        ["a0", "", "", "", ""],
        ["a0", "9", "9", "9", "9"],  # missing codes that nobody else has
        ["a0", "1", "иное: дорого", "1", "2"],
    ],
)
def test_a_respondent_with_odd_answers_stays_a_respondent(first: list[str]) -> None:
    assert len(tabulate([NAMES, first, *respondents()]).cells) == N + 1


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ({"header_row": 40}, "row 40 has no content, but data.header_row says"),
        ({"header_row": 2}, r"seem to stand in row 1 \(5 known names, 0 in row 2\)"),
        ({"skip_rows": [1]}, "skip_rows names row 1, but the rows below the names are 2 to 13"),
        ({"skip_rows": [2, 14]}, "skip_rows names row 14"),
    ],
)
def test_rows_that_cannot_be_meant_are_refused(spec: Mapping[str, Any], says: str) -> None:
    with pytest.raises(ReadError, match=says):
        tabulate([NAMES, *respondents()], **spec)


@pytest.mark.parametrize(
    "rows",
    [
        respondents(),
        labelled(),
        [["Иванов Иван", "+7 916 123-45-67", "5", "1", "2"], *respondents()],
        [["2019-09-02 10:11:12", "ivanov@mail.ru", "5", "1", "2"], *labelled()],
    ],
)
def test_a_respondent_in_the_place_of_the_header_is_refused_and_not_shown(rows: list[list[str]]) -> None:
    with pytest.raises(ReadError, match="row 1 looks like a respondent's answers") as caught:
        tabulate(rows)
    assert not any(cell in str(caught.value) for cell in rows[0] if len(cell) > 1)


@pytest.mark.parametrize("above", [[["Опрос 2019"]], [["Опрос 2019", "", "", "", ""]], [["", "Паспортичка", "", "", "Доверие"]]])
def test_a_title_above_names_that_nobody_knows_is_told_from_them(above: list[list[str]]) -> None:
    with pytest.raises(ReadError, match=r"row 1 names [12] of 5 columns, as a title does; set data\.header_row to 2"):
        tabulate([*above, QUESTIONS, *respondents()])


def test_questions_may_be_called_by_their_numbers() -> None:
    rows = [["id", *map(float, range(1, 8))], *([f"a{k}", *"1234512"] for k in range(6))]
    assert list(tabulate(rows).cells.columns) == ["id", *map(str, range(1, 8))]


def test_a_header_within_the_rows_is_named() -> None:
    joined = [NAMES, *respondents(), NAMES, *respondents()]
    with pytest.raises(ReadError, match=r"1 rows repeat the names of the columns \(14\), as where tables were joined"):
        tabulate(joined)
    assert len(tabulate(joined, skip_rows=[14]).cells) == 2 * N


def test_a_header_of_other_names_is_no_respondent() -> None:
    assert list(tabulate([QUESTIONS, *respondents()]).cells.columns) == QUESTIONS


def with_row_names(frame: pd.DataFrame, how: str) -> str:
    if how == "write.csv2":
        return frame.to_csv(sep=";", quoting=2)
    if how == "pandas":
        return frame.to_csv(sep=";").replace(";", "Unnamed: 0;", 1)
    if how == "pandas twice":
        return "Unnamed: 0.1" + frame.reset_index(names="Unnamed: 0").to_csv(sep=";")
    if how == "filtered in R":
        return frame.set_axis([3 * k + 1 for k in range(len(frame))][::-1]).to_csv(sep=";")
    lines = frame.to_csv(sep=";").splitlines()  # write.table: the row names have no place in the header
    return "\n".join([lines[0].removeprefix(";"), *lines[1:]])


@pytest.mark.parametrize("how", ["write.csv2", "pandas", "pandas twice", "filtered in R", "write.table"])
def test_a_nameless_column_that_numbers_the_rows_is_left_out_and_told(tmp_path: Path, how: str) -> None:
    frame = pd.DataFrame(respondents(), columns=NAMES)
    path = tmp_path / "north.csv"
    path.write_text(with_row_names(frame, how), encoding="utf-8")
    read = read_file(path, DataFile(path="north.csv", delimiter=";"), known=set(NAMES))
    assert list(read.cells.columns) == NAMES
    assert read.cells.to_numpy().tolist() == frame.to_numpy().tolist()
    assert {finding.rule for finding in read.findings} == {"row_numbers"}
    assert [finding.n for finding in read.findings] == [N] * len(read.findings)


def test_a_nameless_column_with_content_is_called_by_its_place() -> None:
    rows = [["number", "", "sex", "q1"], *([f"a{k}", "Mazda", "1", "2"] for k in range(6))]
    assert list(tabulate(rows).cells.columns) == ["number", "column 2", "sex", "q1"]


def test_a_column_that_params_name_stays_though_it_numbers_the_rows() -> None:
    rows = [["", "sex", "q1"], *([str(k), "1", "2"] for k in range(6))]
    read = tabulate(rows, columns={"column 1": "number"})
    assert list(read.cells.columns) == ["column 1", "sex", "q1"]
    assert not read.findings


def test_a_delimiter_at_the_end_of_rows_shifts_no_column() -> None:
    rows = [["number", "sex"], *([str(k), "1", ""] for k in range(6))]
    assert tabulate(rows).cells.to_numpy().tolist() == [[str(k), "1"] for k in range(6)]


def test_rows_longer_than_the_header_are_not_guessed_at() -> None:
    rows = [["number", "sex"], *([f"a{k}", "1", "2"] for k in range(6))]
    with pytest.raises(ReadError, match="6 rows have not the header's 2 cells"):
        tabulate(rows)


def test_names_in_a_later_row_of_a_workbook_are_found_and_read(tmp_path: Path) -> None:
    book, content = openpyxl.Workbook(), io.BytesIO()
    for row in [["Опрос 2019"], ["", "Паспортичка"], NAMES, *respondents()]:
        book.active.append(row)
    book.active.merge_cells("A1:E1")
    book.save(content)
    path = tmp_path / "north.xlsx"
    path.write_bytes(content.getvalue())
    with pytest.raises(ReadError, match=r"set data\.header_row to 3"):
        read_file(path, DataFile(path="north.xlsx"), known=set(NAMES))
    read = read_file(path, DataFile(path="north.xlsx", header_row=3), known=set(NAMES))
    assert read.cells.to_numpy().tolist() == respondents()


@pytest.mark.parametrize("key", [{"header_row": 2}, {"skip_rows": [2]}])
def test_files_without_rows_of_text_take_no_rows_to_skip(key: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"a \.sav file has its names apart from its rows"):
        DataFile(path="north.sav", **key)
