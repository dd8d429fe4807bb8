"""Ctrl+C: one line, exit code 1, no process and no folder left behind, within a moment, whatever the program is doing.

So it is when the system asks the program to end, or its window is closed: a repeat's folder holds single respondents.

Python tells a signal to its main thread, and only between two steps of it: a compiled kernel, or a pool that waits for its workers,
would hold it up. So a thread of its own waits for the signal and ends the processes that the program started, and the program.
"""

import os
import shutil
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

import psutil

STOPPED = 1
SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
ROUNDS, SECONDS_PER_ROUND = 3, 0.3  # of ending child processes; another thread may start one meanwhile


@dataclass(slots=True)
class _Process:
    """What the thread that waits for Ctrl+C must know of this process."""

    is_unbroken: bool = False  # the main thread puts files in place, or is about to
    unbroken: threading.Lock = field(default_factory=threading.Lock)  # held while it does
    folders: set[str] = field(default_factory=set)  # to be removed with the program
    line: str = ""  # what Ctrl+C says


_THIS = _Process()


@contextmanager
def stops_at_once(line: str) -> Iterator[None]:
    """End the program with this line and exit code 1 when the user presses Ctrl+C inside the block, or the system asks for it."""
    if threading.current_thread() is not threading.main_thread():
        yield  # whoever runs the program in another thread answers for signals
        return
    tell_when_stopped(line)
    receiver, sender = socket.socketpair()
    sender.settimeout(0)  # the interpreter wants it so
    threading.Thread(target=_wait, args=(receiver,), daemon=True).start()

    def hold(number: int, _frame: FrameType | None) -> None:
        """Keep the main thread from taking the end of its child processes for a fault."""
        with suppress(OSError):
            sender.send(bytes([number]))  # again, in case an event loop has taken the interpreter's own message
        while not _THIS.is_unbroken:
            time.sleep(1)

    taken = [number for number in SIGNALS if number == signal.SIGINT or signal.getsignal(number) == signal.SIG_DFL]  # nohup ignores one
    handlers, woken = (
        {number: signal.signal(number, hold) for number in taken},
        signal.set_wakeup_fd(sender.fileno()),
    )
    try:
        yield
    finally:
        signal.set_wakeup_fd(woken)
        for number, handler in handlers.items():
            signal.signal(number, handler)
        sender.close()


def tell_when_stopped(line: str) -> None:
    """Make Ctrl+C say this from now on, because something else is true than before."""
    _THIS.line = line


@contextmanager
def unbroken() -> Iterator[None]:
    """Ignore Ctrl+C for the last moment of a run, in which its files are put in place."""
    _THIS.is_unbroken = True  # before the lock is taken and until it is free, so that nobody waits for ever
    try:
        with _THIS.unbroken:
            yield
    finally:
        _THIS.is_unbroken = False


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Return a private folder that is removed behind the block, and by Ctrl+C."""
    with TemporaryDirectory(prefix="crowdpotential-", ignore_cleanup_errors=True) as name:
        _THIS.folders.add(name)
        try:
            yield Path(name)
        finally:
            _THIS.folders.discard(name)


def _wait(receiver: socket.socket) -> None:
    """Wait for the number of the signal; an empty message says that the block has ended."""
    with receiver:
        while numbers := receiver.recv(1):
            if numbers[0] in SIGNALS and _THIS.unbroken.acquire(blocking=False):
                _end(_THIS.line)


def _end(line: str) -> None:
    try:
        for _ in range(ROUNDS):
            children = psutil.Process().children(recursive=True)
            for child in children:
                with suppress(psutil.Error):
                    child.kill()
            psutil.wait_procs(children, timeout=SECONDS_PER_ROUND)
        for name in tuple(_THIS.folders):
            shutil.rmtree(name, ignore_errors=True)
        os.write(2, f"{line}\n".encode())  # not print: the main thread may hold that
    finally:
        os._exit(STOPPED)
