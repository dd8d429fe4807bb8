"""What a piece of the report says, and what it says of a part that it does not say of the study."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser

from crowdpotential.exhibits.exhibit import Exhibit
from crowdpotential.exhibits.fragment import Fragment

SAID = {"h3", "h4", "p", "li", "figcaption", "summary", "dt", "dd", "caption", "desc", "td", "th"}
VOID = {"br", "img", "input", "hr"}
OTHERWISE = (
    "toplines",  # words each question as that side was asked it, and has room for its intervals
    "map",  # describes what is drawn
)


class Sentences(HTMLParser):
    """Collects what titles, notes, lists and cells say; drawings inside are marks, not words."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, list[str]]] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append((tag, []))
            self.said += [text for name, text in attrs if name == "aria-label" and text]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_data(self, data: str) -> None:
        if self.open:
            self.open[-1][1].append(data)

    def handle_endtag(self, _tag: str) -> None:
        name, parts = self.open.pop()
        text = "".join(parts)
        if name in SAID:
            self.said.append(re.sub(r"\s+", " ", text).strip())
        elif self.open:
            self.open[-1][1].append(text)


def sentences(html: str) -> set[str]:
    reader = Sentences()
    reader.feed(html)
    return {part for text in reader.said for part in re.split(r"(?<=[.;:!?])\s+", text)}


def by_anchor(fragments: Iterable[object]) -> dict[str, str]:
    return {piece.anchor: piece.html for piece in fragments if isinstance(piece, Exhibit | Fragment)}


def other_sentences(whole: dict[str, str], part: dict[str, str]) -> dict[str, set[str]]:
    """List, piece by piece, what is said of a part and not of the study."""
    found = {name: sentences(html) - sentences(whole[name]) for name, html in part.items()}
    return {name: said for name, said in found.items() if said and name not in OTHERWISE}
