"""Whether the replicates suffice: how far the headline intervals would move with another seed."""

import math

import numpy as np
from scipy import stats

from crowdpotential.compare.estimates import MeanEstimates, domain_keys
from crowdpotential.params import Comparison
from crowdpotential.results import Row
from crowdpotential.stats.inference.estimation import Inference, infer
from crowdpotential.stats.replication.spread import monte_carlo_error

HALF_A_DIGIT = 0.05  # points: the report prints one decimal, and less than half of it seldom shows
VARIABLE = "index"


def monte_carlo_rows(means: MeanEstimates, comparison: Comparison) -> list[Row]:
    """Report the Monte-Carlo error of the standard error of each headline mean; chapter index, measure monte_carlo_error.

    The verdict is `enough` where the ends of the interval, t standard errors away, move by less than half of the last
    printed digit, else `too_few`. A last row, measure replicates_needed, tells how many draws all headlines take. Only a
    bootstrap is drawn at random: other replicates have no such error and give no rows.

    Args:
        means: by domain; everybody, blocs and areas are headlines.
        comparison: the level of the intervals.
    """
    if means.replication.kind != "rao-wu":
        return []
    headlines = [i for i, label in enumerate(means.domains.labels) if not label.domain_variable]
    found = _infer(means, headlines, comparison)
    errors = monte_carlo_error(found.standard_error, np.maximum(found.n_replicates - found.n_failed, 1))
    widths = stats.t.ppf((1 + comparison.confidence_level) / 2, found.degrees_of_freedom)
    known = np.flatnonzero(~np.isnan(widths * errors))  # else withheld, or without degrees of freedom
    if known.size == 0:
        return []
    n = means.n[headlines, means.variables.index(VARIABLE)]
    rows = [
        {
            **_keys(found),
            **domain_keys(means.domains.labels[headlines[k]]),
            "measure": "monte_carlo_error",
            "estimate": float(errors[k]),
            "unit": "points",
            "n": n[k],
            "n_replicates_failed": int(found.n_failed[k]),
            "verdict": "enough" if widths[k] * errors[k] < HALF_A_DIGIT else "too_few",
        }
        for k in known
    ]
    widest = float((widths * found.standard_error)[known].max())
    needed = float(math.ceil(np.square(widest / HALF_A_DIGIT) / 2))
    last = {"measure": "replicates_needed", "unit": "replicates", "estimate": needed, "n": n.max()}
    return [*rows, {**_keys(found), **last}]


def _keys(found: Inference) -> Row:
    return {
        "chapter": "index",
        "variable": VARIABLE,
        "sample": "main",
        "weighting": "calibrated",
        "method": "replicates",
        "n_replicates": found.n_replicates,
    }


def _infer(means: MeanEstimates, headlines: list[int], comparison: Comparison) -> Inference:
    v = means.variables.index(VARIABLE)
    return infer(
        means.estimate[headlines, v],
        means.replicates[headlines, v],
        replication=means.replication,
        degrees_of_freedom=means.domains.degrees_of_freedom[headlines],
        confidence_level=comparison.confidence_level,
    )
