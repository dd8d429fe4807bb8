"""Gap between sides: what falls on their composition, and what on how the outcome goes with each category (Oaxaca 1973; Blinder 1973).

Nothing of it is an effect. With shares s, coefficients b and constants a of the first (1) and second side (2), and a reference r:

    composition   (s1 - s2) r
    coefficients  s1 (b1 - r) + s2 (r - b2), and a1 - a2 of the constants
    three-fold    (s1 - s2) b2,  s2 (b1 - b2) and a1 - a2,  and their interaction (s1 - s2) (b1 - b2)

The reference is that of both sides pooled with a mean of each (Jann 2008, Stata Journal 8, 453-479, against his equation 8 without one),
or of either side.
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.decomposition.side_regressions import FittedSides

Reference = Literal["pooled", "first", "second", "three_fold"]
REFERENCES: tuple[Reference, ...] = get_args(Reference)


@dataclass(frozen=True, slots=True, kw_only=True)
class GapParts:
    """Parts of a gap by control, under K columns of weights; they add up to it."""

    composition: FloatArray  # (K, m)
    coefficients: FloatArray  # (K, m)
    constant: FloatArray  # (K,) of the coefficients' part that no control has
    interaction: FloatArray  # (K, m) zero where the decomposition is two-fold

    @property
    def gaps(self) -> FloatArray:
        """(K,) what they add up to."""
        parts = self.composition + self.coefficients + self.interaction
        return np.asarray(parts.sum(axis=1) + self.constant)


def decompose(fits: FittedSides, reference: Reference) -> GapParts:
    """Take the gap between two sides apart.

    Args:
        fits: of both sides.
        reference: whose coefficients the composition is valued by; three_fold values it by the second side's and keeps apart what
            falls on both.
    """
    first, second, by_control = fits.first, fits.second, fits.categories.sum_by_control
    apart = first.shares - second.shares
    if reference == "three_fold":
        differ = first.coefficients - second.coefficients
        composition, coefficients, interaction = apart * second.coefficients, second.shares * differ, apart * differ
    else:
        common = {"pooled": fits.pooled, "first": first.coefficients, "second": second.coefficients}[reference]
        composition = apart * common
        coefficients = first.shares * (first.coefficients - common) + second.shares * (common - second.coefficients)
        interaction = np.zeros(apart.shape)
    return GapParts(
        composition=composition @ by_control,
        coefficients=coefficients @ by_control,
        constant=first.constants - second.constants,
        interaction=interaction @ by_control,
    )
