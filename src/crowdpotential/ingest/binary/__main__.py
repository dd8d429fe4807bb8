"""The process of its own: read the files that the caller names, one after the other, and send their cells back.

Compiled code that reads a stranger's file may end the process or fill the memory. So it runs alone, within limits, and whatever happens
here, the caller gets an answer or the end of the stream. One job is one line of JSON; an answer is two lengths, JSON, and positions.
"""

import contextlib
import json
import struct
import sys
from collections.abc import Mapping
from typing import Any, BinaryIO

from crowdpotential.ingest.binary.sent_cells import Table, refuse_too_large

FRAME = struct.Struct(">QQ")  # bytes of JSON, bytes of positions


def main() -> None:
    """Answer one job after the other until there are no more."""
    for line in sys.stdin.buffer:
        job = json.loads(line)
        limit_resources(job["memory_bytes"], job["cpu_seconds"])
        answer(job, sys.stdout.buffer)


def limit_resources(memory_bytes: int, cpu_seconds: int) -> None:
    """Bound memory and processor time where the system can; on Windows only the caller's clock counts."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 not there on Windows

        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(used.ru_utime + used.ru_stime) + 1 + cpu_seconds
        for what, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, memory_bytes)):
            hard = resource.getrlimit(what)[1]
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def answer(job: Mapping[str, Any], stream: BinaryIO) -> None:
    """Write the columns of a file, or why it is not read."""
    try:
        table = read_table(job)
        columns = [[column.name, column.distinct] for column in table.columns]
        header = json.dumps({"columns": columns, "facts": table.facts}).encode()
        positions = [column.positions for column in table.columns]
        refuse_too_large(sum(map(len, positions)), n_bytes=len(header))
    except Exception as error:  # noqa: BLE001 the caller is told, whatever a stranger's file does
        kind = "MemoryError" if isinstance(error, MemoryError) else type(error).__name__
        header = json.dumps({"refused": kind, "words": str(error)}).encode()
        positions = []
    stream.write(FRAME.pack(len(header), sum(part.itemsize * len(part) for part in positions)) + header)
    stream.writelines(positions)
    stream.flush()


def read_table(job: Mapping[str, Any]) -> Table:
    """Read a file by its kind; only the reader that it needs is imported."""
    path, kind = job["path"], job["kind"]
    if kind == ".xlsx":
        from crowdpotential.ingest.binary.workbook import read_workbook  # noqa: PLC0415

        return read_workbook(path, sheet=job["sheet"])
    if kind == ".parquet":
        from crowdpotential.ingest.binary.parquet import read_parquet  # noqa: PLC0415

        return read_parquet(path)
    from crowdpotential.ingest.binary.labelled import read_labelled  # noqa: PLC0415

    return read_labelled(path, is_stata=kind == ".dta", encoding=job["encoding"])


if __name__ == "__main__":
    main()
