"""Work in children of this process, which know what it has imported and cannot spoil it; needs a system with fork."""

import os
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

Job = TypeVar("Job")
LONGEST_WAIT = 900.0  # seconds by the clock, for a child that neither works nor ends


@dataclass(slots=True)
class _Child:
    place: int
    started: float


def in_children(jobs: Iterable[Job], work: Callable[[Job], int], *, seconds: int, n_at_once: int) -> Iterator[tuple[int, int]]:
    """Carry out each job in a child; yield its place and exit code as they end (negative: a signal, such as that of the limit).

    Args:
        jobs: in order.
        work: gives the exit code of a job.
        seconds: of work that a child may do.
        n_at_once: children.
    """
    running: dict[int, _Child] = {}
    for place, job in enumerate(jobs):
        if len(running) == n_at_once:
            yield _wait(running)
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            code = 70
            try:
                resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
                _be_silent()
                code = work(job)
            finally:
                os._exit(code)
        running[pid] = _Child(place, time.monotonic())
    while running:
        yield _wait(running)


def _wait(running: dict[int, _Child]) -> tuple[int, int]:
    """Wait for the next child to end; one that waits for nothing is ended."""
    while True:
        for pid, child in running.items():
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                del running[pid]
                return child.place, os.waitstatus_to_exitcode(status)
            if time.monotonic() - child.started > LONGEST_WAIT:
                os.kill(pid, 9)
        time.sleep(0.02)


def _be_silent() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
