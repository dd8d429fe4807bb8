"""Reading: data files as received, into raw cells. Nothing is interpreted yet; `harmonise` does that."""

import codecs
import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from crowdpotential.errors import ColumnError, Faults, MissingFileError, ReadError, is_there
from crowdpotential.ingest.apart import ReaderProcess
from crowdpotential.ingest.binary_files import KINDS, read_binary
from crowdpotential.ingest.contents import kind_of_content
from crowdpotential.ingest.header_signs import Row
from crowdpotential.ingest.headers import tabulate_rows
from crowdpotential.ingest.raw_files import RawFile
from crowdpotential.ingest.text_rows import read_bytes, read_rows
from crowdpotential.ingest.titles import Titles, name_file
from crowdpotential.ingest.wanted_rows import keep_wanted
from crowdpotential.params import DataFile
from crowdpotential.quoting import NOTHING

TEXTS = (".csv", ".tsv")
KNOWN = (*KINDS, *TEXTS)
DEFAULT_ENCODING = "utf-8-sig"  # of texts; .sav and .dta declare their own


def read_files(
    folder: Path,
    specs: Sequence[DataFile],
    *,
    known: Collection[str] = frozenset(),
    missing: Mapping[str, frozenset[str]] | None = None,
    words: Collection[str] = NOTHING,
) -> list[RawFile]:
    """Read the rows that a study wants of its data files, all binary ones in one process.

    Args:
        folder: that their paths start from.
        specs: the files, as params describe them.
        known: names that their columns may have; they tell the header from other rows.
        missing: how missing codes are written, by column of the codebook; they are no answers that `where` could count.
        words: that names of files may have to stand in messages.

    Raises:
        CrowdpotentialError: as `read_file` and `keep_wanted`; the faults of all files together.
    """
    faults, read = Faults(), list[RawFile]()
    with ReaderProcess() as apart:
        for place, spec in enumerate(specs, start=1):
            with faults.collected():
                called = name_file(spec, place, words)
                raw = read_file(folder / spec.path, spec, known=known, apart=apart, name=called)
                read.append(keep_wanted(replace(raw, called=called), missing))
    faults.raise_any()
    return read


def read_file(
    path: Path,
    spec: DataFile,
    *,
    known: Collection[str] = frozenset(),
    apart: ReaderProcess | None = None,
    name: str = "",
) -> RawFile:
    """Read one data file: one row per respondent, columns named as in the file, cells as delivered.

    Args:
        path: where the file is; its extension tells the format: .sav, .zsav, .dta, .xlsx, .parquet, .csv or .tsv.
        spec: encoding, delimiter, sheet, row of the header and rows to skip.
        known: names that its columns may have; they tell the header from other rows.
        apart: reads binary files; None: a process for this file alone.
        name: that messages give it; by default its own.

    Raises:
        MissingFileError: there is no such file.
        ReadError: an unknown format, another encoding than declared, a damaged, locked or dangerous file, or no rows.
        ColumnError: two columns have the same name.
    """
    name = name or path.name
    if path.suffix.lower() not in KNOWN:
        msg = f"{name}: files of this kind are not read; known are {', '.join(KNOWN)}"
        raise ReadError(msg)
    if not is_there(path):
        place = path.as_posix() if name == path.name else name
        msg = f"{place}: no such file; correct data.path in params or put the file there"
        raise MissingFileError(msg)
    try:
        if path.stat().st_size == 0:
            msg = f"{name}: is empty; deliver it anew, or take it out of data"
            raise ReadError(msg)
        _refuse_other_content(path, name)
        read = _read(path, spec, known, apart, name)
    except OSError as error:
        msg = f"{name}: cannot be opened ({error.strerror or type(error).__name__}); close it in other programs"
        raise ReadError(msg) from None
    refuse_repeated_columns(read.cells, name=name, titles=read.titles)
    if read.cells.empty:
        msg = f"{name}: holds no respondents; remove it from data in params, or deliver it anew"
        raise ReadError(msg)
    return read


def refuse_repeated_columns(frame: pd.DataFrame, *, name: str, titles: Titles) -> None:
    """Refuse a frame in which two columns have the same name. Raises ColumnError naming them."""
    repeated = [str(column) for column in frame.columns[frame.columns.duplicated()].unique()]
    if len(repeated) == 1:
        times = int((frame.columns == repeated[0]).sum())
        msg = f"{name}: {titles.call(repeated[0])} is there {times} times; keep one, or rename the others"
        raise ColumnError(msg)
    if repeated:
        msg = f"{name}: {len(repeated)} names stand over several columns: {titles.list(repeated)}; rename columns, or keep one of each"
        raise ColumnError(msg)


def _read(path: Path, spec: DataFile, known: Collection[str], apart: ReaderProcess | None, name: str) -> RawFile:
    if path.suffix.lower() in TEXTS:
        return tabulate_rows(_rows_of_text(path, spec, name), spec, name=name, known=known)
    if apart is not None:
        return read_binary(path, spec, known, apart, name=name)
    with ReaderProcess() as own:
        return read_binary(path, spec, known, own, name=name)


def _refuse_other_content(path: Path, name: str) -> None:
    """Refuse a file that is not what its name says. Raises ReadError with the extension that it should have."""
    named, kind = path.suffix.lower(), kind_of_content(path)
    if kind in {"", named} or {kind, named} <= {".sav", ".zsav"} or (kind == "text" and named in TEXTS):
        return
    if kind == "text":
        msg = f"{name}: holds text, as a .csv does; name it so, here and in data.path"
    elif kind in KINDS:
        msg = f"{name}: is {KINDS[kind][0]} under another name; let it end in {kind}, here and in data.path"
    else:
        msg = f"{name}: is {kind}; save it as .xlsx, .sav or .csv"
    raise ReadError(msg)


def _rows_of_text(path: Path, spec: DataFile, name: str) -> Sequence[Row]:
    delimiter = spec.delimiter or ("\t" if path.suffix.lower() == ".tsv" else ",")
    text = _decode(path, spec.encoding or DEFAULT_ENCODING, name)
    if "\0" in text:
        msg = f"{name}: holds zero bytes, as damaged files do, or text in utf-16; set data.encoding to utf-16-le, or save it anew"
        raise ReadError(msg)
    try:
        rows = read_rows(text, delimiter, name=name)
    except csv.Error as error:
        msg = f"{name}: not a readable table of text ({error}); check delimiter and quotes"
        raise ReadError(msg) from None
    if rows and max(map(len, rows)) == 1 and (other := next((mark for mark in ";\t,|" if mark in text), None)):
        msg = f"{name}: one column only, with {other!r} in its cells; set data.delimiter to {other!r}"
        raise ReadError(msg)
    return rows


def _decode(path: Path, encoding: str, name: str) -> str:
    content = read_bytes(path, name=name)
    try:
        is_marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and b"\0" in content
        if is_marked and codecs.lookup(encoding).name not in {"utf-16", "utf-32"}:
            msg = f"{name}: is encoded in utf-16, not {encoding}; set data.encoding to utf-16"
            raise ReadError(msg)
        is_unicode = codecs.lookup(encoding).name.startswith("utf")
        if not is_unicode and not content.isascii() and _is_utf8(content):
            msg = f"{name}: is encoded in utf-8, not {encoding}; set data.encoding to utf-8-sig"
            raise ReadError(msg)
        return content.decode("utf-8-sig" if codecs.lookup(encoding).name == "utf-8" else encoding)
    except UnicodeError as error:
        line = content.count(b"\n", 0, getattr(error, "start", 0)) + 1
        msg = f"{name}: not encoded in {encoding} (line {line}); set data.encoding, such as cp1251 or utf-8-sig"
        raise ReadError(msg) from None
    except LookupError:
        msg = f"{name}: there is no encoding {encoding}; set data.encoding, such as cp1251 or utf-8-sig"
        raise ReadError(msg) from None


def _is_utf8(content: bytes) -> bool:
    """Return whether bytes are valid UTF-8, which words in a one-byte Cyrillic encoding practically never are."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
