"""The design of a weighted sample: everything that an estimate needs to know its own error."""

from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Weights and replicate weights of n respondents, with the strata and PSUs that the replicates were drawn from."""

    weights: FloatArray  # (n,) calibrated
    replicate_weights: FloatArray  # (n, R) each calibrated anew; a column of NaN could not be
    strata: IntArray  # (n,)
    psus: IntArray  # (n,)

    @property
    def degrees_of_freedom(self) -> float:
        """Primary sampling units less strata."""
        return float(np.unique(self.psus).size - np.unique(self.strata).size)

    @property
    def all_weights(self) -> FloatArray:
        """(n, 1 + R): the full sample's weights first, then the replicates'."""
        return np.column_stack([self.weights, self.replicate_weights])
