"""Deliver interviews as fieldwork does: one file an area, each in its own form (section "Synthetic survey with known truth").

Forms: SPSS .sav with labels and user-missing codes; .xlsx with codes or with the words of the answers; .csv with any delimiter, decimal
sign and encoding. Several answers come as 0/1 per option, codes in the order of choice, code or blank, code or 0, or in one cell.
"""

import csv
import datetime as dt
import io
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import xlsxwriter

from crowdpotential.codebook import Code, Codebook, MissingCode, Variable
from crowdpotential.conditions.routing import not_asked_cell
from crowdpotential.errors import ParamsError
from crowdpotential.params import DataFile
from crowdpotential.stats.arrays import IntArray

_SAV_LABEL_LETTERS = 120  # pyreadstat cuts longer Cyrillic labels without a word: 128 letters for a variable
_SAV_VALUE_LABEL_LETTERS = 58  # and 60 for a value
_SAV_CREATED = slice(92, 109)  # creation date and time in the header: IBM, "System file header record"


def write_file(
    rows: pd.DataFrame,
    spec: DataFile,
    *,
    codebook: Codebook,
    bloc: str | None,
    file_label: str,
    made: dt.datetime,
) -> bytes:
    """Write the interviews of one file in the form that the study declares for it.

    Args:
        rows: codes as in RESPONSES, one row per interview.
        bloc: side of the border, for words that differ by it; None if the file holds several.
        file_label: says what the file is; stands where the format has a place for it.
        made: time of creation to note in the file.

    Raises:
        ParamsError: the study asks for a form that cannot be written.
    """
    kind = Path(spec.path).suffix.lower()
    cells = _cells(rows, spec, codebook)
    if kind == ".sav" and spec.values == "codes":  # noqa: PD011 no frame
        return _write_sav(cells, spec, codebook, bloc=bloc, file_label=file_label, made=made)
    if kind == ".xlsx":
        return _write_xlsx(cells, file_label, made)
    if kind in {".csv", ".tsv"}:
        return _write_csv(cells, spec)
    msg = f"data: {spec.path}: the simulation writes .sav (codes), .xlsx and .csv; choose one of these"
    raise ParamsError(msg)


def _cells(rows: pd.DataFrame, spec: DataFile, codebook: Codebook) -> pd.DataFrame:
    """Arrange the cells as delivered: columns of the form, codes or words."""
    columns: dict[str, pd.Series] = {}
    for variable in codebook.variables:
        if variable.derive is not None or _is_foreign(rows, variable, codebook):
            continue
        if variable.kind.has_options:
            columns |= _several(rows, variable, spec, codebook)
        else:
            columns[variable.id] = _words_or_codes(rows[variable.id], variable, spec, codebook)
    return pd.DataFrame(columns)


def _is_foreign(rows: pd.DataFrame, variable: Variable, codebook: Codebook) -> bool:
    """Return whether a question stands in the questionnaires of other places only."""
    if not variable.is_for_places:
        return False
    unasked = not_asked_cell(variable, codebook)
    return bool((rows[list(codebook.columns(variable.id))] == unasked).all(axis=None))


def _words_or_codes(answers: pd.Series, variable: Variable, spec: DataFile, codebook: Codebook) -> pd.Series:
    if spec.values == "codes" or variable.kind.is_worded:  # noqa: PD011 no frame
        return answers
    words = _labels(variable, spec, codebook)
    return answers.map(lambda code: words.get(code, code)).astype(object)


def _labels(variable: Variable, spec: DataFile, codebook: Codebook) -> dict[int, str]:
    """Return the words of all codes of a variable, missing codes included."""
    language = spec.labels_language or codebook.languages[0]
    every: dict[int, Code | MissingCode] = {
        **codebook.codes(variable.id),
        **codebook.missing_codes(variable.id),
    }
    return {code: entry.label[language] for code, entry in every.items()}


def _several(rows: pd.DataFrame, variable: Variable, spec: DataFile, codebook: Codebook) -> dict[str, pd.Series]:
    """Arrange a multiple answer in one of the five usual forms; a missing answer stands where the first code would."""
    columns, codes = list(codebook.columns(variable.id)), np.array(list(codebook.codes(variable.id)))
    marks = rows[columns].to_numpy(np.int64)
    missing = np.where(marks.max(axis=1) > 1, marks.max(axis=1), 0)
    chosen = np.where(marks == 1, codes, 0)
    storage = spec.storage_of(variable.id)
    if storage == "indicators":
        return {c: pd.Series(marks[:, k], index=rows.index) for k, c in enumerate(columns)}
    if storage in {"code_or_zero", "code_or_blank"}:
        filled = np.where(missing[:, None] > 0, missing[:, None], chosen)
        keep_zero = storage == "code_or_zero"
        return {c: _blank_zeros(pd.Series(filled[:, k], index=rows.index), keep_zero=keep_zero) for k, c in enumerate(columns)}
    lists = [_in_order(found, gone) for found, gone in zip(chosen, missing, strict=True)]
    if storage == "codes_in_order":
        width = variable.max_answers or len(codes)
        padded = np.array([entry + [0] * (width - len(entry)) for entry in lists])
        return {f"{variable.id}_{k + 1}": _blank_zeros(pd.Series(padded[:, k], index=rows.index), keep_zero=False) for k in range(width)}
    words = _labels(variable, spec, codebook)
    tell = words.get if spec.values == "labels" else str  # noqa: PD011 no frame
    separator = f"{spec.separator or ';'} "
    cells = [separator.join(str(tell(code)) for code in entry) for entry in lists]
    return {variable.id: pd.Series(cells, index=rows.index, dtype="str")}


def _in_order(chosen: IntArray, missing: int) -> list[int]:
    """List the marked codes in an order of choice: any that does not follow the list, the same on every machine."""
    marked = [int(code) for code in chosen if code]
    turn = sum(marked) % len(marked) if marked else 0
    return [int(missing)] if missing else marked[turn:] + marked[:turn]


def _blank_zeros(column: pd.Series, *, keep_zero: bool) -> pd.Series:
    return column if keep_zero else column.astype("Int64").mask(column == 0)


def _write_csv(cells: pd.DataFrame, spec: DataFile) -> bytes:
    """Write text cells. Raises ParamsError for a letter that the encoding lacks, instead of a question mark."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=spec.delimiter or ",", lineterminator="\r\n")
    writer.writerow(cells.columns)
    for row in cells.astype(object).where(cells.notna(), "").itertuples(index=False):
        writer.writerow([_text(cell, spec.decimal) for cell in row])
    encoding = spec.encoding or "utf-8-sig"
    try:
        return target.getvalue().encode(encoding)
    except UnicodeEncodeError as error:
        msg = f"data: {spec.path}: {encoding} has no letter U+{ord(target.getvalue()[error.start]):04X}; choose another encoding"
        raise ParamsError(msg) from None


def _text(cell: object, decimal: str) -> str:
    return str(cell).replace(".", decimal) if isinstance(cell, float) else str(cell)


def _write_xlsx(cells: pd.DataFrame, file_label: str, made: dt.datetime) -> bytes:
    """Write a workbook whose second sheet says what it is; nothing a respondent wrote becomes a formula or a link."""
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": file_label, "comments": file_label, "created": made})
        sheet = book.add_worksheet("data")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, list(cells.columns))
        for number, row in enumerate(cells.astype(object).where(cells.notna(), None).itertuples(index=False), start=1):
            sheet.write_row(number, 0, [None if cell in {None, ""} else cell for cell in row])
        book.add_worksheet("READ ME").write_string(0, 0, file_label)
    return target.getvalue()


def _write_sav(
    cells: pd.DataFrame,
    spec: DataFile,
    codebook: Codebook,
    *,
    bloc: str | None,
    file_label: str,
    made: dt.datetime,
) -> bytes:
    """Write an SPSS file with labels and user-missing codes; its time of creation is the one given."""
    owner = {c: v for v in codebook.variables for c in (v.id, *codebook.columns(v.id))}
    coded = [c for c in cells.columns if codebook.missing_codes(owner[c].id)]
    missing = {c: [float(code) for code in codebook.missing_codes(owner[c].id)] for c in coded}
    gone = {c: (min(codes), max(codes)) for c, codes in missing.items()}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "delivery.sav"
        pyreadstat.write_sav(
            cells.astype(dict.fromkeys(coded, "float64")),
            str(path),
            file_label=file_label,
            column_labels={c: _column_label(c, owner[c], spec, codebook, bloc) for c in cells.columns},
            variable_value_labels={c: _value_labels(owner[c], spec, codebook) for c in coded},
            row_compress=True,
            missing_ranges={c: [{"lo": low, "hi": high}] for c, (low, high) in gone.items()},
            variable_measure={c: owner[c].kind.measure for c in cells.columns},
        )
        written = bytearray(path.read_bytes())
    written[_SAV_CREATED] = made.strftime("%d %b %y%H:%M:%S").encode("ascii")
    return bytes(written)


def _column_label(column: str, variable: Variable, spec: DataFile, codebook: Codebook, bloc: str | None) -> str:
    language = spec.labels_language or codebook.languages[0]
    words = variable.wording[language]
    for name, by_bloc in codebook.placeholders.items():
        if bloc is not None and bloc in by_bloc:
            words = words.replace("{" + name + "}", by_bloc[bloc][language])
    if variable.kind.has_options and column != variable.id:
        number = int(column.rpartition("_")[2])
        in_order = spec.storage_of(variable.id) == "codes_in_order"
        words = f"{number}. {words}" if in_order else f"{codebook.codes(variable.id)[number].label[language]} ({variable.id})"
    return _short(words, _SAV_LABEL_LETTERS)


def _value_labels(variable: Variable, spec: DataFile, codebook: Codebook) -> dict[float, str]:
    labels = {float(code): words for code, words in _labels(variable, spec, codebook).items()}
    if variable.kind.has_options and spec.storage_of(variable.id) == "indicators":
        gone = set(codebook.missing_codes(variable.id))
        labels = {code: words for code, words in labels.items() if code in gone}
        labels |= {0.0: "нет", 1.0: "да"} if (spec.labels_language or codebook.languages[0]) == "ru" else {0.0: "no", 1.0: "yes"}
    return {code: _short(words, _SAV_VALUE_LABEL_LETTERS) for code, words in labels.items()}


def _short(words: str, letters: int) -> str:
    """Shorten words where the format would cut them silently, and show that something is left out."""
    return words if len(words) <= letters else words[: letters - 1].rstrip() + "…"
