"""Rows of families of numbers: each with the interval of its own, and one that holds for the family at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crowdpotential.params import Comparison
from crowdpotential.results.measure import Measure
from crowdpotential.results.rows import Columns, Row, inferred, make_row, tested
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.estimation import Inference, infer_columns
from crowdpotential.stats.inference.ranges import Range
from crowdpotential.stats.inference.simultaneous import Family, judge_family
from crowdpotential.stats.replication.replicates import Replication
from crowdpotential.verdicts import DIFFERENCE, UNDETERMINED


@dataclass(frozen=True, slots=True, kw_only=True)
class Inferring:
    """How numbers of replicates become rows."""

    replication: Replication
    comparison: Comparison

    def infer(self, columns: FloatArray, freedom: Freedom, within: Range | None = None) -> Inference:
        """Infer from (k, 1 + R) columns."""
        return infer_columns(
            columns,
            replication=self.replication,
            freedom=freedom,
            confidence_level=self.comparison.confidence_level,
            within=within,
        )

    def judge(self, found: Inference, columns: FloatArray) -> Family:
        """Judge k numbers as one family."""
        return judge_family(found, columns[:, 1:], replication=self.replication, method=self.comparison.adjust)


def plain_rows(
    measure: Measure, columns: FloatArray, about: Sequence[Columns], *, how: Inferring, freedom: Freedom, within: Range | None = None
) -> list[Row]:
    """Report k numbers (k, 1 + R), each about something, with intervals of their own."""
    found = how.infer(columns, freedom, within)
    return [make_row(measure, inferred(found, i), own) for i, own in enumerate(about)]


def family_rows(
    measure: Measure,
    columns: FloatArray,
    about: Sequence[Columns],
    *,
    how: Inferring,
    freedom: Freedom,
    family: str,
    verdict: Callable[[Family, int], str] | None = None,
) -> list[Row]:
    """Report k numbers (k, 1 + R) as one family, with the verdict difference or undetermined unless another is made."""
    if not about:
        return []
    found = how.infer(columns, freedom)
    judged, conclude = how.judge(found, columns), verdict or conclude_difference
    return [
        make_row(measure, inferred(found, i), tested(judged, i, family), own, verdict=conclude(judged, i)) for i, own in enumerate(about)
    ]


def conclude_difference(judged: Family, position: int) -> str:
    """Return whether a number is established to differ from zero."""
    return DIFFERENCE if judged.is_found[position] else UNDETERMINED
