"""Bringing files to one codebook: columns, codes, blanks, identities, areas."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from synthetic import codebook_data, harmonise_pairs, tiny_areas, tiny_cells, tiny_codebook, tiny_files

from crowdpotential.codebook import build_codebook
from crowdpotential.errors import (
    AreaError,
    CodebookError,
    ColumnError,
    CrowdpotentialError,
    ReadError,
    UnlistedCodeError,
)
from crowdpotential.params import Area, DataFile

Cells = pd.DataFrame
Change = Callable[[Cells], Cells]
AREAS = tiny_areas()


def harmonised(*, change: Change | None = None, **spec: object) -> pd.DataFrame:
    """Harmonise the tiny files after a change of the northern one's cells and description."""
    (north, cells), south = tiny_files()
    cells = cells.astype(object)
    if change is not None:
        cells = change(cells)
    north = DataFile.model_validate({**north.model_dump(), **spec})
    return harmonise_pairs([(north, cells), south], codebook=tiny_codebook(), areas=AREAS)


def put(column: str, value: object, *rows: int) -> Change:
    """Put a value into rows of a column (all rows if none is named)."""

    def change(cells: Cells) -> Cells:
        cells.loc[list(rows) if rows else cells.index, column] = value
        return cells

    return change


def test_codes_arrive_as_whole_numbers_and_nothing_else_is_lost() -> None:
    got = harmonised()
    assert got["area"].tolist() == ["north"] * 8 + ["south"] * 8
    assert got["bloc"].tolist() == ["N"] * 8 + ["S"] * 8
    assert got["source"].unique().tolist() == ["north", "south"]
    assert got["X1"].dtype == np.int64
    assert got["X1"].tolist() == tiny_cells()["X1"].tolist() * 2
    assert got["minutes"].dtype == np.float64
    assert "phone" not in got, "a direct identifier is dropped"
    assert "sex" not in got, "derived variables come after cleaning"
    assert not got.isna().any(axis=None)


def test_running_numbers_stand_for_respondents_and_interviewers() -> None:
    got = harmonised()
    assert sorted(got["respondent_id"]) == [f"{number:06d}" for number in range(1, 17)]
    assert sorted(got["interviewer"].unique()) == [f"{number:06d}" for number in range(1, 7)], "numbers of two files are different people"


def test_a_record_delivered_twice_gets_an_id_of_its_own_that_shows_it() -> None:
    got = harmonised(change=put("number", "1", 4, 6))
    first, *others = sorted(got["respondent_id"][[0, 4, 6]], key=len)
    assert sorted(others) == [f"{first}-2", f"{first}-3"]


def test_ids_do_not_depend_on_the_other_rows() -> None:
    assert set(harmonised(change=lambda cells: cells.iloc[::-1])["respondent_id"]) == set(harmonised()["respondent_id"])


def test_blanks_become_no_answer_or_not_applicable_where_the_question_was_not_asked() -> None:
    def blank(cells: Cells) -> Cells:
        cells.loc[0, "X1"] = None
        cells.loc[0, "D_AGE"] = float("nan")
        cells["ATT"] = "  "
        cells.loc[1, ["P_1", "P_2", "P_3", "P_4"]] = ""
        cells.loc[3, "P_2"] = ""
        return cells

    got = harmonised(change=blank)
    assert got.loc[0, ["X1", "D_AGE"]].tolist() == [99, 999]
    assert got["ATT"][:4].tolist() == [96, 99, 96, 99]
    assert got.loc[1, ["P_1", "P_2", "P_3", "P_4"]].tolist() == [99] * 4
    assert got.loc[3, ["P_1", "P_2", "P_3", "P_4"]].tolist() == [1, 0, 0, 0]
    assert got["ONLY_N"][8:].unique().tolist() == [96]


def test_routing_follows_routing() -> None:
    data = codebook_data()
    position = next(i for i, v in enumerate(data["variables"]) if v["id"] == "ATT")
    follow_up = {
        **data["variables"][position],
        "id": "NEXT",
        "asked_if": {"variable": "ATT", "op": "le", "value": 5},
    }
    data["variables"].insert(position + 1, follow_up)
    files = [(spec, cells.assign(NEXT="", ATT=[96, 2] * 4)) for spec, cells in tiny_files()]
    got = harmonise_pairs(files, codebook=build_codebook(data, name="tiny"), areas=AREAS)
    assert got["NEXT"][:4].tolist() == [96, 99, 96, 99]


def test_an_answer_to_a_question_not_asked_stays_for_the_quality_checks() -> None:
    assert harmonised(change=put("ATT", 4, 0))["ATT"][0] == 4


@pytest.mark.parametrize("cell", ["male", "MALE ", "1", 1, 1.0, " 1,0", np.int64(1), "01"])
def test_a_code_is_known_by_number_key_and_label(cell: object) -> None:
    got = harmonised(change=put("D_SEX", cell), values="labels", labels_language="en", decimal=",")
    assert got["D_SEX"][:8].tolist() == [1] * 8


def test_labels_of_missing_codes_are_known() -> None:
    got = harmonised(change=lambda cells: cells.assign(X1="dont know", D_AGE="Refused"), values="labels")
    assert got["X1"][:8].tolist() == [97] * 8
    assert got["D_AGE"][:8].tolist() == [998] * 8


@pytest.mark.parametrize(("cell", "decimal", "number"), [("34,5", ",", 34.5), ("34.5", ".", 34.5), (34.5, ",", 34.5)])
def test_numbers_obey_the_declared_decimal_sign(cell: object, decimal: str, number: float) -> None:
    assert harmonised(change=put("minutes", cell), decimal=decimal)["minutes"][0] == number


def test_columns_are_mapped_and_ignored_as_params_say() -> None:
    def as_exported(cells: Cells) -> Cells:
        return cells.rename(columns={"D_AGE": "Сколько Вам лет?"}).assign(**{"Отметка времени": "x"})

    got = harmonised(change=as_exported, columns={"Сколько Вам лет?": "D_AGE"}, ignore=["Отметка времени"])
    assert got["D_AGE"][0] == 18


def test_numbers_and_dates_in_text_columns_become_plain_text() -> None:
    mixed = [7.0, dt.date(2019, 9, 2), "12E3", None, "", "", "", ""]
    assert harmonised(change=lambda cells: cells.assign(O=mixed))["O"][:4].tolist() == [
        "7",
        "2019-09-02",
        "12E3",
        "",
    ]


def test_the_area_can_come_from_the_answers() -> None:
    (_, north), (_, south) = tiny_files()
    cells = pd.concat([north, south], ignore_index=True)
    got = harmonise_pairs([(DataFile(path="all.csv"), cells)], codebook=tiny_codebook(), areas=AREAS)
    assert got["area"].value_counts().to_dict() == {"north": 8, "south": 8}
    assert got["ONLY_N"][8:].unique().tolist() == [96]


def test_files_of_one_name_are_told_apart_by_their_folders() -> None:
    (_, north), (_, south) = tiny_files()
    files = [
        (DataFile(path="2018/answers.csv", area="north"), north),
        (DataFile(path="2019/answers.csv", area="south"), south),
    ]
    got = harmonise_pairs(files, codebook=tiny_codebook(), areas=AREAS)
    assert got["source"].unique().tolist() == ["2018/answers", "2019/answers"]
    assert got["respondent_id"].is_unique


def _drop(column: str) -> Change:
    return lambda cells: cells.drop(columns=column)


def _name(old: str, new: str) -> Change:
    return lambda cells: cells.rename(columns={old: new})


@pytest.mark.parametrize(
    ("change", "spec", "error", "says"),
    [
        (_drop("X2"), {}, ColumnError, r"north\.csv: columns are missing: X2"),
        (_drop("ONLY_N"), {}, ColumnError, r"north\.csv: columns are missing: ONLY_N"),
        (
            put("D_AGE.", 1),
            {},
            ColumnError,
            r"column D_AGE. is not in the codebook \(did you mean D_AGE\?\)",
        ),
        (put("sex", 1), {}, ColumnError, r"column sex is not in the codebook \(the program derives sex\)"),
        (None, {"columns": {"X2": "X1"}}, ColumnError, "column X1 is there 2 times"),
        (None, {"columns": {"X_2": "X2"}}, ColumnError, r"does not have \(did you mean X2 by X_2\?\)"),
        (put("X1", 7, 1, 2), {}, UnlistedCodeError, r"north\.csv: X1: 2 rows hold codes .* \(7\)"),
        (put("X1", "so so", 3), {}, UnlistedCodeError, "X1: 1 rows hold words where codes belong"),
        (
            put("X1", "so so", 3),
            {"values": "labels"},
            UnlistedCodeError,
            "1 rows hold words that are no label",
        ),
        (put("D_AGE", "forty", 3), {}, UnlistedCodeError, "D_AGE: 1 rows hold no number"),
        (put("D_AGE", "1_0", 3), {}, UnlistedCodeError, "D_AGE: 1 rows hold no number"),
        (
            put("minutes", "34,5"),
            {},
            UnlistedCodeError,
            r'minutes: 8 rows hold no number; is data\.decimal "\."',
        ),
        (put("X1", dt.date(2019, 2, 1), 0, 1), {}, ReadError, "X1: 2 rows hold dates"),
        (put("D_AGE", dt.datetime(2019, 2, 1), 0), {}, ReadError, "D_AGE: 1 rows hold dates"),  # noqa: DTZ001
        (
            put("D_AGE", dt.timedelta(minutes=4), 0),
            {"path": "north.parquet"},
            ReadError,
            "1 rows hold dates, times or durations; write the column as numbers$",
        ),
        (put("number", " ", 2), {}, ColumnError, r"north\.csv: 1 rows have no number"),
        (put("place", 2, 0, 1, 2), {}, AreaError, "3 rows name another area in place than north"),
        (put("sample_type", 97, 0), {}, UnlistedCodeError, "1 rows are neither main nor boost"),
    ],
)
def test_bad_cells_are_refused_in_one_line(
    change: Change | None, spec: dict[str, Any], error: type[CrowdpotentialError], says: str
) -> None:
    with pytest.raises(error, match=says) as caught:
        harmonised(change=change, **spec)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("column", ["X1", "P_1", "place"])
def test_a_message_names_the_rows_of_words_that_are_no_label(column: str) -> None:
    with pytest.raises(UnlistedCodeError, match=r"rows hold words where codes belong; .* \(see row 1\)"):
        harmonised(change=put(column, "so so", 0))


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("D_AGE", "so so"),  # an open question
        ("X1", "Ivanova Maria"),
        ("X1", "Иванов И.И."),
        ("X1", "+375 29 123-45-67"),
        ("place", "4405 123456"),
        ("P_1", "ivan@mail.example"),
        ("X1", "I would rather say that this depends on who is asked and when it is asked"),
    ],
)
def test_no_message_repeats_what_could_tell_who_somebody_is(column: str, cell: str) -> None:
    with pytest.raises(UnlistedCodeError) as caught:
        harmonised(change=put(column, cell, 0))
    assert cell not in str(caught.value)


def test_an_area_without_respondents_is_named() -> None:
    areas = {**AREAS, "west": Area(bloc="N", name={"en": "west"})}
    with pytest.raises(AreaError, match="areas without respondents: west"):
        harmonise_pairs(tiny_files(), codebook=tiny_codebook(), areas=areas)


def test_two_codes_with_one_label_are_refused() -> None:
    data = codebook_data()
    data["missing"]["standard"][97]["label"] = {"en": "Male", "ru": "x"}
    with pytest.raises(CodebookError, match="D_SEX: codes 1 and 97 have the same label"):
        harmonise_pairs(
            [(DataFile(path="a.csv", area="north", values="labels"), tiny_cells()), tiny_files()[1]],
            codebook=build_codebook(data, name="tiny"),
            areas=AREAS,
        )


def test_a_blank_without_a_code_for_it_is_refused() -> None:
    data = codebook_data()
    for variable in data["variables"]:
        if variable["id"] == "D_SEX":
            del variable["missing"]
    spec, cells = tiny_files()[0]
    cells = cells.astype({"D_SEX": object})
    cells.loc[[0, 1], "D_SEX"] = ""
    with pytest.raises(CodebookError, match=r"north\.csv: D_SEX is blank in 2 rows and has no missing code of class"):
        harmonise_pairs([(spec, cells), tiny_files()[1]], codebook=build_codebook(data, name="tiny"), areas=AREAS)


def test_a_question_may_not_take_a_name_of_the_program() -> None:
    data = codebook_data()
    data["variables"].append({**data["variables"][-1], "id": "source"})
    with pytest.raises(CodebookError, match="variable source: the program needs this name itself"):
        harmonise_pairs(tiny_files(), codebook=build_codebook(data, name="tiny"), areas=AREAS)


def test_a_label_that_is_the_number_of_another_code_is_refused() -> None:
    data = codebook_data()
    data["scales"]["agree5"]["codes"] = {code: {"label": {"en": str(code - 1)}} for code in range(1, 6)}
    (spec, cells), south = tiny_files()
    files = [
        (spec.model_copy(update={"values": "labels", "labels_language": "en"}), cells.assign(X1="1")),
        south,
    ]
    with pytest.raises(CrowdpotentialError, match=r'X1: labels are numbers of other codes \("1" of code 2, "2" of code 3'):
        harmonise_pairs(files, codebook=build_codebook(data, name="tiny"), areas=AREAS)
