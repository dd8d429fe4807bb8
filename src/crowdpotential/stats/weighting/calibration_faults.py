"""Weighting: why a calibration failed, and which control suffers.

Whether any weights at all meet the controls is a linear programme: make the largest gap as small as the bounds
allow. Where that gap is not zero, the controls that hold it up contradict each other.
"""

from typing import NamedTuple

import numpy as np

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.weighting.auxiliaries import any_member
from crowdpotential.stats.weighting.control_equations import Problem
from crowdpotential.stats.weighting.distances import LINEAR
from crowdpotential.stats.weighting.trimming import BOUNDED, NO_CAP, CalibratedClasses

CONTROLS_NAMED = 5  # in one message
LARGEST_PROGRAMME = 20_000  # combinations of cells and values; beyond it the search for culprits takes minutes
FEASIBLE = 1e-7  # gap that the linear programme's own tolerance leaves
HOLDS_UP = 1e-6  # share of the marginal values that makes a control a culprit


class _Conflict(NamedTuple):
    """What the linear programme tells."""

    gap: float  # the smallest that the largest gap can be
    columns: IntArray  # controls that hold it up


def explain_failure(result: CalibratedClasses, problem: Problem, method: str) -> str:
    """State what no weights, or these steps, could reach: which control, how far off, and what can be done.

    Args:
        result: where calibration stopped.
        problem: what it tried to solve.
        method: as messages name it.
    """
    eq, limits = problem.equations, _name_limits(problem)
    if result.excess == np.inf:
        n_caught = int(np.count_nonzero((result.reachable < eq.low)[problem.class_of]))
        return (
            f"{method}:{limits} cap and bounds contradict each other for {n_caught} of {problem.class_of.size} "
            "respondents; raise the cap or widen the bounds"
        )
    conflict = _find_conflict(result, problem)
    if conflict is not None and conflict.gap > FEASIBLE:
        named = " and ".join(_name(problem, column) for column in conflict.columns[:CONTROLS_NAMED])
        more = conflict.columns.size - CONTROLS_NAMED
        return (
            f"{method}:{limits} no weights meet the controls: at best {100 * conflict.gap:.3g}% off in {named}"
            f"{f' and {more} more' if more > 0 else ''}; {_advise(problem)}"
        )
    if result.gap <= eq.tolerance and result.least < eq.least_ratio:
        return _explain_vanishing(result, problem, method)
    off = f"{_name(problem, result.column)} is {100 * result.gap:.3g}% off"
    if result.gap <= eq.tolerance:
        off = f"weights are still {100 * result.excess:.3g}% above the cap"
    return f"{method}:{limits} {off} after {result.n_cycles} cycles; allow more cycles, or {_advise(problem)}"


def _name_limits(problem: Problem) -> str:
    """Name bounds and cap, as far as there are any."""
    low, high = problem.equations.low, problem.equations.high
    bounds = "" if high == np.inf else f" with ratios to the base weight from {low:g} to {high:g}"
    if problem.cap.kind == NO_CAP:
        return bounds
    how = "a cap of" if problem.cap.kind == BOUNDED else "weights cut and calibrated again to a cap of"
    return f"{bounds} with {how} {problem.cap.multiple:g} mean weights"


def _advise(problem: Problem) -> str:
    if problem.cap.kind != NO_CAP:
        return "raise the cap or join cells"
    if problem.equations.high < np.inf:
        return "widen the bounds or join cells"
    return "correct the totals, or join cells until every combination that they need has respondents"


def _name(problem: Problem, column: int) -> str:
    name, label = problem.names[column]
    return f"{name} '{label}'"


def _explain_vanishing(result: CalibratedClasses, problem: Problem, method: str) -> str:
    """Describe weights that are negative, or so small that the respondent is as good as left out."""
    eq = problem.equations
    if eq.kind == LINEAR:
        is_bad, what, advice = result.ratios <= 0, "negative or zero weights", "set bounds, or use raking"
    else:
        is_bad = result.ratios <= 2 * result.ratios.min()
        what, advice = (
            "next to no weight (less than a millionth of the usual)",
            "join cells or correct the totals",
        )
    n_bad = int(np.count_nonzero(is_bad[problem.class_of]))
    columns = eq.column_of[int(np.argmin(result.ratios)), : eq.n_margins]
    where = " and ".join(_name(problem, column) for column in columns)
    return (
        f"{method}:{_name_limits(problem)} the controls can be met only with {what} for {n_bad} of "
        f"{problem.class_of.size} respondents, such as those in {where}; {advice}"
    )


def _find_conflict(result: CalibratedClasses, problem: Problem) -> _Conflict | None:
    """Find the smallest possible largest gap and what holds it up; None where the programme is too large."""
    eq = problem.equations
    rows = np.concatenate([eq.column_of, eq.values], axis=1)
    row_of = np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1)
    if row_of.max() >= LARGEST_PROGRAMME:
        return None
    member = any_member(row_of)
    persons = eq.totals.sum()
    programme = _Programme(
        column_of=eq.column_of[member],
        values=eq.values[member],
        least=np.bincount(row_of, np.maximum(eq.low, 0.0) * problem.masses) / persons,
        most=np.minimum(np.bincount(row_of, result.reachable * problem.masses) / persons, 1.0),
        totals=eq.totals / persons,
    )
    return _minimise_gap(programme)


class _Programme(NamedTuple):
    """Classes with the same controls joined; shares of all control totals together."""

    column_of: IntArray  # (K, S)
    values: FloatArray  # (K, S)
    least: FloatArray  # (K,)
    most: FloatArray  # (K,)
    totals: FloatArray  # (p,)


def _minimise_gap(programme: _Programme) -> _Conflict | None:
    """Minimise z over weights within their limits, where |X'w - totals| <= z x scale of each control."""
    from scipy.optimize import linprog  # noqa: PLC0415 half a second that only a failure needs

    n_classes, n_columns = programme.least.size, programme.totals.size
    controls = np.zeros((n_columns, n_classes))
    np.add.at(controls, (programme.column_of.T, np.arange(n_classes)), programme.values.T)
    scales = np.where(programme.totals > 0, programme.totals, np.abs(controls).max(axis=1))
    scales[scales == 0] = 1.0  # all values are the control mean
    controls, totals = controls / scales[:, None], programme.totals / scales
    ones = np.ones((n_columns, 1))
    found = linprog(
        np.append(np.zeros(n_classes), 1.0),
        A_ub=np.block([[controls, -ones], [-controls, -ones]]),
        b_ub=np.concatenate([totals, -totals]),
        bounds=[*zip(programme.least, programme.most, strict=True), (0.0, None)],
        method="highs",
    )
    if found.status != 0:
        return None
    marginals = np.abs(found.ineqlin.marginals).reshape(2, n_columns).sum(axis=0)
    order = np.argsort(-marginals, kind="stable")
    return _Conflict(gap=float(found.fun), columns=order[marginals[order] > HOLDS_UP])
