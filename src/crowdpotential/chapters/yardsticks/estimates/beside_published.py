"""The study's own numbers beside published ones, and the differences where both have an error and measure the same or nearly so."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan, sqrt

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, codes_of_class
from crowdpotential.conditions import NOT_ASKED
from crowdpotential.ingest.yardsticks import Yardstick
from crowdpotential.params import Comparison
from crowdpotential.results.measures.yardsticks import (
    EXTERNAL_MEAN,
    EXTERNAL_SHARE,
    MEAN,
    MEAN_DIFFERENCE,
    SHARE,
    SHARE_DIFFERENCE,
)
from crowdpotential.results.rows import MAIN, Columns, Row, inferred, make_row, tested
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import find_bases, infer_columns, weighted_means
from crowdpotential.stats.inference.freedom import asked_freedom
from crowdpotential.stats.inference.intervals import Bases, logit_intervals, t_intervals
from crowdpotential.stats.inference.simultaneous import judge_tests
from crowdpotential.verdicts import DIFFERENCE, UNDETERMINED

FAMILY = "yardsticks"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """A published figure with its own counterpart, and what the difference rests on."""

    yardstick: Yardstick
    own: Row
    standard_error: float  # of the published figure; NaN where its number of respondents is not published

    @property
    def has_difference(self) -> bool:
        """Whether the two may be subtracted: not of what cannot be compared, nor without an error on either side."""
        errors = self.standard_error, self.own.standard_error
        return self.yardstick.likeness != "not_comparable" and all(error > 0 for error in errors)

    @property
    def variance(self) -> float:
        """Of the difference: the surveys are independent."""
        return self.standard_error**2 + self.own.standard_error**2

    @property
    def freedom(self) -> float:
        """Degrees of freedom of the difference (Satterthwaite 1946); those of the published figure by its effective respondents."""
        theirs = max(self.yardstick.n / self.yardstick.deff - 1, 1.0)
        return self.variance**2 / (self.own.standard_error**4 / self.own.df + self.standard_error**4 / theirs)


def yardstick_rows(
    responses: pd.DataFrame,
    yardsticks: Sequence[Yardstick],
    codebook: Codebook,
    *,
    design: Design,
    comparison: Comparison,
) -> list[Row]:
    """Report each published figure, the study's own number beside it, and their difference.

    The published figure's error is that of a simple random sample of its respondents over its design effect. Differences are one family.
    A figure that is not comparable gets no difference.

    Args:
        responses: analysed respondents of the main sample.
        yardsticks: published figures.
        codebook: questions and codes.
        design: weights and replicates of the n respondents.
        comparison: level of confidence, intervals and adjustment.
    """
    pairs = [_pair(responses, entry, codebook, design, comparison) for entry in yardsticks]
    rows = [_external_row(pair, comparison) for pair in pairs]
    rows += {(row.measure, row.variable, row.category, row.base, row.bloc, row.area): row for row in (pair.own for pair in pairs)}.values()
    return rows + _difference_rows([pair for pair in pairs if pair.has_difference], comparison)


def _pair(responses: pd.DataFrame, entry: Yardstick, codebook: Codebook, design: Design, comparison: Comparison) -> _Pair:
    values = _values(responses, entry, codebook)
    inside = _members(responses, entry)
    own = _own_row(values, inside, entry, design, comparison)
    spread = sqrt(entry.value * (1 - entry.value)) if entry.codes else entry.deviation
    return _Pair(yardstick=entry, own=own, standard_error=spread * sqrt(entry.deff / entry.n))


def _values(responses: pd.DataFrame, entry: Yardstick, codebook: Codebook) -> FloatArray:
    """Return (n,) 0 and 1, or numbers; NaN outside the base."""
    columns, variable = codebook.columns(entry.variable), codebook.variable(entry.variable)
    raw = responses[list(columns)].to_numpy(dtype=np.float64)
    missing = codebook.missing_codes(entry.variable)
    outside = codes_of_class(missing, *NOT_ASKED) if entry.base == "asked" else list(missing)
    in_base = ~np.isin(raw[:, 0], outside)
    if not entry.codes:
        return np.where(in_base, raw[:, 0], np.nan)
    at = list(codebook.codes(entry.variable)).index(entry.codes[0]) if variable.kind.has_options else 0
    given = raw[:, at] == 1 if variable.kind.has_options else np.isin(raw[:, 0], entry.codes)
    return np.where(in_base, given.astype(np.float64), np.nan)


def _members(responses: pd.DataFrame, entry: Yardstick) -> BoolArray:
    about = entry.about
    inside = np.ones(len(responses), dtype=np.bool_)
    if about.area:
        inside = np.asarray(responses["area"] == about.area)
    elif about.bloc:
        inside = np.asarray(responses["bloc"] == about.bloc)
    return inside


def _own_row(values: FloatArray, inside: BoolArray, entry: Yardstick, design: Design, comparison: Comparison) -> Row:
    domains, column = np.where(inside, 0, -1), values[:, None]
    worth = find_bases(column, design.weights, domains, 1)
    found = infer_columns(
        weighted_means(column, design.all_weights, domains, 1)[0],
        replication=design.replication,
        freedom=asked_freedom(column, inside, design),
        confidence_level=comparison.confidence_level,
        interval=comparison.share_interval if entry.codes else None,
        bases=Bases(n_respondents=worth.n_respondents[0], n_effective=worth.n_effective[0]),
    )
    n = float(worth.n_respondents[0, 0])
    return make_row(SHARE if entry.codes else MEAN, inferred(found, 0), MAIN, _about(entry), base=entry.base, n=n)


def _external_row(pair: _Pair, comparison: Comparison) -> Row:
    entry, level = pair.yardstick, comparison.confidence_level
    value, error, freedom = (np.array([own]) for own in (entry.value, pair.standard_error, entry.n / entry.deff - 1))
    ends = (logit_intervals if entry.codes else t_intervals)(value, error, freedom, confidence_level=level)
    has_error = not isnan(pair.standard_error)
    return make_row(
        EXTERNAL_SHARE if entry.codes else EXTERNAL_MEAN,
        _about(entry),
        variable_2=entry.id,
        sample="external",
        base=entry.base,
        estimate=entry.value,
        standard_error=pair.standard_error,
        ci_low=float(ends.low[0]),
        ci_high=float(ends.high[0]),
        interval_type=("logit" if entry.codes else "t") if has_error else "",
        confidence_level=level if has_error else nan,
        df=float(freedom[0]) if has_error else nan,
        n=entry.n,
        source=entry.source,
        note=entry.likeness,
    )


def _difference_rows(pairs: Sequence[_Pair], comparison: Comparison) -> list[Row]:
    """Subtract published figures from the study's own, as one family: the surveys share no respondents."""
    if not pairs:
        return []
    estimate = np.array([pair.own.estimate - pair.yardstick.value for pair in pairs])
    error, freedom = (np.array([getattr(pair, name) for pair in pairs]) for name in ("variance", "freedom"))
    level = comparison.confidence_level
    judged = judge_tests(
        estimate,
        np.sqrt(error),
        freedom,
        deviations=None,
        method=comparison.adjust,
        confidence_level=level,
    )
    ends = t_intervals(estimate, np.sqrt(error), freedom, confidence_level=level)
    return [
        make_row(
            SHARE_DIFFERENCE if pair.yardstick.codes else MEAN_DIFFERENCE,
            _about(pair.yardstick),
            tested(judged, at, FAMILY),
            MAIN,
            variable_2=pair.yardstick.id,
            base=pair.yardstick.base,
            estimate=float(estimate[at]),
            standard_error=float(np.sqrt(error[at])),
            ci_low=float(ends.low[at]),
            ci_high=float(ends.high[at]),
            interval_type="t",
            confidence_level=level,
            df=float(freedom[at]),
            n=pair.own.n,
            verdict=DIFFERENCE if judged.is_found[at] else UNDETERMINED,
            note=pair.yardstick.likeness,
        )
        for at, pair in enumerate(pairs)
    ]


def _about(entry: Yardstick) -> Columns:
    return {"variable": entry.variable, "category": entry.category, **entry.about.columns}
