"""Estimation: differences and ratios of two estimates, with the covariance of both (R's `svycontrast`)."""

import numpy as np

from crowdpotential.errors import DesignError
from crowdpotential.stats.arrays import IntArray
from crowdpotential.stats.inference.linear_estimates import LinearEstimates


def estimate_differences(
    estimates: LinearEstimates, minuends: IntArray, subtrahends: IntArray
) -> LinearEstimates:
    """Subtract estimates from estimates, scores and all.

    Args:
        estimates: k estimates of the same respondents.
        minuends: (m,) places 0..k-1 of those subtracted from.
        subtrahends: (m,) places of those subtracted.
    """
    return LinearEstimates(
        estimate=estimates.estimate[minuends] - estimates.estimate[subtrahends],
        scores=estimates.scores[:, minuends] - estimates.scores[:, subtrahends],
        members=estimates.members[:, minuends] | estimates.members[:, subtrahends],
    )


def estimate_quotients(
    estimates: LinearEstimates, dividends: IntArray, divisors: IntArray
) -> LinearEstimates:
    """Divide estimates by estimates, by the delta method.

    Args:
        estimates: k estimates of the same respondents.
        dividends: (m,) places 0..k-1 of those divided.
        divisors: (m,) places of those divided by.

    Raises:
        DesignError: a divisor is zero.
    """
    divisor = estimates.estimate[divisors]
    if (divisor == 0).any():
        msg = f"{np.count_nonzero(divisor == 0)} of {divisor.size} estimates to divide by are zero; leave them out"
        raise DesignError(msg)
    quotient = estimates.estimate[dividends] / divisor
    return LinearEstimates(
        estimate=quotient,
        scores=(estimates.scores[:, dividends] - quotient * estimates.scores[:, divisors]) / divisor,
        members=estimates.members[:, dividends] | estimates.members[:, divisors],
    )
