"""What became of a question that the results were asked: the kind of sentence that may be said about it, and no other.

'No difference was found' may be said only of what was tested. What nobody asked, what could not be tested and what was withheld have
sentences of their own; a title is chosen by the outcome, never by the absence of rows.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from markupsafe import Markup

from crowdpotential.exhibits.results import Result
from crowdpotential.results import SINGLE_UNIT
from crowdpotential.views.view import View

Kind = Literal["not_asked", "not_testable", "withheld", "none", "some", "all"]
KINDS: tuple[Kind, ...] = get_args(Kind)
SPOKEN: tuple[Kind, ...] = KINDS[1:]  # of what was not asked nothing is said
WITHHELD = "withheld"  # note of a row whose replicates failed too often
REASONS = (
    "suppressed",
    WITHHELD,
    SINGLE_UNIT,
    "no_error",
)  # why a row has no test; sentences `outcome.*` of the catalogues


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was tested and what was found, or why nothing was."""

    kind: Kind
    reason: str = ""  # of not_testable and withheld: machine word, a sentence `outcome.*` of the catalogues
    tested: tuple[Result, ...] = ()  # rows with a test
    found: tuple[Result, ...] = ()  # those of them that are established
    n_withheld: int = 0  # rows beside them that have none

    @property
    def is_tested(self) -> bool:
        """Whether anything was tested at all."""
        return self.kind in {"none", "some", "all"}


def outcome_of(rows: Iterable[Result], is_found: Callable[[Result], bool], *, obstacle: str = "", is_asked: bool = True) -> Outcome:
    """Return what became of a family of rows.

    Args:
        rows: of one question; each has an interval, or a reason why it has none.
        is_found: whether a row that has one is what the question asks for.
        obstacle: reason why the question cannot be tested in this study, such as a verdict that permits no comparison.
        is_asked: whether the study asks it at all.
    """
    family = tuple(rows)
    if not is_asked or not (family or obstacle):
        return Outcome(kind="not_asked")
    if obstacle:
        return Outcome(kind="not_testable", reason=obstacle)
    tested = tuple(row for row in family if not why_untested(row))
    if not tested:
        return Outcome(kind="withheld", reason=why_untested(family[0]), n_withheld=len(family))
    found = tuple(row for row in tested if is_found(row))
    kind: Kind = "none" if not found else "all" if len(found) == len(family) else "some"
    return Outcome(kind=kind, tested=tested, found=found, n_withheld=len(family) - len(tested))


def why_untested(row: Result) -> str:
    """State why a row has no interval and no test; empty where it has them."""
    if row.is_suppressed:
        return "suppressed"
    if not math.isnan(row.ci_low):
        return ""
    return row.note if row.note in {WITHHELD, SINGLE_UNIT} else "no_error"


def say_outcome(view: View, key: str, outcome: Outcome, /, **values: object) -> Markup:
    """State the sentence `key_kind` of the catalogue; nothing of what was not asked.

    Beside `values` the sentence may hold {n} (rows tested), {found}, {withheld} (rows without a test) and {reason}.
    """
    if outcome.kind == "not_asked":
        return Markup("")
    reason = view.language.say(f"outcome.{outcome.reason}") if outcome.reason else ""
    counts = {"n": len(outcome.tested), "found": len(outcome.found), "withheld": outcome.n_withheld}
    return view.language.say(f"{key}_{outcome.kind}", **{**counts, "reason": reason, **values})
