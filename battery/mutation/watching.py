"""A plugin of pytest: which lines of the package each test runs, and which tests are to run, in which order.

pytest loads it by name (`-p battery.mutation.watching`); two variables of the environment say what it does.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

WATCHED = "MUTANTS_WATCHED"  # folder of the package whose lines are noted
NOTES = "MUTANTS_NOTES"  # file for what was noted
CHOSEN = "MUTANTS_CHOSEN"  # file with the tests to run, in order

notes: dict[str, dict[str, Any]] = {}  # test -> outcome, seconds, lines of its setup and of itself by module


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the chosen tests, in their order."""
    if path := os.environ.get(CHOSEN):
        chosen = {name: place for place, name in enumerate(json.loads(Path(path).read_text("utf-8")))}
        items[:] = sorted((one for one in items if one.nodeid in chosen), key=lambda one: chosen[one.nodeid])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    """Note what fixtures run."""
    notes[item.nodeid] = {"passed": True, "seconds": 0.0, "setup": {}, "call": {}}
    return (yield from _noting(item, "setup"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Note what the test runs."""
    return (yield from _noting(item, "call"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note what came of it."""
    report = yield
    if report.outcome != "passed":
        notes[item.nodeid]["passed"] = False
    return report


def pytest_sessionfinish() -> None:
    """Write the notes."""
    if path := os.environ.get(NOTES):
        Path(path).write_text(json.dumps(notes), encoding="utf-8")


def _noting(item: pytest.Item, phase: str) -> Generator[None, object, object]:
    started = time.perf_counter()
    lines: dict[str, set[int]] = {}
    if WATCHED in os.environ:
        tracer = _watch(os.environ[WATCHED] + os.sep, lines)
        threading.settrace(tracer)
        sys.settrace(tracer)
    try:
        return (yield)
    finally:
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]
        notes[item.nodeid][phase] = {name: sorted(found) for name, found in lines.items()}
        notes[item.nodeid]["seconds"] += time.perf_counter() - started


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
