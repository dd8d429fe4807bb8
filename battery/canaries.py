"""Canaries: what people never want to see printed is planted in every role and every format, and looked for in all that the program leaves.

Looked through are both streams, the folder of temporary files (with the fault file) and every public file; internal files may hold
answers, but no interview number. Whatever is refused is refused without a word of it.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from battery.canary_roles import EVERY_FORM, PASSES, ROLES, with_all
from battery.canary_words import CANARIES, needles
from battery.judging import happened, said
from battery.program import Program, shuffled
from battery.seeking import places_of, readings
from battery.study import right_study, write
from battery.trial import Outcome, Trial

SHORT = 4  # trials of the short version, beside the report
LIMIT_OF_CHECK, LIMIT_OF_REPORT = 180.0, 600.0  # seconds, on a busy machine; how fast it is others measure


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One canary in one role of one format."""

    role: str
    suffix: str
    canary: str
    text: str
    n_rows: int

    @property
    def name(self) -> str:
        """Name the case without the canary's own words."""
        form = CANARIES[self.canary].index(self.text)
        return f"{self.role}, {self.suffix}, {self.canary} {form}, {self.n_rows} rows"


def run(*, short: bool, seed: int, folder: Path) -> Iterator[Trial]:
    """Plant every canary in every role: a whole report with all of them where they may be, and `check` for each."""
    rng = np.random.default_rng(seed)
    cases = shuffled(list(_cases(rng)), seed)
    if short:
        cases = cases[:SHORT]
    temporary = folder / "temporary"
    temporary.mkdir()
    with _as_temporary(temporary), Program(has_pages=not short) as program:
        for suffix in (".csv",) if short else (".csv", ".xlsx", ".sav"):
            yield _report(program, suffix, folder / f"report{suffix}", temporary)
        for number, case in enumerate(cases):
            yield _check(program, case, folder / str(number), temporary)


def _cases(rng: np.random.Generator) -> Iterator[_Case]:
    """List all cases: each canary in its first form in every format; in all its forms in one format of the roles that show cells."""
    for role, plant in ROLES.items():
        for canary, forms in CANARIES.items():
            for suffix in plant.formats:
                is_full = role in EVERY_FORM and suffix == plant.formats[0]
                for text in forms if is_full else forms[:1]:
                    if plant.takes(text):
                        n_rows = int(rng.choice([1, 3, 30]))
                        yield _Case(role=role, suffix=suffix, canary=canary, text=text, n_rows=n_rows)


def _check(program: Program, case: _Case, folder: Path, temporary: Path) -> Trial:
    study, plant = right_study(), ROLES[case.role]
    plant.put(study, case.text, case.suffix, case.n_rows)
    arguments = plant.arguments(case.text)
    path = write(study, folder)
    ran = program.run("check", "--params", str(path), *arguments, limit=LIMIT_OF_CHECK)
    needle, outcome = needles(case.text), happened(ran)
    streams = _without(ran.out + "\n" + ran.err, folder)
    leaks = ["streams"] if any(needle.search(text.casefold()) for text in readings(streams)) else []
    leaks += [f"temporary/{name}" for name in places_of(needle, temporary)]
    detail = said(ran, folder) if outcome in {Outcome.FAULT, Outcome.UNCLEAR} else ""
    if leaks:
        outcome, detail = Outcome.LEAK, f"in {', '.join(leaks)}: {said(ran, folder)}"
    _empty(temporary)
    return Trial(
        kind="canaries: check",
        name=case.name,
        expected=Outcome.EITHER,
        happened=outcome,
        seconds=ran.seconds,
        exit_code=ran.exit_code,
        detail=detail,
    )


def _report(program: Program, suffix: str, folder: Path, temporary: Path) -> Trial:
    """Make a report of a study that holds every canary wherever a study may hold it."""
    study = right_study()
    planted = with_all(study, suffix)
    path = write(study, folder)
    ran = program.run("report", "--params", str(path), limit=LIMIT_OF_REPORT)
    outcome, output = happened(ran), path.parent / "reports"
    needle = re.compile("|".join(needles(text).pattern for text in planted))
    numbers = re.compile("|".join(needles(text).pattern for text in CANARIES["interview number"]))
    streams = _without(ran.out + "\n" + ran.err, folder)
    leaks = ["streams"] if needle.search(streams.casefold()) else []
    leaks += [f"temporary/{name}" for name in places_of(needle, temporary)]
    if output.is_dir():
        leaks += places_of(needle, output, but="internal")
        inside = places_of(numbers, output / "internal", but="run.json")  # which repeats params, with their conditions
        leaks += [f"internal/{name}" for name in inside]
    _empty(temporary)
    detail = said(ran, folder) if outcome is not Outcome.PASSED else ""
    if leaks:
        outcome, detail = Outcome.LEAK, f"in {', '.join(leaks)}"
    return Trial(
        kind="canaries: report",
        name=f"all in {', '.join(PASSES)}, {suffix}",
        expected=Outcome.PASSED,
        happened=outcome,
        seconds=ran.seconds,
        exit_code=ran.exit_code,
        detail=detail,
    )


def _without(text: str, folder: Path) -> str:
    """Leave the battery's own folder out of what was printed."""
    return text.replace(str(folder), "FOLDER").replace(folder.as_posix(), "FOLDER")


def _empty(temporary: Path) -> None:
    for path in temporary.rglob("*"):
        if path.is_file():
            path.unlink()


class _as_temporary:  # noqa: N801 reads as a clause of `with`
    """Let the program put its temporary files where they can be looked through."""

    def __init__(self, folder: Path) -> None:
        """Remember what the folder was before."""
        self._new = {name: str(folder) for name in ("TMPDIR", "TEMP", "TMP")}
        self._old: Mapping[str, str | None] = {name: os.environ.get(name) for name in self._new}

    def __enter__(self) -> None:
        """Set it for processes that are started now."""
        os.environ.update(self._new)

    def __exit__(self, *_: object) -> None:
        """Set it back."""
        for name, value in self._old.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
