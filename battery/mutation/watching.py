"""Which lines of the package each test runs, noted test by test as they end."""

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from battery.mutation.subjects import PACKAGE
from battery.mutation.tests_of import Watched


def watch_items(items: Sequence[pytest.Item], notes: Path) -> None:
    """Run tests one after the other and note of each that passes what it ran; a process that is ended leaves what it noted."""
    session = items[0].session
    with notes.open("w", encoding="utf-8") as file:
        for item, after in zip(items, [*items[1:], None], strict=True):
            failed, started = session.testsfailed, time.process_time()
            with watching() as lines:
                item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
            if session.testsfailed == failed:
                told = {"name": item.nodeid, "seconds": time.process_time() - started}
                ran = {module: sorted(seen) for module, seen in lines.items()}
                file.write(json.dumps({**told, "lines": ran}) + "\n")
                file.flush()


def read_notes(notes: Path) -> list[Watched]:
    """Read what was noted; a line that was cut off is left out."""
    if not notes.exists():
        return []
    lines = [line for line in notes.read_text(encoding="utf-8").splitlines() if line.endswith("}}")]
    return [
        Watched(
            name=told["name"],
            seconds=told["seconds"],
            lines={module: frozenset(seen) for module, seen in told["lines"].items()},
        )
        for told in map(json.loads, lines)
    ]


@contextmanager
def watching() -> Iterator[dict[str, set[int]]]:
    """Collect the lines of the package that run inside the block, by module."""
    lines: dict[str, set[int]] = {}
    tracer = _watch(f"{PACKAGE}{os.sep}", lines)
    threading.settrace(tracer)
    sys.settrace(tracer)
    try:
        yield lines
    finally:
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]


def _watch(folder: str, lines: dict[str, set[int]]) -> Callable[[FrameType, str, object], Any]:
    """Return a tracer that adds the lines it sees below a folder."""

    def trace(frame: FrameType, _event: str, _value: object) -> Any:  # noqa: ANN401 as sys.settrace has it
        path = frame.f_code.co_filename
        if not path.startswith(folder):
            return None
        seen = lines.setdefault(path[len(folder) :].replace(os.sep, "/"), set())
        seen.add(frame.f_lineno)

        def note(frame: FrameType, event: str, _value: object) -> Any:  # noqa: ANN401
            if event == "line":
                seen.add(frame.f_lineno)
            return note

        return note

    return trace
