"""The highest and the lowest group of a variable, and whether their intervals lie apart."""

from dataclasses import dataclass

from crowdpotential.report.results import Result
from crowdpotential.report.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Extremes:
    """Two groups of residents."""

    variable: str
    bloc: str  # empty: all together
    highest: Result
    lowest: Result

    @property
    def distance(self) -> float:
        """How many points lie between them."""
        return self.highest.estimate - self.lowest.estimate

    @property
    def is_apart(self) -> bool:
        """Whether the intervals do not touch: stricter than a test of the difference, which is not among the results."""
        return self.highest.ci_low > self.lowest.ci_high


def find_extremes(view: View, variable: str, *, bloc: str = "") -> Extremes | None:
    """Find the groups with the highest and the lowest mean of the index; small and suppressed bases are left out.

    Args:
        variable: of the groups.
        bloc: whom to look at; empty: everybody together.
    """
    rows = [
        row
        for row in view.results.find(
            "groups", "mean", variable="index", domain_variable=variable, bloc=bloc, sample="main"
        )
        if not row.is_suppressed and row.n >= view.params.report.small_base
    ]
    if len(rows) < 2:
        return None
    return Extremes(
        variable=variable,
        bloc=bloc,
        highest=max(rows, key=lambda row: row.estimate),
        lowest=min(rows, key=lambda row: row.estimate),
    )


def find_widest(view: View) -> tuple[Extremes, ...]:
    """Find the variable whose outer groups lie furthest apart: once for all, or for each bloc where blocs may not be pooled.

    Where blocs are not compared, the same two groups must lie apart within each of them. Empty: there is no such variable.
    """
    sides = ("",) if len(view.blocs) < 2 or view.compares_blocs else view.blocs
    sides = view.blocs if len(view.blocs) == 1 and len(view.params.blocs) > 1 else sides
    found: list[tuple[Extremes, ...]] = []
    for variable in view.params.comparison.group_by:
        by_side = [find_extremes(view, variable, bloc=side) for side in sides]
        known = tuple(extremes for extremes in by_side if extremes is not None and extremes.is_apart)
        pairs = {(extremes.highest.domain, extremes.lowest.domain) for extremes in known}
        if len(known) == len(sides) and len(pairs) == 1:
            found.append(known)
    return max(found, key=lambda known: min(extremes.distance for extremes in known), default=())
