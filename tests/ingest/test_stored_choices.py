"""Multiple answers as programs store them: marks, words, lists and names of columns; what fits no declared way says which one it fits."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from synthetic import codebook_data, tiny_areas, tiny_cells

from crowdpotential.codebook import Codebook, Condition, build_codebook
from crowdpotential.conditions import evaluate
from crowdpotential.conditions.derivation import derive_variables
from crowdpotential.errors import (
    CodebookError,
    CrowdpotentialError,
    Faults,
    MultipleAnswersError,
    UnlistedCodeError,
)
from crowdpotential.ingest.columns import match_columns
from crowdpotential.ingest.harmonise import harmonise
from crowdpotential.ingest.multiples import decode_multiple
from crowdpotential.ingest.raw_files import RawFile, Source
from crowdpotential.ingest.unanswered import mark_missing
from crowdpotential.params import DataFile
from crowdpotential.stats.arrays import FloatArray

OPTIONS = {
    1: {"key": "web", "label": {"en": "Website", "ru": "Сайт"}},
    2: {"key": "phone", "label": {"en": "Telephone, free of charge", "ru": "Телефон"}},
    3: {"key": "visit", "label": {"en": "Visit", "ru": "Приём"}},
}
MADE = [[1, 0, 1], [0, 1, 0], [0, 0, 1]]


def codebook(options: dict[int, dict[str, Any]] = OPTIONS) -> Codebook:
    data = codebook_data()
    question = next(v for v in data["variables"] if v["id"] == "P")
    question |= {"codes": options, "exclusive": [], "max_answers": None}
    data["variables"] = [v for v in data["variables"] if v["id"] != "group"]
    return build_codebook(data, name="tiny")


def decode(cells: pd.DataFrame, *, options: dict[int, dict[str, Any]] = OPTIONS, **spec: object) -> tuple[FloatArray, Source]:
    file = DataFile.model_validate({"path": "a.csv", **spec})
    source = Source(name="a.csv", spec=file)
    return decode_multiple(cells, codebook=codebook(options), variable="P", source=source), source


def columns(*rows: list[object]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=[f"P_{k}" for k in range(1, len(rows[0]) + 1)], dtype=object)


def in_one_cell(*cells: object) -> pd.DataFrame:
    return pd.DataFrame({"P": list(cells)}, dtype=object)


def marked(yes: object, no: object) -> pd.DataFrame:
    return columns(*[[yes if cell else no for cell in row] for row in MADE])


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ("TRUE", "FALSE"),
        (True, False),
        (np.True_, np.False_),
        ("ИСТИНА", "ЛОЖЬ"),
        ("Yes", "No"),
        ("да", "Нет"),
        ("1", "0"),
        (1.0, 0.0),
        ("1,0", "0,0"),
        ("Selected", "Not selected"),
        ("Выбрано", "Не выбрано"),
        ("Mentioned", "Not mentioned"),
        ("x", "no"),
    ],
)
def test_yes_and_no_of_many_kinds_are_indicators(yes: object, no: object) -> None:
    np.testing.assert_array_equal(decode(marked(yes, no))[0], MADE)


@pytest.mark.parametrize(
    ("counted", "yes", "no"), [(1, 1, 2), (1, "1", "-1"), (2, 2, 1), ("Quoted", "quoted ", "Unquoted"), ("+", "+", "-")]
)
def test_a_counted_value_marks_what_was_chosen(counted: object, yes: object, no: object) -> None:
    np.testing.assert_array_equal(decode(marked(yes, no), counted_value=counted)[0], MADE)
    np.testing.assert_array_equal(decode(marked(yes, no), counted_value={"P": counted})[0], MADE)


@pytest.mark.parametrize("absent", ["Not selected", "Не выбрано", "0", 0, "FALSE"])
@pytest.mark.parametrize("storage", ["indicators", "code_or_zero"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_label_or_a_word_for_no_is_an_indicator(absent: object, storage: str, language: str) -> None:
    rows = [[OPTIONS[k]["label"][language] if cell else absent for k, cell in enumerate(row, start=1)] for row in MADE]
    spec = {"multiple": storage, "values": "labels", "labels_language": language}
    np.testing.assert_array_equal(decode(columns(*rows), **spec)[0], MADE)


@pytest.mark.parametrize("words", ["label", "key", "code"])
def test_a_label_a_key_or_a_code_stands_beside_blanks(words: str) -> None:
    named = {k: {"label": option["label"]["en"], "key": option["key"], "code": k}[words] for k, option in OPTIONS.items()}
    rows: list[list[object]] = [[named[k] if cell else None for k, cell in enumerate(row, start=1)] for row in MADE]
    values = "labels" if words == "label" else "codes"
    got, source = decode(columns(*rows, [None] * 3), multiple="code_or_blank", values=values, labels_language="en")
    np.testing.assert_array_equal(got, [*MADE, [np.nan] * 3])
    assert source.findings == []


@pytest.mark.parametrize(
    ("cells", "spec", "cure"),
    [
        (marked(1, 2), {}, "they look like 1 or 2: set data.counted_value to 1"),
        (marked(1, -1), {}, "they look like 1 or -1: set data.counted_value to 1"),
        (marked(1, None), {}, "they look like 1 or a blank: set data.multiple to code_or_blank and data.counted_value to 1"),
        (columns([1, 0, 3], [0, 2, 0]), {}, "they look like codes or 0: set data.multiple to code_or_zero"),
        (columns([1, None, 3], [None, 2, None]), {}, "they look like codes or blanks: set data.multiple to code_or_blank"),
        (columns([3, 1, None], [2, None, None]), {}, "they look like codes in the order of choice: set data.multiple to codes_in_order"),
        (marked(1, 0), {"multiple": "code_or_zero"}, "they look like 1 or 0: set data.multiple to indicators"),
        (marked("Yes", "No"), {"multiple": "code_or_blank"}, "they look like 1 or 0: set data.multiple to indicators"),
        (marked("+", "-"), {}, "they look like + or -: set data.counted_value to +, or to {P: +} for this question alone"),
        (marked("+", None), {}, "they look like codes or blanks: set data.multiple to code_or_blank"),
        (columns([1, 2, 3], [2, 2, 2]), {"counted_value": 1}, "beside 1 they hold 2 and 3, of which one can mean 'not chosen'"),
        (marked(1, 0), {"counted_value": 2}, "they look like 1 or 0: set data.counted_value to null"),
    ],
)
def test_a_way_that_does_not_fit_is_refused_with_the_one_that_does(cells: pd.DataFrame, spec: dict[str, object], cure: str) -> None:
    with pytest.raises(MultipleAnswersError, match=r"a\.csv: P: \d rows are not stored as") as caught:
        decode(cells, **spec)
    assert cure in str(caught.value)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([[1, 0, 99]], [[1, 0, 0]]),  # one option left open beside a chosen one
        ([[None, 1, None], [0, 0, 1]], [[0, 1, 0], [0, 0, 1]]),
        ([[99, 99, 1]], [[0, 0, 1]]),
        ([[96, 1, 0]], [[0, 1, 0]]),
        ([[97, 99, 1]], [[0, 0, 1]]),
        ([[0, 0, 0], [1, 0, 0]], [[0, 0, 0], [1, 0, 0]]),  # none of the options
        ([[96, 0, 0], [1, 0, 0]], [[0, 0, 0], [1, 0, 0]]),  # none of those that were shown
        ([[99, 0, 0], [1, 0, 0]], [[99] * 3, [1, 0, 0]]),
        ([[97, 97, 97], [1, 0, 0]], [[97] * 3, [1, 0, 0]]),
        ([[97, None, 0], [1, 0, 0]], [[97] * 3, [1, 0, 0]]),
        ([[97, 98, 0], [1, 0, 0]], [[99] * 3, [1, 0, 0]]),  # of two classes: no answer
        ([[96, 97, 0], [1, 0, 0]], [[97] * 3, [1, 0, 0]]),
        ([[96, 96, 96], [1, 0, 0]], [[96] * 3, [1, 0, 0]]),
        ([[96, None, 96], [1, 0, 0]], [[96] * 3, [1, 0, 0]]),
        ([[None, 0, 0], [1, 0, 0]], [[np.nan] * 3, [1, 0, 0]]),
        ([[None, None, None], [1, 0, 0]], [[np.nan] * 3, [1, 0, 0]]),
    ],
)
def test_the_answer_to_a_question_is_decided_of_all_its_options(rows: list[list[object]], expected: list[list[float]]) -> None:
    np.testing.assert_array_equal(decode(columns(*rows))[0], expected)


@pytest.mark.parametrize("storage", ["codes_in_order", "code_or_blank", "delimited"])
def test_a_missing_code_beside_a_choice_is_no_choice_in_any_way_of_storing(storage: str) -> None:
    cells = in_one_cell("2; 99") if storage == "delimited" else columns([99, 2, None])
    cells = columns([2, 99, 99]) if storage == "codes_in_order" else cells
    got, source = decode(cells, multiple=storage)
    np.testing.assert_array_equal(got, [[0, 1, 0]])
    assert [finding.rule for finding in source.findings] == ["options_left_open"]


@pytest.mark.parametrize("storage", ["indicators", "codes_in_order", "code_or_blank", "code_or_zero"])
def test_every_respondent_answers_a_multiple_question_as_a_whole(storage: str) -> None:
    rng = np.random.default_rng(1)
    marks = {"indicators": [1, 1, 1], "codes_in_order": [1, 2, 3]}.get(storage, [1, 2, 3])
    fillers = [96, 97, 98, 99] + ([] if storage == "code_or_blank" else [0]) + ([None] if storage != "codes_in_order" else [])
    rows = [[marks[k] if rng.random() < 0.3 else fillers[rng.integers(len(fillers))] for k in range(3)] for _ in range(300)]
    if storage == "codes_in_order":
        rows = [sorted(row, key=lambda cell: cell == 0) for row in rows]
    got, source = decode(columns(*rows), multiple=storage)
    is_marks, is_one_code = (
        np.isin(got, [0, 1]).all(axis=1),
        (got == got[:, :1]).all(axis=1) | np.isnan(got).all(axis=1),
    )
    assert (is_marks | is_one_code).all()
    chosen = np.array([[cell in {1, 2, 3} for cell in row] for row in rows]).any(axis=1)
    np.testing.assert_array_equal((got == 1).any(axis=1), chosen)
    told = {finding.rule: finding.n for finding in source.findings}
    assert told["options_left_open"] == sum(
        c and any(cell in {96, 97, 98, 99, None} for cell in row)
        for c, row in zip(chosen, rows, strict=True)
        if storage != "code_or_blank" or any(cell in {96, 97, 98, 99} for cell in row)
    )


def test_what_is_decided_of_options_is_told_with_its_number() -> None:
    rows: list[list[object]] = [
        [99, 99, 1],
        [1, None, 0],
        [0, 0, 0],
        [99, 0, 0],
        [97, 98, 0],
        [1, 0, 0],
        [96, 0, 0],
    ]
    _, source = decode(columns(*rows))
    assert {finding.rule: (finding.n, finding.action) for finding in source.findings} == {
        "options_left_open": (2, "set_not_chosen"),
        "options_not_shown": (1, "set_not_chosen"),
        "options_partly_missing": (2, "set_missing"),
        "several_missing_codes": (1, "set_no_answer"),
    }


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("web phone", [1, 1, 0]),  # KoboToolbox
        ("web visit phone", [1, 1, 1]),
        ("1 3", [1, 0, 1]),
        ("3", [0, 0, 1]),
        (3.0, [0, 0, 1]),
        ("1;3", [1, 0, 1]),
        ("01; 02", [1, 1, 0]),
        ("phone\nvisit", [0, 1, 1]),
        ("2 - Phone | 3. Visit", None),  # "Phone" is a key, and the label is another
        ("1 - Website | 3. Visit", [1, 0, 1]),
        ("NA", [np.nan] * 3),
        ("", [np.nan] * 3),
        ("97", [97] * 3),
    ],
)
def test_lists_in_a_cell_are_taken_apart(cell: object, expected: list[float] | None) -> None:
    if expected is None:
        expected = [0, 1, 1]
    np.testing.assert_array_equal(decode(in_one_cell(cell), multiple="delimited")[0], [expected])


@pytest.mark.parametrize("separator", ["/", "+", " и ", "::", ", "])
def test_any_separator_can_be_declared(separator: str) -> None:
    cells = in_one_cell(separator.join(["web", "visit"]), "phone")
    got = decode(cells, multiple="delimited", separator=separator)[0]
    np.testing.assert_array_equal(got, [[1, 0, 1], [0, 1, 0]])


@pytest.mark.parametrize("separator", [None, ","])
def test_a_separator_inside_a_label_is_part_of_it(separator: str | None) -> None:
    cells = in_one_cell("Website, Telephone, free of charge, Visit", "Telephone, free of charge")
    spec = {"multiple": "delimited", "values": "labels", "labels_language": "en", "separator": separator}
    np.testing.assert_array_equal(decode(cells, **spec)[0], [[1, 1, 1], [0, 1, 0]])


def test_a_cell_that_can_be_read_in_two_ways_is_refused() -> None:
    options = {k: {"label": {"en": label}} for k, label in enumerate(["ideas", "plans", "ideas, plans"], start=1)}
    spec = {"multiple": "delimited", "values": "labels", "labels_language": "en"}
    with pytest.raises(MultipleAnswersError, match=r"P: 1 rows can be read as one answer or as several \(ideas, plans\)"):
        decode(in_one_cell("ideas, plans"), options=options, **spec)
    got = decode(in_one_cell("ideas, plans; plans"), options=options, **spec, separator=";")[0]
    np.testing.assert_array_equal(got, [[0, 1, 1]])


def test_an_option_called_no_does_not_mean_not_chosen() -> None:
    options = {1: {"label": {"en": "yes"}}, 2: {"label": {"en": "no"}}, 3: {"label": {"en": "other"}}}
    cells = columns(["yes", "no", "no"], ["no", "yes", "no"])
    with pytest.raises(CrowdpotentialError):
        decode(cells, options=options)
    np.testing.assert_array_equal(decode(cells, options=options, counted_value="yes")[0], [[1, 0, 0], [0, 1, 0]])


def test_an_option_numbered_0_is_an_option() -> None:
    options = {code: {"label": {"en": f"option {code}"}} for code in (0, 1, 2)}
    got = decode(columns([0, None, None], [2, 1, None]), options=options, multiple="codes_in_order")[0]
    np.testing.assert_array_equal(got, [[1, 0, 0], [0, 1, 1]])
    np.testing.assert_array_equal(decode(in_one_cell("0", "1;2"), options=options, multiple="delimited")[0], got)


def test_a_missing_code_may_not_be_a_mark() -> None:
    data = codebook_data()
    data["missing"]["zero"] = {0: {"class": "no_answer", "label": {"en": "none", "ru": "нет"}}}
    next(v for v in data["variables"] if v["id"] == "P")["missing"] = "zero"
    source = Source(name="a.csv", spec=DataFile(path="a.csv"))
    cells = columns([1, 0, 0, 0])
    with pytest.raises(
        CodebookError,
        match="P: 0 is a missing code, and in multiple answers stored as indicators it is a mark",
    ):
        decode_multiple(cells, codebook=build_codebook(data, name="tiny"), variable="P", source=source)


@pytest.mark.parametrize(
    ("titles", "spec"),
    [
        (["P/web", "P/phone", "P/visit"], {}),
        (["P.web", "P.phone", "P.visit"], {}),
        (["P:1", "P:2", "P:3"], {}),
        (["P_web", "P_phone", "P_visit"], {}),
        (["P[1]", "P [02]", "P[visit]"], {}),
        (["P [Website]", "P [Телефон]", "P [visit]"], {}),
        (["P/3", "P.1", "P_2"], {"multiple": "codes_in_order"}),
    ],
)
def test_columns_of_options_are_found_under_the_names_that_programs_give(titles: list[str], spec: dict[str, object]) -> None:
    cells = tiny_cells().drop(columns=[f"P_{k}" for k in range(1, 5)])
    found = match_columns(
        cells.assign(**dict.fromkeys(titles, 0)),
        Source(name="a.csv", spec=DataFile.model_validate({"path": "a.csv", **spec})),
        codebook=codebook(),
        faults=Faults(),
    )
    assert sorted(column for column in found if column.startswith("P")) == ["P_1", "P_2", "P_3"]


def test_words_that_mean_nothing_in_any_way_are_told_by_their_rows() -> None:
    with pytest.raises(UnlistedCodeError, match=r"P_1: 1 rows hold words where codes belong; .* \(see row 1\)"):
        decode(columns(["perhaps", 0, 0], [1, 0, 0]))


KOBO = pd.DataFrame(
    {
        "P": ["web visit", "phone", None, "visit"],
        "P_1": [1, 0, None, 0],
        "P_2": [0, 1, 0, 0],
        "P_3": ["1", "0", None, "TRUE"],
    }
)


@pytest.mark.parametrize("storage", ["delimited", "indicators"])
def test_choices_that_a_file_tells_twice_must_agree(storage: str) -> None:
    got, source = decode(KOBO.astype(object), multiple=storage)
    np.testing.assert_array_equal(got[[0, 1, 3]], [*MADE[:2], MADE[2]])
    assert [finding.rule for finding in source.findings if finding.rule == "told_twice"] == ["told_twice"]
    with pytest.raises(
        MultipleAnswersError,
        match=r"P: 1 rows tell other choices in .* than in the columns that data.multiple names",
    ):
        decode(KOBO.astype(object).assign(P=["web visit", "phone", None, "web"]), multiple=storage)
    broken = {"P": ["x y", "phone", None, "web"]} if storage == "indicators" else {"P_1": [7, 1, 2, 3]}
    with pytest.raises(MultipleAnswersError, match="the file tells these choices twice"):
        decode(KOBO.astype(object).assign(**broken), multiple=storage)


@pytest.mark.parametrize("asked_if", [None, {"variable": "mode", "op": "eq", "value": "web"}])
def test_who_says_no_to_every_option_answered_if_he_was_asked(asked_if: dict[str, Any] | None) -> None:
    data = codebook_data()
    next(v for v in data["variables"] if v["id"] == "P")["asked_if"] = asked_if
    cells = tiny_cells().assign(P_1=[0, 0, 0, 0, 1, 1, 1, 1], P_2=0, P_3=0, P_4=0)  # on the web are the second, fourth, ...
    north = RawFile(spec=DataFile(path="north.csv", area="north"), cells=cells)
    south = RawFile(spec=DataFile(path="south.csv", area="south"), cells=tiny_cells(area="south"))
    found = harmonise([north, south], codebook=build_codebook(data, name="t"), areas=tiny_areas(), blocs="NS")
    told = [(f.n, f.base) for f in found.findings if f.rule == "nothing_chosen" and f.source == "north.csv"]
    assert told == ([(4, 8)] if asked_if is None else [(2, 6)])
    assert found.responses["P_3"][:8].tolist() == ([0] * 8 if asked_if is None else [96, 0, 96, 0, 0, 0, 0, 0])


def test_item_nonresponse_of_a_multiple_question_is_not_that_of_its_first_option() -> None:
    """Of eight three quarters leave the first option open, and one leaves out all."""
    rows: list[list[object]] = [[99, 0, 1, 0]] * 5 + [[99] * 4, [1, 0, 0, 0], [0, 1, 0, 99]]
    cells = tiny_cells().assign(**{f"P_{k + 1}": [row[k] for row in rows] for k in range(4)})
    north = RawFile(spec=DataFile(path="north.csv", area="north"), cells=cells)
    south = RawFile(spec=DataFile(path="south.csv", area="south"), cells=tiny_cells(area="south"))
    book = build_codebook(codebook_data(), name="t")
    got = harmonise([north, south], codebook=book, areas=tiny_areas(), blocs="NS").responses
    assert mark_missing(got, book, "P")[:8].tolist() == [0, 0, 0, 0, 0, 1, 0, 0]

    def holds(**condition: object) -> list[bool]:
        truth = evaluate(Condition.model_validate({"variable": "P", **condition}), got, codebook=book)
        return truth.is_true[:8].tolist()

    assert holds(op="answered") == [True] * 5 + [False, True, True]
    assert holds(op="selected", value=3) == [True] * 5 + [False] * 3
    assert holds(op="selected", value=["votes", 2]) == [False] * 6 + [True] * 2
    groups = derive_variables(got, book)["group"][:8].tolist()  # who chose option 2, else by age; missing where P is
    assert groups[5] == 99
    assert groups[7] == 1
    assert set(groups[:5]) <= {2, 3}


@pytest.mark.parametrize(
    ("cells", "spec", "says"),
    [
        (in_one_cell(1.3, "2"), {"multiple": "delimited"}, r"as Excel makes of lists such as 1,3 \(1\.3\); format the column"),
        (columns(["1;2", 0, 0], [0, 1, 0]), {}, r"P_1: 1 rows hold several answers, parted by ; \(1;2\); keep one option in each column"),
        (in_one_cell("web/phone", "2"), {"multiple": "delimited"}, r"several answers, parted by / \(web/phone\); set data.separator"),
        (in_one_cell("web by foot", "2"), {"multiple": "delimited"}, r"P: 1 rows hold words where codes belong; .* \(see row 1\)"),
    ],
)
def test_cells_that_cannot_be_taken_apart_are_named_with_a_cure(cells: pd.DataFrame, spec: dict[str, object], says: str) -> None:
    with pytest.raises(UnlistedCodeError, match=says):
        decode(cells, **spec)


def test_labels_parted_by_blanks_are_taken_apart() -> None:
    cells = in_one_cell("Website Telephone, free of charge Visit", "Telephone, free of charge")
    spec = {"multiple": "delimited", "values": "labels", "labels_language": "en"}
    np.testing.assert_array_equal(decode(cells, **spec)[0], [[1, 1, 1], [0, 1, 0]])


def test_what_is_advised_can_be_done() -> None:
    """The keys that a message names are taken, and then the cells are read."""
    for cells, spec in (
        (marked(1, None), {"multiple": "code_or_blank", "counted_value": 1}),
        (marked("x", None), {"multiple": {"P": "code_or_blank"}}),
        (marked("+", "-"), {"counted_value": {"P": "+"}}),
        (marked(1, 2), {"counted_value": 1}),
    ):
        np.testing.assert_array_equal(decode(cells, **spec)[0], MADE)
