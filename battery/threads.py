"""Threads say nothing: results.csv has the same bytes on one and on two."""

from collections.abc import Iterator
from pathlib import Path

from battery.judging import happened, said
from battery.program import on_threads, start
from battery.reports import make_report, require_report, write_study
from battery.trial import Outcome, Trial


def run(*, short: bool, seed: int, folder: Path) -> Iterator[Trial]:
    """Compare reports on one thread and on more; the short battery, and it alone, leaves out more than two."""
    params = write_study(folder, short=short)
    with start(is_lent=short, environment=on_threads(1)) as program:
        require_report(program, params, folder / "one", "--set", f"seed={seed}")
    for number in (2,) if short else (2, 3):
        with start(is_lent=short, place=1, environment=on_threads(number)) as program:
            ran = make_report(program, params, folder / str(number), "--set", f"seed={seed}")
        outcome, detail = happened(ran), said(ran, folder)
        if outcome is Outcome.PASSED:
            one, other = ((folder / name / "results.csv").read_bytes() for name in ("one", str(number)))
            outcome, detail = (outcome, "") if one == other else (Outcome.SILENT, "results.csv has other bytes")
        yield Trial(
            kind="threads",
            name=f"{number} threads",
            expected=Outcome.PASSED,
            happened=outcome,
            seconds=ran.seconds,
            exit_code=ran.exit_code,
            detail=detail,
        )
