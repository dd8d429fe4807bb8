"""The same questions put to the sample design and to general-purpose packages, and why the answers differ.

Between the unweighted answer of a package and the design-based one stands a third: weighted, but as if every respondent had
been drawn by himself. What separates the first two is the work of the weights, what separates the last two that of strata,
sampling points and calibration.
"""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial

import numpy as np

from crowdpotential.compare.questions import (
    Check,
    Scored,
    Unanswerable,
    compare_levels,
    compare_means,
    regress,
)
from crowdpotential.compare.unweighted import Answer
from crowdpotential.errors import CrowdpotentialError
from crowdpotential.results import Row

NOT_ESTIMABLE: Row = {"weighting": "calibrated", "note": "not_estimable"}
_COMMON: Row = {"chapter": "comparison", "sample": "main"}
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
        rows += _asked(partial(compare_means, scored, name), scored, measure="crosscheck_t", variable_2=name)
        rows += _asked(
            partial(compare_levels, scored, name), scored, measure="crosscheck_rao_scott", variable_2=name
        )
    if scored.groups:
        rows += _asked(partial(regress, scored), scored, measure="crosscheck_coefficient")
    return rows


def tell_why(check: Check) -> str:
    """Say what separates the design-based answer from the unweighted one, by the answer that stands between them."""
    steps = ((check.unweighted, check.simple), (check.simple, check.design_based))
    by_weights, by_design = (_differ(before, after) for before, after in steps)
    return CODES[by_weights, by_design]


def _asked(ask: Callable[[], list[Check | Unanswerable]], scored: Scored, **keys: str) -> list[Row]:
    try:
        checks = ask()
    except CrowdpotentialError:  # too few PSUs, an empty group, collinear groups
        n = float(np.count_nonzero(~np.isnan(scored.index)))
        return [{**_COMMON, **keys, "variable": "index", **NOT_ESTIMABLE, "n": n}]
    return [row for check in checks for row in _rows(check, scored.confidence_level)]


def _differ(before: Answer, after: Answer) -> bool:
    """Tell whether two answers differ by more than a reader of the rounded numbers would pass over."""
    if np.isnan(after.standard_error):
        return abs(after.estimate - before.estimate) > CHANGED * abs(before.estimate)
    is_moved = abs(after.estimate - before.estimate) > MOVED * before.standard_error
    widening = abs(after.standard_error - before.standard_error)
    return is_moved or widening > WIDENED * before.standard_error


def _rows(check: Check | Unanswerable, confidence_level: float) -> list[Row]:
    if isinstance(check, Unanswerable):
        return [{**_COMMON, **check.keys, **NOT_ESTIMABLE, "n": float(check.n)}]
    has_interval = not np.isnan(check.design_based.standard_error)
    about = {**_COMMON, **check.keys, "n": float(check.n), "note": tell_why(check)}
    if has_interval:
        about |= {"unit": "points", "interval_type": "t", "confidence_level": confidence_level}
    return [
        {**about, **asdict(answer), "weighting": weighting, "method": method, "model": model}
        for answer, weighting, method, model in (
            (check.design_based, "calibrated", "linearised", ""),
            (check.simple, "calibrated", "linearised", "simple"),
            (check.unweighted, "none", check.package, ""),
        )
    ]
