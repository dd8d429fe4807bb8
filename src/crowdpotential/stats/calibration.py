"""Weighting: calibrated weights that make the sample agree with the population in every control.

Calibration changes base weights as little as it can so that they add up to known counts, and give known means
(Deville and Särndal 1992, Journal of the American Statistical Association 87, 376-382). The method says what is
little: raking (exponential), linear (generalised regression), logit and truncated linear, both within bounds.
Post-stratification is a single margin, which every method meets alike and exactly. Replicates are calibrated
anew, each like the sample.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numba import get_num_threads

from crowdpotential.errors import ConvergenceError, DesignError
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.auxiliaries import Auxiliaries, any_member, auxiliaries
from crowdpotential.stats.calibration_faults import explain_failure
from crowdpotential.stats.control_equations import Limits, Problem, state_problem
from crowdpotential.stats.distances import LINEAR, LOGIT, RAKING
from crowdpotential.stats.margin_totals import require_agreeing_totals
from crowdpotential.stats.margins import Margin, MeanTarget, require_usable_margins, require_usable_means
from crowdpotential.stats.resampling_kernels import Results, Sample, calibrate_some
from crowdpotential.stats.trimming import BOUNDED, NO_CAP, RERAKE, calibrate_classes, is_met

__all__ = [
    "Auxiliaries",
    "CalibratedReplicates",
    "CalibratedWeights",
    "Calibration",
    "Margin",
    "MeanTarget",
    "auxiliaries",
    "calibrate",
    "calibrate_replicates",
]

LARGEST_BASE_RATIO = (
    1e6  # of two base weights: nobody is drawn a million times less likely; the column is wrong
)
LEAST_RATIO = (
    1e-6  # of calibrated to base weight, of the mean ratio: less is nobody, and the cells have a hole
)
TOGETHER = 32  # replicates whose rows are read and written in one go
AT_BOUND = 1e-9  # relative distance from a bound at which a weight is counted as held by it

_KINDS = {"raking": RAKING, "linear": LINEAR, "logit": LOGIT, "truncated": LINEAR}
_TRIMMING = {"bounded": BOUNDED, "rerake": RERAKE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How base weights become calibrated ones."""

    method: Literal["raking", "linear", "logit", "truncated"]
    bounds: tuple[float, float] | None = None  # of calibrated / base weight; logit and truncated need them
    cap: float | None = None  # largest weight as a multiple of the mean weight of the cap group
    trimming: Literal["bounded", "rerake"] = (
        "bounded"  # nearest weights under the cap, or cut and go on from there
    )
    tolerance: float = 1e-10  # largest gap to accept in any control
    max_cycles: int = 1000  # steps over all controls before giving up

    def __post_init__(self) -> None:
        """Refuse what no caller may ask for."""
        if self.bounds is None and self.method in {"logit", "truncated"}:
            msg = f"{self.method} calibration needs bounds"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibratedWeights:
    """Weights that meet every control, bound and cap, and how closely."""

    weights: FloatArray  # (n,) persons each respondent stands for
    largest_gap: (
        float  # largest |weighted count / control total - 1|; of a mean: gap / mean absolute deviation
    )
    n_cycles: int
    n_capped: int  # respondents held down, or cut, by the cap
    n_at_bounds: int = 0  # respondents whose ratio to the base weight is one of the bounds


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibratedReplicates:
    """Replicate weights, each calibrated like the sample; a failed one is NaN throughout and never redrawn."""

    weights: FloatArray  # (n, R) persons
    failed: BoolArray  # (R,) lost a control cell, or did not meet controls, bounds and cap
    largest_gap: FloatArray  # (R,) as reached; 1 where a control cell was lost


def calibrate(
    base_weights: FloatArray,
    margins: Sequence[Margin],
    how: Calibration,
    *,
    means: Sequence[MeanTarget] = (),
    cap_group: IntArray | None = None,
) -> CalibratedWeights:
    """Adjust weights to all controls at once, as little as the method can (Deville and Särndal 1992).

    Args:
        base_weights: (n,) positive. Without bounds only their proportions matter; bounds are on the ratio to them.
        margins: known counts, one-way or joint, of cells within areas or across them; each places every respondent.
        how: method, bounds, cap and when to stop.
        means: known means of numeric variables in groups.
        cap_group: (n,) any codes, whose mean weight the cap refers to; all respondents form one group if None.

    Raises:
        DesignError: base weights that are not positive numbers, or of absurd proportions.
        MarginError: controls with different totals, respondents in no cell or in a cell without persons, values
            that are missing, means outside the values.
        EmptyCellError: a cell with a control total, or a group with a mean, has no respondents.
        ConvergenceError: controls, bounds and cap cannot all be met within the tolerance.
    """
    problem = _state(base_weights, margins, how, means, cap_group)
    result = calibrate_classes(problem.masses, problem.cap, problem.equations)
    if not is_met(result, problem.equations):
        raise ConvergenceError(explain_failure(result, problem, how.method))
    is_held = np.zeros(problem.masses.size, dtype=np.bool_)
    if how.bounds is not None:
        low, high = how.bounds
        is_held = (result.ratios <= low * (1 + AT_BOUND)) | (result.ratios >= high * (1 - AT_BOUND))
    return CalibratedWeights(
        weights=base_weights * result.ratios[problem.class_of],
        largest_gap=float(result.gap),
        n_cycles=int(result.n_cycles),
        n_capped=int(np.count_nonzero(result.is_capped[problem.class_of])),
        n_at_bounds=int(np.count_nonzero(is_held[problem.class_of])),
    )


def calibrate_replicates(
    base_weights: FloatArray,
    multipliers: FloatArray,
    psu: IntArray,
    margins: Sequence[Margin],
    how: Calibration,
    *,
    means: Sequence[MeanTarget] = (),
    cap_group: IntArray | None = None,
) -> CalibratedReplicates:
    """Calibrate every replicate of the sample like the sample itself, so that its spread includes the calibration.

    A multiplier counts how often a respondent is in the replicate: the cap holds for each copy, and the mean
    weight that it refers to is the mean over copies. Bounds are on the ratio to the replicate's base weight.

    Args:
        base_weights: (n,) as for `calibrate`.
        multipliers: (n_psus, R) zero or more; what a replicate multiplies each unit's weights by.
        psu: (n,) row of the respondent's primary sampling unit in `multipliers`.
        margins: as for `calibrate`.
        how: as for `calibrate`.
        means: as for `calibrate`.
        cap_group: as for `calibrate`.

    Raises:
        DesignError: as for `calibrate`; multipliers that are no numbers, or negative.
        MarginError: as for `calibrate`.
        EmptyCellError: as for `calibrate`; a cell that only a replicate loses makes that replicate fail instead.
    """
    n_psus = len(multipliers)
    if psu.shape != base_weights.shape or ((psu < 0) | (psu >= n_psus)).any():
        msg = (
            f"psu: need a row 0..{n_psus - 1} of the multipliers for each of {base_weights.size} respondents"
        )
        raise ValueError(msg)
    _refuse_multipliers(multipliers)
    problem = _state(base_weights, margins, how, means, cap_group)
    n_replicates = multipliers.shape[1]
    sample = Sample(
        base_weights=np.array(
            base_weights, dtype=np.float64
        ),  # copies: code is compiled anew for read-only arrays
        multipliers=np.require(multipliers, dtype=np.float64, requirements=["C", "W"]),
        psu=np.array(psu, dtype=np.int64),
        class_of=problem.class_of,
    )
    results = Results(
        weights=np.empty((psu.size, n_replicates)),
        gaps=np.empty(n_replicates),
        succeeded=np.empty(n_replicates, dtype=np.bool_),
    )
    with ThreadPoolExecutor(get_num_threads()) as threads:
        parts = range(0, n_replicates, TOGETHER)
        done = [
            threads.submit(
                calibrate_some,
                first,
                min(first + TOGETHER, n_replicates),
                sample,
                (problem.cap, problem.equations),
                results,
            )
            for first in parts
        ]
    for part in done:
        part.result()
    return CalibratedReplicates(weights=results.weights, failed=~results.succeeded, largest_gap=results.gaps)


def _state(
    base_weights: FloatArray,
    margins: Sequence[Margin],
    how: Calibration,
    means: Sequence[MeanTarget],
    cap_group: IntArray | None,
) -> Problem:
    """Refuse what cannot be calibrated, and state the rest as equations on classes."""
    _refuse_base_weights(base_weights)
    _refuse_impossible_limits(how)
    require_usable_margins(margins, base_weights.size)
    require_usable_means(means, base_weights.size)
    low, high = (-np.inf, np.inf) if how.bounds is None else how.bounds
    limits = Limits(
        kind=_KINDS[how.method],
        low=float(low),
        high=float(high),
        least_ratio=LEAST_RATIO if how.bounds is None else -np.inf,
        cap_kind=NO_CAP if how.cap is None else _TRIMMING[how.trimming],
        cap=np.inf if how.cap is None else float(how.cap),
        tolerance=float(how.tolerance),
        max_cycles=int(how.max_cycles),
    )
    base = np.array(base_weights, dtype=np.float64)
    problem = state_problem(base, margins, means, limits, cap_group=cap_group)
    require_agreeing_totals(margins, any_member(problem.class_of))
    return problem


def _refuse_base_weights(base_weights: FloatArray) -> None:
    n_unusable = int(np.count_nonzero(~(np.isfinite(base_weights) & (base_weights > 0))))
    if n_unusable or not base_weights.size:
        msg = (
            f"calibration: {n_unusable} of {base_weights.size} base weights are missing, infinite, zero or "
            "negative; give every respondent a positive one"
        )
        raise DesignError(msg)
    ratio = base_weights.max() / base_weights.min()
    if ratio > LARGEST_BASE_RATIO:
        msg = (
            f"calibration: the largest of {base_weights.size} base weights is {ratio:.3g} times the smallest (more "
            f"than {LARGEST_BASE_RATIO:,.0f}); is the column a weight at all?"
        )
        raise DesignError(msg)


def _refuse_impossible_limits(how: Calibration) -> None:
    if how.cap is not None and not how.cap > 1:
        msg = (
            f"{how.method}: weights cannot all stay below {how.cap:g} times their mean; choose a cap above 1"
        )
        raise ConvergenceError(msg)
    if how.bounds is None:
        return
    low, high = how.bounds
    if not 0 <= low < 1 < high < np.inf:
        msg = (
            f"{how.method}: ratios to the base weight cannot all lie between {low:g} and {high:g}; choose a bound "
            "below 1, zero or more, and one above 1"
        )
        raise ConvergenceError(msg)
    if how.cap is not None and how.trimming == "rerake":
        msg = f"{how.method}: weights that are cut and calibrated again do not keep to bounds; choose trimming bounded"
        raise ConvergenceError(msg)


def _refuse_multipliers(multipliers: FloatArray) -> None:
    n_unusable = int(np.count_nonzero(~(np.isfinite(multipliers) & (multipliers >= 0))))
    if n_unusable:
        msg = (
            f"replicates: {n_unusable} of {multipliers.size} multipliers are missing, infinite or negative; "
            "replicate weights need zero or more"
        )
        raise DesignError(msg)
