"""Estimation: quantiles of domains, with intervals that invert those of the distribution function.

Woodruff (1952, Journal of the American Statistical Association 47, 635-646): the share at or below the quantile has an
interval, whose two ends are read back as quantiles. The interval's half width over the t quantile stands for the
standard error (R's `svyquantile`), and scales the share's influence scores, so that quantiles of several domains
have a covariance like other estimates (Francisco and Fuller 1991, Annals of Statistics 19, 454-469). An end below the
first answer's share of the weight is that answer; R 4.1.1 gives the second one there.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.inference.design import LinearDesign
from crowdpotential.stats.inference.intervals import DesignIntervalType
from crowdpotential.stats.inference.linear_estimates import Domains, LinearEstimates, estimate_means
from crowdpotential.stats.inference.linear_inference import infer_linearised
from crowdpotential.stats.inference.weighted_quantiles import QuantileRule, weighted_quantiles


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearQuantiles:
    """Quantiles with the interval of Woodruff, and scores that reproduce their standard errors."""

    estimates: LinearEstimates  # for covariances and differences
    standard_error: FloatArray  # (k,)
    ci_low: FloatArray  # (k,) NaN where the share's interval reaches below 0
    ci_high: FloatArray  # (k,) NaN where it reaches above 1
    interval_type: DesignIntervalType  # of the share
    confidence_level: float
    degrees_of_freedom: IntArray  # (k,)


def estimate_quantiles(
    values: FloatArray,
    domains: Domains,
    design: LinearDesign,
    *,
    probability: float,
    rule: QuantileRule = "math",
    interval: DesignIntervalType = "t",
    confidence_level: float,
) -> LinearQuantiles:
    """Estimate one quantile of each domain.

    Args:
        values: (n,) NaN where missing.
        domains: k domains, each with members.
        design: weights, strata and units of all n respondents, and what the weights were calibrated on.
        probability: 0..1, 0.5 for the median.
        rule: as for `weighted_quantiles`.
        interval: of the share at or below: "t", "logit", "korn-graubard" are R's "mean", "xlogit", "beta".
        confidence_level: 0..1.

    Raises:
        DesignError: as for `estimate_means` and `number_units`.
        EmptyDomainError: as for `estimate_means`.
        LonelyPsuError: a stratum has one unit and the design names no rule.
    """
    k = len(domains.names)
    weights = design.weights
    estimate_means(values, weights, domains)  # looks for faults
    find = _Finder(values, weights, domains.codes, rule)
    quantiles = find.at(np.full(k, probability))
    own = np.where(domains.codes >= 0, quantiles[domains.codes], np.nan)
    is_below = np.where(np.isnan(values), np.nan, values <= own)
    shares = infer_linearised(
        below := estimate_means(is_below, weights, domains),
        design,
        confidence_level=confidence_level,
        interval=interval,
    )
    low, high = find.at(shares.ci_low), find.at(shares.ci_high)
    df = shares.degrees_of_freedom
    reach = stdtrit(np.where(df > 0, df, np.nan), (1 + confidence_level) / 2)
    standard_error = (high - low) / (2 * reach)
    slope = np.divide(
        standard_error, shares.standard_error, out=np.full(k, np.nan), where=shares.standard_error > 0
    )
    return LinearQuantiles(
        estimates=LinearEstimates(estimate=quantiles, scores=-slope * below.scores, members=below.members),
        standard_error=standard_error,
        ci_low=low,
        ci_high=high,
        interval_type=interval,
        confidence_level=confidence_level,
        degrees_of_freedom=df,
    )


@dataclass(frozen=True, slots=True)
class _Finder:
    """Answers and weights in which quantiles are looked up."""

    values: FloatArray
    weights: FloatArray
    codes: IntArray
    rule: QuantileRule

    def at(self, probabilities: FloatArray) -> FloatArray:
        """Find each domain's quantile at its own probability; NaN where that is outside 0..1."""
        return np.array([self._one(domain, probability) for domain, probability in enumerate(probabilities)])

    def _one(self, domain: int, probability: float) -> float:
        if not 0 <= probability <= 1:
            return float("nan")
        inside = np.where(self.codes == domain, 0, -1)
        found = weighted_quantiles(
            self.values[:, None], self.weights[:, None], inside, 1, probability=probability, rule=self.rule
        )
        return float(found[0, 0, 0])
