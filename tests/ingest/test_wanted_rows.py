"""The rows of a file that a study wants: by its own columns, counted, and refused where a value has no row."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from small_study import answers, write_study

from crowdpotential.errors import ColumnError, CrowdpotentialError, ReadError, UnlistedCodeError
from crowdpotential.ingest.binary.sent_cells import LostCell
from crowdpotential.ingest.raw_files import ColumnDictionary, RawFile
from crowdpotential.ingest.wanted_rows import keep_wanted
from crowdpotential.params import DataFile
from crowdpotential.pipeline import check_study

CELLS = pd.DataFrame(
    {
        "cntry": ["GB", "NO", "NO ", "DE", "", None, "de", "SE"],
        "code": [1.0, 2.0, 2.0, 3.0, None, 1.0, 3.0, 4.0],
        "age": ["17", "18", "40", "65", "", "30", "50", "99"],
        "phone": [f"+7 916 123-45-6{k}" for k in range(8)],
        "n": range(8),
    },
    dtype=object,
)
LABELS = {"code": ColumnDictionary(value_labels={1.0: "Great Britain", 2.0: "Norway", 3.0: "Germany", 4.0: "Sweden"})}


def is_(variable: str, op: str, value: object = None) -> dict[str, Any]:
    return {"variable": variable, "op": op} | ({} if value is None else {"value": value})


def file(where: dict[str, Any]) -> RawFile:
    return RawFile(spec=DataFile.model_validate({"path": "ess.sav", "where": where}), cells=CELLS, dictionary=LABELS)


@pytest.mark.parametrize(
    ("where", "kept"),
    [
        (is_("cntry", "in", ["GB", "NO"]), [0, 1, 2]),
        (is_("cntry", "eq", "de"), [3, 6]),
        (is_("cntry", "ne", "NO"), [0, 3, 6, 7]),
        (is_("cntry", "not_in", ["NO", "DE"]), [0, 7]),
        (is_("cntry", "answered"), [0, 1, 2, 3, 6, 7]),
        (is_("cntry ", "in", ["GB", "NO"]), [0, 1, 2]),
        (is_("code", "in", [1, 4]), [0, 5, 7]),
        (is_("code", "in", ["1", "Sweden"]), [0, 5, 7]),
        (is_("age", "ge", 18), [1, 2, 3, 5, 6, 7]),
        ({"all": [is_("age", "ge", 18), is_("age", "lt", 65)]}, [1, 2, 5, 6]),
        ({"any": [is_("cntry", "eq", "SE"), is_("age", "lt", 18)]}, [0, 7]),
        ({"not": is_("cntry", "in", ["NO", "SE"])}, [0, 3, 6]),
        ({"not": {"any": [is_("code", "eq", 1), is_("cntry", "eq", "DE")]}}, [1, 2, 7]),
    ],
)
def test_rows_are_kept_that_certainly_meet_the_condition(where: dict[str, Any], kept: list[int]) -> None:
    got = keep_wanted(file(where))
    assert got.cells["n"].tolist() == kept
    assert got.cells.index.tolist() == list(range(len(kept)))
    (told,) = got.findings
    assert (told.rule, told.n, told.base, told.action) == ("rows_not_wanted", 8 - len(kept), 8, "left_out")


def test_blanks_among_the_rows_left_out_are_told() -> None:
    (told,) = keep_wanted(file(is_("cntry", "in", ["GB", "NO"]))).findings
    assert told.note == "data.where looks at cntry; 2 have a blank there"


@pytest.mark.parametrize(
    ("where", "says"),
    [
        (is_("cntry", "in", ["GB", "FR", "XX"]), r"no row has FR, XX in cntry; it holds NO, GB, DE, de, SE"),
        (
            is_("code", "eq", 7),
            r"no row has 7 in code; it holds 1, 2, 3, 4; correct",
        ),
        (is_("cntry", "ne", "FR"), "no row has FR"),
        (is_("n", "eq", 9), r"no row has 9 in n; it holds 0, 1, 2, 3, 4 and 3 more"),
        (is_("cntry", "ge", 18), "compares cntry with a number, but 6 rows hold words"),
        (
            {"all": [is_("cntry", "eq", "GB"), is_("code", "eq", 4)]},
            "no row meets data.where, which looks at cntry, code",
        ),
        ({"any": [is_("cntry", "eq", "FR"), is_("code", "eq", 9)]}, r"(?s)FR.*\n.*9 in code"),
    ],
)
def test_a_condition_that_cannot_be_meant_is_refused(where: dict[str, Any], says: str) -> None:
    with pytest.raises(CrowdpotentialError, match=says):
        keep_wanted(file(where))


def test_a_column_that_is_not_there_is_looked_for_under_another_spelling() -> None:
    with pytest.raises(ColumnError, match=r"looks at Cntry, which the file does not have \(did you mean cntry\?\)"):
        keep_wanted(file(is_("Cntry", "eq", "GB")))


def test_numbers_of_persons_are_not_shown() -> None:
    with pytest.raises(UnlistedCodeError) as caught:
        keep_wanted(file(is_("phone", "eq", "1")))
    assert "916" not in str(caught.value)


@pytest.mark.parametrize("where", [is_("cntry", "selected", "GB"), {"flag": "fast"}, {"flags_at_least": 1}])
def test_what_is_no_question_to_a_cell_is_refused(where: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="where is held against the cells of the file"):
        file(where)


def test_one_file_may_hold_all_areas_and_more(tmp_path: Path) -> None:
    """The column by which rows are sorted need not be in the codebook; the file is listed once for each area."""
    params = write_study(tmp_path)
    areas = ("north", "south", "east", "west")
    every = pd.concat([answers(area).assign(land=area) for area in areas])
    others = answers("north").assign(land="elsewhere", sex=77)
    pd.concat([every, others]).to_csv(tmp_path / "all.csv", index=False)
    text = params.read_text(encoding="utf-8")
    for area in areas:
        text = text.replace(f"path: {area}.csv", f"path: all.csv, where: {{variable: land, op: eq, value: {area}}}")
    params.write_text(text, encoding="utf-8")
    found = check_study(params)
    assert len(found.frames["responses"]) == 240
    assert found.frames["responses"]["respondent_id"].is_unique
    told = found.frames["findings"].query("rule == 'rows_not_wanted'")
    assert told["n"].tolist() == [240] * 4
    received = found.frames["rows"].query("measure == 'n_received' and area == ''")
    assert received["estimate"].tolist() == [240.0]


def test_an_error_of_excel_is_no_row_that_nobody_wants() -> None:
    cells = CELLS.assign(cntry=["GB", LostCell("error", "#N/A", "A3"), *CELLS["cntry"][2:]])
    spec = DataFile.model_validate({"path": "ess.xlsx", "where": is_("cntry", "in", ["GB", "NO"])})
    with pytest.raises(ReadError, match=r"ess\.xlsx: cntry: 1 cells with the error #N/A \(the first: A3\)"):
        keep_wanted(RawFile(spec=spec, cells=cells))
    blank = spec.model_copy(update={"cell_errors": "blank"})
    assert keep_wanted(RawFile(spec=blank, cells=cells)).cells["n"].tolist() == [0, 2]


CODED = pd.DataFrame(
    {
        "F": ["1", "2", "2.0", "02", "NA", "01", "1,0"],
        "AGE": ["17", "18", "999", "20", ".", "999.0", "refused"],
    },
    dtype=object,
)


@pytest.mark.parametrize(
    ("where", "kept"),
    [
        (is_("F", "eq", 1), [0, 5, 6]),
        (is_("F", "ne", 2), [0, 5, 6]),
        (is_("F", "in", ["2"]), [1, 2, 3]),
        (is_("F", "answered"), [0, 1, 2, 3, 5, 6]),
        (is_("AGE", "ge", 18), [1, 3]),
        ({"not": is_("AGE", "lt", 18)}, [1, 3]),
        (is_("AGE", "ne", 18), [0, 3]),
        (is_("AGE", "eq", 999), [2, 5]),
        (is_("AGE", "ne", 999), [0, 1, 3, 6]),
        (is_("AGE", "not_in", [999, 18]), [0, 3]),
    ],
)
def test_numbers_have_one_meaning_and_missing_codes_are_no_answers(where: dict[str, Any], kept: list[int]) -> None:
    spec = DataFile.model_validate({"path": "a.csv", "where": where, "columns": {"AGE": "D_AGE"}})
    got = keep_wanted(RawFile(spec=spec, cells=CODED.assign(n=range(7))), {"D_AGE": frozenset({"999.0", "refused"})})
    assert got.cells["n"].tolist() == kept
