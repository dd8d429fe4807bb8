"""Weighting: margins, means and cap turned into the equations that the compiled part solves on classes.

Controls whose respondents have nothing in common, such as those of different areas, are found by following the
respondents from cell to cell, and are solved apart.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.weighting.auxiliaries import any_member, class_codes, join_codes, number_values
from crowdpotential.stats.weighting.calibration_kernels import Equations
from crowdpotential.stats.weighting.margins import Margin, MeanTarget
from crowdpotential.stats.weighting.trimming import NO_CAP, Cap


class Limits(NamedTuple):
    """How far weights may go, and when to stop."""

    kind: int  # of distance: RAKING, LINEAR or LOGIT
    low: float  # bounds on calibrated / base weight; -inf and inf where there are none
    high: float
    least_ratio: float  # of calibrated to base weight, relative to that of the cells; -inf where bounds say it
    cap_kind: int
    cap: float  # infinite where there is none
    tolerance: float
    max_cycles: int


class Problem(NamedTuple):
    """A calibration, ready for the compiled part."""

    class_of: IntArray  # (n,)
    masses: FloatArray  # (K,) base weights of each class together
    equations: Equations
    cap: Cap
    names: tuple[tuple[str, str], ...]  # (p,) margin or mean, and cell or group, of every control


class _Controls(NamedTuple):
    """Controls of every class, before they are sorted into blocks."""

    column_of: IntArray  # (K, S)
    values: FloatArray  # (K, S)
    totals: FloatArray  # (p,)
    names: list[tuple[str, str]]  # (p,)


class _Blocks(NamedTuple):
    """The order in which classes and controls of one block stand together."""

    column_order: IntArray  # (p,)
    class_order: IntArray  # (K,)
    column_first: IntArray  # (C + 1,) first control of each block in that order
    class_first: IntArray  # (C + 1,) first class of each block


def state_problem(
    base_weights: FloatArray,
    margins: Sequence[Margin],
    means: Sequence[MeanTarget],
    limits: Limits,
    *,
    cap_group: IntArray | None = None,
) -> Problem:
    """Join respondents into classes, and sort classes and controls into blocks that share nothing.

    Args:
        base_weights: (n,) positive.
        margins: one or more, each with every respondent in a cell.
        means: of numeric variables in groups.
        limits: distance, bounds, cap and when to stop.
        cap_group: (n,) any codes; one group if None. Looked at only with a cap.
    """
    is_capped = limits.cap_kind != NO_CAP
    group = number_values(cap_group) if is_capped and cap_group is not None else None
    codes = class_codes(margins, means)
    if is_capped:  # the cap's ratio depends on the base weight
        codes += [number_values(base_weights), *([] if group is None else [group])]
    class_of = join_codes(codes)
    controls = _list_controls(margins, means, any_member(class_of))
    blocks = _sort_by_block(controls)
    if (np.diff(blocks.class_order) < 0).any():
        class_of = _positions(blocks.class_order)[class_of]
    member = any_member(class_of)
    return Problem(
        class_of=class_of,
        masses=np.bincount(class_of, weights=base_weights).astype(np.float64),
        equations=_write_equations(controls, blocks, limits, n_margins=len(margins)),
        cap=Cap(
            kind=limits.cap_kind,
            multiple=limits.cap,
            group=np.zeros(member.size, dtype=np.int64) if group is None else group[member],
            start=base_weights[member] if is_capped else np.ones(member.size),
        ),
        names=tuple(controls.names[column] for column in blocks.column_order),
    )


def find_blocks(column_of: IntArray, n_columns: int) -> IntArray:
    """Number the sets of controls that no class connects, 0 upwards.

    Args:
        column_of: (K, S) the controls 0..n_columns-1 of each class.
        n_columns: how many controls there are, with classes or without.

    Returns:
        (n_columns,) block of each control.
    """
    return number_values(_connect(np.ascontiguousarray(column_of, dtype=np.int64), n_columns))


def _sort_by_block(controls: _Controls) -> _Blocks:
    """Put controls and classes in the order of the blocks that they belong to."""
    block_of = find_blocks(controls.column_of, controls.totals.size)
    class_blocks = block_of[controls.column_of[:, 0]]
    column_order = np.argsort(block_of, kind="stable")
    class_order = np.argsort(class_blocks, kind="stable")
    edges = np.arange(block_of.max() + 2)
    return _Blocks(
        column_order=column_order,
        class_order=class_order,
        column_first=np.searchsorted(block_of[column_order], edges).astype(np.int64),
        class_first=np.searchsorted(class_blocks[class_order], edges).astype(np.int64),
    )


def _write_equations(controls: _Controls, blocks: _Blocks, limits: Limits, *, n_margins: int) -> Equations:
    columns = _positions(blocks.column_order)[controls.column_of[blocks.class_order]]
    values = controls.values[blocks.class_order]
    is_used = np.zeros(controls.totals.size, dtype=np.bool_)
    is_used[columns[values != 0]] = True
    return Equations(
        column_of=np.ascontiguousarray(columns),
        values=np.ascontiguousarray(values),
        n_margins=n_margins,
        totals=controls.totals[blocks.column_order],
        is_used=is_used,
        class_first=blocks.class_first,
        column_first=blocks.column_first,
        kind=limits.kind,
        low=limits.low,
        high=limits.high,
        least_ratio=limits.least_ratio,
        tolerance=limits.tolerance,
        max_cycles=limits.max_cycles,
    )


def _positions(order: IntArray) -> IntArray:
    """Return where each of 0, 1, ... stands in an order."""
    position = np.empty_like(order)
    position[order] = np.arange(order.size)
    return position


def _list_controls(margins: Sequence[Margin], means: Sequence[MeanTarget], member: IntArray) -> _Controls:
    """Number the controls, the largest margin first: eliminating it leaves the fewest entries to eliminate."""
    columns, values, totals, names = [], [], [], []
    first = 0
    for margin in sorted(margins, key=lambda each: -each.control_totals.size):
        columns.append(margin.cells[member] + first)
        values.append(np.ones(member.size))
        totals.append(margin.control_totals.astype(np.float64))
        names += [(margin.name, label) for label in margin.labels]
        first += margin.control_totals.size
    for target in means:
        group = target.groups[member]
        inside = group >= 0
        columns.append(np.where(inside, group + first, columns[0]))
        deviations = np.where(inside, target.values[member], 0.0) - target.means[np.where(inside, group, 0)]
        values.append(np.where(inside, deviations, 0.0))
        totals.append(np.zeros(target.means.size))
        names += [(target.name, label) for label in target.labels]
        first += target.means.size
    return _Controls(np.stack(columns, axis=1), np.stack(values, axis=1), np.concatenate(totals), names)


@njit(cache=True)
def _connect(column_of: IntArray, n_columns: int) -> IntArray:
    """Return every control the smallest control that classes connect it with (union by following links)."""
    link = np.arange(n_columns)
    for k in range(column_of.shape[0]):
        first = _root(link, column_of[k, 0])
        for slot in range(1, column_of.shape[1]):
            other = _root(link, column_of[k, slot])
            if other < first:
                link[first] = other
                first = other
            else:
                link[other] = first
    for column in range(n_columns):
        link[column] = _root(link, column)
    return link


@njit(cache=True)
def _root(link: IntArray, column: int) -> int:
    while link[column] != column:
        link[column] = link[link[column]]
        column = link[column]
    return column
