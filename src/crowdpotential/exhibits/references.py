"""References of one exhibit to another, and its own number: typed pieces that are filled in when the numbers of a page are known.

Inside a text a reference stands between noncharacters, which Unicode keeps for programs and no study holds; `split` takes the finished
text apart at them. The page numbers its exhibits first and fills the pieces in then; a reference to what is not there vanishes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from crowdpotential.exhibits.language import Language
from crowdpotential.exhibits.markup import tag

START, NEXT, END = "\ufdd0", "\ufdd1", "\ufdd2"
COUNTED = ("figure", "table")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """A place where the number of an exhibit goes: its own above its title, or that of another in a sentence."""

    anchor: str
    words: str  # what stands there as long as there are no numbers: "Figure", "see below"
    before: str = ""  # between the sentence and a reference
    is_own: bool = False


Piece = str | Pointer


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """What the exhibits of one page are called: in full above their titles, briefly in sentences."""

    full: Mapping[str, Markup]
    short: Mapping[str, Markup]


def refer_to(language: Language, anchor: str, *, before: str = "") -> Markup:
    """Refer to an exhibit inside a text."""
    return _mark(anchor, "", before, str(language.say("frame.reference")))


def own_number(language: Language, anchor: str, kind: str) -> Markup:
    """Leave the place of an exhibit's own number."""
    return _mark(anchor, "own", "", str(language.say(f"frame.{kind}")))


def number_exhibits(kinds: Iterable[tuple[str, str]], language: Language) -> Numbering:
    """Number figures and tables.

    Args:
        kinds: anchor and kind of every piece of a page in its order.
        language: of the page.
    """
    counts = dict.fromkeys(COUNTED, 0)
    full, short = dict[str, Markup](), dict[str, Markup]()
    for anchor, kind in kinds:
        if kind in counts:
            counts[kind] += 1
            full[anchor] = language.say(f"frame.{kind}_number", n=counts[kind])
            short[anchor] = language.say(f"frame.{kind}_short", n=counts[kind])
    return Numbering(full=full, short=short)


def split(html: str) -> tuple[Piece, ...]:
    """Split a text at its references."""
    first, *rest = html.split(START)
    pieces: list[Piece] = [first]
    for part in rest:
        inside, _, after = part.partition(END)
        anchor, own, before, words = inside.split(NEXT)
        pieces += [Pointer(anchor=anchor, words=words, before=before, is_own=bool(own)), after]
    return tuple(pieces)


def fill_in(pieces: Sequence[Piece], numbering: Numbering | None = None) -> Markup:
    """Put a text together: with numbers, or without any numbering with the words that stand for them."""
    return Markup("").join(Markup(piece) if isinstance(piece, str) else _show(piece, numbering) for piece in pieces)


def _show(pointer: Pointer, numbering: Numbering | None) -> Markup:
    if pointer.is_own:
        number = numbering.full.get(pointer.anchor) if numbering else None
        return tag("span", number or pointer.words, data_number=pointer.anchor)
    words = numbering.short.get(pointer.anchor) if numbering else pointer.words
    if not words:
        return Markup("")
    return Markup(pointer.before) + tag("a", words, href=f"#{pointer.anchor}")


def _mark(anchor: str, own: str, before: str, words: str) -> Markup:
    return Markup("{}{}{}").format(START, NEXT.join((anchor, own, before, words)), END)
