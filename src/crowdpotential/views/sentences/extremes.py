"""Groups of residents that are established to differ: the contrast of the widest pair, in all or on each side alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crowdpotential.exhibits.results import Result, turn, upright
from crowdpotential.views.sentences.obstacles import (
    find_fault,
    is_sensitive,
    obstacle_to_groups,
)
from crowdpotential.views.sentences.outcome import Outcome, outcome_of
from crowdpotential.views.sentences.standing import is_established
from crowdpotential.views.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Extremes:
    """Two groups of one variable, the higher first: a contrast of all together, or one of each side."""

    variable: str
    contrasts: tuple[Result, ...]

    @property
    def highest(self) -> str:
        """The key of the group that stands higher."""
        return self.contrasts[0].domain

    @property
    def lowest(self) -> str:
        """The key of the group that stands lower."""
        return self.contrasts[0].reference_domain

    @property
    def distance(self) -> float:
        """How many points lie between them, at least."""
        return min(row.estimate for row in self.contrasts)


def group_contrasts(view: View, variable: str) -> tuple[Result, ...]:
    """List the contrasts between the groups of a variable, the higher first, in all or on each side that is shown."""
    rows = view.results.find("groups", "group_contrast", variable="index", domain_variable=variable)
    return tuple(upright(row) for row in rows if row.bloc in {"", *view.blocs})


def obstacle_of(view: View, variable: str) -> str:
    """State what forbids to set the groups of a variable against each other, where they are contrasted; empty: nothing does."""
    blocs = dict.fromkeys(row.bloc for row in group_contrasts(view, variable)) or {"": None}
    return next(filter(None, (obstacle_to_groups(view, variable, bloc) for bloc in blocs)), "")


def are_pairs_shown(view: View) -> bool:
    """Return whether a table says which groups differ: some are contrasted, and the measurement itself bears it."""
    return bool(list_tested(view)) and find_fault(view) is None


def outcome_of_groups(view: View, variable: str) -> Outcome:
    """Return what became of the question whether the groups of a variable differ."""
    rows = group_contrasts(view, variable)
    return outcome_of(rows, is_established, obstacle=obstacle_of(view, variable) if rows else "")


def find_widest(view: View) -> Extremes | None:
    """Find the two groups of one variable that differ most of all that are established to differ.

    Where sides are not pooled the same two groups must differ, the same way round, on each of them; what counts is the side on which they
    are closest. Small bases, sensitive variables and groups that are not shown to be comparable are left out.
    """
    found = [
        pair
        for variable in view.params.comparison.group_by
        if not is_sensitive(view, variable) and outcome_of_groups(view, variable).is_tested
        for pair in _pairs(view, variable)
    ]
    return max(found, key=lambda extremes: extremes.distance, default=None)


def _pairs(view: View, variable: str) -> Iterator[Extremes]:
    rows = [row for row in group_contrasts(view, variable) if row.reference_domain]
    blocs = list(dict.fromkeys(row.bloc for row in rows))
    known = {(row.bloc, *pair(row)): row for each in rows for row in (each, turn(each))}
    for high, low in dict.fromkeys(pair(row) for row in rows if row.bloc == blocs[0]):
        found = [known[bloc, high, low] for bloc in blocs if (bloc, high, low) in known]
        if len(found) == len(blocs) and all(_counts(view, row) for row in found):
            yield Extremes(variable=variable, contrasts=tuple(found))


def pair(row: Result) -> tuple[str, str]:
    """Name the two groups of a contrast."""
    return row.domain, row.reference_domain


def _counts(view: View, row: Result) -> bool:
    means = [_mean(view, row, domain) for domain in pair(row)]
    return is_established(row) and row.estimate > 0 and all(is_large(view, mean) for mean in means)


def is_large(view: View, mean: Result | None) -> bool:
    """Return whether enough respondents stand behind a mean to be named in a headline."""
    return mean is not None and not mean.is_suppressed and mean.n >= view.params.report.small_base


def _mean(view: View, row: Result, domain: str) -> Result | None:
    return view.results.first(
        "groups", "mean", variable="index", domain_variable=row.domain_variable, domain=domain, bloc=row.bloc, sample="main"
    )


def list_tested(view: View) -> Sequence[str]:
    """List the grouping variables whose groups are contrasted."""
    return [variable for variable in view.params.comparison.group_by if group_contrasts(view, variable)]
