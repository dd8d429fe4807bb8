"""Weighting: the auxiliary variables of a calibration, held once per class of respondents.

A class holds the respondents who share every margin cell and every value whose mean is controlled: whatever
calibration does to one of them it does to all, so that the work does not grow with the sample.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.weighting.margins import Margin, MeanTarget

SPARSE = 10  # combinations per respondent beyond which a table of them would be mostly empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Auxiliaries:
    """The matrix X of calibration equations X'w = controls, with one row per class of respondents."""

    class_of: IntArray  # (n,) row 0..K-1 of each respondent: X of the respondents is rows[class_of]
    rows: FloatArray  # (K, p) 0/1 for the cells of every margin in turn, then value - mean in each group


def auxiliaries(margins: Sequence[Margin], means: Sequence[MeanTarget] = ()) -> Auxiliaries:
    """Return the variables that calibration controls, as linearisation on its residuals needs them.

    Columns depend on each other linearly (every margin adds up to one), and a cell without respondents is a
    column of zeros: who regresses on them takes a generalised inverse.

    Args:
        margins: as for `calibrate`, one or more.
        means: as for `calibrate`; their columns are value - control mean within the group and 0 outside it,
            because that is what the weights make add up to zero.
    """
    class_of = join_codes(class_codes(margins, means))
    member = any_member(class_of)
    parts = [np.equal.outer(m.cells[member], np.arange(m.control_totals.size)) for m in margins]
    for target in means:
        inside = np.equal.outer(target.groups[member], np.arange(target.means.size))
        values = np.where(target.groups >= 0, target.values, 0.0)[member]
        parts.append(np.where(inside, values[:, None] - target.means, 0.0))
    return Auxiliaries(class_of=class_of, rows=np.concatenate(parts, axis=1, dtype=np.float64))


def class_codes(margins: Sequence[Margin], means: Sequence[MeanTarget]) -> list[IntArray]:
    """List the codes (n,) that respondents of one class share."""
    codes = [margin.cells for margin in margins]
    for target in means:
        codes += [target.groups + 1, number_values(np.where(target.groups >= 0, target.values, 0.0))]
    return codes


def join_codes(columns: Sequence[IntArray]) -> IntArray:
    """Number the combinations that occur, 0 upwards, in the order of the columns' codes.

    Args:
        columns: each (n,) 0 or more.
    """
    joint, n_codes = columns[0].astype(np.int64), int(columns[0].max()) + 1
    for column in columns[1:]:
        size = int(column.max()) + 1
        if n_codes * size > SPARSE * joint.size:
            joint = _number_codes(joint, n_codes)
            n_codes = int(joint.max()) + 1
        joint *= size
        joint += column
        n_codes *= size
    return _number_codes(joint, n_codes)


def number_values(values: FloatArray | IntArray) -> IntArray:
    """Number the values that occur, 0 upwards."""
    return np.unique(values, return_inverse=True)[1].astype(np.int64)


def any_member(class_of: IntArray) -> IntArray:
    """Return the position of one respondent of each class 0..K-1."""
    member = np.empty(class_of.max() + 1, dtype=np.int64)
    member[class_of] = np.arange(class_of.size)
    return member


def _number_codes(codes: IntArray, n_codes: int) -> IntArray:
    """Number the codes 0..n_codes-1 that occur, without sorting where a table of all codes is small."""
    if n_codes > SPARSE * codes.size:
        return number_values(codes)
    return (np.cumsum(np.bincount(codes, minlength=n_codes) > 0) - 1)[codes]
