"""Scales of answers: whether codes have an order, and what codes words get."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crowdpotential.starting.facts import Missing
from crowdpotential.starting.missing_codes import add_no_answer
from crowdpotential.starting.signs import missing_class, order_of
from crowdpotential.starting.wording import Words

OPTIONAL_ORDER = 2  # two answers need no order
FIRST_MISSING = 97


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedWords:
    """Codes for the words of a question."""

    codes: Mapping[int, str] = field(default_factory=dict)
    missing: Mapping[int, Missing] = field(default_factory=dict)
    kind: str = ""  # of the known scale; empty: the words have no known order
    reasons: tuple[str, ...] = ()
    doubts: frozenset[str] = frozenset()


def find_order(codes: Mapping[int, str], measure: str, *, is_partly_labelled: bool) -> str:
    """Return what gives codes an order: known (their words), measure (the file says so), numbers (labels are); empty if nothing does."""
    if len(codes) <= OPTIONAL_ORDER:
        return ""
    found = order_of(codes.values())
    if found is not None:
        labels = list(codes.values())
        return "known_order" if found[1] in (labels, labels[::-1]) else ""
    if measure == "ordinal":
        return "measure"
    return "numbers" if is_partly_labelled and measure != "nominal" else ""


def codes_of_words(counts: Mapping[str, int], words: Words) -> CodedWords:
    """Number the words of a question: by a known scale from least to most, else by how many gave them; no answers apart.

    Args:
        counts: word -> in how many cells it stands.
        words: of the language of the data.
    """
    classes = {word: missing_class(word) for word in counts}
    answers = [word for word in counts if classes[word] is None]
    found = order_of(answers) if len(answers) > 1 else None
    ordered = found[1] if found else sorted(answers, key=lambda word: (-counts[word], word))
    numbered = dict(enumerate(ordered, start=1))
    is_numbered = not found and all(_number(word) is not None for word in answers)
    if is_numbered:
        numbered = {int(word): word for word in sorted(answers, key=float)}
    first = FIRST_MISSING if len(answers) < FIRST_MISSING else 10 * FIRST_MISSING
    none = [word for word in counts if classes[word] is not None]
    missing = {first - place: Missing(label=word, missing_class=kind) for place, word in enumerate(none) if (kind := classes[word])}
    reasons = (
        [words.say("reason.scale", kind=words.say(f"scale.{found[0]}"))]
        if found
        else [words.say(f"reason.{'numbers' if is_numbered else 'by_frequency'}")]
    )
    reasons += [words.say("reason.missing_words")] if none else []
    return CodedWords(
        codes=numbered,
        missing=add_no_answer(missing, taken=numbered, words=words),
        kind=found[0] if found else "numbers" * is_numbered,
        reasons=tuple(reasons),
        doubts=frozenset({"missing_by_words"} if none else ()),
    )


def _number(word: str) -> int | None:
    return int(word) if word.isdecimal() and len(word) <= 4 else None
