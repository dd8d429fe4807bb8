"""Uncertainty: what replicates are, and the bootstrap, drawn so that no order, chunk or thread moves a number.

The bootstrap of Rao, Wu and Yue (1992, Survey Methodology 18, 209-217) draws, in each stratum of m primary
sampling units, m - 1 of them with replacement and multiplies the weights of a unit drawn k times by
k m / (m - 1). Jackknife and balanced replicates have modules of their own, and so has the choice among all.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numba import njit
from numpy.typing import NDArray

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.replication.lonely_psus import LonelyPsuRule, find_lonely, refuse_lonely_psus

KeyArray = NDArray[np.uint64]
ReplicateKind = Literal["rao-wu", "jk1", "jkn", "brr", "fay", "delivered"]
ReplicateCentre = Literal["estimate", "mean"]
ReplicateInterval = Literal["t", "percentile"]

TOLERATED_BOOTSTRAP = 0.01  # beyond it what is left of the draws no longer represents the design

# splitmix64 (Steele, Lea and Flood 2014): its step and the two multipliers of its output function
STEP = np.uint64(0x9E3779B97F4A7C15)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)
SHIFT_30, SHIFT_27, SHIFT_31 = np.uint64(30), np.uint64(27), np.uint64(31)
TO_FRACTION_BITS, FRACTION = np.uint64(11), 2.0**-53  # the upper 53 bits, as a double holds them
PICK, LEAVE_OUT = np.uint64(1), np.uint64(2)  # the two uses of a unit's hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Replication:
    """How replicates were made, and with it how their spread becomes a variance.

    The variance is the sum over replicates of coefficient x (replicate - centre) squared; the coefficients are
    what R's survey package calls scale x rscales.
    """

    kind: ReplicateKind
    coefficients: FloatArray  # (R,) zero or more
    centre: ReplicateCentre  # the full-sample estimate, or the mean of the replicates
    degrees_of_freedom: float  # primary sampling units less strata
    fails_above: float  # share of failed replicates, 0..1, above which an estimate is withheld
    interval: ReplicateInterval = "t"  # out of the standard error, or of a bootstrap's own percentiles


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledPsus:
    """The J primary sampling units (PSUs) of a sample, as they were drawn."""

    strata: IntArray  # (J,) stratum of each unit, 0 or more
    keys: KeyArray  # (J,) `psu_key` of each unit, all different
    sampling_fractions: FloatArray | None = None  # (H,) share of each stratum's PSUs drawn; with replacement if None
    lonely_psu: LonelyPsuRule = "error"
    stratum_names: Sequence[str] = ()  # for messages, by stratum; the bare numbers if empty

    @property
    def degrees_of_freedom(self) -> float:
        """Primary sampling units less strata."""
        return float(self.strata.size - np.unique(self.strata).size)

    @property
    def unsampled_shares(self) -> FloatArray:
        """(J,) what the finite population correction multiplies the variance of a unit's stratum by."""
        if self.sampling_fractions is None:
            return np.ones(self.strata.size)
        return 1.0 - self.sampling_fractions[self.strata]

    @property
    def sizes(self) -> IntArray:
        """(J,) units in the stratum of each."""
        _, place, counts = np.unique(self.strata, return_inverse=True, return_counts=True)
        return counts[place]

    @property
    def is_lonely(self) -> BoolArray:
        """(J,) alone in the sample of its stratum, though not in its population."""
        return find_lonely(self.sizes, self.unsampled_shares)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnReplicates:
    """What each replicate multiplies the weights of each unit by, and how replicates become a variance."""

    multipliers: FloatArray  # (J, R) zero or more
    replication: Replication


def rao_wu_replication(strata: IntArray, *, number: int, centre: ReplicateCentre = "estimate") -> Replication:
    """State how the spread of Rao-Wu replicates is scaled: each counts 1/R.

    Args:
        strata: (J,) stratum of each unit.
        number: how many replicates, R.
        centre: what the replicates are compared with.
    """
    return Replication(
        kind="rao-wu",
        coefficients=np.full(number, 1 / number),
        centre=centre,
        degrees_of_freedom=float(strata.size - np.unique(strata).size),
        fails_above=TOLERATED_BOOTSTRAP,
    )


def psu_key(text: str) -> int:
    """Turn the name of a primary sampling unit into 64 bits that are the same on every machine (BLAKE2b).

    Args:
        text: unique within the study: names that repeat from stratum to stratum need the stratum in front.
    """
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def rao_wu_multipliers(strata: IntArray, psu_keys: KeyArray, *, seed: int, number: int) -> FloatArray:
    """Draw how often each replicate holds each primary sampling unit, rescaled (Rao, Wu and Yue 1992).

    Every unit owns one draw, a hash of (seed, replicate, unit), which picks a unit of its stratum; the draw
    of the unit with the smallest second hash is left out, and m - 1 independent draws remain. More
    replicates, another order of units or more strata leave the earlier numbers as they were.

    Args:
        strata: (J,) stratum of each unit, 0 or more.
        psu_keys: (J,) `psu_key` of each unit, all different.
        seed: 0 or more.
        number: how many replicates, R.

    Returns:
        (J, R) multipliers, zero or more; they average one in every stratum and replicate.

    Raises:
        LonelyPsuError: strata with a single unit, which nothing can be drawn against.
    """
    if np.unique(psu_keys).size != psu_keys.size or psu_keys.shape != strata.shape:
        msg = f"psu_keys: need {strata.size} different keys, one per primary sampling unit"
        raise ValueError(msg)
    if seed < 0:
        msg = f"seed: need 0 or more, not {seed}"
        raise ValueError(msg)
    order = np.lexsort((psu_keys, strata))
    present, sizes = np.unique(strata, return_counts=True)
    refuse_lonely_psus(present[sizes == 1], ())
    first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    multipliers = np.empty((strata.size, number))
    multipliers[order] = _draw(psu_keys[order].astype(np.uint64), first, np.uint64(seed % 2**64), number).T
    return multipliers


@njit(cache=True)
def _draw(keys: KeyArray, first: IntArray, seed: np.uint64, number: int) -> FloatArray:
    """Draw (number, J) multipliers of units sorted by stratum, then key; stratum s begins at first[s]."""
    by_replicate = np.zeros((number, keys.size))
    for replicate in range(number):  # a millisecond: threads would cost more than they save
        state = _mix(_mix(seed + STEP) + STEP * (np.uint64(replicate) + np.uint64(1)))
        for stratum in range(first.size - 1):
            begin, size = first[stratum], first[stratum + 1] - first[stratum]
            left_out = begin
            smallest = _hash(state, keys[begin], LEAVE_OUT)
            for unit in range(begin + 1, begin + size):
                second = _hash(state, keys[unit], LEAVE_OUT)
                if second < smallest:
                    smallest, left_out = second, unit
            copies = size / (size - 1.0)
            for unit in range(begin, begin + size):
                if unit != left_out:
                    fraction = float(_hash(state, keys[unit], PICK) >> TO_FRACTION_BITS) * FRACTION
                    by_replicate[replicate, begin + int(fraction * size)] += copies
    return by_replicate


@njit(cache=True)
def _hash(state: np.uint64, key: np.uint64, use: np.uint64) -> np.uint64:
    return _mix(_mix(state ^ key) + STEP * use)


@njit(cache=True)
def _mix(bits: np.uint64) -> np.uint64:
    """Spread every bit over all 64: the output function of splitmix64."""
    bits = (bits ^ (bits >> SHIFT_30)) * MIX_1
    bits = (bits ^ (bits >> SHIFT_27)) * MIX_2
    return bits ^ (bits >> SHIFT_31)
