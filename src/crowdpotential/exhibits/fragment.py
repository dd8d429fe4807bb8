"""One finished piece of the report: what a notebook cell returns, and what the page is assembled from."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from markupsafe import Markup

from crowdpotential.exhibits.references import Numbering, Piece, Pointer, fill_in, split

MIME = "application/vnd.crowdpotential.fragment+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """A figure, table, panel or paragraph as markup, and where it belongs; without pieces: the study has no such thing."""

    anchor: str
    section: str
    kind: str  # figure, table, panel or prose; figures and tables are numbered on the page
    pieces: tuple[Piece, ...]

    @property
    def html(self) -> str:
        """The markup without numbers, as a notebook shows it."""
        return str(fill_in(self.pieces))

    def number(self, numbering: Numbering) -> Markup:
        """Return the markup with the numbers of a page."""
        return fill_in(self.pieces, numbering)

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        """Show itself in a notebook, and travel to the page."""
        return {
            "text/html": f'<div class="cp">{self.html or "—"}</div>',
            "text/plain": self.anchor,
            MIME: asdict(self),
        }


def make_fragment(section: str, anchor: str, kind: str, html: Markup | str) -> Fragment:
    """Make a piece of markup that may hold references."""
    return Fragment(section=section, anchor=anchor, kind=kind, pieces=split(str(html)) if html else ())


def read_fragment(bundle: Mapping[str, Any]) -> Fragment | None:
    """Find the fragment in the data of a notebook output, or None."""
    if MIME not in bundle:
        return None
    found = dict(bundle[MIME])
    pieces = tuple(piece if isinstance(piece, str) else Pointer(**piece) for piece in found.pop("pieces"))
    return Fragment(pieces=pieces, **found)
