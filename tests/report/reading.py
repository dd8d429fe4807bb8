"""How tests make a page without kernels, and read it."""

from collections.abc import Iterator
from html.parser import HTMLParser

from crowdpotential.chapters.registry import CHAPTERS, is_asked, list_pictures, page_order
from crowdpotential.exhibits.exhibit import Exhibit
from crowdpotential.exhibits.figure import Drawing, Width, draw_exhibit
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.report.page import assemble_page
from crowdpotential.views.view import Run, View, open_view

DRAWN = ("show_area_map", "show_scree")  # matplotlib's; tested where figures are


def make_fragments(view: View) -> Iterator[Fragment]:
    asked = [chapter for chapter in CHAPTERS.values() if is_asked(chapter, view.params)]
    for show in dict.fromkeys(show for chapter in asked for show in chapter.exhibits().values()):
        if show.__name__ not in DRAWN:
            yield as_fragment(show(view))


def draw(view: View, name: str, width: Width) -> Drawing | None:
    """Draw the picture of this name; None where the study has no such exhibit."""
    shown = list_pictures()[name](view)
    return draw_exhibit(shown, width) if isinstance(shown, Exhibit) and shown.file == name else None


def as_fragment(made: Exhibit | Fragment) -> Fragment:
    return made.fragment if isinstance(made, Exhibit) else made


def assemble(run: Run, language: str, **choice: object) -> str:
    view = open_view(run, language=language, **choice)
    return assemble_page(view, make_fragments(view), page_order())


class Reader(HTMLParser):
    """Collects what tests ask about: attributes by name, ids, and whether every element is closed."""

    VOID = frozenset({"meta", "br", "link", "img", "input", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.results: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.misplaced: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.results += [values["data-result"] or ""] if "data-result" in values else []
        self.ids += [values["id"] or ""] if "id" in values else []
        self.links += [values["href"] or ""] if "href" in values else []
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.misplaced.append(tag)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader
