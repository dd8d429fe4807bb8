"""The boost sample: rare groups interviewed on purpose, beside the population's figures and never in the weights."""

import numpy as np
import pandas as pd
from scipy import stats

from crowdpotential.codebook import Codebook
from crowdpotential.params import Comparison
from crowdpotential.results import Row


def boost_rows(
    responses: pd.DataFrame, scores: pd.DataFrame, codebook: Codebook, *, comparison: Comparison
) -> list[Row]:
    """Report the unweighted mean index of each target group in the boost sample.

    Its error is the nominal one of a simple random sample, which a boost sample is not; the report says so.
    """
    group = comparison.target_group
    if group is None:
        return []
    boost = responses[responses["sample_type"] == "boost"].merge(
        scores, on="respondent_id", validate="one_to_one"
    )
    rows: list[Row] = []
    for code in codebook.codes(group):
        values = boost.loc[boost[group] == code, "index"].dropna().to_numpy()
        if len(values) < 2:
            continue
        error = float(values.std(ddof=1) / np.sqrt(len(values)))
        half = error * float(stats.t.ppf((1 + comparison.confidence_level) / 2, len(values) - 1))
        rows.append(
            {
                "chapter": "groups",
                "measure": "mean",
                "variable": "index",
                "domain_variable": group,
                "domain": codebook.key_of_code(group, code),
                "sample": "boost",
                "weighting": "none",
                "estimate": float(values.mean()),
                "standard_error": error,
                "ci_low": float(values.mean()) - half,
                "ci_high": float(values.mean()) + half,
                "interval_type": "t",
                "confidence_level": comparison.confidence_level,
                "unit": "points",
                "n": float(len(values)),
                "df": float(len(values) - 1),
                "method": "nominal",
            }
        )
    return rows
