"""Who stands above whom: what rank sets and contrasts between areas allow to say, and nothing beyond."""

from collections.abc import Sequence
from dataclasses import dataclass

from crowdpotential.exhibits.results import Result, upright
from crowdpotential.verdicts import DIFFERENCE
from crowdpotential.views.sentences.obstacles import obstacle_to_areas
from crowdpotential.views.sentences.outcome import Outcome, outcome_of
from crowdpotential.views.view import View


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
    """List the contrasts between shown areas, the higher one first; across blocs only where the verdict allows it."""
    rows = view.results.find("comparison", "contrast", variable="index")
    return tuple(
        upright(row)
        for row in rows
        if row.area in view.areas
        and row.reference_area in view.areas
        and not row.is_suppressed
        and (view.compares_blocs or view.bloc_of(row.area) == view.bloc_of(row.reference_area))
    )


def obstacle_to_pair(view: View, row: Result) -> str:
    """State what forbids to say which area of a contrast stands higher; empty: nothing does."""
    return obstacle_to_areas(view, _field(view, row))


def is_established(row: Result) -> bool:
    """Return whether a contrast is a difference after adjustment for all that were tested with it."""
    return row.verdict == DIFFERENCE


def stand(view: View, areas: Sequence[str]) -> list[Standing]:
    """Order areas by their rank sets; ties by alphabet, because the data do not put one above the other."""
    standings = []
    obstacles = {bloc: obstacle_to_areas(view, bloc) for bloc in dict.fromkeys(map(view.bloc_of, areas))}
    for area in areas:
        mean = view.results.first("index", "mean", variable="index", area=area, domain_variable="")
        ranks = view.results.first("ranks", "rank_set", variable="index", area=area, model="simultaneous")
        if mean is not None:
            is_ranked = ranks is not None and not ranks.is_suppressed and not obstacles[view.bloc_of(area)]
            shown = ranks if is_ranked else None
            standings.append(Standing(area=area, ranks=shown, mean=mean))
    return sorted(standings, key=lambda s: (s.order, view.area_label(s.area)))


def outcome_of_areas(view: View) -> Outcome:
    """Return what became of the question whether the areas shown differ; sides whose areas are not ranked are left out where others are."""
    rows = area_contrasts(view)
    fields = list(dict.fromkeys(_field(view, row) for row in rows)) or ([""] if len(view.areas) > 1 else [])
    obstacles = {bloc: obstacle_to_areas(view, bloc) for bloc in fields}
    permitted = [row for row in rows if not obstacles[_field(view, row)]]
    first = next(filter(None, obstacles.values()), "") if not permitted else ""
    return outcome_of(permitted, is_established, obstacle=first)


def overall_tests(view: View) -> tuple[Result, ...]:
    """List the tests of all areas shown at once: of all together, or of each side."""
    rows = view.results.find("comparison", "overall_test", variable="index")
    return tuple(row for row in rows if row.bloc in {"", *view.blocs} and not obstacle_to_areas(view, row.bloc))


def leader(view: View, standings: Sequence[Standing]) -> Standing | None:
    """Return the area whose rank set holds the first rank alone, if there is such an area and the areas may be ranked."""
    if len(standings) < 2 or view.is_split or obstacle_to_areas(view):
        return None
    return next((s for s in standings if s.ranks and s.ranks.ci_high == 1), None)


def _field(view: View, row: Result) -> str:
    """Name the side within which two areas are compared; empty where they lie on different sides or on none."""
    first, second = view.bloc_of(row.area), view.bloc_of(row.reference_area)
    return first if first == second else ""
