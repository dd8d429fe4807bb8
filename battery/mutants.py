"""Would the tests notice? Small faults planted in weights, index, ranks, disclosure and verdicts, each tried against the tests that run it.

A mutant that a test notices is `refused`, one that nobody notices `silent`; equivalent ones, which change nothing that could be noticed,
are listed with the reason (battery/mutation/equivalent.py) and counted as skipped. The whole run writes docs/mutants.md.
"""

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from battery.mutation.equivalent import EQUIVALENT
from battery.mutation.operators import Mutant
from battery.mutation.sample import draw_mutants
from battery.mutation.scores import write_scores
from battery.mutation.session import Result
from battery.mutation.subjects import SUBJECTS, Subject
from battery.mutation.tree import try_mutants
from battery.trial import Outcome, Trial

PER_SUBJECT = 32
SHORT = 6  # of the smallest module, against the file of its own tests
SHORTEST = Subject(modules=("verdicts.py",), tests=("test_verdicts.py",))


def run(*, short: bool, seed: int, folder: Path) -> Iterator[Trial]:
    """Try mutants of every subject; the short version, some of the smallest module."""
    if not hasattr(os, "fork"):
        yield _skipped("a system without fork")
        return
    tried = []
    for name, subject in ({"verdicts": SHORTEST} if short else SUBJECTS).items():
        drawn = draw_mutants(subject, SHORT if short else PER_SUBJECT, seed=seed)
        for trial in try_subject(drawn, subject.list_tests(), folder, kind=f"mutants: {name}"):
            tried.append(trial)
            yield trial
    if not short:
        write_scores(tried, seed=seed)


def try_subject(mutants: Sequence[Mutant], tests: Sequence[str], folder: Path, *, kind: str) -> Iterator[Trial]:
    """Try mutants but the equivalent ones; the seconds are those of all, shared."""
    tried = [mutant for mutant in mutants if mutant.name not in EQUIVALENT]
    started = time.perf_counter()
    results = try_mutants(tried, tests, folder)
    seconds = (time.perf_counter() - started) / max(len(tried), 1)
    for result in results:
        yield _judge(tried[result.place], result, kind=kind, seconds=seconds)
    for mutant in mutants:
        if mutant.name in EQUIVALENT:
            yield _trial(kind, mutant, Outcome.SKIPPED, 0.0, f"equivalent: {EQUIVALENT[mutant.name]}")


def _judge(mutant: Mutant, result: Result, *, kind: str, seconds: float) -> Trial:
    if result.exit_code == 0:
        return _trial(kind, mutant, Outcome.SILENT, seconds, f"{len(result.tests)} tests")
    if result.exit_code is None:
        return _trial(kind, mutant, Outcome.SILENT, seconds, "no test runs it")
    return _trial(kind, mutant, Outcome.REFUSED, seconds, "")


def _trial(kind: str, mutant: Mutant, happened: Outcome, seconds: float, detail: str) -> Trial:
    return Trial(
        kind=kind,
        name=f"{mutant.name}: {_in_a_line(mutant.before)} -> {_in_a_line(mutant.after)}",
        expected=Outcome.REFUSED,
        happened=happened,
        seconds=seconds,
        detail="; ".join(filter(None, [f"line {mutant.first_line}", detail])),
    )


def _skipped(why: str) -> Trial:
    return Trial(
        kind="mutants",
        name="all",
        expected=Outcome.REFUSED,
        happened=Outcome.SKIPPED,
        seconds=0.0,
        detail=why,
    )


def _in_a_line(text: str) -> str:
    return " ".join(text.split())[:60]
