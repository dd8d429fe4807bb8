"""Estimation: intervals that stay within the range of what is estimated.

Estimate and error are carried to a scale without ends by the delta method, and the t interval is carried back: shares and means of a
bounded scale by the logit, correlations and standardised loadings by Fisher's z (1921), which is the logit of -1..1, reliabilities by
the logarithm of what is left to one (Bonett 2002, Journal of Educational and Behavioral Statistics 27, 335-340). In the middle of a
range that is the usual interval. What may truly lie at an end of its range - an association, a gain of zero - keeps the usual
interval, cut, because the other scales would never cover the end; so does an estimate at an end.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import expit, logit

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.intervals import Intervals, t_intervals

ScaleName = Literal["t", "logit", "fisher-z", "log"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The values that an estimate can have; ends may differ by estimate (k,)."""

    low: float | FloatArray
    high: float | FloatArray
    scale: ScaleName  # on which intervals are found before they are cut; "log" of the distance to the upper end

    def carry(self, values: FloatArray) -> FloatArray:
        """Put values between the ends on the scale."""
        if self.scale == "t":
            return values
        if self.scale == "log":
            return np.asarray(-np.log(self.high - values))
        return np.asarray(logit((values - self.low) / (self.high - self.low)))

    def stretch(self, values: FloatArray) -> FloatArray:
        """Return by how much the scale is longer than the range, at each value."""
        if self.scale == "t":
            return np.ones_like(values)
        if self.scale == "log":
            return np.asarray(1 / (self.high - values))
        return np.asarray((self.high - self.low) / ((values - self.low) * (self.high - values)))

    def bring_back(self, carried: FloatArray) -> FloatArray:
        """Put values of the scale back, cut at the ends of the range."""
        if self.scale == "t":
            found = carried
        elif self.scale == "log":
            with np.errstate(over="ignore"):  # minus infinity: nothing is known of the lower end
                found = self.high - np.exp(-carried)
        else:
            found = self.low + (self.high - self.low) * expit(carried)
        return np.asarray(np.clip(found, self.low, self.high))

    def intervals(
        self,
        estimate: FloatArray,
        standard_error: FloatArray,
        degrees_of_freedom: FloatArray,
        *,
        confidence_level: float,
    ) -> Intervals:
        """Find the intervals of k estimates within the range; none without an error or degrees of freedom.

        Args:
            estimate, standard_error, degrees_of_freedom: (k,)
            confidence_level: 0..1.
        """
        is_inside = (estimate > self.low) & (estimate < self.high)
        inner = np.where(is_inside, estimate, np.nan)
        found, usual = (
            t_intervals(centre, error, degrees_of_freedom, confidence_level=confidence_level)
            for centre, error in (
                (self.carry(inner), standard_error * self.stretch(inner)),
                (estimate, standard_error),
            )
        )
        return Intervals(
            low=np.where(is_inside, self.bring_back(found.low), np.clip(usual.low, self.low, self.high)),
            high=np.where(is_inside, self.bring_back(found.high), np.clip(usual.high, self.low, self.high)),
        )


SHARES = Range(low=0.0, high=1.0, scale="logit")
POINTS = Range(low=0.0, high=100.0, scale="logit")  # of the index
CORRELATIONS = Range(low=-1.0, high=1.0, scale="fisher-z")  # and standardised loadings
OMEGAS = Range(low=0.0, high=1.0, scale="log")
ALPHAS = Range(low=-np.inf, high=1.0, scale="log")  # below zero where items go against each other
STRENGTHS = Range(low=0.0, high=1.0, scale="t")  # of an association
GAINS = Range(low=0.0, high=np.inf, scale="t")
