"""One attack and what came of it: the record that every kind yields, and how it is judged."""

from dataclasses import dataclass
from enum import StrEnum

LONGEST_DETAIL = 300  # characters; the page and the table stay readable


class Outcome(StrEnum):
    """What a trial may expect (the first three), and what may happen (all but EITHER)."""

    PASSED = "passed"  # exit code 0, and what was written is right
    REFUSED = "refused"  # exit code 1, one clear line per fault, the old report untouched
    EITHER = "either"  # a damaged file that may still be read: right numbers, or a refusal
    SKIPPED = "skipped"  # this machine cannot make the trial; the detail says why
    UNCLEAR = "unclear"  # refused, but the line misses the place, the count or the cure
    FAULT = "fault"  # a fault of the program: exit code 3, an abort, a traceback
    HANG = "hang"  # longer than the limit
    LEAK = "leak"  # something of a respondent, or a hidden number, where the public looks
    LOST = "lost"  # a file of the user, or the old report, was touched
    SILENT = "silent"  # other numbers than those of the right input, and nothing was said


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One attack: what was expected of the program and what happened."""

    kind: str  # name of the module, and after a colon what it tries: `bad_inputs: codes`
    name: str  # unique within the kind
    expected: Outcome
    happened: Outcome
    seconds: float
    exit_code: int | None = None  # negative: the signal that ended the process
    detail: str = ""  # what was printed, or what is wrong; no path of this machine

    @property
    def is_failed(self) -> bool:
        """Tell whether something else happened than was expected."""
        fits = (Outcome.PASSED, Outcome.REFUSED) if self.expected is Outcome.EITHER else (self.expected,)
        return self.happened not in (*fits, Outcome.SKIPPED)
