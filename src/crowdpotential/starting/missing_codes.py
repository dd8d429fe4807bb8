"""Answers that are none: codes that a file declares or calls so, their class by their words, and a code for blank cells."""

from collections.abc import Iterable, Mapping
from itertools import count

from crowdpotential.letters import tidy
from crowdpotential.starting.facts import Column, Missing
from crowdpotential.starting.signs import missing_class
from crowdpotential.starting.wording import Words

FEWEST_NINES = 2  # digits of a code for blank cells
LARGEST_CODE = 10**9


def missing_of(column: Column, words: Words) -> tuple[dict[int, Missing], tuple[str, ...], frozenset[str]]:
    """List the missing codes of a labelled column, why they are, and whether that is in doubt.

    Codes that the file declares missing are, whatever their words; others where their words say so. Codes that are no whole numbers are
    left to the reader, which makes blanks of what a file declares missing.
    """
    labels = column.declared.value_labels
    candidates = [code for code in dict.fromkeys([*labels, *column.numbers]) if isinstance(code, float)]
    found, by_words, is_unnamed = dict[int, Missing](), list[str](), False
    for code in candidates:
        is_declared = any(low <= code <= high for low, high in column.declared.missing_ranges)
        if code not in labels and not is_declared:
            continue
        label = tidy(labels.get(code, ""))
        kind = missing_class(label, is_declared=is_declared)
        if not code.is_integer() or abs(code) > LARGEST_CODE or not (is_declared or kind):
            continue
        found[int(code)] = Missing(label=label or words.say("label.declared", code=f"{code:g}"), missing_class=kind or "no_answer")
        is_unnamed |= kind is None
        by_words += [] if is_declared else [f"{code:g}"]
    reasons = [words.say("reason.missing_by_words", codes=", ".join(by_words))] if by_words else []
    reasons += [words.say("reason.missing_unnamed")] if is_unnamed else []
    doubts = {"missing_by_words"} if by_words else set()
    doubts |= {"missing_unnamed"} if is_unnamed else set()
    return found, tuple(reasons), frozenset(doubts)


def add_no_answer(missing: Mapping[int, Missing], *, taken: Iterable[float], words: Words, above: float = 0.0) -> dict[int, Missing]:
    """Add a code for blank cells, where no missing code stands for no answer yet: nines that are no answer."""
    if any(entry.missing_class == "no_answer" for entry in missing.values()):
        return dict(missing)
    used = {*missing, *taken}
    code = next(nines for digits in count(FEWEST_NINES) if (nines := 10**digits - 1) not in used and nines > above)
    return {**missing, code: Missing(label=words.say("label.no_answer"), missing_class="no_answer")}
