"""The highest and the lowest group of a variable, and whether their intervals lie apart."""

from dataclasses import dataclass

from crowdpotential.report.results import Result
from crowdpotential.report.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Extremes:
    """Two groups of residents."""

    variable: str
    highest: Result
    lowest: Result

    @property
    def is_apart(self) -> bool:
        """Whether the intervals do not touch: stricter than a test of the difference, which is not among the results."""
        return self.highest.ci_low > self.lowest.ci_high


def find_extremes(view: View, variable: str) -> Extremes | None:
    """Find the groups with the highest and the lowest mean of the index; small and suppressed bases are left out."""
    rows = [
        row
        for row in view.results.find(
            "groups", "mean", variable="index", domain_variable=variable, bloc="", sample="main"
        )
        if not row.is_suppressed and row.n >= view.params.report.small_base
    ]
    if len(rows) < 2:
        return None
    return Extremes(
        variable=variable,
        highest=max(rows, key=lambda row: row.estimate),
        lowest=min(rows, key=lambda row: row.estimate),
    )
