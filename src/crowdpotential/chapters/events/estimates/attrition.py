"""Those who were lost beside those who stayed, by what both said before: whether the change of those who stayed may stand for all."""

import numpy as np

from crowdpotential.chapters.events.estimates.families import judge_rows
from crowdpotential.chapters.events.estimates.means import about, mean_columns
from crowdpotential.chapters.events.estimates.pairs import list_pairs
from crowdpotential.ingest.events import Gathered
from crowdpotential.params import Event
from crowdpotential.results.measures.events import LOST, LOST_DIFFERENCE, STAYED
from crowdpotential.results.rows import Row, make_row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.intervals import t_intervals


def attrition_rows(name: str, event: Event, gathered: Gathered, *, fewest: int, confidence_level: float) -> list[Row]:
    """Report means before the event of those who stayed and of those who were lost, and their difference (Welch).

    Nothing is told where one of the two is smaller than `fewest`: the other's mean would be told anyway, and this one's with it.
    """
    groups = {question: (pairs.before, pairs.lost) for question, pairs in list_pairs(event, gathered).items()}
    groups |= _background(event, gathered)
    rows, differences, level = list[Row](), list[Row](), confidence_level
    for question, (stayed, lost) in groups.items():
        if min(stayed.size, lost.size) < max(fewest, 2):
            continue
        means = [
            make_row(measure, about(name, question), mean_columns(values, confidence_level=level))
            for measure, values in ((STAYED, stayed), (LOST, lost))
        ]
        rows += means
        if all(row.standard_error > 0 for row in means):
            differences.append(_difference(name, question, (means[0], means[1]), level))
    return rows + judge_rows(differences, f"events.{name}.attrition", level)


def _background(event: Event, gathered: Gathered) -> dict[str, tuple[FloatArray, FloatArray]]:
    """Return what is known of people from before, of those who are found again afterwards, and of all others."""
    if event.waves is None:
        return {}
    again = gathered.before.index.isin(gathered.after.index) & (gathered.before.index != "")
    found = {}
    for question in event.waves.about:
        values = gathered.before[question].to_numpy(dtype=np.float64)
        known = np.isfinite(values)
        found[question] = (values[known & again], values[known & ~again])
    return found


def _difference(name: str, question: str, means: tuple[Row, Row], level: float) -> Row:
    stayed, lost = means
    parts = np.array([row.standard_error**2 for row in means])
    df = float(parts.sum() ** 2 / (parts**2 / np.array([row.df for row in means])).sum())
    estimate, error = lost.estimate - stayed.estimate, float(np.sqrt(parts.sum()))
    ends = t_intervals(np.array([estimate]), np.array([error]), np.array([df]), confidence_level=level)
    return make_row(
        LOST_DIFFERENCE,
        about(name, question),
        estimate=estimate,
        standard_error=error,
        ci_low=float(ends.low[0]),
        ci_high=float(ends.high[0]),
        interval_type="t",
        confidence_level=level,
        df=df,
        n=stayed.n + lost.n,
    )
