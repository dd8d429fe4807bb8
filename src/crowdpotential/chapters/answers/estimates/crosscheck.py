"""The same questions put to the sample design and to general-purpose packages, and why the answers differ.

Between the unweighted answer of a package and the design-based one stands a third: weighted, but as if every respondent had
been drawn by himself. What separates the first two is the work of the weights, what separates the last two that of strata,
sampling points and calibration.
"""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial

import numpy as np

from crowdpotential.chapters.answers.estimates.crosscheck_questions import (
    Check,
    Scored,
    Unanswerable,
    compare_levels,
    compare_means,
    regress,
)
from crowdpotential.chapters.answers.estimates.unweighted import Answer
from crowdpotential.errors import CrowdpotentialError
from crowdpotential.results.measure import Measure
from crowdpotential.results.measures import comparison
from crowdpotential.results.rows import MAIN, Columns, Row, make_row

NOT_ESTIMABLE: Columns = {**MAIN, "variable": "index", "note": "not_estimable"}
MOVED = 0.1  # a shift of an estimate by so many of its standard errors tells in the report
WIDENED = 0.05  # so does a change of the standard error by this share
CHANGED = 0.1  # and of a test statistic by this share, for statistics grow with the square

CODES = {
    (False, False): "alike",
    (True, False): "weights",
    (False, True): "design",
    (True, True): "both",
}


def crosscheck_rows(scored: Scored) -> list[Row]:
    """Report t tests, tests of independence and a regression of the index three times each, with the reason why they differ.

    The note is `alike`, `weights`, `design` or `both`. A question that the sample cannot answer leaves a row without an
    estimate and the note `not_estimable`.
    """
    rows: list[Row] = []
    for name in scored.groups:
        rows += _asked(partial(compare_means, scored, name), scored, comparison.CROSSCHECK_T, name)
        rows += _asked(partial(compare_levels, scored, name), scored, comparison.CROSSCHECK_RAO_SCOTT, name)
    if scored.groups:
        rows += _asked(partial(regress, scored), scored, comparison.CROSSCHECK_COEFFICIENT)
    return rows


def tell_why(check: Check) -> str:
    """State what separates the design-based answer from the unweighted one, by the answer that stands between them."""
    steps = ((check.unweighted, check.simple), (check.simple, check.design_based))
    by_weights, by_design = (_differ(before, after) for before, after in steps)
    return CODES[by_weights, by_design]


def _asked(ask: Callable[[], list[Check | Unanswerable]], scored: Scored, measure: Measure, group: str = "") -> list[Row]:
    try:
        checks = ask()
    except CrowdpotentialError:  # too few PSUs, an empty group, collinear groups
        n = float(np.count_nonzero(~np.isnan(scored.index)))
        return [make_row(measure, NOT_ESTIMABLE, variable_2=group, n=n)]
    return [row for check in checks for row in _rows(measure, check, scored.confidence_level)]


def _differ(before: Answer, after: Answer) -> bool:
    """Return whether two answers differ by more than a reader of the rounded numbers would pass over."""
    if np.isnan(after.standard_error):
        return abs(after.estimate - before.estimate) > CHANGED * abs(before.estimate)
    is_moved = abs(after.estimate - before.estimate) > MOVED * before.standard_error
    widening = abs(after.standard_error - before.standard_error)
    return is_moved or widening > WIDENED * before.standard_error


def _rows(measure: Measure, check: Check | Unanswerable, confidence_level: float) -> list[Row]:
    about: Columns = {"category": check.category, "variable_2": check.variable, "n": float(check.n)}
    if isinstance(check, Unanswerable):
        return [make_row(measure, NOT_ESTIMABLE, about)]
    has_interval = not np.isnan(check.design_based.standard_error)
    if has_interval:
        about |= {"unit": "points", "interval_type": "t", "confidence_level": confidence_level}
    return [
        make_row(
            measure,
            MAIN,
            about,
            **asdict(answer),
            variable="index",
            note=tell_why(check),
            weighting=weighting,
            method=method,
            model=model,
        )
        for answer, weighting, method, model in (
            (check.design_based, "calibrated", "linearised", ""),
            (check.simple, "calibrated", "linearised", "simple"),
            (check.unweighted, "none", check.package, ""),
        )
    ]
