"""Overall tests: whether the means of several domains are all the same, before pairs are looked at.

The squares between the domains, weighted by their respondents, are set against what sampling alone makes of them, with the degrees of
freedom of both by their moments: Rao and Scott's second order (R: `regTermTest(method = "WorkingWald")`), with a denominator for
variances that are themselves estimated (Brunner, Dette and Munk 1997, JASA 92, 1494-1502). Wald's test divides by an estimated
covariance matrix: with 25 areas of ten units it calls 21% of studies with equal areas different (`python -m simulations family_tests`).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc

from crowdpotential.errors import DesignError
from crowdpotential.stats.arrays import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class FTest:
    """A statistic with its F distribution; a low p-value speaks against the hypothesis."""

    statistic: float
    numerator_df: float
    denominator_df: float
    p_value: float


def compare_means(
    means: FloatArray,
    covariance: FloatArray,
    *,
    sizes: FloatArray,
    degrees_of_freedom: FloatArray,
    freedom_of_all: float,
) -> FTest:
    """Test that k means are all the same; a low p-value speaks against it.

    Args:
        means: (k,) of the domains.
        covariance: (k, k) of the means.
        sizes: (k,) what each domain counts: its respondents.
        degrees_of_freedom: (k,) of the variance of each mean.
        freedom_of_all: of all domains together, which may share their units.

    Raises:
        DesignError: fewer than two means, or one without degrees of freedom or without an error.
    """
    k, variances = means.size, np.diag(covariance)
    if k < 2 or not (degrees_of_freedom > 0).all() or not (variances > 0).all():
        msg = (
            f"overall test of {k} means: {np.count_nonzero(~(degrees_of_freedom > 0))} have no degrees of freedom, "
            f"{np.count_nonzero(~(variances > 0))} no error; leave those out, two at least must remain"
        )
        raise DesignError(msg)
    between = np.diag(sizes) - np.outer(sizes, sizes) / sizes.sum()
    spread = between @ covariance
    expected = float(np.trace(spread))
    statistic = float(means @ between @ means) / expected
    numerator = expected**2 / float((spread * spread.T).sum())
    of_own_units = expected**2 / float((np.diag(spread) ** 2 / degrees_of_freedom).sum())
    denominator = min(of_own_units, numerator * freedom_of_all)
    return FTest(
        statistic=statistic,
        numerator_df=numerator,
        denominator_df=denominator,
        p_value=float(fdtrc(numerator, denominator, statistic)),
    )
