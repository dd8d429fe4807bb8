"""The program as the battery calls it: warm in a process beside, which may die or hang, or cold as a user does.

A warm process does what the command does, from `cli.main` on; it spares seconds of imports per call.
"""

import atexit
import contextlib
import io
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import Self, TypeVar

import numpy as np
import psutil

from battery.trial import Trial

T = TypeVar("T")
LIMIT = 20.0  # seconds of work in which whatever is refused must be refused
WAIT = 600.0  # seconds until a call is stopped: a busy machine takes several for a second of work
N_PROGRAMS = int(os.environ.get("BATTERY_PROGRAMS", os.cpu_count() or 1))  # beside each other
TO_START = 600.0  # seconds that imports may take on a busy machine
FAULT_FILE = re.compile(r"please send the file (.+\.txt)")
TEMPORARY = Path(tempfile.gettempdir())


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a call of the program left: exit code (None: stopped; negative: a signal), both streams, and the time.

    The seconds are those of work of the process and of those that it started, so that a busy machine makes no hang; of a call that was
    stopped those until then.
    """

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

    def __init__(
        self,
        *,
        has_pages: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Start no process yet.

        Args:
            has_pages: without pages a report ends with its tables, seconds earlier.
            environment: variables of the process beside those of this one.
        """
        self._has_pages = has_pages
        self._environment = environment or {}
        self._context = multiprocessing.get_context("spawn")
        self._process: multiprocessing.process.BaseProcess | None = None
        self._line: Connection | None = None

    def __enter__(self) -> Self:
        """Start no process yet; the first command does, so that several programs start beside each other."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self._stop()

    def run(self, *arguments: str, limit: float = WAIT, largest_file: int | None = None) -> Ran:
        """Carry out a command.

        Args:
            arguments: the command and what follows it.
            limit: seconds of waiting after which it is stopped.
            largest_file: bytes that a file may have, where the system knows such a limit.
        """
        if self._process is None or self._line is None or not self._process.is_alive():
            self._start()
        assert self._process is not None  # noqa: S101 for the reader of types
        assert self._line is not None  # noqa: S101
        started, before = time.perf_counter(), _work_of(self._process.pid)
        self._line.send((arguments, largest_file))
        try:
            if self._line.poll(limit):
                code, out, err = self._line.recv()
                return Ran(exit_code=code, out=out, err=err, seconds=_work_of(self._process.pid) - before)
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
        with _environment(self._environment):
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


_LENT: dict[int, Program] = {}  # place -> program; the first on one thread, the second on two, for those who compare them


@contextlib.contextmanager
def start(*, is_lent: bool, place: int = 0, environment: Mapping[str, str] | None = None) -> Iterator[Program]:
    """Start a program for a while; or lend one that lives as long as this process, so that the short battery starts few.

    A program that is lent at a place runs on so many threads and has no other environment.
    """
    if is_lent:
        if place not in _LENT:
            _LENT[place] = Program(environment=on_threads(1 + place))
            atexit.register(_LENT[place].__exit__)
        yield _LENT[place]
    else:
        with Program(environment=environment) as program:
            yield program


def on_threads(number: int) -> dict[str, str]:
    """Return the variables that let the numeric libraries use so many threads."""
    return dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), str(number))


def shuffled(jobs: Sequence[T], seed: int) -> list[T]:
    """Put jobs in an order by the seed, so that a battery that is stopped has tried something of everything."""
    return [jobs[place] for place in np.random.default_rng(seed).permutation(len(jobs))]


def spread(jobs: Sequence[Callable[[Program], Iterable[Trial]]], *, first: Program, n_more: int = N_PROGRAMS - 1) -> Iterator[Trial]:
    """Carry out jobs by several programs beside each other; yield their trials as they are done."""
    idle: SimpleQueue[Program] = SimpleQueue()
    idle.put(first)

    def carry_out(job: Callable[[Program], Iterable[Trial]]) -> list[Trial]:
        program = idle.get()
        try:
            return list(job(program))
        finally:
            idle.put(program)

    with contextlib.ExitStack() as programs, ThreadPoolExecutor(1 + n_more) as pool:
        for _ in range(n_more):
            idle.put(programs.enter_context(Program()))
        try:
            for done in as_completed([pool.submit(carry_out, job) for job in jobs]):
                yield from done.result()
        finally:  # of a battery that is stopped, what nobody has begun is left
            pool.shutdown(cancel_futures=True)


def run_apart(*arguments: str, limit: float = WAIT, environment: Mapping[str, str] | None = None) -> Ran:
    """Carry out a command in a fresh process, as a user does."""
    started, before = time.perf_counter(), _work_of_children()
    env = {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(sys.path), **(environment or {})}
    command = [sys.executable, "-m", "crowdpotential", *arguments]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            check=False,
            env=env,
            timeout=limit,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        return Ran(exit_code=None, out="", err="", seconds=time.perf_counter() - started)
    seconds = _work_of_children() - before
    return Ran(exit_code=done.returncode, out=done.stdout, err=done.stderr, seconds=seconds)


def take_fault_file(ran: Ran) -> str:
    """Read the file that a fault of the program names, and remove it; empty where there is none."""
    found = FAULT_FILE.search(ran.err)
    if found is None or not Path(found[1]).is_file():
        return ""
    text = Path(found[1]).read_text(encoding="utf-8")
    Path(found[1]).unlink()
    return text


def _work_of(process: int | None) -> float:
    """Return the seconds of work of a process and of those that it has started and seen end."""
    return sum(psutil.Process(process).cpu_times()[:4])  # user, system, and both of children


def _work_of_children() -> float:
    times = os.times()
    return times.children_user + times.children_system


@contextlib.contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Set variables of the environment, which a process that starts inherits, for a while."""
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _serve(line: Connection, has_pages: bool) -> None:  # noqa: FBT001 by place
    """Carry out commands until the other end closes."""
    from crowdpotential import cli, outputs  # noqa: PLC0415 imported in the process that needs them

    if not has_pages:
        outputs.page_files = lambda *_arguments, **_options: {}
    line.send("ready")
    while True:
        try:
            arguments, largest_file = line.recv()
        except EOFError:
            return
        sys.argv = ["crowdpotential", *arguments]
        out, err = io.StringIO(), io.StringIO()
        with _files_up_to(largest_file), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                cli.main()
                code: object = 0
            except SystemExit as left:
                code = left.code or 0
        line.send((code, out.getvalue(), err.getvalue()))


@contextlib.contextmanager
def _files_up_to(size: int | None) -> Iterator[None]:
    """Let files grow to a size only, as a quota does; a longer one is an error of writing."""
    if size is None:
        yield
        return
    import resource  # noqa: PLC0415 not on Windows

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
