"""Parquet files: the cells of their columns, one by one."""

from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from crowdpotential.ingest.binary.sent_cells import (
    Column,
    LostCell,
    Table,
    encode_column,
    refuse_too_large,
)

EXTENSION = b"ARROW:extension:name"  # a type that only its own package can read, such as pandas' periods
UNNAMED_INDEX = "__index_level_"  # pandas' row numbers, where they are no plain 0, 1, 2, ...


def read_parquet(path: str) -> Table:
    """Read all columns; lists, records and bytes are lost cells, because no answer of a questionnaire is one.

    Raises:
        ArrowException: the file is damaged or encrypted.
        TooLargeError: it says that it holds more cells than any survey has.
    """
    file = pq.ParquetFile(path, page_checksum_verification=True)
    refuse_too_large(file.metadata.num_rows * file.metadata.num_columns)
    table = file.read(use_threads=False)
    both = list(zip(table.schema, table.columns, strict=True))
    columns = [_encode(field, column) for field, column in both if not field.name.startswith(UNNAMED_INDEX)]
    return Table(columns=columns, facts={"n_index_columns": len(both) - len(columns)})


def _encode(field: Any, column: Any) -> Column:  # noqa: ANN401 pyarrow ships no types
    name, kind = field.name, column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if EXTENSION in (field.metadata or {}) or isinstance(kind, pa.BaseExtensionType):
        return _lost(name, column, LostCell("nested", "of a package"))
    if pa.types.is_nested(kind):
        return _lost(name, column, LostCell("nested", str(kind).split("<", maxsplit=1)[0]))
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return _lost(name, column, LostCell("bytes"))
    if pa.types.is_decimal(kind):
        number = int if kind.scale <= 0 else float
        return encode_column(name, [None if cell is None else number(cell) for cell in column.to_pylist()])
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        column = column.cast(pa.timestamp("us", kind.tz), safe=False)
    cells = _to_python(column)
    return encode_column(name, [None if cell != cell else cell for cell in cells])  # noqa: PLR0124 NaN


def _lost(name: str, column: Any, cell: LostCell) -> Column:  # noqa: ANN401
    return encode_column(name, [cell if is_there else None for is_there in column.is_valid().to_pylist()])


def _to_python(column: Any) -> list[Any]:  # noqa: ANN401
    """Return the cells of a column; a date out of the calendar costs its own cell only."""
    try:
        cells: list[Any] = column.to_pylist()
    except (ValueError, OverflowError):
        return [_date_or_lost(cell) for cell in column]
    return cells


def _date_or_lost(cell: Any) -> object:  # noqa: ANN401
    try:
        found: object = cell.as_py()
    except UnicodeDecodeError:
        return LostCell("bytes")
    except (ValueError, OverflowError):
        return LostCell("calendar")
    return found
