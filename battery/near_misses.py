"""Inputs that look bad and are right: a report is made of each, with the very numbers of the right study where the answers are the same."""

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from battery.corpus import near_misses as corpus
from battery.corpus.case import Case
from battery.judging import happened, said
from battery.numbers import differences
from battery.program import N_PROGRAMS, Program, shuffled, spread, start
from battery.reports import LIMIT, right_results
from battery.study import right_study, write
from battery.trial import Outcome, Trial

SAME: tuple[Callable[[], Iterator[Case]], ...] = (
    corpus.forms_of_text,
    corpus.forms_of_headers,
    corpus.forms_of_files,
    corpus.forms_of_answers,
    corpus.forms_of_the_rest,
)
IN_SHORT = 104  # one of so many is tried by the short battery


def run(*, short: bool, seed: int, folder: Path) -> Iterator[Trial]:
    """Make a report of every near miss, and compare its numbers."""
    cases = [(case, make in SAME) for make in (*SAME, corpus.unusual_studies) for case in make()]
    with start(is_lent=short) as program:
        right = right_results(program)
        jobs = [
            partial(_try, case=case, where=folder / str(number), right=right if is_same else None)
            for number, (case, is_same) in enumerate(cases)
            if not short or (number + seed) % IN_SHORT == 0
        ]
        yield from spread(shuffled(jobs, seed), first=program, n_more=0 if short else N_PROGRAMS - 1)


def _try(program: Program, *, case: Case, where: Path, right: bytes | None) -> Iterator[Trial]:
    study = right_study()
    case.edit(study)
    ran = program.run("report", "--params", str(write(study, where)), limit=LIMIT)
    outcome, detail = happened(ran), said(ran, where)
    if outcome is Outcome.PASSED:
        found = differences(right, (where / "reports" / "results.csv").read_bytes()) if right else []
        outcome, detail = (Outcome.SILENT, "; ".join(found)) if found else (outcome, "")
    yield Trial(
        kind=f"near_misses: {case.kind}",
        name=case.name,
        expected=Outcome.PASSED,
        happened=outcome,
        seconds=ran.seconds,
        exit_code=ran.exit_code,
        detail=detail,
    )
    shutil.rmtree(where)
