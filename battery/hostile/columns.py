"""Hostile .parquet: columns that are no answers, metadata that lies, damage."""

import datetime as dt
import io
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

Spoil = Callable[[bytes], bytes]


def _table(right: bytes) -> Any:  # noqa: ANN401 pyarrow ships no types
    return pq.read_table(io.BytesIO(right))


def _written(table: Any, **options: object) -> bytes:  # noqa: ANN401
    buffer = io.BytesIO()
    pq.write_table(table, buffer, **options)
    return buffer.getvalue()


def _last(make: Callable[[int], Any]) -> Spoil:
    """Put another column in the place of the last one; `make` is given the number of rows."""

    def spoil(right: bytes) -> bytes:
        table = _table(right)
        return _written(table.set_column(table.num_columns - 1, table.column_names[-1], make(table.num_rows)))

    return spoil


def _repeated(value: object, kind: Any) -> Spoil:  # noqa: ANN401
    return _last(lambda n: pa.array([value] * n, kind))


def _noted(key: bytes, note: bytes) -> Spoil:
    return lambda right: _written(_table(right).replace_schema_metadata({key: note}))


def _named(name: str) -> Spoil:
    def spoil(right: bytes) -> bytes:
        table = _table(right)
        return _written(table.rename_columns([*table.column_names[:-1], name]))

    return spoil


def _deep_list(n: int) -> Any:  # noqa: ANN401
    kind, value = pa.int8(), 1
    for _ in range(60):
        kind, value = pa.list_(kind), [value]
    return pa.array([value] * n, kind)


LYING = json.dumps(
    {
        "index_columns": ["nowhere", {"kind": "range", "start": 0, "stop": 10**18, "step": 1}],
        "columns": [
            {
                "name": "Y4",
                "pandas_type": "datetimetz",
                "numpy_type": "float128",
                "metadata": {"timezone": "Mars"},
            }
        ],
        "pandas_version": "999",
    }
).encode()

COLUMNS: Mapping[str, Spoil] = {
    "nothing": lambda _: b"",
    "the first four bytes": lambda _: b"PAR1",
    "the first and last four bytes": lambda _: b"PAR1PAR1",
    "half of it": lambda right: right[: len(right) // 2],
    "without its end": lambda right: right[:-20],
    "bytes behind": lambda right: right + b"x" * 1000,
    "zero bytes in the middle": lambda right: right[:100] + b"\0" * 200 + right[300:],
    "a footer of four gigabytes": lambda right: right[:-8] + b"\xff\xff\xff\xff" + right[-4:],
    "a footer of nothing": lambda right: right[:-8] + b"\0\0\0\0" + right[-4:],
    "a footer of zero bytes": lambda right: right[:-400] + b"\0" * 392 + right[-8:],
    "a locked footer": lambda right: b"PARE" + right[4:-4] + b"PARE",
    "lists": _repeated([1, 2], pa.list_(pa.int8())),
    "large lists": _repeated([1, 2], pa.large_list(pa.int8())),
    "lists of two": _repeated([1, 2], pa.list_(pa.int8(), 2)),
    "lists in lists, 60 deep": _last(_deep_list),
    "records": _repeated({"a": 1}, pa.struct([("a", pa.int8())])),
    "maps": _repeated([("a", 1)], pa.map_(pa.string(), pa.int8())),
    "bytes": _repeated(b"\xff\0", pa.binary()),
    "bytes of one length": _repeated(b"\xff\0", pa.binary(2)),
    "decimals": _repeated(Decimal("3.00"), pa.decimal128(38, 2)),
    "decimals of 76 digits": _repeated(Decimal(3), pa.decimal256(76, 0)),
    "decimals beyond numbers": _repeated(Decimal("9" * 76), pa.decimal256(76, 0)),
    "dictionaries": _last(lambda n: pa.array(["3"] * n).dictionary_encode()),
    "durations": _repeated(dt.timedelta(days=1), pa.duration("ns")),
    "durations beyond the calendar": _repeated(2**62, pa.duration("s")),
    "times": _repeated(1, pa.time64("ns")),
    "dates": _repeated(dt.date(2019, 2, 28), pa.date32()),
    "dates beyond the calendar": _repeated(2**31 - 1, pa.date32()),
    "moments of a time zone": _repeated(1, pa.timestamp("us", "Asia/Tokyo")),
    "moments of a time zone that is none": _repeated(1, pa.timestamp("us", "Mars/Phobos")),
    "moments beyond the calendar": _repeated(2**62, pa.timestamp("ms")),
    "halves": _repeated(3.0, pa.float16()),
    "infinity": _repeated(float("inf"), pa.float64()),
    "no numbers": _repeated(float("nan"), pa.float64()),
    "minus zero": _repeated(-0.0, pa.float64()),
    "the largest whole number": _repeated(2**64 - 1, pa.uint64()),
    "truth": _repeated(True, pa.bool_()),  # noqa: FBT003
    "nulls": _last(pa.nulls),
    "words": _repeated("3", pa.string()),
    "words of views": _repeated("3", pa.string_view()),
    "words of a megabyte": _repeated("x" * 1_000_000, pa.large_string()),
    "zero letters in words": _repeated("3\0", pa.string()),
    "words that are not UTF-8": _last(lambda n: pa.Array.from_buffers(pa.string(), n, pa.array([b"\xff\xfe"] * n).buffers())),
    "runs of one value": _last(lambda n: pa.array([3] * n, pa.int64())),
    "a name that is empty": _named(""),
    "a name twice": _named("Y3"),
    "a name of several lines": _named("a\nerror: b"),
    "a name of a formula": _named("=1+1"),
    "a name of 100,000 letters": _named("x" * 100_000),
    "a name of 5,000 digits": _named("1" * 5000),
    "notes of pandas that are no JSON": _noted(b"pandas", b"{"),
    "notes of pandas that lie": _noted(b"pandas", LYING),
    "notes of pandas 100,000 deep": _noted(b"pandas", b"[" * 100_000),
    "a schema of Arrow that is none": _noted(b"ARROW:schema", b"x"),
    "20,000 columns": lambda _: _written(pa.table({f"c{n}": [1] for n in range(20_000)})),
    "no columns": lambda _: _written(pa.table({})),
    "no rows": lambda right: _written(_table(right).slice(0, 0)),
    "60 million rows": lambda _: _written(pa.table({"number": pa.nulls(60_000_000, pa.int8())})),
    "100 million rows of one number": lambda _: _written(pa.table({"number": pa.repeat(1, 100_000_000)})),
    "a cell of a gigabyte in a few bytes": lambda _: _written(
        pa.table({"number": pa.array(["x" * 300_000_000] * 4, pa.large_string())}), compression="zstd"
    ),
    "a group for every row": lambda right: _written(_table(right), row_group_size=1),
    "an Arrow file": lambda _: b"ARROW1\0\0" + b"\0" * 100,
    "text": lambda _: b"number,point\n1,2\n",
}
