"""Bad answers.

Words and codes that the questionnaire does not know, headers, identifiers, repetitions, dates, numbers, multiple answers.
"""

from collections.abc import Iterator

from battery.corpus.case import Case, both, cells, column, columns, params, raw, variable
from battery.study import PER_AREA, to_csv

CYRILLIC_X = "\u0425"  # looks like the Latin letter


def bad_words() -> Iterator[Case]:
    """Cells with words where codes belong."""
    labels = params("data.2.values", "labels")
    for name, edit, says in (
        ("a word in an item", cells("X1", "agree a bit"), r"east\.csv: X1: 3 rows hold words where codes belong"),
        ("a word in a closed question", cells("sex", "unknown", rows=2), r"east\.csv: sex: 2 rows hold words where codes belong"),
        ("a label, although cells hold codes", cells("X1", "agree", rows=4), r"east\.csv: X1: 4 rows hold labels where codes belong"),
        (
            "a label of another question",
            both(labels, cells("X1", "town")),
            r"east\.csv: X1: 3 rows hold words that are no label of the codebook",
        ),
        (
            "a word that is no label",
            both(labels, cells("X1", "rather agree", rows=5)),
            r"east\.csv: X1: 5 rows hold words that are no label of the codebook",
        ),
        ("a label with a slip", both(labels, cells("X1", "agre")), r"east\.csv: X1: 3 rows hold words that are no label of the codebook"),
        (
            "a label with a letter of another alphabet",
            both(labels, cells("X1", "\u0430gree")),
            r"east\.csv: X1: 3 rows hold words with letters of another alphabet",
        ),
        ("half a label", both(labels, cells("X1", "strongly")), r"east\.csv: X1: 3 rows hold words that are no label of the codebook"),
        (
            "a label in no language of the questionnaire",
            both(labels, cells("X1", "zustimmend")),
            r"east\.csv: X1: 3 rows hold words that are no label of the codebook",
        ),
        ("a word in a number", cells("age", "twenty"), r"east\.csv: age: 3 rows hold no number"),
        ("a range in a number", cells("age", "18-24"), r"east\.csv: age: 3 rows hold no number"),
        ("a unit in a number", cells("age", "34 years", rows=7), r"east\.csv: age: 7 rows hold no number"),
        ("a sign before a number", cells("age", "<18"), r"east\.csv: age: 3 rows hold no number"),
        ("a question mark", cells("X2", "?"), r"east\.csv: X2: 3 rows hold words where codes belong"),
        ("a dash", cells("X2", "-", rows=6), r"east\.csv: X2: 6 rows hold words where codes belong"),
        ("a word for blank that nobody declared", cells("X2", "missing"), r"east\.csv: X2: 3 rows hold words where codes belong"),
        (
            "labels in a language that the questionnaire has not",
            both(labels, params("data.2.labels_language", "de")),
            r"battery: age: code 996, 997, 998, 999 has no label in de",
        ),
    ):
        yield Case(kind="words", name=name, edit=edit, says=says)


def bad_codes() -> Iterator[Case]:
    """Cells with codes that the questionnaire does not list."""
    for name, edit, says in (
        (
            "above the scale",
            cells("X2", 7),
            r"east\.csv: X2: 3 rows hold codes that the codebook does not list",
        ),
        ("zero", cells("X2", 0, rows=4), r"east\.csv: X2: 4 rows hold codes that the codebook does not list"),
        ("below zero", cells("X2", -1), r"east\.csv: X2: 3 rows hold codes that the codebook does not list"),
        ("between two codes", cells("X2", 2.5), r"east\.csv: X2: 3 rows hold numbers that are no whole code"),
        (
            "a very large number",
            cells("X2", 10**18),
            r"east\.csv: X2: 3 rows hold codes that the codebook does not list",
        ),
        (
            "a number beyond all numbers",
            cells("X2", "1e999"),
            r"east\.csv: X2: 3 rows hold words where codes belong",
        ),
        ("infinity", cells("hours", "inf"), r"east\.csv: hours: 3 rows hold no number"),
        (
            "a missing code of another question",
            cells("X2", 997),
            r"east\.csv: X2: 3 rows hold codes that the codebook does not list",
        ),
        (
            "a missing code that nobody lists",
            cells("X2", -9),
            r"east\.csv: X2: 3 rows hold codes that the codebook does not list",
        ),
        (
            "an unlisted code in every row",
            cells("X2", 6, rows=PER_AREA),
            r"east\.csv: X2: 60 rows hold codes that the codebook does not list",
        ),
        (
            "two codes in one cell",
            cells("X2", "1;2"),
            r"east\.csv: X2: 3 rows hold several answers, parted by",
        ),
        ("two codes parted by a comma", cells("X2", "1,2"), r"east\.csv: X2: 3 rows hold no code"),
        ("a code with a letter", cells("X2", "3a"), r"east\.csv: X2: 3 rows hold words where codes belong"),
        ("a hexadecimal number", cells("X2", "0x1"), r"east\.csv: X2: 3 rows hold words where codes belong"),
        (
            "true and false in a scale",
            cells("X2", ["TRUE", "FALSE", "TRUE"]),
            r"east\.csv: X2: 3 rows hold TRUE or FALSE",
        ),
        (
            "a decimal comma that params do not declare",
            cells("hours", "12,5"),
            r"east\.csv: hours: 3 rows hold no number",
        ),
        ("a formula as text", cells("X2", "=1+1"), r"east\.csv: X2: 3 rows hold words where codes belong"),
        (
            "an unlisted sex",
            cells("sex", 3, rows=2),
            r"east\.csv: sex: 2 rows hold codes that the codebook does not list",
        ),
        (
            "an unlisted answer to a routed question",
            cells("why", 4),
            r"east\.csv: why: 3 rows hold codes that the codebook does not list",
        ),
        (
            "an unlisted code in all files",
            columns(lambda t: t.assign(Y4=9)),
            r"north\.csv: Y4: 60 rows hold codes that the codebook does not list",
        ),
    ):
        yield Case(kind="codes", name=name, edit=edit, says=says)


def bad_headers() -> Iterator[Case]:
    """First rows that do not name the columns of the questionnaire."""
    titles = b"Survey of 2026,,\n"
    for name, edit, says in (
        ("a column is missing", column(lambda t: t.drop(columns="Y3")), r"east\.csv: columns are missing: Y3"),
        ("three columns are missing", column(lambda t: t.drop(columns=["Y1", "Y2", "Y3"])), r"east\.csv: columns are missing: Y1, Y2, Y3"),
        ("a column stands twice", raw("east.csv", lambda b: b.replace(b"Y3", b"Y4", 1)), r"east\.csv: column Y4 is there 2 times"),
        ("a column that nobody listed", column(lambda t: t.assign(comment="x")), r"east\.csv: column comment is not in the codebook"),
        (
            "a name with a slip",
            column(lambda t: t.rename(columns={"hours": "huors"})),
            r"east\.csv: column 19 \(S\) is not in the codebook \(did you mean hours\?\); map",
        ),
        (
            "a name with a letter of another alphabet",
            column(lambda t: t.rename(columns={"X1": CYRILLIC_X + "1"})),
            r"east\.csv: column Х1 is not in the codebook",
        ),
        ("a name in capitals", column(lambda t: t.rename(columns={"age": "AGE"})), r"east\.csv: column AGE is not in the codebook"),
        (
            "a column without a name that holds something",
            column(lambda t: t.rename(columns={"hours": ""})),
            r"east\.csv: column 19 has no name in the header, but content",
        ),
        ("no header", raw("east.csv", lambda b: b.split(b"\n", 1)[1]), r"east\.csv: row 1 looks like a respondent's answers"),
        ("a title above the header", raw("east.csv", lambda b: titles + b), r"east\.csv: the names of the columns seem to stand in row 2"),
        (
            "a second header of question texts",
            raw("east.csv", _second_header),
            r"east\.csv: row 2 looks like question texts of the export, not like a respondent",
        ),
        ("a header alone", column(lambda t: t.iloc[:0]), r"east\.csv: holds no respondents"),
        ("an empty file", raw("east.csv", lambda _: b""), r"east\.csv: is empty; deliver it anew, or take it out of data"),
        (
            "blank lines alone",
            raw("east.csv", lambda _: b"\n\n\n"),
            r"east\.csv: is empty; the first row must hold the names of the columns",
        ),
        (
            "an option that the questionnaire does not list",
            column(lambda t: t.assign(M_4=0)),
            r"east\.csv: column M_4 is not in the codebook",
        ),
        ("an option is missing", column(lambda t: t.drop(columns="M_2")), r"east\.csv: columns are missing: M_2, beside M_1, M_3"),
        (
            "all options are missing",
            column(lambda t: t.drop(columns=["M_1", "M_2", "M_3"])),
            r"east\.csv: columns are missing: M_1, M_2, M_3",
        ),
        ("a derived variable is delivered", column(lambda t: t.assign(age_group=1)), r"east\.csv: column age_group is not in the codebook"),
        (
            "a header row beyond the file",
            params("data.2.header_row", 500),
            r"east\.csv: row 500 has no content, but data\.header_row says that it holds the names",
        ),
        (
            "a header row of zero",
            params("data.2.header_row", 0),
            r"params\.yaml: data\[2\]\.header_row: input should be greater than or equal to 1",
        ),
        (
            "a header row in the middle of the answers",
            params("data.2.header_row", 5),
            r"east\.csv: the names of the columns seem to stand in row 1",
        ),
        (
            "rows to skip beyond the file",
            params("data.2.skip_rows", [900]),
            r"east\.csv: data\.skip_rows names row 900, but the rows below the names are 2 to 61",
        ),
        (
            "a column to ignore that is not there",
            params("data.2.ignore", ["commment"]),
            r"east\.csv: data\.ignore names entry 1, which is no column of the file; correct",
        ),
        ("a column to ignore that is needed", params("data.2.ignore", ["X1"]), r"east\.csv: columns are missing: X1"),
        ("the id of respondents is missing", columns(lambda t: t.drop(columns="number")), r"north\.csv: columns are missing: number"),
    ):
        yield Case(kind="headers", name=name, edit=edit, says=says)


def bad_identifiers() -> Iterator[Case]:
    """Interviews that are not told apart, or are delivered twice."""
    for name, edit, says in (
        (
            "numbers in scientific notation",
            cells("number", "2.02E+12", rows=PER_AREA),
            r"east\.csv: number: 60 rows hold 1 different numbers in scientific notation, so that most of their digits are",
        ),
        ("no number", cells("number", "", rows=4), r"east\.csv: 4 rows have no number"),
        (
            "a file listed twice",
            lambda s: s.params["data"].append(dict(s.file("east"))),
            r"data: east\.csv is listed twice, so its respondents would count double",
        ),
        (
            "a file listed twice by another way",
            lambda s: s.params["data"].append({**s.file("east"), "path": "./east.csv"}),
            r"data: east\.csv and \./east\.csv are the same file, so its respondents would count double",
        ),
        (
            "a copy of a file",
            both(
                lambda s: s.params["data"].append({**s.file("east"), "path": "copy.csv"}),
                lambda s: s.files.update({"copy.csv": to_csv(s.answers["east"])}),
            ),
            r"data: east\.csv and copy\.csv are the same file, so its respondents would count double",
        ),
        (
            "a copy with its rows backwards",
            both(
                lambda s: s.params["data"].append({**s.file("east"), "path": "copy.csv"}),
                lambda s: s.files.update({"copy.csv": to_csv(s.answers["east"][::-1])}),
            ),
            r"copy\.csv: 60 of 60 interviews are in east\.csv too, with the same answers to all questions",
        ),
        (
            "two questions with the role of the number",
            variable("interviewer", "role", "respondent_id"),
            r"questionnaire\.yaml: variables: role respondent_id is taken 2 times",
        ),
    ):
        yield Case(kind="ids", name=name, edit=edit, says=says)


def bad_numbers_and_dates() -> Iterator[Case]:
    """Numbers out of range and dates out of the calendar."""
    dates = "study.fieldwork.dates"
    for name, edit, says in (
        ("an age below the range", cells("age", 3, rows=2), r"age: 2 answers lie outside 14 to 110"),
        ("more hours than a week has", cells("hours", 169), r"hours: 3 answers lie outside 0 to 168"),
        ("hours below zero", cells("hours", -1.0), r"hours: 3 answers lie outside 0 to 168"),
        (
            "a number with two decimal marks",
            cells("hours", "1.2.3"),
            r"east\.csv: hours: 3 rows hold no number",
        ),
        (
            "groups of digits",
            cells("hours", "1 000 000"),
            r"east\.csv: hours: 3 rows hold numbers whose thousands are parted",
        ),
        (
            "a date in a number, as Excel makes them",
            cells("hours", "05.Mar"),
            r"east\.csv: hours: 3 rows hold no number",
        ),
        (
            "fieldwork that ends before it begins",
            params(dates, {"start": "2026-03-28", "end": "2026-03-01"}),
            r"params\.yaml: study\.fieldwork\.dates: the fieldwork starts on 2026-03-28 and ends before, on 2026-03-01",
        ),
        (
            "a date of no calendar",
            params(dates, {"start": "2026-02-30", "end": "2026-03-01"}),
            r"params\.yaml: study\.fieldwork\.dates\.start: 2026-02-30 is no day of the calendar",
        ),
        (
            "a date in another order",
            params(dates, {"start": "01.03.2026", "end": "28.03.2026"}),
            r"params\.yaml: study\.fieldwork\.dates\.start: '01\.03\.2026' is no day in ISO form",
        ),
        (
            "a date with a time",
            params(dates, {"start": "2026-03-01T10:00", "end": "2026-03-28"}),
            r"params\.yaml: study\.fieldwork\.dates\.start: '2026-03-01T10:00' is no day in ISO form",
        ),
        (
            "a date without its end",
            params(dates, {"start": "2026-03-01"}),
            r"params\.yaml: study\.fieldwork\.dates\.end: this key is needed",
        ),
        (
            "a year for a date",
            params(dates, {"start": 2026, "end": 2026}),
            r"params\.yaml: study\.fieldwork\.dates\.start: '2026' is no day in ISO form",
        ),
    ):
        yield Case(kind="numbers and dates", name=name, edit=edit, says=says)


def bad_options() -> Iterator[Case]:
    """Multiple answers that are not stored as params say."""
    for name, edit, says in (
        ("indicators of 1 and 2", columns(lambda t: t.assign(M_1=t["M_1"] + 1)), r"north\.csv: M: 39 rows are not stored as indicators"),
        ("indicators with a third value", cells("M_1", 5), r"east\.csv: M_1: 3 rows hold codes that the codebook does not list"),
        (
            "all in one cell, but params say indicators",
            column(lambda t: t.drop(columns=["M_1", "M_2", "M_3"]).assign(M="1;2")),
            r"east\.csv: M has one column, and indicators needs M_1, M_2, M_3",
        ),
        (
            "an unknown way of storing",
            params("data.2.multiple", "dummies"),
            r"params\.yaml: data\[2\]\.multiple: input should be 'indicators', 'codes_in_order', 'code_or_blank',",
        ),
        (
            "delimited, but they are indicators",
            params("data.2.multiple", "delimited"),
            r"east\.csv: M has the columns M_1, M_2, M_3, and delimited needs one",
        ),
        (
            "an unlisted code in a delimited cell",
            both(params("data.2.multiple", "delimited"), column(lambda t: t.drop(columns=["M_1", "M_2", "M_3"]).assign(M="1;9"))),
            r"east\.csv: M: 60 rows hold words where codes belong",
        ),
        ("a counted value that is nowhere", params("data.2.counted_value", 7), r"east\.csv: M: 60 rows are not stored as indicators"),
        (
            "a way of storing for a question that is none",
            params("data.2.multiple", {"X1": "delimited"}),
            r"data\[2\]\.multiple: X1 is no multiple answer",
        ),
    ):
        yield Case(kind="options", name=name, edit=edit, says=says)


def _second_header(content: bytes) -> bytes:
    header, rest = content.split(b"\n", 1)
    texts = b",".join(b"What do you say about " + name + b"?" for name in header.split(b","))
    return header + b"\n" + texts + b"\n" + rest
