"""The boost sample: rare groups interviewed on purpose, beside the population's figures and never in the weights."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.compare.estimates import MeanEstimates
from crowdpotential.params import Comparison
from crowdpotential.results.domains import Domain
from crowdpotential.results.measures.groups import CONTRAST, MEAN
from crowdpotential.results.rows import Columns, Row, make_row, tested
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.estimation import infer
from crowdpotential.stats.inference.intervals import t_intervals
from crowdpotential.stats.inference.ranges import Range
from crowdpotential.stats.inference.simultaneous import judge_tests

NOMINAL = "the boost sample was not drawn at random; its error is that of a simple random sample"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMean:
    """The mean index of one group in one sample."""

    estimate: float
    standard_error: float
    df: float
    n: float


def boost_rows(
    responses: pd.DataFrame,
    scores: pd.DataFrame,
    codebook: Codebook,
    *,
    means: MeanEstimates,
    comparison: Comparison,
) -> list[Row]:
    """Report the unweighted mean index of each target group of the boost sample, and its distance from the main sample's.

    Its error is the nominal one of a simple random sample, which a boost sample is not; the report says so. So a difference
    gets a nominal p-value (Welch's degrees of freedom, design-based error on the side of the main sample) and no verdict.

    Args:
        responses: both samples, derived variables included.
        scores: meets SCORES.
        codebook: codes of the target group.
        means: of the main sample, with a domain for each target group.
        comparison: target group, level and adjustment.
    """
    group = comparison.target_group
    if group is None:
        return []
    boost = responses[responses["sample_type"] == "boost"].merge(scores, on="respondent_id", validate="one_to_one")
    found: dict[str, GroupMean] = {}
    for code in codebook.codes(group):
        described = describe_sample(boost.loc[boost[group] == code, "index"].to_numpy(dtype=np.float64))
        if described is not None:
            found[codebook.key_of_code(group, code)] = described
    rows = [make_row(MEAN, _about(group, key), nominal_columns(mean, comparison, means.within)) for key, mean in found.items()]
    return rows + _contrast_rows(found, group, means, comparison)


def _contrast_rows(boost: Mapping[str, GroupMean], group: str, means: MeanEstimates, comparison: Comparison) -> list[Row]:
    """Subtract from each group's mean that of the same group of residents, as one family."""
    main = {key: _main_mean(means, group, key, comparison) for key in boost}
    known = [key for key, mean in main.items() if mean is not None and mean.standard_error > 0]
    differences = {key: _subtract(boost[key], mean) for key, mean in main.items() if mean is not None and key in known}
    if not differences:
        return []
    judged = judge_tests(
        np.array([d.estimate for d in differences.values()]),
        np.array([d.standard_error for d in differences.values()]),
        np.array([d.df for d in differences.values()]),
        deviations=None,  # of one group none is that of another
        method=comparison.adjust,
        confidence_level=comparison.confidence_level,
    )
    return [
        make_row(
            CONTRAST,
            _about(group, key),
            nominal_columns(difference, comparison, None),
            tested(judged, i, f"boost {group}"),
        )
        for i, (key, difference) in enumerate(differences.items())
    ]


def _main_mean(means: MeanEstimates, group: str, key: str, comparison: Comparison) -> GroupMean | None:
    """Return the mean index of a group of the main sample with its design-based error; None where nobody is in it or all are not joined."""
    about = Domain(domain_variable=group, domain=key)
    if about not in means.domains.labels:
        return None
    row = means.domains.position(about)
    column = means.variables.index("index")
    if means.n[row, column] < 2:
        return None
    found = infer(
        means.estimate[row, [column]],
        means.replicates[row, [column]],
        replication=means.replication,
        freedom=means.freedom[row, column],
        confidence_level=comparison.confidence_level,
    )
    return GroupMean(
        estimate=float(found.estimate[0]),
        standard_error=float(found.standard_error[0]),
        df=float(found.degrees_of_freedom[0]),
        n=float(means.n[row, column]),
    )


def _subtract(boost: GroupMean, main: GroupMean) -> GroupMean:
    """Compute the difference of two independent means, with Welch's degrees of freedom (Satterthwaite 1946)."""
    parts = np.array([boost.standard_error**2, main.standard_error**2])
    return GroupMean(
        estimate=boost.estimate - main.estimate,
        standard_error=float(np.sqrt(parts.sum())),
        df=float(parts.sum() ** 2 / (parts**2 / np.maximum([boost.df, main.df], 1)).sum()),
        n=boost.n + main.n,
    )


def _about(group: str, key: str) -> Columns:
    return {
        "variable": "index",
        "domain_variable": group,
        "domain": key,
        "sample": "boost",
        "weighting": "none",
    }


def describe_sample(values: FloatArray) -> GroupMean | None:
    """Return the mean of those asked, with the error that a simple random sample of them would have; None of fewer than two.

    Args:
        values: (n,) missing as NaN.
    """
    known = values[~np.isnan(values)]
    if len(known) < 2:
        return None
    return GroupMean(
        estimate=float(known.mean()),
        standard_error=float(known.std(ddof=1) / np.sqrt(len(known))),
        df=float(len(known) - 1),
        n=float(len(known)),
    )


def nominal_columns(mean: GroupMean, comparison: Comparison, within: Range | None) -> Columns:
    """Return the columns of a mean, a share, or a difference, of those who were not drawn at random."""
    find = t_intervals if within is None else within.intervals
    estimate, error, freedom = (np.array([own]) for own in (mean.estimate, mean.standard_error, mean.df))
    ends = find(estimate, error, freedom, confidence_level=comparison.confidence_level)
    return {
        "estimate": mean.estimate,
        "standard_error": mean.standard_error,
        "ci_low": ends.low[0],
        "ci_high": ends.high[0],
        "interval_type": "t" if within is None else within.scale,
        "confidence_level": comparison.confidence_level,
        "n": mean.n,
        "df": mean.df,
        "method": "nominal",
        "note": NOMINAL,
    }
