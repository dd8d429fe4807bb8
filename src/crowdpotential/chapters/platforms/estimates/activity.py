"""What the log of a platform tells: how unequal its users are, and how many of them come back."""

from datetime import date

import numpy as np

from crowdpotential.disclosure.few import Few, has_tail
from crowdpotential.ingest.platform_logs import PlatformActions
from crowdpotential.params import Comparison, PlatformLog
from crowdpotential.results.measure import Measure
from crowdpotential.results.measures.platforms import LOG_ACTIONS, LOG_GINI, LOG_RETENTION, LOG_TOP_SHARE, LOG_USERS
from crowdpotential.results.rows import Columns, Row, inferred, make_row
from crowdpotential.stats.arrays import IntArray
from crowdpotential.stats.inequality.inference import infer_inequality
from crowdpotential.stats.inequality.lorenz import count_effective, find_gini, find_top_shares
from crowdpotential.stats.inequality.users import resample_users
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.freedom import whole_freedom
from crowdpotential.stats.inference.intervals import logit_intervals
from crowdpotential.stats.replication.replicates import rao_wu_replication
from crowdpotential.stats.retention.returns import count_returns

RESAMPLES = 1000
TOPS = (0.01, 0.10)
FEWEST_BEHIND = 10  # effective number of users that a number of inequality rests on, decision 95
FEWEST_FOR_INTERVAL, FEWEST_AT_THE_TOP = 500, 50  # effective users, of all and of the most active (simulations/log_coverage.py)
FEW_BEHIND = "few_behind"  # note of a number whose interval would hold the truth too seldom
MONTHS, DAYS = 12, 7  # of a year, of a week


def activity_rows(actions: PlatformActions, log: PlatformLog, comparison: Comparison, *, few: Few, rng: np.random.Generator) -> list[Row]:
    """Report users, actions, inequality and retention of one platform.

    Users are the units: intervals are those of users drawn anew. What rests on too few of them is not told.

    Args:
        actions: of the platform.
        log: periods, and after how many of them users are looked for again.
        comparison: level of confidence.
        few: how few are too few.
        rng: of the bootstrap.
    """
    if actions.n_users < few.base:
        return []
    days = [date.fromordinal(int(day)).isoformat() for day in (actions.days.min(), actions.days.max())]
    about: Columns = {
        "variable": actions.platform.id,
        "bloc": actions.platform.about.bloc,
        "area": actions.platform.about.area,
        "sample": "platform",
        "n": float(actions.n_users),
        "note": "/".join(days),
    }
    rows = [make_row(LOG_USERS, about, estimate=float(actions.n_users)), make_row(LOG_ACTIONS, about, estimate=float(actions.users.size))]
    return rows + _inequality_rows(actions, comparison, about, few=few, rng=rng) + _retention_rows(actions, log, comparison, about, few=few)


def _inequality_rows(actions: PlatformActions, comparison: Comparison, about: Columns, *, few: Few, rng: np.random.Generator) -> list[Row]:
    """Report Gini's coefficient and the shares of the most active, as far as users enough stand behind them."""
    amounts = actions.amounts.astype(np.float64)
    n, weights = amounts.size, np.ones(amounts.size)
    drawn = resample_users(amounts, RESAMPLES, rng)
    columns = np.vstack([find_gini(drawn), find_top_shares(drawn, TOPS)])
    behind = np.array([count_effective(amounts, weights, top) for top in (1.0, *TOPS)])
    units, strata = np.arange(n), np.zeros(n, dtype=np.int64)
    replication = rao_wu_replication(strata, number=RESAMPLES)
    design = Design(weights=weights, replicate_weights=weights[:, None], replication=replication, strata=strata, psus=units)
    found = infer_inequality(
        columns,
        behind,
        replication=replication,
        freedom=whole_freedom(design).repeated(len(columns)),
        confidence_level=comparison.confidence_level,
    )
    named: list[tuple[Measure, str, float]] = [(LOG_GINI, "", 1.0), *((LOG_TOP_SHARE, f"{100 * top:g}", top) for top in TOPS)]
    drawn_anew: Columns = {
        "method": "bootstrap of users",
        "n_replicates": np.nan,
        "n_replicates_failed": np.nan,
    }  # of users, not of the sample
    without: Columns = {"standard_error": np.nan, "ci_low": np.nan, "ci_high": np.nan, "note": FEW_BEHIND}
    return [
        make_row(
            measure,
            inferred(found, i),
            about,
            {} if has_interval(behind[0], behind[i]) else without,
            drawn_anew,
            category=category,
            n_effective=behind[i],
        )
        for i, (measure, category, top) in enumerate(named)
        if behind[i] >= FEWEST_BEHIND and has_tail(n, top, few)
    ]


def has_interval(of_all: float, of_these: float) -> bool:
    """Return whether a number of inequality rests on effective users enough for an interval that holds the truth as often as it says."""
    return of_all >= FEWEST_FOR_INTERVAL and of_these >= FEWEST_AT_THE_TOP


def _retention_rows(actions: PlatformActions, log: PlatformLog, comparison: Comparison, about: Columns, *, few: Few) -> list[Row]:
    """Report the share of users who come back; nothing where too few were followed, came back, or did not."""
    rows, periods = list[Row](), count_periods(actions.days, log.period)
    for after in log.after:
        counted = count_returns(actions.users, periods, after=after)
        n, back = counted.n_followed, counted.n_returned
        if n < few.base or min(back, n - back) < few.count:
            continue
        share = np.array([back / n])
        error = np.sqrt(share * (1 - share) / (n - 1))
        ends = logit_intervals(share, error, np.array([n - 1.0]), confidence_level=comparison.confidence_level)
        own: Columns = {"estimate": share[0], "standard_error": error[0], "ci_low": ends.low[0], "ci_high": ends.high[0]}
        how: Columns = {"interval_type": "logit", "confidence_level": comparison.confidence_level, "df": n - 1.0, "n": float(n)}
        rows.append(make_row(LOG_RETENTION, about, own, how, category=str(after), model=log.period))
    return rows


def count_periods(days: IntArray, period: str) -> IntArray:
    """Number the weeks, from Monday on, or the months in which days lie."""
    if period == "week":
        return (days - 1) // DAYS
    dates = {int(day): date.fromordinal(int(day)) for day in np.unique(days)}
    return np.array([dates[int(day)].year * MONTHS + dates[int(day)].month for day in days], dtype=np.int64)
