"""Who stands above whom: what the contrasts between areas allow to say, and nothing beyond."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crowdpotential.report.results import Result
from crowdpotential.report.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many of the other areas an area is reliably above and below."""

    area: str
    n_above: int  # others that it is above
    n_below: int  # others that it is below
    mean: Result


def area_contrasts(view: View) -> tuple[Result, ...]:
    """List the contrasts between shown areas; across blocs only where the verdict allows it."""
    rows = view.results.find("comparison", "contrast", variable="index")
    return tuple(
        row
        for row in rows
        if row.area in view.areas
        and row.reference_area in view.areas
        and not row.is_suppressed
        and (view.compares_blocs or _bloc(view, row.area) == _bloc(view, row.reference_area))
    )


def is_established(row: Result) -> bool:
    """Whether a contrast is a difference after adjustment for all that were tested with it."""
    return row.verdict == "difference"


def stand(view: View, areas: Sequence[str]) -> list[Standing]:
    """Order areas by what is established; ties by alphabet, because the data do not put one above the other."""
    above, below = _count(area_contrasts(view))
    standings = []
    for area in areas:
        mean = view.results.first("index", "mean", variable="index", area=area, domain_variable="")
        if mean is not None:
            standings.append(
                Standing(area=area, n_above=above.get(area, 0), n_below=below.get(area, 0), mean=mean)
            )
    return sorted(standings, key=lambda s: (s.n_below - s.n_above, view.area_label(s.area)))


def leader(standings: Sequence[Standing]) -> Standing | None:
    """Give the area that is above every other one, if there is such an area."""
    return next((s for s in standings if len(standings) > 1 and s.n_above == len(standings) - 1), None)


def _count(rows: Sequence[Result]) -> tuple[Mapping[str, int], Mapping[str, int]]:
    above: dict[str, int] = {}
    below: dict[str, int] = {}
    for row in filter(is_established, rows):
        higher, lower = (row.area, row.reference_area) if row.estimate > 0 else (row.reference_area, row.area)
        above[higher] = above.get(higher, 0) + 1
        below[lower] = below.get(lower, 0) + 1
    return above, below


def _bloc(view: View, area: str) -> str:
    return view.params.areas[area].bloc
