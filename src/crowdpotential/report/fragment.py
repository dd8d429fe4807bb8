"""One finished piece of the report: what a notebook cell returns, and what the page is assembled from."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

MIME = "application/vnd.crowdpotential.fragment+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """A figure, table, panel or paragraph as markup, and where it belongs; empty markup: the study has no such thing."""

    anchor: str
    section: str
    kind: str  # figure, table, panel or prose; figures and tables are numbered on the page
    html: str

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        """Show itself in a notebook, and travel to the page."""
        return {
            "text/html": f'<div class="cp">{self.html or "—"}</div>',
            "text/plain": self.anchor,
            MIME: asdict(self),
        }


def read_fragment(bundle: Mapping[str, Any]) -> Fragment | None:
    """Find the fragment in the data of a notebook output, or None."""
    return Fragment(**bundle[MIME]) if MIME in bundle else None
