"""Reading: what the reading process found in a binary file becomes a raw file, or one line that says why not."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from crowdpotential.errors import ReadError
from crowdpotential.ingest.apart import Delivered, ReaderProcess, RefusedFileError
from crowdpotential.ingest.encodings import count_garbled
from crowdpotential.ingest.findings import Finding
from crowdpotential.ingest.headers import tabulate_rows
from crowdpotential.ingest.raw_files import ColumnDictionary, RawFile
from crowdpotential.ingest.titles import Titles
from crowdpotential.params import DataFile
from crowdpotential.params.study import LABELLED_FORMATS
from crowdpotential.quoting import words_of

SPSS, STATA = (
    ("an SPSS file", "save it anew in SPSS, or as .csv"),
    ("a Stata file", "save it anew in Stata, or as .csv"),
)
KINDS = {  # extension -> what it is, and what to do where it cannot be read
    ".sav": SPSS,
    ".zsav": SPSS,
    ".dta": STATA,
    ".xlsx": ("an Excel workbook", "save it anew as .xlsx, or as .csv"),
    ".parquet": ("a parquet file", "write it anew"),
}


def read_binary(path: Path, spec: DataFile, known: Collection[str], apart: ReaderProcess, *, name: str) -> RawFile:
    """Read a file by its extension, one of KINDS; `name` stands in the messages.

    Raises:
        ReadError: damaged, dangerous or too large; letters encoded otherwise; no such sheet, or no header in it.
    """
    kind = path.suffix.lower()
    try:
        found = apart.read(path, kind, encoding=spec.encoding, sheet=spec.sheet)
    except RefusedFileError as refused:
        raise ReadError(_explain(refused, name, kind, spec)) from None
    if kind == ".xlsx":
        raw = tabulate_rows(rows_of_sheet(found), spec, name=name, known=known)
        return replace(raw, findings=(*raw.findings, *_sheet_findings(found, name)))
    if kind in LABELLED_FORMATS and spec.encoding is None and (n_garbled := count_garbled(found.names)):
        msg = (
            f"{name}: the names of {n_garbled} columns look as if they were encoded otherwise than the file declares; "
            "set data.encoding, such as cp1251 or utf-8"
        )
        raise ReadError(msg)
    frame = pd.DataFrame(dict(enumerate(found.columns)), dtype=object)
    frame.columns = pd.Index(found.names, dtype=object)
    described = {
        title: ColumnDictionary(
            label=entry["label"],
            value_labels=dict(entry["value_labels"]),
            missing_ranges=tuple((low, high) for low, high in entry["missing_ranges"]),
            missing_texts=tuple(entry["missing_texts"]),
            measure=entry["measure"],
        )
        for title, entry in found.facts.get("dictionary", {}).items()
    }
    places = {title: place for place, title in enumerate(found.names, start=1)}
    titles = Titles(places=places, words=words_of(known))
    sets = tuple((group, label, tuple(columns)) for group, label, columns in found.facts.get("multiple_sets", ()))
    raw = RawFile(spec=spec, cells=frame, dictionary=described, multiple_sets=sets, titles=titles, called=name)
    note = "an index without a name, which only numbers the rows"
    n_rows = len(frame) if found.facts.get("n_index_columns") else 0
    return replace(raw, findings=(raw.remark("row_numbers", "", n_rows, n_rows, "left_out", note=note),))


def read_sheet(path: Path, *, name: str) -> list[list[object]]:
    """Return the rows of the first sheet of a workbook, before it is known where its names stand. Raises ReadError as `read_binary`."""
    spec = DataFile(path=path.name)
    with ReaderProcess() as apart:
        try:
            return rows_of_sheet(apart.read(path, path.suffix.lower()))
        except RefusedFileError as refused:
            raise ReadError(_explain(refused, name, path.suffix.lower(), spec)) from None


def rows_of_sheet(found: Delivered) -> list[list[object]]:
    """Return the rows of a worksheet, which the reading process sends as one column of cells."""
    rows: list[list[object]] = found.columns[0].reshape(found.facts["n_rows"], found.facts["n_columns"]).tolist() if found.columns else []
    return rows


def _explain(refused: RefusedFileError, name: str, kind: str, spec: DataFile) -> str:
    what, cure = KINDS[kind]
    if refused.kind == "WorkbookError":  # its words are for the user
        return f"{name}: {refused.words}"
    if refused.kind == "TooLargeError":
        return f"{name}: holds {refused.words}, more than any survey has; deliver only the rows and columns that the study uses"
    if refused.kind == "UnknownEncodingError":
        declared = f"in {spec.encoding}" if spec.encoding else "as the file declares"
        return f"{name}: its letters are not encoded {declared}; set data.encoding, such as cp1251 or utf-8, or {cure}"
    if refused.kind == "time":
        return f"{name}: not read within {refused.words}; {cure}"
    if refused.kind in {"ended", "MemoryError"}:
        return f"{name}: not readable as {what}: damaged, or needs more than {refused.words}; {cure}"
    return f"{name}: not readable as {what}, perhaps damaged or locked with a password; {cure}"


def _sheet_findings(found: Delivered, name: str) -> list[Finding]:
    """Return which sheet was read, and what its reader in Excel may not see."""
    facts: Any = found.facts
    others = [f"{shown} (hidden)" if is_hidden else shown for _, is_hidden, shown in facts["other_sheets"]]
    sheet = facts["sheet_shown"]
    hidden = "hidden by a filter, or by hand" if facts["is_filtered"] else "hidden"
    counts = [
        ("other_sheets", len(others), facts["n_sheets"], "not_read", f"read is {sheet}, not {', '.join(others)}"),
        ("hidden_rows", facts["n_hidden_rows"], facts["n_rows"], "keep", f"{hidden} in sheet {sheet}, read all the same"),
        ("hidden_columns", facts["n_hidden_columns"], facts["n_columns"], "keep", f"hidden in sheet {sheet}, read all the same"),
    ]
    return [Finding(rule=rule, source=name, n=n, base=base, action=action, note=note) for rule, n, base, action, note in counts if n]
