"""Whether the replicates suffice: how far the headline intervals would move with another seed."""

import math

import numpy as np
from scipy import stats

from crowdpotential.compare.estimates import MeanEstimates
from crowdpotential.params import Comparison
from crowdpotential.params.sample import MOST_DRAWS
from crowdpotential.results.measures.index import MONTE_CARLO_ERROR, REPLICATES_NEEDED
from crowdpotential.results.rows import MAIN, REPLICATES, Columns, Row, make_row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.estimation import Inference, infer
from crowdpotential.stats.replication.spread import monte_carlo_error

HALF_A_DIGIT = 0.05  # points: the report prints one decimal, and less than half of it seldom shows
VARIABLE = "index"


def monte_carlo_rows(means: MeanEstimates, comparison: Comparison) -> list[Row]:
    """Report the Monte-Carlo error of the standard error of each headline mean; chapter index, measure monte_carlo_error.

    The verdict is `enough` where the ends of the interval move by less than half of the last printed digit, else `too_few`: the
    ends of a t interval by t errors of the standard error, those of a percentile interval as a quantile of that many normal
    draws does (Efron and Tibshirani 1993, section 19.3). A last row, measure replicates_needed, tells how many draws all
    headlines take, MOST_DRAWS at most; its verdict is `beyond` where even those do not suffice, else `within`.

    Only a bootstrap is drawn at random: other replicates have no such error and give no rows.

    Args:
        means: by domain; everybody, blocs and areas are headlines.
        comparison: the level of the intervals.
    """
    if means.replication.kind != "rao-wu":
        return []
    headlines = [i for i, label in enumerate(means.domains.labels) if not label.domain_variable]
    found = _infer(means, headlines, comparison)
    errors = monte_carlo_error(found.standard_error, np.maximum(found.n_replicates - found.n_failed, 1))
    moves = _moves_of_ends(found) * errors
    known = np.flatnonzero(~np.isnan(moves))  # else withheld, or without degrees of freedom
    if known.size == 0:
        return []
    n = means.n[headlines, means.variables.index(VARIABLE)]
    rows = [
        make_row(
            MONTE_CARLO_ERROR,
            _about(found),
            means.domains.labels[headlines[k]].columns,
            estimate=float(errors[k]),
            n=n[k],
            n_replicates_failed=float(found.n_failed[k]),
            verdict="enough" if moves[k] < HALF_A_DIGIT else "too_few",
        )
        for k in known
    ]
    farthest = float((_moves_of_ends(found) * found.standard_error)[known].max())
    needed = float(math.ceil(np.square(farthest / HALF_A_DIGIT) / 2))
    last = make_row(
        REPLICATES_NEEDED,
        _about(found),
        estimate=min(needed, float(MOST_DRAWS)),
        n=n.max(),
        verdict="within" if needed <= MOST_DRAWS else "beyond",
    )
    return [*rows, last]


def _moves_of_ends(found: Inference) -> FloatArray:
    """Return (k,) how far the ends of each interval move when its standard error moves by one Monte-Carlo error of its own."""
    above = (1 + found.confidence_level) / 2
    if found.interval == "percentile":
        error_of_end = math.sqrt(above * (1 - above)) / stats.norm.pdf(stats.norm.ppf(above))
        return np.full(found.estimate.shape, math.sqrt(2) * error_of_end)
    return np.asarray(stats.t.ppf(above, found.degrees_of_freedom))


def _about(found: Inference) -> Columns:
    return {**MAIN, "variable": VARIABLE, "method": REPLICATES, "n_replicates": found.n_replicates}


def _infer(means: MeanEstimates, headlines: list[int], comparison: Comparison) -> Inference:
    v = means.variables.index(VARIABLE)
    return infer(
        means.estimate[headlines, v],
        means.replicates[headlines, v],
        replication=means.replication,
        freedom=means.freedom[headlines, v],
        confidence_level=comparison.confidence_level,
    )
