"""What experts say, round by round: medians and quartiles, consensus by the rule of params, concordance, outlying experts."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from crowdpotential.disclosure.few import Few, may_be_told
from crowdpotential.errors import DesignError
from crowdpotential.ingest.experts import Panel
from crowdpotential.params import Experts
from crowdpotential.results.measures.experts import AGREEING, CONCORDANCE, MEDIAN, N_EXPERTS, OUTLYING, QUARTILE
from crowdpotential.results.rows import Columns, Row, make_row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.expert_judgement.concordance import kendall_w
from crowdpotential.verdicts import CONSENSUS, NO_CONSENSUS

PANEL: Columns = {"sample": "experts"}


def rating_rows(panel: Panel, experts: Experts, *, few: Few, confidence_level: float) -> list[Row]:
    """Report each round of a panel; statements that fewer than `experts.fewest` rated are left out.

    Args:
        panel: ratings by round.
        experts: of params.
        few: how few experts are too few for a share or a count.
        confidence_level: of the interval of concordance.
    """
    rows: list[Row] = []
    for number, ratings in panel.rounds.items():
        rows.append(make_row(N_EXPERTS, PANEL, category=number, estimate=float(len(ratings)), n=float(len(ratings))))
        for name in ratings:
            values = ratings[name].dropna().to_numpy(dtype=np.float64)
            if values.size >= experts.fewest:
                rows += _statement_rows(values, str(name), number, sum(panel.bounds(str(name))) / 2, experts=experts, few=few)
        rows += _panel_rows(panel.rated_by_enough(number, experts.fewest), number, experts, few, confidence_level)
    return rows


def _statement_rows(values: FloatArray, name: str, number: str, middle: float, *, experts: Experts, few: Few) -> Iterator[Row]:
    about: Columns = {**PANEL, "variable": name, "n": float(values.size)}
    low, median, high = (float(end) for end in np.quantile(values, [0.25, 0.5, 0.75]))
    n_side = max(int((values > middle).sum()), int((values < middle).sum()))
    share, rule = n_side / values.size, experts.consensus
    is_agreed = high - low <= rule.max_range and share >= rule.min_share
    verdict = CONSENSUS if is_agreed else NO_CONSENSUS
    yield make_row(MEDIAN, about, category=number, estimate=median, verdict=verdict)
    for quartile, end in (("25", low), ("75", high)):
        yield make_row(QUARTILE, about, category=number, domain=quartile, domain_variable="quartile", estimate=end)
    if may_be_told(n_side, values.size, few):
        yield make_row(AGREEING, about, category=number, estimate=share, verdict=verdict)


def _panel_rows(ratings: pd.DataFrame, number: str, experts: Experts, few: Few, level: float) -> Iterator[Row]:
    distance = (ratings - ratings.median()).abs().mean(axis=1)
    n_outlying = int((distance > experts.outlying_above).sum())
    if may_be_told(n_outlying, len(ratings), few):
        yield make_row(OUTLYING, PANEL, category=number, estimate=float(n_outlying), n=float(len(ratings)))
    complete = ratings.dropna().to_numpy(dtype=np.float64)
    if len(complete) < experts.fewest or complete.shape[1] < 2:
        return
    try:
        found = kendall_w(complete, confidence_level=level)
    except DesignError:  # nobody tells any two statements apart
        return
    has_interval = np.isfinite(found.ci_low)
    yield make_row(
        CONCORDANCE,
        PANEL,
        category=number,
        estimate=found.w,
        ci_low=found.ci_low,
        ci_high=found.ci_high,
        interval_type="fisher-z" if has_interval else "",
        confidence_level=level if has_interval else np.nan,
        df=float(found.n_experts - 1),
        p_value=found.p_value,
        n=float(found.n_experts),
    )
