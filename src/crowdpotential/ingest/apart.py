"""Reading: binary files are parsed in a process of their own, within limits of memory and time; one process reads all files of a run."""

import json
import os
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from crowdpotential.ingest.binary.sent_cells import decode_cells

LARGEST_MEMORY_BYTES = 4 * 2**30
MEMORY = f"{LARGEST_MEMORY_BYTES // 2**30} GB of memory"
CPU_SECONDS, CPU_SECONDS_PER_MB = (
    15,
    4,
)  # a workbook of a megabyte, 200,000 answers, takes one; a damaged file may take for ever
LONGEST_CPU_SECONDS = 300
LONGEST_SECONDS = 600
OUT_OF_TIME = getattr(signal, "SIGXCPU", 0)  # Windows has no such limit
FRAME = struct.Struct(">QQ")  # bytes of JSON, bytes of positions
PACKAGES = Path(__file__).resolve().parents[2]  # where the reading process finds this package
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1"}  # each thread would reserve address space, which is limited


class RefusedFileError(Exception):
    """The reading process did not read a file."""

    def __init__(self, kind: str, words: str) -> None:
        """Keep the name of the fault there, and its words, which are for the user where the fault is ours."""
        super().__init__(kind)
        self.kind = kind
        self.words = words


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What the reading process sent back."""

    names: list[str]  # of the columns; all "" where the file does not name them
    columns: list[npt.NDArray[np.object_]]
    facts: Mapping[str, Any]


class ReaderProcess(AbstractContextManager["ReaderProcess"]):
    """A process that reads one file after the other; it begins with the first, and anew after one that ended it."""

    def __init__(self) -> None:
        """Start without a process."""
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the process."""
        self._stop()

    def read(self, path: Path, kind: str, *, encoding: str | None = None, sheet: str | None = None) -> Delivered:
        """Read a file.

        Args:
            path: of the file.
            kind: its extension: .sav, .zsav, .dta, .xlsx or .parquet.
            encoding: of .sav and .dta; None: as the file declares.
            sheet: of .xlsx; None: the first.

        Raises:
            RefusedFileError: the reader refused the file; or its kind is "ended" or "time", and its words are the limit.
        """
        process = self._process = self._process or _start()
        job = {
            "path": str(path.resolve()),
            "kind": kind,
            "encoding": encoding,
            "sheet": sheet,
            "memory_bytes": LARGEST_MEMORY_BYTES,
            "cpu_seconds": _cpu_seconds(path),
        }
        is_late = threading.Event()

        def end() -> None:
            is_late.set()
            process.kill()

        clock = threading.Timer(LONGEST_SECONDS, end)
        clock.start()
        try:
            header, positions = _exchange(process, json.dumps(job).encode() + b"\n")
        except (EOFError, OSError):
            code = self._stop(patience=1)
            late = f"{LONGEST_SECONDS:g} seconds" if is_late.is_set() else ""
            if code == -OUT_OF_TIME and not late:
                late = f"{job['cpu_seconds']} seconds of processor time"
            raise RefusedFileError(*(("time", late) if late else ("ended", MEMORY))) from None
        finally:
            clock.cancel()
        if "refused" in header:
            kind = header["refused"]
            raise RefusedFileError(kind, MEMORY if kind == "MemoryError" else header["words"])
        found = header["columns"]
        n_rows = len(positions) // len(found) if found else 0
        by_column = positions.reshape(len(found), n_rows)
        return Delivered(
            names=[name for name, _ in found],
            columns=[decode_cells(cells, places) for (_, cells), places in zip(found, by_column, strict=True)],
            facts=header["facts"],
        )

    def _stop(self, *, patience: float = 0) -> int | None:
        """End the process, if it does not end by itself within some seconds; give its exit code: minus the signal that ended it."""
        process, self._process = self._process, None
        if process is None:
            return None
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
        process.kill()
        process.communicate()
        return process.returncode


def _cpu_seconds(path: Path) -> int:
    """Allow a reader more processor time for a larger file."""
    return min(CPU_SECONDS + CPU_SECONDS_PER_MB * path.stat().st_size // 10**6, LONGEST_CPU_SECONDS)


def _start() -> subprocess.Popen[bytes]:
    paths = [str(PACKAGES), *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "crowdpotential.ingest.binary"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | ENVIRONMENT | {"PYTHONPATH": os.pathsep.join(paths)},
    )


def _exchange(process: "subprocess.Popen[bytes]", job: bytes) -> tuple[dict[str, Any], npt.NDArray[np.int32]]:
    """Send a job and receive the answer. Raises EOFError or OSError where the process ends before it is complete."""
    if process.stdin is None or process.stdout is None:
        raise EOFError
    process.stdin.write(job)
    process.stdin.flush()
    sizes = process.stdout.read(FRAME.size)
    if len(sizes) < FRAME.size:
        raise EOFError
    n_header, n_positions = FRAME.unpack(sizes)
    header, positions = process.stdout.read(n_header), process.stdout.read(n_positions)
    if len(header) < n_header or len(positions) < n_positions:
        raise EOFError
    return json.loads(header), np.frombuffer(positions, dtype=np.int32)
