"""Inequality: intervals of Gini's coefficient and of the shares of the most active, out of replicates.

A few people make most of a total and of its error, so that the estimate is skewed, and its error too small where those few happen to be
missing from the sample. Hall's interval takes the skewness out; the degrees of freedom are no more than the effective number of respondents
who make the number, less one (`simulations/inequality_coverage.py` tells what both are worth, and how many respondents it takes).
"""

from dataclasses import replace

import numpy as np

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.estimation import BOOTSTRAP, Inference, infer_columns
from crowdpotential.stats.inference.ranges import SHARES
from crowdpotential.stats.replication.replicates import Replication

FEWEST_FOR_SKEWNESS = 400  # replicates: the skewness of fewer is off by more than an eighth, and takes the interval with it
EVERYTHING = 1 - 1e-9  # a share of the total beyond which only rounding is left


def infer_inequality(
    columns: FloatArray,
    behind: FloatArray,
    *,
    replication: Replication,
    freedom: Freedom,
    confidence_level: float,
) -> Inference:
    """Infer k numbers of 0 to 1 that rest on few respondents; without an interval where these hold all or nothing.

    Args:
        columns: (k, 1 + R) of the sample, then of its replicates; NaN where a replicate failed.
        behind: (k,) effective number of the respondents who make it, of all who are active or of those at the top (`count_effective`).
        replication: how the replicates were made; of other than bootstraps, and of few draws, the interval is found on
            the logit scale.
        freedom: of the domain.
        confidence_level: 0..1.
    """
    is_skew_known = replication.kind == BOOTSTRAP and replication.coefficients.size >= FEWEST_FOR_SKEWNESS
    found = infer_columns(
        columns,
        replication=replication,
        freedom=freedom.at_most(behind - 1),
        confidence_level=confidence_level,
        interval="hall" if is_skew_known else "t",
        within=None if is_skew_known else SHARES,
    )
    is_end = (found.estimate <= 1 - EVERYTHING) | (found.estimate >= EVERYTHING)
    low, high = (np.where(is_end, np.nan, np.clip(end, 0.0, 1.0)) for end in (found.ci_low, found.ci_high))
    return replace(found, standard_error=np.where(is_end, np.nan, found.standard_error), ci_low=low, ci_high=high)
