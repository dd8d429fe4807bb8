"""Weighting: calibrated weights that make the sample agree with the population in every control.

Calibration changes base weights as little as it can so that they add up to known counts, and give known means
(Deville and Särndal 1992, Journal of the American Statistical Association 87, 376-382). The method says what is
little: raking (exponential), linear (generalised regression), logit and truncated linear, both within bounds.
Post-stratification is a single margin, which every method meets alike and exactly. Replicates are calibrated
anew, each like the sample.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import ConvergenceError, DesignError
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.weighting.auxiliaries import Auxiliaries, any_member, auxiliaries
from crowdpotential.stats.weighting.calibration_faults import explain_failure
from crowdpotential.stats.weighting.calibration_settings import Calibration, limits_of
from crowdpotential.stats.weighting.control_equations import Problem, state_problem
from crowdpotential.stats.weighting.margin_totals import require_agreeing_totals
from crowdpotential.stats.weighting.margins import (
    Margin,
    MeanTarget,
    require_usable_margins,
    require_usable_means,
)
from crowdpotential.stats.weighting.proportional_fitting import begin_at, fit_proportions
from crowdpotential.stats.weighting.resampling_kernels import Sample, calibrate_resampled
from crowdpotential.stats.weighting.trimming import calibrate_classes, is_met

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

LARGEST_BASE_RATIO = 1e6  # of two base weights: nobody is drawn a million times less likely; the column is wrong
AT_BOUND = 1e-9  # relative distance from a bound at which a weight is counted as held by it


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibratedWeights:
    """Weights that meet every control, bound and cap, and how closely."""

    weights: FloatArray  # (n,) persons each respondent stands for
    largest_gap: float  # largest |weighted count / control total - 1|; of a mean: gap / mean absolute deviation
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
    begun = begin_at(fit_proportions(problem.masses[:, None], problem.equations), 0)
    result = calibrate_classes(problem.masses, begun, problem.cap, problem.equations)
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
        msg = f"psu: need a row 0..{n_psus - 1} of the multipliers for each of {base_weights.size} respondents"
        raise ValueError(msg)
    _refuse_multipliers(multipliers)
    problem = _state(base_weights, margins, how, means, cap_group)
    sample = Sample(
        base_weights=np.array(base_weights, dtype=np.float64),  # copies: code is compiled anew for read-only arrays
        multipliers=np.require(multipliers, dtype=np.float64, requirements=["C", "W"]),
        psu=np.array(psu, dtype=np.int64),
        class_of=problem.class_of,
    )
    results = calibrate_resampled(sample, problem.cap, problem.equations)
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
    limits = limits_of(how)
    require_usable_margins(margins, base_weights.size)
    require_usable_means(means, base_weights.size)
    base = np.array(base_weights, dtype=np.float64)
    problem = state_problem(base, margins, means, limits, cap_group=cap_group)
    require_agreeing_totals(margins, any_member(problem.class_of))
    return problem


def _refuse_base_weights(base_weights: FloatArray) -> None:
    if not (base_weights.size and base_weights.min() > 0 and base_weights.max() < np.inf):
        n_unusable = np.count_nonzero(~(np.isfinite(base_weights) & (base_weights > 0)))
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


def _refuse_multipliers(multipliers: FloatArray) -> None:
    n_unusable = int(np.count_nonzero(~(np.isfinite(multipliers) & (multipliers >= 0))))
    if n_unusable:
        msg = (
            f"replicates: {n_unusable} of {multipliers.size} multipliers are missing, infinite or negative; "
            "replicate weights need zero or more"
        )
        raise DesignError(msg)
