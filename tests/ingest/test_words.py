"""Words in cells: what means a blank, what means an answer in whatever spelling, and what is said of the rest."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from synthetic import codebook_data, tiny_areas, tiny_cells

from crowdpotential.codebook import build_codebook
from crowdpotential.errors import CodebookError, CrowdpotentialError, SeveralFaultsError
from crowdpotential.ingest.binary.sent_cells import LostCell
from crowdpotential.ingest.findings import Finding
from crowdpotential.ingest.harmonise import harmonise
from crowdpotential.ingest.raw_files import RawFile
from crowdpotential.letters import look_alike, normal_form
from crowdpotential.params import DataFile

TRUST = {
    1: {"label": {"en": "Not at all", "ru": "Совсем не доверяю"}},
    2: {"label": {"en": "Hardly", "ru": "Скорее нет"}, "key": "hardly"},
    3: {"label": {"en": "“So-so” – it depends", "ru": "Всё зависит"}},
    4: {"label": {"en": "Mostly", "ru": "Скорее да"}},
    5: {"label": {"en": "Fully", "ru": "Полностью"}},
}


def read(
    cells: list[object],
    *,
    column: str = "X1",
    question: dict[str, Any] | None = None,
    more: dict[str, list[object]] | None = None,
    **spec: Any,  # noqa: ANN401 any key of params
) -> tuple[list[float], list[Finding]]:
    """Read one column of a file of eight; the cells are repeated as often as there is room. The south's file is as ever."""
    data = codebook_data()
    data["scales"]["agree5"]["codes"] = TRUST
    next(v for v in data["variables"] if v["id"] == column).update(question or {})
    every = {column: cells, **(more or {})}
    filled = {name: pd.Series([part[row % len(part)] for row in range(8)], dtype=object) for name, part in every.items()}
    north = DataFile.model_validate({"path": "north.csv", "area": "north", "labels_language": "en", **spec})
    files = [
        RawFile(spec=north, cells=tiny_cells().assign(**filled)),
        RawFile(spec=DataFile(path="south.csv", area="south"), cells=tiny_cells(area="south")),
    ]
    found = harmonise(files, codebook=build_codebook(data, name="tiny"), areas=tiny_areas(), blocs=("N", "S"))
    told = [finding for finding in found.findings if finding.source == "north.csv" and finding.variable == column]
    return found.responses[column][: len(cells)].tolist(), told


def refused(cells: list[object], **more: Any) -> str:  # noqa: ANN401 as `read`
    with pytest.raises(CrowdpotentialError) as caught:
        read(cells, **more)
    return str(caught.value)


@pytest.mark.parametrize("column", ["X1", "D_AGE", "D_SEX"])
@pytest.mark.parametrize(
    "word",
    ["NA", "na", "N/A", "n/a", "<NA>", "NaN", "nan", "None", "NULL", "#NULL!", ".", " NA ", "#ПУСТО!", None, float("nan"), pd.NA, ""],
)
def test_words_that_programs_write_for_a_blank_are_blanks(column: str, word: object) -> None:
    good = 40 if column == "D_AGE" else 2
    values, told = read([word, good, good, good], column=column)
    assert values == [999 if column == "D_AGE" else 99, good, good, good]
    is_word = isinstance(word, str) and word != ""
    assert [(f.rule, f.n, f.base, f.action, f.note) for f in told] == [("blank_words", 2, 8, "set_blank", str(word).strip())] * is_word


@pytest.mark.parametrize(
    ("code", "cell", "expected"),
    [
        ({"key": "none", "label": {"en": "no child"}}, "None", 1),
        ({"label": {"en": "N/A", "ru": "нет"}}, "N/A", None),  # a label, in a file of codes
        ({"label": {"en": "nothing", "ru": "NA"}}, "NA", None),
    ],
)
def test_a_word_that_is_an_answer_is_no_blank(code: dict[str, Any], cell: str, expected: int | None) -> None:
    codes = {1: {"label": {"en": "x", "ru": "x"}, **code}, 2: {"label": {"en": "one", "ru": "один"}}}
    if expected is None:
        said = refused([cell, 2], column="D_SEX", question={"codes": codes})
        assert "D_SEX: 4 rows hold labels where codes belong" in said
    else:
        assert read([cell, 2], column="D_SEX", question={"codes": codes})[0] == [expected, 2]


@pytest.mark.parametrize("word", ["-", "нет данных", "Н/Д", "9999-"])
def test_a_study_can_add_words_for_a_blank(word: str) -> None:
    values, told = read([word, 3], blank_words=[word.upper()])
    assert values == [99, 3]
    assert [finding.rule for finding in told] == ["blank_words"]
    assert "data.blank_words" in refused([word, 3])


def test_a_word_for_a_blank_is_no_sampling_point_and_no_number_of_an_interview() -> None:
    _, told = read(["NA", "p1", "p2", "#NULL!"], column="point")
    assert [(finding.rule, finding.n, finding.note) for finding in told] == [("blank_words", 4, "#NULL!, NA")]
    assert "north.csv: 2 rows have no number" in refused(["NA", 1, 2, 3], column="number")


@pytest.mark.parametrize("word", ["#N/A", "#Н/Д", "#DIV/0!", "#ДЕЛ/0!", "#ССЫЛКА!", "#ЗНАЧ!", "#REF!"])
@pytest.mark.parametrize("column", ["X1", "D_AGE"])
def test_errors_of_a_spreadsheet_are_no_blanks_unless_params_say_so(word: str, column: str) -> None:
    said = refused([word, 40 if column == "D_AGE" else 2], column=column)
    assert f"{column}: 4 rows hold errors of a spreadsheet ({word}); correct its formulas" in said
    values, told = read([word, 40 if column == "D_AGE" else 2], column=column, cell_errors="blank")
    assert values[0] in {99, 999}
    assert [finding.note for finding in told] == [word]


def test_labels_in_two_languages_are_read_and_told() -> None:
    values, told = read(["Совсем не доверяю", "Fully", "Полностью", "mostly"], values="labels")
    assert values == [1, 5, 5, 4]
    assert [(f.rule, f.n, f.base, f.action) for f in told] == [("other_language", 4, 8, "read_as_label")]
    codes = {
        1: {"label": {"en": "no", "ru": "нет"}},
        2: {"label": {"en": "нет", "ru": "да"}},
        3: {"label": {"en": "x", "ru": "x"}},
    }
    assert read(["нет", "no"], column="ONLY_N", question={"codes": codes}, values="labels")[0] == [2, 1], "the file's own language first"


def test_errors_of_a_workbook_that_mean_a_blank_are_blanks() -> None:
    null, missing = LostCell("error", "#NULL!", "B2"), LostCell("error", "#N/A", "B3")
    values, told = read([null, 2])
    assert values == [99, 2]
    assert [(f.rule, f.n, f.note) for f in told] == [("blank_words", 4, "#NULL!")]
    assert "X1: 4 cells with the error #N/A (the first: B3)" in refused([null, missing])
    assert read([null, missing], blank_words=["#N/A"])[0] == [99, 99]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Not at all", 1),
        ("  not  AT all. ", 1),
        ("Not\u00a0at all!", 1),
        ('"So-so" - it depends', 3),
        ("«so‑so» — it depends", 3),
        ("“So-so”–it depends", 3),
        ("Fully\u200b", 5),
    ],
)
def test_labels_are_compared_in_one_form(cell: str, code: int) -> None:
    assert read([cell, "Fully"], values="labels")[0] == [code, 5]


@pytest.mark.parametrize("cell", ["Все зависит", "всё зависит", "Все\u0308 зависит", "ВСЁ ЗАВИСИТ…", "Всё\u00a0 зависит ;"])
def test_russian_labels_are_compared_in_one_form(cell: str) -> None:
    assert read([cell, "Полностью"], values="labels", labels_language="ru")[0] == [3, 5]


@pytest.mark.parametrize(("word", "form"), [("?", "?"), ("...", "..."), ("65+", "65+"), ("18 – 24", "18-24"), ("a;", "a")])
def test_what_is_nothing_but_marks_keeps_them(word: str, form: str) -> None:
    assert normal_form(word) == form


@pytest.mark.parametrize("other", ["not at all.", "NOT AT ALL", "Not  at all"])
def test_labels_that_are_the_same_word_are_refused(other: str) -> None:
    codes = {**TRUST, 2: {"label": {"en": other, "ru": "x"}}}
    said = refused(["Fully"], values="labels", column="ONLY_N", question={"codes": codes})
    assert "ONLY_N: codes 1 and 2 have the same label; tell them apart" in said


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (2.0, 2),
        ("2.0", 2),
        ("2,0", 2),
        ("02", 2),
        (" 2 ", 2),
        ("+2", 2),
        ("2.", 2),
        (np.int64(2), 2),
        (np.float32(2), 2),
        ("2. Hardly", 2),
        ("(2) Hardly", 2),
        ("2 - Hardly", 2),
        ("2 – hardly.", 2),
        ("2) HARDLY", 2),
        ("[2] Hardly", 2),
        ("2=Hardly", 2),
        ("2 Hardly", 2),
        ("Hardly (2)", 2),
        ("Hardly [2]", 2),
        ("2. Скорее нет", 2),
        ("99. no answer", 99),
        ("hardly", 2),
    ],
)
@pytest.mark.parametrize("values", ["codes", "labels"])
def test_a_code_is_read_in_the_spellings_of_many_programs(cell: object, code: int, values: str) -> None:
    got, told = read([cell, 1], values=values)
    assert got == [code, 1]
    spelt = [finding.rule for finding in told if finding.rule == "code_with_label"]
    assert bool(spelt) == ((isinstance(cell, str) and " " in cell.strip()) or "=" in str(cell))


@pytest.mark.parametrize("cell", ["2. Mostly", "(2) fully", "1 - Скорее нет", "Mostly (5)"])
def test_a_code_beside_the_label_of_another_is_refused(cell: str) -> None:
    assert f"X1: 4 rows hold codes beside the label of another code ({cell}); find out" in refused([cell, 1])


def test_codes_among_labels_are_told() -> None:
    values, told = read(["Fully", 4, "5", "Mostly"], values="labels")
    assert values == [5, 4, 5, 4]
    assert [(f.rule, f.n, f.base, f.note) for f in told] == [("codes_and_words", 4, 8, "codes among labels")]


@pytest.mark.parametrize("cell", [True, "TRUE", "False", "ИСТИНА", np.False_])
def test_true_and_false_are_no_codes_unless_codes_say_so(cell: object) -> None:
    said = refused([cell, 1], column="ONLY_N")
    assert "ONLY_N: 4 rows hold TRUE or FALSE" in said
    assert '"true" and "false"' in said
    named = {
        1: {"label": {"en": "y", "ru": "y"}, "key": "true"},
        2: {"label": {"en": "n", "ru": "n"}, "key": "false"},
    }
    if str(cell) in {"True", "TRUE", "False"}:
        assert read([cell, 1], column="ONLY_N", question={"codes": named})[0] == [
            1 if str(cell).upper() == "TRUE" else 2,
            1,
        ]
    numbered = {0: named[2] | {"key": "no"}, 1: named[1] | {"key": "yes"}}
    values, told = read([cell, 1], column="ONLY_N", question={"codes": numbered})
    assert values == [1 if str(cell) in {"True", "TRUE", "ИСТИНА"} else 0, 1]
    assert [finding.rule for finding in told] == ["logical_values"]
    assert "D_AGE: 4 rows hold TRUE or FALSE" in refused([cell, 40], column="D_AGE")


@pytest.mark.parametrize(
    ("cells", "spec", "says"),
    [
        ([7, 8, 1, 1], {}, "X1: 4 rows hold codes that the codebook does not list (7, 8); add them to it (to the missing set"),
        ([2.5, 1], {}, "X1: 4 rows hold numbers that are no whole code (2.5); correct the file, or give the question the type numeric"),
        (["2,5", 1], {}, 'X1: 4 rows hold no code (2,5); is data.decimal "." right?'),
        (["Fully", 1], {}, "X1: 4 rows hold labels where codes belong (Fully); set data.values to labels"),
        (["refused", 1], {}, 'words where codes belong (refused); give missing code 98 the key "refused"'),
        (["Fuly", 1], {"values": "labels"}, 'words that are no label of the codebook; the nearest label is that of code 5, "Fully"'),
        (["-", 1], {}, "(-); if they mean blank, list them in data.blank_words"),
        (["1;2", 1], {}, "several answers, parted by ; (1;2); keep one, or give the question the type multiple"),
        (["12 500", 40], {"column": "D_AGE"}, "D_AGE: 4 rows hold numbers whose thousands are parted; format the column"),
        (["12'500,5", 40], {"column": "D_AGE"}, "numbers whose thousands are parted"),
        (["4,5", 40], {"column": "D_AGE"}, 'D_AGE: 4 rows hold no number; is data.decimal "." right?'),
        (["hardly 3", 1], {}, "several answers, parted by blanks (hardly 3)"),
        (["Fullу", 1], {"values": "labels"}, "write them like the label of code 5 (у at place 5 is Cyrillic (U+0443))"),
        (["a", "b", "c", "d", "e", "f"], {}, "data.blank_words (see rows 1, 2, 3, 4, 5 and 3 more)"),
    ],
)
def test_a_message_names_the_cells_and_a_cure_that_fits_them(cells: list[object], spec: dict[str, Any], says: str) -> None:
    said = refused(cells, **spec)
    assert says in said
    assert "\n" not in said


def test_labels_are_advised_only_where_most_words_are_labels() -> None:
    said = refused(["Fully", "so so", "never", "hm"])
    assert "data.values" not in said
    assert "rows hold words where codes belong" in said


@pytest.mark.parametrize("cell", ["so so", 77, "Fully"])
def test_of_a_sensitive_question_cells_are_counted_and_not_named(cell: object) -> None:
    said = refused([cell, 1], question={"sensitive": True})
    assert "X1: 4 rows hold" in said
    assert str(cell) not in said


def test_cells_of_several_kinds_are_told_by_kind() -> None:
    with pytest.raises(SeveralFaultsError) as caught:
        read(["#N/A", "so so", 7, 2.5])
    assert [str(fault).split(" hold ")[1].split(";")[0].split(" (")[0] for fault in caught.value.faults] == [
        "errors of a spreadsheet",
        "words where codes belong",
        "codes that the codebook does not list",
        "numbers that are no whole code",
    ]


def test_what_one_cure_heals_in_many_columns_is_told_once() -> None:
    more: dict[str, list[object]] = {name: ["Fully", "Not at all"] for name in ("X2", "X3", "Y1", "Y2")}
    said = refused(["Mostly", "Fully"], more={**more, "D_SEX": ["#N/A", 1], "D_AGE": ["#N/A", 40]})
    lines = said.split("\n")
    assert len(lines) == 2
    assert "north.csv: 5 columns (X1, X2, X3, Y1, Y2): 40 cells hold labels where codes belong (Mostly, Fully, Not at all)" in said
    assert "north.csv: 2 columns (D_SEX, D_AGE): 8 cells hold errors of a spreadsheet (#N/A)" in said


def test_faults_of_all_variables_and_files_are_told_and_what_rests_on_them_is_not() -> None:
    data = codebook_data()
    north, south = tiny_cells().astype(object), tiny_cells(area="south").astype(object)
    north["mode"], north["ATT"], north["Y1"] = "so so", "", 9  # ATT is asked of those whose mode is web
    south["X2"], south["place"] = 8, 7
    files = [
        RawFile(spec=DataFile(path="north.csv", area="north"), cells=north),
        RawFile(spec=DataFile(path="south.csv", area="south"), cells=south),
    ]
    with pytest.raises(SeveralFaultsError) as caught:
        harmonise(files, codebook=build_codebook(data, name="tiny"), areas=tiny_areas(), blocs=("N", "S"))
    told = [" ".join(str(fault).split(": ")[:2]) for fault in caught.value.faults]
    assert sorted(told) == ["north.csv Y1", "north.csv mode", "south.csv X2", "south.csv place"]


def test_an_unused_label_of_the_codebook_is_no_fault() -> None:
    assert read([1, 2])[0] == [1, 2]


def test_a_language_that_labels_lack_is_named_with_all_its_codes() -> None:
    codes = {1: {"label": {"en": "yes"}}, 2: {"label": {"en": "no"}}}
    with pytest.raises(CodebookError, match="D_SEX: code 1, 2 has no label in ru"):
        read(["да"], column="D_SEX", question={"codes": codes}, values="labels", labels_language="ru")


@pytest.mark.parametrize(("word", "meant"), [("ТRU1", "TRU1"), ("сouncil", "council"), ("Всe", "Все"), ("ΑΒ", "AB")])
def test_look_alikes_are_found(word: str, meant: str) -> None:
    assert look_alike(word, ["other", meant]) == meant
    assert look_alike(meant, [meant]) is None


INCOME = {"valid_range": None}  # codes such as 996 would lie within any range of incomes


@pytest.mark.parametrize(
    ("cells", "decimal"),
    [
        (["850", "1.250"], "."),
        (["190", "2.430", "3.930", "512"], "."),
        (["190", "2,430", "3,930", "512"], ","),
        ([850, "1.250"], "."),  # text among the numbers of a workbook
        (["850", "1.250", "", "300"], "."),
    ],
)
def test_thousands_among_whole_numbers_are_refused(cells: list[object], decimal: str) -> None:
    said = refused(cells, column="minutes", question=INCOME, decimal=decimal)
    assert "north.csv: minutes: " in said
    assert "if it parts thousands, export the column without it" in said
    assert "valid_range" in said


@pytest.mark.parametrize(
    "cells",
    [
        ["0.873", "1.250", "12.500", "100"],  # below 1
        ["1.250", "1.5", "850"],  # another count of digits
        ["1.250", "2.500"],  # nothing beside
        ["1.250", "1250"],  # thousands without a mark
        ["1.250", "999"],  # a missing code
        [1.25, 850.0],  # no text
    ],
)
def test_decimals_are_read(cells: list[object]) -> None:
    values, told = read(cells, column="minutes", question=INCOME)
    assert values == [float(str(cell)) for cell in cells]
    assert "perhaps_thousands" not in [finding.rule for finding in told]


def test_a_range_says_that_they_are_decimals() -> None:
    values, _ = read(["1.250", "850"], column="minutes", question={"valid_range": [0, 1000], "missing": None})
    assert values == [1.25, 850]


def test_doubtful_marks_are_told() -> None:
    values, told = read(["1.250", "2", "1", "1.125"], column="minutes", question=INCOME)
    assert values == [1.25, 2, 1, 1.125]
    assert [(f.rule, f.n, f.base) for f in told] == [("perhaps_thousands", 4, 8)]


def test_a_decimal_comma_is_no_unlisted_code() -> None:
    said = refused(["16,0", "17,0"], column="minutes")
    assert 'is data.decimal "." right?' in said
    assert "codes" not in said


@pytest.mark.parametrize(
    ("column", "cells", "word"),
    [("D_AGE", ["40", "30"], "40"), ("X1", ["hardly", "hardly"], "Hardly"), ("X1", [99, 3], "99")],
)
def test_a_word_for_blanks_that_is_an_answer_is_told(column: str, cells: list[object], word: str) -> None:
    values, told = read(cells, column=column, blank_words=[word])
    assert values == [2, 2] if "hardly" in cells else values == [float(str(cell)) for cell in cells]
    assert [(f.rule, f.n, f.action) for f in told] == [("blank_word_is_answer", 8 if "hardly" in cells else 4, "keep")]


def test_a_summary_is_no_respondent() -> None:
    numbers: list[object] = ["1", "2", "3", "4", "5", "6", "7"]
    for word in ("Total", "ИТОГО", "Среднее", "sum"):
        said = refused([*numbers, word], column="number")
        assert "1 of the last rows are a summary" in said
