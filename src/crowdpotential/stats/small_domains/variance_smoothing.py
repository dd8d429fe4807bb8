"""Small domains: sampling variances smoothed before they are taken for known.

The variance of a small domain is badly known itself. What one respondent is worth varies little between domains, so that the variances are
replaced by that of one respondent, averaged over all domains by their degrees of freedom, over the domain's own number (a generalised
variance function: Wolter 2007, chapter 7; Rao and Molina 2015, section 6.4.1).
"""

import numpy as np

from crowdpotential.stats.arrays import FloatArray


def smooth_variances(variances: FloatArray, sizes: FloatArray, degrees_of_freedom: FloatArray) -> FloatArray:
    """Return the variance of each of m domains that its size and the average variance of one respondent give.

    Args:
        variances: (m,) of direct estimates, by replicates.
        sizes: (m,) effective numbers of respondents.
        degrees_of_freedom: (m,) of the variances: how much each tells of the average.

    Returns:
        (m,) weighted by degrees of freedom the average of variance x size is what it was.
    """
    of_one = np.average(variances * sizes, weights=degrees_of_freedom)
    return np.asarray(of_one / sizes, dtype=np.float64)
