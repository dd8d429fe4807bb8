"""Weighting: calibrated weights that make the sample agree with the population in every margin.

Raking adjusts the weights to one margin after another until all of them hold at once (Deming and Stephan
1940), here on the masses of joint cells, with or without a cap. Replicates are raked anew, each like the
sample.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from crowdpotential.errors import ConvergenceError, DesignError
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.auxiliaries import Auxiliaries, auxiliaries
from crowdpotential.stats.margins import Margin, MeanTarget, require_usable_margins
from crowdpotential.stats.raking_kernels import ControlCells, RakedClasses, rake_classes, rake_resampled

__all__ = [
    "Auxiliaries",
    "Margin",
    "MeanTarget",
    "RakedReplicates",
    "RakedWeights",
    "auxiliaries",
    "rake",
    "rake_replicates",
]

SPARSE = 10  # combinations per respondent beyond which a table of them would be mostly empty


@dataclass(frozen=True, slots=True, kw_only=True)
class RakedWeights:
    """Weights that meet every control total (and the cap), and how closely."""

    weights: FloatArray  # (n,) persons each respondent stands for
    largest_gap: float  # largest |weighted count / control total - 1| over all cells of all margins
    n_cycles: int
    n_capped: int  # respondents held down by the cap


@dataclass(frozen=True, slots=True, kw_only=True)
class RakedReplicates:
    """Replicate weights, each raked like the sample; a failed one is NaN throughout and never redrawn."""

    weights: FloatArray  # (n, R) persons
    failed: BoolArray  # (R,) lost a control cell, or did not meet the margins and the cap
    largest_gap: FloatArray  # (R,) as reached; 1 where a control cell was lost


def rake(
    base_weights: FloatArray,
    margins: Sequence[Margin],
    *,
    tolerance: float,
    max_cycles: int,
    cap: float | None = None,
    cap_group: IntArray | None = None,
) -> RakedWeights:
    """Adjust weights to all population margins at once (Deming and Stephan 1940), none above the cap.

    Under a cap the weights are min(base weight x cell factors, cap x mean weight): of all weights that meet
    margins and cap, the nearest to the base weights in raking's distance (Deville and Särndal 1992).

    Args:
        base_weights: (n,) positive; only their proportions matter.
        margins: one per raking variable.
        tolerance: largest gap to accept in any cell of any margin, as a share of its control total.
        max_cycles: passes over all margins before giving up.
        cap: largest weight as a multiple of the mean weight in the respondent's cap group; none if None.
        cap_group: (n,) any codes; all respondents form one group if None.

    Raises:
        DesignError: base weights that are not positive numbers.
        MarginError: margins with different totals, respondents in no cell or in a cell without persons.
        EmptyCellError: a cell with a control total has no respondents.
        ConvergenceError: the margins, or margins and cap, cannot all be met within the tolerance.
    """
    classes = _classify(
        base_weights, margins, tolerance=tolerance, max_cycles=max_cycles, cap=cap, cap_group=cap_group
    )
    masses = np.bincount(classes.class_of, weights=classes.own_masses).astype(np.float64)
    raked = rake_classes(masses, classes.control)
    if not (raked.gap <= tolerance and raked.excess <= tolerance):
        raise ConvergenceError(_what_suffers(raked, margins, classes.control))
    return RakedWeights(
        weights=classes.own_masses * raked.weights[classes.class_of],
        largest_gap=float(raked.gap),
        n_cycles=int(raked.n_cycles),
        n_capped=int(np.count_nonzero(raked.is_capped[classes.class_of])),
    )


def rake_replicates(
    base_weights: FloatArray,
    multipliers: FloatArray,
    psu: IntArray,
    margins: Sequence[Margin],
    *,
    tolerance: float,
    max_cycles: int,
    cap: float | None = None,
    cap_group: IntArray | None = None,
) -> RakedReplicates:
    """Rake every replicate of the sample like the sample itself, so that its spread includes the calibration.

    A multiplier counts how often a respondent is in the replicate: the cap holds for each copy, and the mean
    weight that it refers to is the mean over copies.

    Args:
        base_weights: (n,) as for `rake`.
        multipliers: (n_psus, R) zero or more; what a replicate multiplies each unit's weights by.
        psu: (n,) row of the respondent's primary sampling unit in `multipliers`.
        margins: as for `rake`.
        tolerance: as for `rake`.
        max_cycles: as for `rake`.
        cap: as for `rake`.
        cap_group: as for `rake`.

    Raises:
        DesignError: as for `rake`.
        MarginError: as for `rake`.
        EmptyCellError: as for `rake`; a cell that only a replicate loses makes that replicate fail instead.
    """
    n_psus = len(multipliers)
    if psu.shape != base_weights.shape or ((psu < 0) | (psu >= n_psus)).any():
        msg = (
            f"psu: need a row 0..{n_psus - 1} of the multipliers for each of {base_weights.size} respondents"
        )
        raise ValueError(msg)
    classes = _classify(
        base_weights, margins, tolerance=tolerance, max_cycles=max_cycles, cap=cap, cap_group=cap_group
    )
    weights, gaps, is_met = rake_resampled(
        np.array(multipliers, dtype=np.float64, order="C"), psu.astype(np.int64), *classes
    )
    return RakedReplicates(weights=weights, failed=~is_met, largest_gap=gaps)


class _Classes(NamedTuple):
    """Respondents that raking treats alike, and what they must add up to."""

    class_of: IntArray  # (n,)
    own_masses: FloatArray  # (n,) what each respondent adds to the mass of the class
    control: ControlCells


def _classify(
    base_weights: FloatArray,
    margins: Sequence[Margin],
    *,
    tolerance: float,
    max_cycles: int,
    cap: float | None,
    cap_group: IntArray | None,
) -> _Classes:
    """Join respondents into classes: the joint cells, divided by base weight and group where a cap holds."""
    _refuse_base_weights(base_weights)
    _refuse_impossible_cap(cap)
    require_usable_margins(margins, base_weights.size)
    base = np.array(base_weights, dtype=np.float64)  # a copy: code is compiled anew for read-only arrays
    group = np.zeros(base.size, dtype=np.int64) if cap is None or cap_group is None else _number(cap_group)
    distinct = [] if cap is None else [_number(base), group]
    class_of = _join([*(margin.cells for margin in margins), *distinct])
    member = np.empty(class_of.max() + 1, dtype=np.int64)
    member[class_of] = np.arange(class_of.size)  # any one of the class
    sizes = [margin.control_totals.size for margin in margins]
    first_cells = np.cumsum([0, *sizes[:-1]])
    control = ControlCells(
        cell_of=np.stack([m.cells[member] + first for m, first in zip(margins, first_cells, strict=True)]),
        totals=np.concatenate([margin.control_totals for margin in margins]).astype(np.float64),
        start=np.ones(member.size) if cap is None else base[member],
        cap_group=group[member],
        cap=np.inf if cap is None else float(cap),
        tolerance=float(tolerance),
        max_cycles=int(max_cycles),
    )
    return _Classes(class_of, base if cap is None else np.ones_like(base), control)


def _number(codes: FloatArray | IntArray) -> IntArray:
    """Number the values that occur, 0 upwards."""
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)


def _join(columns: Sequence[IntArray]) -> IntArray:
    """Number the combinations that occur, 0 upwards, in the order of the columns' codes."""
    joint = np.zeros(columns[0].size, dtype=np.int64)
    for column in columns:
        joint = _number_codes(joint * (int(column.max()) + 1) + column)
    return joint


def _number_codes(codes: IntArray) -> IntArray:
    """Number the codes that occur, 0 upwards, without sorting where a table of all codes is small."""
    if codes.max() > SPARSE * codes.size:
        return _number(codes)
    return (np.cumsum(np.bincount(codes) > 0) - 1)[codes]


def _refuse_base_weights(base_weights: FloatArray) -> None:
    n_unusable = int(np.count_nonzero(~(np.isfinite(base_weights) & (base_weights > 0))))
    if n_unusable or not base_weights.size:
        msg = (
            f"raking: {n_unusable} of {base_weights.size} base weights are missing, infinite, zero or "
            "negative; give every respondent a positive one"
        )
        raise DesignError(msg)


def _refuse_impossible_cap(cap: float | None) -> None:
    if cap is not None and not cap > 1:
        msg = f"raking: weights cannot all stay below {cap:g} times their mean; choose a cap above 1"
        raise ConvergenceError(msg)


def _what_suffers(raked: RakedClasses, margins: Sequence[Margin], control: ControlCells) -> str:
    """Say which control total raking missed most, and what could be done."""
    name, label = [(margin.name, label) for margin in margins for label in margin.labels][raked.worst_cell]
    off = f"{name} is {100 * raked.gap:.3g}% off in '{label}' after {raked.n_cycles} cycles"
    if raked.excess <= control.tolerance:
        return (
            f"raking: {off}; do the margins agree with each other there? If they do, allow more cycles or "
            "join cells"
        )
    if raked.gap <= control.tolerance:
        off = f"weights are still {100 * raked.excess:.3g}% above it after {raked.n_cycles} cycles"
    return f"raking: with a cap of {control.cap:g} mean weights {off}; raise the cap or join cells"
