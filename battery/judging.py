"""What came of a call of the program: the outcomes that every kind tells apart in the same way."""

import re
from pathlib import Path

from battery.program import LIMIT, TEMPORARY, Ran, take_fault_file
from battery.trial import Outcome

# What a line of refusal must have beside a place: how to mend it, or what would be right instead.
CURE = re.compile(
    r";|\bset\b|\bmust\b|\bneeds?\b|correct|did you mean|give|take out|leave|should|one of|known|at least|at most|save|remove|"
    r"expected|only|no such|missing|not in|lower|declare|between|explains"
)


def happened(ran: Ran) -> Outcome:
    """Tell a pass, a refusal, a hang and a fault of the program apart."""
    if ran.exit_code is None:
        return Outcome.HANG
    if ran.exit_code not in (0, 1) or "Traceback" in ran.err + ran.out:
        return Outcome.FAULT
    if ran.exit_code == 0:
        return Outcome.PASSED
    return Outcome.REFUSED if ran.faults else Outcome.UNCLEAR


def said(ran: Ran, *folders: Path) -> str:
    """Return what was printed on errors, without paths of this machine; of a fault also where it happened."""
    trace = take_fault_file(ran)
    text = " ".join((ran.err.strip() or ran.out.strip()).split())
    if trace:
        lines = [re.sub(r".*/(site-packages|src)/", "", line) for line in trace.splitlines()]
        text = " <- ".join([lines[0], *reversed(lines[1:])])
    for folder in (*folders, TEMPORARY):
        text = text.replace(str(folder), "FOLDER").replace(folder.as_posix(), "FOLDER")
    return text


def is_too_slow(ran: Ran) -> bool:
    """Tell whether a refusal took longer than a user should wait for it."""
    return ran.seconds > LIMIT
