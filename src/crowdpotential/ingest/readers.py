"""Reading: data files as received, into raw cells. Nothing is interpreted yet; `harmonise` does that."""

import codecs
import csv
import io
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa

from crowdpotential.errors import ColumnError, MissingFileError, ReadError
from crowdpotential.ingest.column_names import list_columns, show_column
from crowdpotential.ingest.header_signs import Row
from crowdpotential.ingest.headers import tabulate_rows
from crowdpotential.ingest.raw_files import RawFile
from crowdpotential.ingest.sav import read_sav
from crowdpotential.ingest.workbooks import read_workbook
from crowdpotential.params import DataFile


def read_file(path: Path, spec: DataFile, *, known: Collection[str] = frozenset()) -> RawFile:
    """Read one data file: one row per respondent, columns named as in the file, cells as delivered.

    Args:
        path: where the file is; its extension tells the format: .sav, .xlsx, .csv, .tsv or .parquet.
        spec: encoding, delimiter, sheet, row of the header and rows to skip.
        known: names that its columns may have; they tell the header from other rows.

    Raises:
        MissingFileError: there is no such file.
        ReadError: an unknown format, another encoding than declared, a damaged, locked or dangerous file, or no rows.
        ColumnError: two columns have the same name.
    """
    reader = _FORMATS.get(path.suffix.lower())
    if reader is None:
        msg = f"{path.name}: files of this kind are not read; known are {', '.join(_FORMATS)}"
        raise ReadError(msg)
    if not path.is_file():
        msg = f"{path.as_posix()}: no such file; correct data.path in params or put the file there"
        raise MissingFileError(msg)
    try:
        read = reader(path, spec, known)
    except OSError as error:
        msg = f"{path.name}: cannot be opened ({error.strerror or type(error).__name__}); close it in other programs"
        raise ReadError(msg) from None
    refuse_repeated_columns(read.cells, name=path.name)
    if read.cells.empty:
        msg = f"{path.name}: holds no respondents; remove it from data in params, or deliver it anew"
        raise ReadError(msg)
    return read


def refuse_repeated_columns(frame: pd.DataFrame, *, name: str) -> None:
    """Refuse a frame in which two columns have the same name. Raises ColumnError naming them."""
    repeated = [str(column) for column in frame.columns[frame.columns.duplicated()].unique()]
    if len(repeated) == 1:
        times = int((frame.columns == repeated[0]).sum())
        msg = f"{name}: column {show_column(repeated[0])} is there {times} times; keep one, or rename the others"
        raise ColumnError(msg)
    if repeated:
        msg = f"{name}: {len(repeated)} names stand over several columns: {list_columns(repeated)}; rename columns, or keep one of each"
        raise ColumnError(msg)


def _read_text(path: Path, spec: DataFile, known: Collection[str]) -> RawFile:
    return tabulate_rows(_rows_of_text(path, spec), spec, name=path.name, known=known)


def _rows_of_text(path: Path, spec: DataFile) -> Sequence[Row]:
    delimiter = spec.delimiter or ("\t" if path.suffix.lower() == ".tsv" else ",")
    text = _decode(path, spec.encoding)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        msg = f"{path.name}: not a readable table of text ({error}); check delimiter and quotes"
        raise ReadError(msg) from None
    if (
        rows
        and max(map(len, rows)) == 1
        and (other := next((mark for mark in ";\t,|" if mark in text), None))
    ):
        msg = f"{path.name}: one column only, with {other!r} in its cells; set data.delimiter to {other!r}"
        raise ReadError(msg)
    return rows


def _decode(path: Path, encoding: str) -> str:
    content = path.read_bytes()
    try:
        is_unicode = codecs.lookup(encoding).name.startswith("utf")
        if not is_unicode and not content.isascii() and _is_utf8(content):
            msg = f"{path.name}: is encoded in utf-8, not {encoding}; set data.encoding to utf-8-sig"
            raise ReadError(msg)
        return content.decode("utf-8-sig" if codecs.lookup(encoding).name == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        msg = f"{path.name}: not encoded in {encoding} (line {line}); set data.encoding, such as cp1251 or utf-8-sig"
        raise ReadError(msg) from None
    except LookupError:
        msg = f"{path.name}: there is no encoding {encoding}; set data.encoding, such as cp1251 or utf-8-sig"
        raise ReadError(msg) from None


def _is_utf8(content: bytes) -> bool:
    """Say whether bytes are valid UTF-8, which words in a one-byte Cyrillic encoding practically never are."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _read_excel(path: Path, spec: DataFile, known: Collection[str]) -> RawFile:
    return tabulate_rows(read_workbook(path, sheet=spec.sheet), spec, name=path.name, known=known)


def _read_spss(path: Path, spec: DataFile, _: Collection[str]) -> RawFile:
    return RawFile(spec=spec, cells=read_sav(path))


def _read_parquet(path: Path, spec: DataFile, _: Collection[str]) -> RawFile:
    try:
        return RawFile(spec=spec, cells=pd.read_parquet(path, engine="pyarrow"))
    except (pa.ArrowException, ValueError):
        msg = f"{path.name}: not a readable parquet file; write it anew"
        raise ReadError(msg) from None


_FORMATS: Mapping[str, Callable[[Path, DataFile, Collection[str]], RawFile]] = {
    ".sav": _read_spss,
    ".xlsx": _read_excel,
    ".csv": _read_text,
    ".tsv": _read_text,
    ".parquet": _read_parquet,
}
