"""The program as the battery calls it: warm in a process beside, which may die or hang, or cold as a user does.

A warm process does what the command does, from `cli.main` on; it spares seconds of imports per call.
"""

import contextlib
import io
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Self

LIMIT = 20.0  # seconds in which whatever is refused must be refused
TO_START = 180.0  # seconds that imports may take on a busy machine
FAULT_FILE = re.compile(r"please send the file (.+\.txt)")
TEMPORARY = Path(tempfile.gettempdir())


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a call of the program left: exit code (None: stopped at the limit; negative: a signal), both streams, time."""

    exit_code: int | None
    out: str
    err: str
    seconds: float

    @property
    def faults(self) -> list[str]:
        """The faults that were told: one, or a numbered list."""
        lines = self.err.splitlines()
        at = next((number for number, line in enumerate(lines) if line.startswith("error: ")), None)
        if at is None:
            return []
        if not re.fullmatch(r"error: \d+ faults", lines[at]):
            return [lines[at].removeprefix("error: ")]
        return [re.sub(r"^\d+\. ", "", line) for line in lines[at + 1 :]]


class Program:
    """The program in a process of its own, started anew where it died or was stopped.

    with Program() as program:
        ran = program.run("check", "--params", "params.yaml")
    """

    def __init__(self, *, has_pages: bool = False) -> None:
        """Start no process yet; without pages a report ends with its tables, seconds earlier."""
        self._has_pages = has_pages
        self._context = multiprocessing.get_context("spawn")
        self._process: multiprocessing.process.BaseProcess | None = None
        self._line: Connection | None = None

    def __enter__(self) -> Self:
        """Start the process."""
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self._stop()

    def run(self, *arguments: str, limit: float = LIMIT) -> Ran:
        """Carry out a command; stop it at the limit, in seconds."""
        if self._process is None or self._line is None or not self._process.is_alive():
            self._start()
        assert self._process is not None  # noqa: S101 for the reader of types
        assert self._line is not None  # noqa: S101
        started = time.perf_counter()
        self._line.send(arguments)
        try:
            if self._line.poll(limit):
                code, out, err = self._line.recv()
                return Ran(exit_code=code, out=out, err=err, seconds=time.perf_counter() - started)
            code = None
        except (EOFError, ConnectionResetError):  # the process died
            self._process.join(LIMIT)
            code = self._process.exitcode
        seconds = time.perf_counter() - started
        self._stop()
        return Ran(exit_code=code, out="", err="", seconds=seconds)

    def _start(self) -> None:
        self._stop()
        self._line, theirs = self._context.Pipe()
        self._process = self._context.Process(target=_serve, args=(theirs, self._has_pages))
        self._process.start()
        theirs.close()
        if not self._line.poll(TO_START):
            self._stop()
            msg = "the program does not start"
            raise RuntimeError(msg)
        self._line.recv()

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._line is not None:
            self._line.close()
        self._process = self._line = None


def run_apart(*arguments: str, limit: float = LIMIT, environment: dict[str, str] | None = None) -> Ran:
    """Carry out a command in a fresh process, as a user does."""
    started = time.perf_counter()
    env = {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(sys.path), **(environment or {})}
    command = [sys.executable, "-m", "crowdpotential", *arguments]
    try:
        done = subprocess.run(
            command, capture_output=True, check=False, env=env, timeout=limit, encoding="utf-8",
            errors="replace", stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Ran(exit_code=None, out="", err="", seconds=time.perf_counter() - started)
    seconds = time.perf_counter() - started
    return Ran(exit_code=done.returncode, out=done.stdout, err=done.stderr, seconds=seconds)


def take_fault_file(ran: Ran) -> str:
    """Read the file that a fault of the program names, and remove it; empty where there is none."""
    found = FAULT_FILE.search(ran.err)
    if found is None or not Path(found[1]).is_file():
        return ""
    text = Path(found[1]).read_text(encoding="utf-8")
    Path(found[1]).unlink()
    return text


def _serve(line: Connection, has_pages: bool) -> None:  # noqa: FBT001 a process is given arguments by place
    """Carry out commands until the other end closes."""
    from crowdpotential import cli, outputs  # noqa: PLC0415 imported in the process that needs them

    if not has_pages:
        outputs.page_files = lambda *_arguments, **_options: {}
    line.send("ready")
    while True:
        try:
            arguments = line.recv()
        except EOFError:
            return
        sys.argv = ["crowdpotential", *arguments]
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                cli.main()
                code: object = 0
            except SystemExit as left:
                code = left.code or 0
        line.send((code, out.getvalue(), err.getvalue()))
