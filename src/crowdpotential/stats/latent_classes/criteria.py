"""Types of people: how many classes, by criteria that weigh fit against parameters.

The log-likelihood is that of weights that add up to the effective number of respondents (Kish 1965), so that unequal weights do not
pretend to tell more than they do; penalties use the same number.
"""

from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.latent_classes.fitting import LatentClasses, posteriors
from crowdpotential.stats.latent_classes.patterns import Patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """How good a number of classes is; of the first three less is better."""

    bic: float  # Schwarz 1978
    abic: float  # with the number of respondents of Sclove 1987
    clc: float  # classification likelihood: deviance and twice the entropy (Biernacki and Govaert 1997)
    entropy: float  # 0..1, how clearly respondents belong to one class (Ramaswamy et al. 1993); NaN of one class


def judge_classes(patterns: Patterns, weights: FloatArray, classes: LatentClasses) -> Criteria:
    """Return the criteria of a number of classes.

    Args:
        patterns: of the answers.
        weights: (P,) of the patterns, which add up to the effective number of respondents.
        classes: fitted under these weights.
    """
    n, deviance = float(weights.sum()), -2.0 * classes.log_likelihood
    doubt = measure_doubt(patterns, weights, classes)
    return Criteria(
        bic=deviance + classes.n_parameters * np.log(n),
        abic=deviance + classes.n_parameters * np.log((n + 2.0) / 24.0),
        clc=deviance + 2.0 * doubt,
        entropy=1.0 - doubt / (n * np.log(classes.n_classes)) if classes.n_classes > 1 else np.nan,
    )


def measure_doubt(patterns: Patterns, weights: FloatArray, classes: LatentClasses) -> float:
    """Return the entropy of the posterior probabilities, summed over respondents: 0 where everybody belongs to one class for sure."""
    found = posteriors(patterns, classes)
    logs = np.log(np.maximum(found, np.finfo(float).tiny))
    return -float(weights @ (found * logs).sum(axis=1))
