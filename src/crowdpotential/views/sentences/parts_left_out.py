"""What leaving a part of the index out does: which parts move the places most, and without which a headline turns."""

from collections.abc import Sequence
from dataclasses import dataclass

from crowdpotential.exhibits.results import Result
from crowdpotential.views.sentences.headlines import list_headlines
from crowdpotential.views.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An item or a dimension, and what changes without it."""

    name: str
    places: tuple[Result, ...]  # change of each area (else bloc, else everybody) shown, hidden ones left out
    gap: Result | None  # largest change of a gap between blocs; None where they are not compared
    turned: tuple[Result, ...]  # headlines that do not hold without it

    @property
    def largest(self) -> Result:
        """The place that moves most."""
        return max(self.places, key=_size)


def dimensions_left_out(view: View) -> tuple[Part, ...]:
    """List the dimensions, that which moves a place most first; none where the index has but one."""
    return _parts(view, view.params.dimensions)


def items_left_out(view: View) -> tuple[Part, ...]:
    """List the items, that which moves a place most first."""
    items = [item for name in view.params.dimensions for item in view.codebook.items(name)]
    return _parts(view, items)


def names_of(row: Result | None) -> tuple[str, ...]:
    """Read the names in a note."""
    return tuple(name for name in row.note.split(";") if name) if row is not None else ()


def is_left_out(view: View) -> bool:
    """Return whether the headlines were judged without each part."""
    return bool(view.results.find("sensitivity", "robustness_without"))


def n_parts(view: View) -> int:
    """Count the items and dimensions that were left out one by one."""
    return len({row.variable for row in view.results.find("sensitivity", "change_without")})


def verdict_without(view: View, headline: Result) -> Result | None:
    """Find the verdict on a headline without single parts."""
    return view.results.first(
        "sensitivity",
        "robustness_without",
        variable=headline.variable,
        bloc=headline.bloc,
        area=headline.area,
        reference_bloc=headline.reference_bloc,
        reference_area=headline.reference_area,
    )


def _parts(view: View, names: Sequence[str]) -> tuple[Part, ...]:
    verdicts = [(row, names_of(verdict_without(view, row))) for row in list_headlines(view)]
    parts = []
    for name in names:
        rows = [r for r in view.results.find("sensitivity", "change_without", variable=name) if not r.is_suppressed]
        places = tuple(row for row in rows if not row.reference_bloc and (row.bloc, row.area) in view.places)
        gaps = [row for row in rows if row.reference_bloc and {row.bloc, row.reference_bloc} <= set(view.blocs)]
        if places:
            parts.append(
                Part(
                    name=name,
                    places=places,
                    gap=max(gaps, key=_size) if gaps and view.compares_blocs else None,
                    turned=tuple(row for row, turning in verdicts if name in turning),
                )
            )
    return tuple(sorted(parts, key=lambda part: -_size(part.largest)))


def _size(row: Result) -> float:
    return abs(row.estimate)
