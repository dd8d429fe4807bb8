"""Groups of residents whose intervals lie apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

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


def find_widest(view: View) -> tuple[Extremes, ...]:
    """Find the two groups of one variable that lie furthest apart: once for all, or for each bloc where blocs may not be pooled.

    Where blocs are not pooled, the same two groups must lie apart, the same way round, within each of them; what counts is the bloc in
    which they are closest. Small and suppressed bases are left out. Empty: there are no such groups.
    """
    found = [
        pair
        for variable in view.params.comparison.group_by
        for pair in _pairs(view, variable, list_sides(view))
    ]
    return max(found, key=lambda known: min(extremes.distance for extremes in known), default=())


def list_sides(view: View) -> tuple[str, ...]:
    """Tell within which blocs groups are looked at; the empty name stands for everybody together."""
    if len(view.params.blocs) < 2 or (view.compares_blocs and view.joins_samples):
        return ("",)
    return view.blocs


def _pairs(view: View, variable: str, blocs: Sequence[str]) -> Iterator[tuple[Extremes, ...]]:
    means = [_means(view, variable, bloc) for bloc in blocs]
    domains = [domain for domain in means[0] if all(domain in found for found in means)]
    for high, low in permutations(domains, 2):
        known = tuple(
            Extremes(variable=variable, bloc=bloc, highest=found[high], lowest=found[low])
            for bloc, found in zip(blocs, means, strict=True)
        )
        if all(extremes.is_apart for extremes in known):
            yield known


def _means(view: View, variable: str, bloc: str) -> dict[str, Result]:
    rows = view.results.find(
        "groups", "mean", variable="index", domain_variable=variable, bloc=bloc, sample="main"
    )
    return {
        row.domain: row for row in rows if not row.is_suppressed and row.n >= view.params.report.small_base
    }
