"""The design of a weighted sample: everything that an estimate needs to know its own error, by replicates or linearised."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.inference.leverage import raise_residuals
from crowdpotential.stats.inference.linear_estimates import DomainEstimates
from crowdpotential.stats.inference.linearisation import SampleDesign, domain_covariance, score_covariance
from crowdpotential.stats.replication.replicates import Replication
from crowdpotential.stats.weighting.calibration_residuals import CalibrationBasis, calibration_residuals


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LinearDesign:
    """What linearisation needs: weights, how the respondents were drawn, and what the weights were calibrated on.

    A design is the same as itself alone, so that what follows from it can be kept.
    """

    weights: FloatArray  # (n,) calibrated
    sample: SampleDesign
    calibrated_from: CalibrationBasis | None  # None where nothing was calibrated
    residuals: Literal["plain", "leverage"] = "plain"  # as R has them, or raised for few units and many controls

    def covariance(self, scores: FloatArray) -> FloatArray:
        """Estimate the covariance (q, q) of estimates from their weighted influence scores (n, q)."""
        if self.calibrated_from is not None:
            scores = calibration_residuals(scores, self.weights, self.calibrated_from)
            if self.residuals == "leverage":
                scores = raise_residuals(scores, self.weights, self.calibrated_from, self.sample.psus)
        return score_covariance(scores, self.sample)

    def covariance_of_domains(self, found: DomainEstimates) -> FloatArray:
        """Estimate the covariance (k, k) of estimates of domains that share no member, without a column for each if it can be."""
        if self.calibrated_from is not None:
            return self.covariance(found.place().scores)
        return domain_covariance(found.influence, found.domain_of, found.estimate.size, self.sample)


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Weights and replicate weights of n respondents, with the strata and PSUs that the replicates were drawn from."""

    weights: FloatArray  # (n,) calibrated
    replicate_weights: FloatArray  # (n, R) each calibrated anew; a column of NaN could not be
    replication: Replication  # how the replicates were made
    strata: IntArray  # (n,)
    psus: IntArray  # (n,)
    joins_samples: bool = True  # whether everybody together stands for a population: false of samples of unknown sizes
    controls: LinearDesign | None = None  # of the whole sample, if calibration and unequal weights cost freedom
    places: IntArray | None = None  # (n,) of these respondents in the whole sample; None where they are all of it

    def take(self, inside: BoolArray) -> "Design":
        """Return the design of some respondents (n,), who stay a part of the sample that was calibrated."""
        return replace(
            self,
            weights=self.weights[inside],
            replicate_weights=self.replicate_weights[inside],
            strata=self.strata[inside],
            psus=self.psus[inside],
            places=np.flatnonzero(inside) if self.places is None else self.places[inside],
        )

    @property
    def degrees_of_freedom(self) -> float:
        """Primary sampling units less strata, as the replicates have them."""
        return self.replication.degrees_of_freedom

    @property
    def all_weights(self) -> FloatArray:
        """(n, 1 + R): the full sample's weights first, then the replicates'."""
        return np.column_stack([self.weights, self.replicate_weights])
