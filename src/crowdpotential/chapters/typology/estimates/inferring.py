"""Shares of types with their intervals, and families of differences with simultaneous ones."""

from collections.abc import Sequence

import numpy as np

from crowdpotential.params import Comparison
from crowdpotential.results.measure import Measure
from crowdpotential.results.rows import MAIN, Columns, Row, inferred, make_row, tested
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import find_bases, infer_columns
from crowdpotential.stats.inference.freedom import count_freedom
from crowdpotential.stats.inference.intervals import Bases
from crowdpotential.stats.inference.simultaneous import judge_family
from crowdpotential.verdicts import DIFFERENCE, EQUIVALENT, UNDETERMINED


def share_rows(
    measure: Measure, columns: FloatArray, members: BoolArray, labels: Sequence[Columns], *, design: Design, comparison: Comparison
) -> list[Row]:
    """Report shares with their intervals.

    Args:
        measure: what they are.
        columns: (k, 1 + R) the full sample's before those of the replicates.
        members: (n, k) the respondents whom each rests on.
        labels: (k,) columns that name each.
        design: of the n respondents.
        comparison: level and kind of interval.
    """
    worth = find_bases(np.where(members, 1.0, np.nan), design.weights, np.zeros(len(members), dtype=np.int64), 1)
    found = infer_columns(
        np.clip(columns, 0.0, 1.0),  # rounding
        replication=design.replication,
        freedom=count_freedom(members, design),
        confidence_level=comparison.confidence_level,
        interval=comparison.share_interval,
        bases=Bases(n_respondents=worth.n_respondents[0], n_effective=worth.n_effective[0]),
    )
    n = members.sum(axis=0)
    return [make_row(measure, inferred(found, i), MAIN, label, base="answered", n=float(n[i])) for i, label in enumerate(labels)]


def difference_rows(
    measure: Measure,
    columns: FloatArray,
    labels: Sequence[Columns],
    *,
    freedom: Freedom,
    design: Design,
    comparison: Comparison,
    smallest: float,
    family: str,
) -> list[Row]:
    """Report a family of differences of shares, each with a simultaneous interval and the verdict that this says.

    Args:
        measure: what they are.
        columns: (k, 1 + R) the full sample's before those of the replicates.
        labels: (k,) columns that name each, its base among them.
        freedom: (k,)
        design: of the respondents.
        comparison: level and adjustment.
        smallest: difference that matters, from which on two shares are not equivalent.
        family: its name.
    """
    if not labels:
        return []
    found = infer_columns(
        columns, replication=design.replication, freedom=freedom, confidence_level=comparison.confidence_level, interval="t"
    )
    judged = judge_family(found, columns[:, 1:], replication=design.replication, method=comparison.adjust)
    rows = list[Row]()
    for i, label in enumerate(labels):
        is_equal = max(-judged.ci_low[i], judged.ci_high[i]) < smallest
        verdict = EQUIVALENT if is_equal else DIFFERENCE if judged.is_found[i] else UNDETERMINED
        rows.append(make_row(measure, inferred(found, i), tested(judged, i, family), MAIN, label, verdict=verdict))
    return rows


def type_label(position: int) -> str:
    """Name a type in rows: by its place, the largest first."""
    return str(position + 1)
