"""Reading, SPSS: parse one .sav file and send it back as an Arrow stream; `sav` runs this as a script.

pyreadstat is compiled code that reads a file from a stranger: a broken one may end the process or fill the
memory. So it runs alone, within limits, and whatever happens here the caller gets a stream or an exit code.
Imports nothing of the package.
"""

import contextlib
import sys
from datetime import date, datetime, time
from typing import BinaryIO

import pyarrow as pa
import pyreadstat

LARGEST_MEMORY_BYTES = 4 * 2**30
LONGEST_CPU_SECONDS = 300
REFUSALS = (pyreadstat.PyreadstatError, pyreadstat.ReadstatError)
UNREADABLE = 3  # exit code: the parser refused the file


def limit_resources() -> None:
    """Bound memory and processor time where the system can; on Windows only the caller's clock counts."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 not there on Windows

        resource.setrlimit(resource.RLIMIT_AS, (LARGEST_MEMORY_BYTES, LARGEST_MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_CPU_SECONDS, LONGEST_CPU_SECONDS))


def send_table(path: str, stream: BinaryIO) -> None:
    """Write the cells of a .sav file to a stream: numbers, user-missing codes among them, words, ISO dates."""
    columns, _ = pyreadstat.read_sav(path, user_missing=True, output_format="dict")
    table = pa.table({name: pa.array([_plain(cell) for cell in cells]) for name, cells in columns.items()})
    with pa.ipc.new_stream(stream, table.schema) as writer:
        writer.write_table(table)


def _plain(cell: object) -> object:
    return cell.isoformat() if isinstance(cell, date | datetime | time) else cell


if __name__ == "__main__":
    limit_resources()
    try:
        send_table(sys.argv[1], sys.stdout.buffer)
    except (*REFUSALS, pa.ArrowException, ValueError, OverflowError, MemoryError):
        sys.exit(UNREADABLE)
