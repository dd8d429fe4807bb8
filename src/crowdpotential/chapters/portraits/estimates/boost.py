"""The same portraits of the boost sample: unweighted, of those asked alone, with errors in name only."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from crowdpotential.chapters.portraits.estimates.groups import Groups
from crowdpotential.compare.boost import GroupMean, describe_sample, nominal_columns
from crowdpotential.compare.options import TOO_FEW, Options
from crowdpotential.disclosure.few import Few
from crowdpotential.params import Comparison, Params
from crowdpotential.results.measures.portraits import MEAN, N_UNTOLD, SHARE
from crowdpotential.results.rows import Columns, Row, make_row
from crowdpotential.stats.arrays import BoolArray
from crowdpotential.stats.inference.ranges import POINTS, SHARES

BOOST: Columns = {"sample": "boost", "weighting": "none"}
SAMPLE = "boost"  # variable_2 of what is not told of it


def boost_rows(groups: Groups, questions: Sequence[Options], boost: pd.DataFrame, *, params: Params, few: Few) -> list[Row]:
    """Report dimensions, options and readiness of each target group of the boost sample; the index stands in the chapter `groups`.

    Args:
        groups: of the study.
        questions: answers of the boost sample.
        boost: its respondents, with scores, in the same order.
        params: dimensions of the index, level of confidence.
        few: an answer that fewer of a group gave, or all but fewer, is not told of that group.
    """
    keys = [*params.index.dimensions, *params.index.also]
    members = _members(groups, boost)
    rows, comparison = list[Row](), params.comparison
    for key, inside in members.items():
        for dimension in keys:
            found = describe_sample(boost.loc[inside, f"score_{dimension}"].to_numpy(dtype=np.float64))
            if found is not None:
                columns = nominal_columns(found, comparison, POINTS if params.index.is_bounded else None)
                rows.append(make_row(MEAN, groups.domain(key).columns, BOOST, columns, variable=dimension))
    for options in questions:
        rows += _share_rows(groups, options, members, comparison, few)
    return rows


def _members(groups: Groups, boost: pd.DataFrame) -> dict[str, BoolArray]:
    """Mark who belongs to each target group, of those that have anybody."""
    column = boost[groups.variable].to_numpy()
    found = {key: column == code for key, code in groups.codes.items() if key in groups.targets}
    return {key: inside for key, inside in found.items() if inside.any()}


def _share_rows(groups: Groups, options: Options, members: Mapping[str, BoolArray], comparison: Comparison, few: Few) -> list[Row]:
    """Report shares of those who answered; nothing is added up over groups, so that a hidden answer hides no other."""
    rows, n_untold = list[Row](), 0
    for key, inside in members.items():
        own = inside & options.answered
        n = int(own.sum())
        if n < few.base:
            continue
        for at, category in enumerate(options.categories):
            named = int(options.chosen[own, at].sum())
            if 0 < named < few.count or 0 < n - named < few.count:
                n_untold += 1
                continue
            about: Columns = {"variable": options.variable, "category": category, "base": "answered"}
            rows.append(make_row(SHARE, groups.domain(key).columns, BOOST, _nominal_share(options.chosen[own, at], comparison), about))
    if n_untold:
        n_asked = float(options.answered.sum())
        untold: Columns = {"variable": options.variable, "variable_2": SAMPLE, "estimate": float(n_untold), "n": n_asked, "note": TOO_FEW}
        rows.append(make_row(N_UNTOLD, BOOST, untold))
    return rows


def _nominal_share(chosen: BoolArray, comparison: Comparison) -> Columns:
    """Return the columns of a share; one of nobody or of everybody has no error."""
    found = describe_sample(chosen.astype(np.float64))
    share = found if found is not None else GroupMean(estimate=float(chosen.mean()), standard_error=np.nan, df=0.0, n=float(chosen.size))
    columns = nominal_columns(share, comparison, SHARES)
    if share.estimate in (0.0, 1.0):
        return {**columns, "standard_error": np.nan, "ci_low": np.nan, "ci_high": np.nan}
    return columns
