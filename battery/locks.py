"""Folders that another run holds, or that look as if one did."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from battery.program import start
from battery.reports import damage_of, judge, make_report, public_files, require_report, write_study
from battery.trial import Outcome, Trial
from crowdpotential.layout import CACHE, INTERNAL
from crowdpotential.store import locked

FAR_FUTURE = 4_000_000_000  # seconds since 1970


def run(*, short: bool, seed: int, folder: Path) -> Iterator[Trial]:
    """Try to make a report in a folder that is held, and in folders with remains of a lock."""
    del seed  # nothing is drawn
    params = write_study(folder, short=short)
    refused, passed = Outcome.REFUSED, Outcome.PASSED
    ways: dict[str, tuple[Callable[[Path], AbstractContextManager[object]], Outcome]] = {
        "another run holds the folder": (locked, refused),
        "a lock that a dead run left": (_leave_lock, passed),
        "a lock from the future": (_leave_lock_of_the_future, passed),
        "a folder for a lock": (_lay_folder, refused),
        "a file for the cache": (_lay_file_for_cache, refused),
        "a file for the internal folder": (_lay_file_for_internal, refused),
    }
    with start(is_lent=short) as program:
        for number, (name, (hold, expected)) in enumerate(ways.items()):
            if short and number > 1:
                return
            output = folder / f"out{number}"
            if hold is locked:
                require_report(program, params, output)
            before = public_files(output) if output.exists() else {}
            with hold(output):
                ran = make_report(program, params, output, "--set", "seed=2")
            damage = damage_of(ran, output, before)
            yield judge(ran, kind="locks", name=name, expected=expected, folder=folder, damage=damage)


def _leave_lock(output: Path) -> AbstractContextManager[object]:
    with locked(output):
        pass
    return nullcontext()


def _leave_lock_of_the_future(output: Path) -> AbstractContextManager[object]:
    _leave_lock(output)
    (output / CACHE / "lock").touch()
    os.utime(output / CACHE / "lock", (FAR_FUTURE, FAR_FUTURE))
    return nullcontext()


def _lay_folder(output: Path) -> AbstractContextManager[object]:
    (output / CACHE / "lock").mkdir(parents=True)
    return nullcontext()


def _lay_file_for_cache(output: Path) -> AbstractContextManager[object]:
    (output / CACHE).parent.mkdir(parents=True)
    (output / CACHE).write_bytes(b"a file")
    return nullcontext()


def _lay_file_for_internal(output: Path) -> AbstractContextManager[object]:
    output.mkdir()
    (output / INTERNAL).write_bytes(b"a file")
    return nullcontext()
