"""What files tell: each is read as the program reads data files, so that what is found here is what a run will find."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from crowdpotential.errors import ColumnError, ReadError
from crowdpotential.ingest.binary_files import read_sheet
from crowdpotential.ingest.delivered_cells import count_cells, distinct_cells, number_of, plain_text
from crowdpotential.ingest.raw_files import ColumnDictionary, RawFile
from crowdpotential.ingest.readers import TEXTS, read_file
from crowdpotential.ingest.vocabulary import BLANK_WORDS
from crowdpotential.letters import normal_form, tidy
from crowdpotential.params import DataFile
from crowdpotential.params.study import LABELLED_FORMATS
from crowdpotential.starting.delivery import find_decimal, find_header, find_text_form
from crowdpotential.starting.facts import Cell, Column, MultipleSet, Told

BLANKS = frozenset(normal_form(word) for word in BLANK_WORDS)
RUSSIAN_ENCODING = "cp1251"


def tell(paths: Sequence[Path], folder: Path) -> Told:
    """Read files of one questionnaire, and list what they tell of their columns.

    Args:
        paths: of the files.
        folder: of the study that will name them.

    Raises:
        ReadError: a file cannot be read, or files of several kinds are mixed.
        ColumnError: a file has a column twice, or others than the first.
    """
    read = [_read(path) for path in paths]
    first = read[0]
    has_codes = paths[0].suffix.lower() in LABELLED_FORMATS
    for path, raw in zip(paths[1:], read[1:], strict=True):
        _refuse_other_columns(path, raw, paths[0], first)
        if (path.suffix.lower() in LABELLED_FORMATS) is not has_codes:
            msg = f"{path.name}: labelled files and tables of words cannot be begun together; begin with those of one kind"
            raise ReadError(msg)
    specs = {raw.spec.model_dump_json(exclude={"path"}) for raw in read}
    if len(specs) > 1:
        msg = f"{paths[-1].name}: is written otherwise (encoding, delimiter, row of names) than {paths[0].name}; save both in one way"
        raise ReadError(msg)
    cells = pd.concat([raw.cells for raw in read], ignore_index=True)
    decimal = first.spec.decimal
    columns = tuple(
        _column(
            str(title),
            place,
            cells.iloc[:, place - 1],
            first.dictionary.get(str(title), ColumnDictionary()),
            None if has_codes else decimal,
        )
        for place, title in enumerate(cells.columns, start=1)
    )
    form = first.spec.model_dump(exclude_defaults=True, exclude={"path"})
    n_other_sheets = sum(finding.n for raw in read for finding in raw.findings if finding.rule == "other_sheets")
    sets = tuple(MultipleSet(name=name, label=label, columns=tuple(names)) for name, label, names in first.multiple_sets)
    return Told(
        paths=tuple(_path_from(folder, path) for path in paths),
        form=form if has_codes else form | {"values": "labels"},
        columns=columns,
        cells=cells,
        sets=sets,
        n_other_sheets=n_other_sheets,
        has_codes=has_codes,
    )


def _read(path: Path) -> RawFile:
    suffix = path.suffix.lower()
    if suffix in TEXTS and path.is_file():
        found = find_text_form(path)
        header = find_header(found.rows, path.name)
        spec = DataFile(
            path=path.name,
            encoding=found.encoding,
            delimiter=found.delimiter,
            decimal="," if find_decimal(found.rows) == "," else ".",
            header_row=header if header > 1 else None,
        )
        return read_file(path, spec)
    if suffix == ".xlsx" and path.is_file() and path.stat().st_size:
        rows = [[plain_text(cell) for cell in row] for row in read_sheet(path, name=path.name)]
        header = find_header(rows, path.name)
        return read_file(path, DataFile(path=path.name, header_row=header if header > 1 else None))
    try:
        return read_file(path, DataFile(path=path.name))
    except ReadError as error:
        if suffix not in LABELLED_FORMATS or "data.encoding" not in str(error):
            raise
        return read_file(path, DataFile(path=path.name, encoding=RUSSIAN_ENCODING))


def _refuse_other_columns(path: Path, raw: RawFile, first_path: Path, first: RawFile) -> None:
    one, other = set(map(str, first.cells.columns)), set(map(str, raw.cells.columns))
    if one != other:
        msg = (
            f"{path.name}: has {len(other - one)} columns that {first_path.name} lacks, and lacks {len(one - other)} of its; "
            "begin with files of one questionnaire whose columns are called alike"
        )
        raise ColumnError(msg)
    for title, declared in raw.dictionary.items():
        if dict(declared.value_labels) != dict(first.dictionary[title].value_labels):
            msg = f"{path.name}: {raw.titles.call(title)} labels its codes otherwise than in {first_path.name}; make them agree"
            raise ReadError(msg)


def _column(title: str, place: int, cells: "pd.Series[Any]", declared: ColumnDictionary, decimal: str | None) -> Column:
    """Count what stands in the cells of a column; words of a table that are numbers count as numbers."""
    positions, distinct = distinct_cells(cells)
    counts: dict[Cell, int] = {}
    for cell, n in zip(distinct, count_cells(positions, distinct), strict=True):
        text = plain_text(cell)
        if not n or not text or normal_form(text) in BLANKS:
            continue
        number = number_of(cell, decimal or ".") if decimal is not None or not isinstance(cell, str) else float("nan")
        known: Cell = text if number != number else float(number)  # noqa: PLR0124 only NaN differs from itself
        counts[known] = counts.get(known, 0) + n
    labels = {code if isinstance(code, str) else float(code): label for code, label in declared.value_labels.items()}
    tidied = replace(declared, label=tidy(declared.label), value_labels=labels)
    return Column(title=title, place=place, counts=counts, n_rows=len(cells), declared=tidied)


def _path_from(folder: Path, path: Path) -> str:
    """Write the path of a file as the study in a folder names it; on another drive of Windows as a whole."""
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:
        return path.resolve().as_posix()
