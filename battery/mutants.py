"""Would the tests notice? Small faults planted in weights, index, ranks, disclosure and verdicts, each tried against the tests that run it.

A mutant that a test notices is `refused`, one that nobody notices `silent`; equivalent ones, which change nothing that could be noticed,
are listed with the reason (battery/mutation/equivalent.py) and counted as skipped. The whole run writes docs/mutants.md.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from battery.mutation.equivalent import EQUIVALENT
from battery.mutation.operators import Mutant
from battery.mutation.sample import draw_mutants
from battery.mutation.scores import write_scores
from battery.mutation.subjects import PACKAGE, SUBJECTS, Subject
from battery.mutation.tests_of import Watched, choose_tests, read_imports
from battery.mutation.tree import copy_program, try_mutant, watch
from battery.trial import Outcome, Trial

PER_SUBJECT = 40
SHORT = 6  # of the smallest module, against the file of its own tests
SHORTEST = Subject(modules=("verdicts.py",), tests=("test_verdicts.py",))
LONGEST_WATCH = 600.0  # seconds of a test file, all of whose lines are noted
TESTS = 40.0  # seconds of tests for a mutant, as long as they took when they were watched
LIMIT = 300.0  # seconds for a mutant, imports and compiling included; beyond it the tests would not end


def run(*, short: bool, seed: int, folder: Path) -> Iterator[Trial]:
    """Try mutants of every subject; the short version, some of the smallest module."""
    package = copy_program(folder)
    tried = []
    subjects = {"verdicts": SHORTEST} if short else SUBJECTS
    for name, subject in subjects.items():
        drawn = draw_mutants(subject, SHORT if short else PER_SUBJECT, seed=seed)
        tests = watch_all(subject.list_tests(), package)
        for trial in try_all(drawn, tests, package, kind=f"mutants: {name}"):
            tried.append(trial)
            yield trial
    if not short:
        write_scores(tried, seed=seed)


def watch_all(files: Iterable[str], package: Path) -> list[Watched]:
    """Watch test files, as many at once as there are cores."""
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        watched = workers.map(lambda file: watch([file], package, limit=LONGEST_WATCH), files)
        return [test for tests in watched for test in tests]


def try_all(
    mutants: Sequence[Mutant], tests: Sequence[Watched], package: Path, *, kind: str
) -> Iterator[Trial]:
    """Try mutants, as many at once as there are cores, in their order."""
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        yield from workers.map(partial(_try, tests=tests, package=package, kind=kind), mutants)


def _try(mutant: Mutant, *, tests: Sequence[Watched], package: Path, kind: str) -> Trial:
    name = f"{mutant.name}: {_in_a_line(mutant.before)} -> {_in_a_line(mutant.after)}"
    if mutant.name in EQUIVALENT:
        happened, seconds, detail = Outcome.SKIPPED, 0.0, f"equivalent: {EQUIVALENT[mutant.name]}"
    elif chosen := choose_tests(mutant, tests, read_imports(PACKAGE), seconds=TESTS):
        ended = try_mutant(mutant, chosen, package, limit=LIMIT)
        happened = Outcome.REFUSED if ended.has_noticed else Outcome.SILENT
        seconds, detail = ended.seconds, f"{len(chosen)} tests" if happened is Outcome.SILENT else ""
    else:
        happened, seconds, detail = Outcome.SILENT, 0.0, "no test runs it"
    return Trial(
        kind=kind,
        name=name,
        expected=Outcome.REFUSED,
        happened=happened,
        seconds=seconds,
        detail=f"line {mutant.first_line}; {detail}",
    )


def _in_a_line(text: str) -> str:
    return " ".join(text.split())[:60]
