"""Who stands above whom: what rank sets and contrasts between areas allow to say, and nothing beyond."""

from collections.abc import Sequence
from dataclasses import dataclass

from crowdpotential.report.results import Result
from crowdpotential.report.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Which ranks an area may hold; 1 is the highest."""

    area: str
    ranks: Result | None  # simultaneous set; None where areas are not ranked, or the row is hidden
    mean: Result

    @property
    def order(self) -> float:
        """Where it comes in a table: by the middle of its rank set."""
        return self.ranks.ci_low + self.ranks.ci_high if self.ranks else 0.0


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
    """Order areas by their rank sets; ties by alphabet, because the data do not put one above the other."""
    standings = []
    for area in areas:
        mean = view.results.first("index", "mean", variable="index", area=area, domain_variable="")
        ranks = view.results.first("ranks", "rank_set", variable="index", area=area, model="simultaneous")
        if mean is not None:
            shown = ranks if ranks is not None and not ranks.is_suppressed else None
            standings.append(Standing(area=area, ranks=shown, mean=mean))
    return sorted(standings, key=lambda s: (s.order, view.area_label(s.area)))


def leader(standings: Sequence[Standing]) -> Standing | None:
    """Give the area whose rank set holds the first rank alone, if there is such an area."""
    return next((s for s in standings if len(standings) > 1 and s.ranks and s.ranks.ci_high == 1), None)


def _bloc(view: View, area: str) -> str:
    return view.params.areas[area].bloc
