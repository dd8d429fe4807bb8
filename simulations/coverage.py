"""How often intervals hold the truth over repeated samples, and whether that is as often as they promise."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from crowdpotential.stats.arrays import FloatArray, IntArray

POOLED = (0.935, 0.965)  # where the coverage of 95% intervals must lie, over all areas together
NOMINAL = 0.95
MONTE_CARLO_ERRORS = 3.0  # about the nominal level, for a single estimate


class Intervals(NamedTuple):
    """What one method makes of one sample: arrays of one shape."""

    estimate: FloatArray
    standard_error: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """The same k estimates of one method in D samples of one plan."""

    plan: str
    method: str
    variables: tuple[str, ...]  # (k,)
    areas: tuple[str, ...]  # (k,)
    truth: FloatArray  # (k,)
    estimate: FloatArray  # (D, k)
    standard_error: FloatArray  # (D, k) NaN where withheld
    ci_low: FloatArray  # (D, k)
    ci_high: FloatArray  # (D, k)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """One row of the table: a single estimate, or a variable over all areas."""

    plan: str
    method: str
    variable: str
    area: str  # empty: all of them
    n_intervals: int
    n_withheld: int
    coverage: float
    monte_carlo_error: float
    lowest: float  # coverage to accept
    highest: float
    is_within: bool
    bias: float  # mean error / standard deviation of the estimate over samples
    se_ratio: float  # root mean squared standard error / standard deviation of the estimate over samples


def cover(repeated: Repeated, *, slack: float = 0.0) -> list[Coverage]:
    """Count how often intervals hold the truth: for each variable over all areas, then for each estimate.

    Args:
        repeated: of one method.
        slack: Monte-Carlo errors by which few samples may exceed the limits for all areas together.
    """
    rows = []
    for variable in dict.fromkeys(repeated.variables):
        own = np.flatnonzero(np.array(repeated.variables) == variable)
        rows.append(_row(repeated, own, "", slack))
        rows += [_row(repeated, own[[i]], repeated.areas[place], slack) for i, place in enumerate(own)]
    return rows


def _row(repeated: Repeated, places: IntArray, area: str, slack: float) -> Coverage:
    truth, estimate = repeated.truth[places], repeated.estimate[:, places]
    low, high = repeated.ci_low[:, places], repeated.ci_high[:, places]
    is_known = ~np.isnan(low)
    n_intervals = int(is_known.sum())
    coverage = float(((low <= truth) & (truth <= high))[is_known].mean())
    error = float(np.sqrt(NOMINAL * (1 - NOMINAL) / n_intervals))
    if area:
        lowest, highest = NOMINAL - MONTE_CARLO_ERRORS * error, NOMINAL + MONTE_CARLO_ERRORS * error
    else:
        lowest, highest = POOLED[0] - slack * error, POOLED[1] + slack * error
    spread = estimate.std(axis=0, ddof=1)
    return Coverage(
        plan=repeated.plan,
        method=repeated.method,
        variable=repeated.variables[places[0]],
        area=area,
        n_intervals=n_intervals,
        n_withheld=int((~is_known).sum()),
        coverage=coverage,
        monte_carlo_error=error,
        lowest=lowest,
        highest=highest,
        is_within=lowest <= coverage <= highest,
        bias=float(((estimate.mean(axis=0) - truth) / spread).mean()),
        se_ratio=float(np.sqrt(np.nanmean((repeated.standard_error[:, places] / spread) ** 2))),
    )


def judge(rows: Sequence[Coverage]) -> list[str]:
    """Name every row whose coverage is outside its limits, in a sentence each."""
    return [
        f"{row.plan}, {row.method}, {row.variable}, {row.area or 'all areas'}: {row.coverage:.2%} of {row.n_intervals} intervals, "
        f"outside {row.lowest:.2%} to {row.highest:.2%}"
        for row in rows
        if not row.is_within
    ]


def as_table(rows: Sequence[Coverage]) -> str:
    """Set the coverage of each variable over all areas, and its range over single areas, in lines of text."""
    heads = ("all areas", "error", "lowest", "highest", "SE / SD", "withheld")
    lines = [f"{'plan':<12}{'method':<16}{'answer':<10}" + "".join(f"{head:>10}" for head in heads)]
    for whole in (row for row in rows if not row.area):
        key = (whole.plan, whole.method, whole.variable)
        single = [row.coverage for row in rows if row.area and (row.plan, row.method, row.variable) == key]
        single = single or [whole.coverage]
        lines.append(
            f"{whole.plan:<12}{whole.method:<16}{whole.variable:<10}{whole.coverage:>10.2%}{whole.monte_carlo_error:>10.2%}"
            f"{min(single):>10.2%}{max(single):>10.2%}{whole.se_ratio:>10.3f}{whole.n_withheld:>10}"
        )
    return "\n".join(lines)
