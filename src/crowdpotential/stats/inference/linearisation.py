"""Uncertainty: the covariance of estimates from their influence scores (Taylor linearisation).

An estimate that is smooth in weighted totals varies as the total of its influence scores does (Binder 1983,
International Statistical Review 51, 279-292). That total is a sum over primary sampling units, and its variance the
spread of the units' sums about the mean of their stratum. Only the first stage counts: with replacement, or with the
finite population correction of that stage; what later stages add under the correction is left out (as R's
`survey.ultimate.cluster`). A domain is never cut out of the design: its scores are zero outside.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit

from crowdpotential.errors import DesignError
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.replication.lonely_psus import (
    LonelyPsuRule,
    find_lonely,
    refuse_lonely_psus,
    stratum_factors,
)

SPARSE = 10  # codes per respondent beyond which a table of all codes would be mostly empty


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleDesign:
    """Strata and primary sampling units (PSUs) of n respondents, and how the units were drawn."""

    strata: IntArray  # (n,) codes
    psus: IntArray  # (n,) codes, numbered through all strata
    sampling_fractions: FloatArray | None = None  # (n,) share of the stratum's PSUs drawn; with replacement if None
    lonely_psu: LonelyPsuRule = "error"
    stratum_names: Sequence[str] = ()  # of each code, for messages


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledUnits:
    """The J primary sampling units in H strata behind a design, numbered without gaps."""

    unit_of: IntArray  # (n,) 0..J-1
    stratum_of: IntArray  # (J,) 0..H-1
    n_psus: IntArray  # (H,)
    unsampled_shares: FloatArray  # (H,) 1 less the sampling fraction
    lonely_psu: LonelyPsuRule


def score_covariance(scores: FloatArray, design: SampleDesign) -> FloatArray:
    """Estimate the covariance of q estimates from their influence scores.

    Args:
        scores: (n, q) weight times influence of each respondent, zero outside the estimate's domain.
        design: strata, units and sampling fractions of all n respondents.

    Returns:
        (q, q)

    Raises:
        DesignError: as for `number_units`.
        LonelyPsuError: a stratum has one unit and the design names no rule.
    """
    units = number_units(design)
    if scores.ndim != 2 or len(scores) != units.unit_of.size:
        msg = f"need scores ({units.unit_of.size}, q), not {scores.shape}"
        raise ValueError(msg)
    return _total_covariance(_unit_sums(_plain(scores), units.unit_of, units.stratum_of.size), units)


def domain_covariance(influence: FloatArray, domain_of: IntArray, n_domains: int, design: SampleDesign) -> FloatArray:
    """Estimate the covariance of estimates of domains that share no member, as `score_covariance` does from a column for each.

    Args:
        influence: (n,) weight times influence on the estimate of the own domain.
        domain_of: (n,) 0..n_domains-1, or -1 for those who do not count.
        n_domains: k.
        design: as for `score_covariance`, which also tells what is raised.

    Returns:
        (k, k)
    """
    units = number_units(design)
    sums = _domain_sums(influence, domain_of, units.unit_of, np.zeros((units.stratum_of.size, n_domains)))
    return _total_covariance(sums, units)


def number_units(design: SampleDesign) -> SampledUnits:
    """Number the units and strata that occur and check that they are nested.

    Raises:
        DesignError: a unit lies in several strata, or sampling fractions are outside (0, 1] or differ in a stratum.
        LonelyPsuError: a stratum has one unit and the design names no rule.
    """
    if design.strata.ndim != 1 or design.psus.shape != design.strata.shape or not design.psus.size:
        msg = f"need strata (n,) and psus (n,), not {design.strata.shape} and {design.psus.shape}"
        raise ValueError(msg)
    strata, row_strata = _number(design.strata)
    psus, unit_of = _number(design.psus)
    stratum_of = np.empty(psus.size, dtype=np.int64)
    stratum_of[unit_of] = row_strata
    _refuse_split_units(psus[unit_of[stratum_of[unit_of] != row_strata]])
    n_psus = np.bincount(stratum_of, minlength=strata.size)
    unsampled = _unsampled_shares(design, row_strata, strata)
    if design.lonely_psu == "error":
        refuse_lonely_psus(strata[find_lonely(n_psus, unsampled)], design.stratum_names)
    return SampledUnits(
        unit_of=unit_of,
        stratum_of=stratum_of,
        n_psus=n_psus,
        unsampled_shares=unsampled,
        lonely_psu=design.lonely_psu,
    )


def count_degrees_of_freedom(members: BoolArray, units: SampledUnits) -> IntArray:
    """Count, for each of k estimates, the units that hold any of its members less the strata that do.

    Args:
        members: (n, k) who counts in the estimate, with a weight above zero.
        units: as `number_units` gives them.

    Returns:
        (k,) 0 or more; with 0 there is no interval.
    """
    n_units = np.array([_count_codes(units.unit_of[column], units.stratum_of) for column in members.T], dtype=np.int64).reshape(-1, 2)
    return n_units[:, 0] - n_units[:, 1]


def _total_covariance(sums: FloatArray, units: SampledUnits) -> FloatArray:
    """Estimate the covariance of totals from their sums (J, q) in each unit: (q, q)."""
    factors = stratum_factors(units.n_psus, units.unsampled_shares, units.lonely_psu)
    centres = np.stack([np.bincount(units.stratum_of, column, units.n_psus.size) / units.n_psus for column in sums.T], axis=1)
    centres[find_lonely(units.n_psus, units.unsampled_shares)] = 0.0  # counts under "adjust" only
    spread = (sums - centres[units.stratum_of]) * np.sqrt(factors)[units.stratum_of, None]
    return spread.T @ spread


def _count_codes(unit_of: IntArray, stratum_of: IntArray) -> tuple[int, int]:
    """Count the units, and their strata, that occur among some respondents."""
    occurs = np.bincount(unit_of, minlength=stratum_of.size) > 0
    return int(np.count_nonzero(occurs)), int(np.unique(stratum_of[occurs]).size)


def _number(codes: IntArray) -> tuple[IntArray, IntArray]:
    """Return the codes that occur, in order, and every respondent's place among them."""
    if codes.min() < 0 or codes.max() > SPARSE * codes.size:
        present, places = np.unique(codes, return_inverse=True)
        return present, places.astype(np.int64)
    occurs = np.bincount(codes) > 0
    return np.flatnonzero(occurs), (np.cumsum(occurs) - 1)[codes]


def _refuse_split_units(split: IntArray) -> None:
    if split.size:
        units = np.unique(split)
        msg = (
            f"{units.size} primary sampling units lie in several strata, the first is {units[0]}; number units "
            "through all strata, or correct their strata"
        )
        raise DesignError(msg)


def _unsampled_shares(design: SampleDesign, row_strata: IntArray, strata: IntArray) -> FloatArray:
    fractions = design.sampling_fractions
    if fractions is None:
        return np.ones(strata.size)
    if fractions.shape != row_strata.shape:
        msg = f"need sampling_fractions {row_strata.shape}, not {fractions.shape}"
        raise ValueError(msg)
    is_unusable = ~((fractions > 0) & (fractions <= 1))
    shares = np.empty(strata.size)
    shares[row_strata] = fractions
    is_unusable |= shares[row_strata] != fractions
    if is_unusable.any():
        names = design.stratum_names
        code = strata[row_strata[is_unusable]].min()
        msg = (
            f"sampling fractions of {is_unusable.sum()} respondents are outside (0, 1] or differ within a stratum, "
            f"first in stratum {names[code] if names else code}; give the share of the stratum's primary sampling "
            "units that was drawn"
        )
        raise DesignError(msg)
    return 1.0 - shares


def _plain(scores: FloatArray) -> FloatArray:
    """Return the one kind of array that the compiled loop is made for."""
    return np.require(scores, dtype=np.float64, requirements=["C", "W"])


@njit(cache=True)
def _unit_sums(scores: FloatArray, unit_of: IntArray, n_units: int) -> FloatArray:
    """Add up the scores (n, q) within units: (n_units, q)."""
    sums = np.zeros((n_units, scores.shape[1]))
    for row in range(scores.shape[0]):
        for column in range(scores.shape[1]):
            sums[unit_of[row], column] += scores[row, column]
    return sums


@njit(cache=True)
def _domain_sums(influence: FloatArray, domain_of: IntArray, unit_of: IntArray, sums: FloatArray) -> FloatArray:
    """Add influence (n,) to the sums (n_units, k) of the own unit and domain."""
    for row in range(influence.size):
        if domain_of[row] >= 0:
            sums[unit_of[row], domain_of[row]] += influence[row]
    return sums
