"""Weighting: replicate weights, drawn or delivered, each of them calibrated like the sample."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from crowdpotential.errors import DesignError
from crowdpotential.ingest.delivered_weights import delivered_of
from crowdpotential.ingest.weighting import Weighted, calibration_of
from crowdpotential.params import Design, Replicates, Weighting
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.replication.delivered import delivered_replication
from crowdpotential.stats.replication.replicate_draws import draw_replicates
from crowdpotential.stats.replication.replicates import Replication, SampledPsus, psu_key
from crowdpotential.stats.weighting.calibration import calibrate_replicates

SAME_SCALE = (0.5, 2.0)  # mean sum of the delivered replicates over the sum of the base weights
DELIVERED_GAP = 1e-4  # of a total, or of a standard deviation: what rounding of delivered weights may leave


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicateWeights:
    """Replicate weights of the main sample, how they were made, and which of them failed."""

    weights: FloatArray  # (n, R) persons, in the order of the weights; a failed column is NaN throughout
    failed: BoolArray  # (R,) could not be calibrated
    replication: Replication


@dataclass(frozen=True, slots=True, kw_only=True)
class Multipliers:
    """What each replicate multiplies the weights of each unit by."""

    multipliers: FloatArray  # (J, R)
    unit_of: IntArray  # (n,) row of each respondent
    replication: Replication


def draw_multipliers(weighted: Weighted, *, design: Design, replicates: Replicates, seed: int) -> Multipliers:
    """Make replicates of the sampling units by the method that params name.

    Raises:
        DesignError: the design does not fit the method.
        LonelyPsuError: a stratum with a single sampling unit, and no rule.
    """
    if replicates.method == "delivered":
        msg = "replicates: delivered weights are not drawn; take them from the data"
        raise ValueError(msg)
    units = weighted.units
    drawn = draw_replicates(
        SampledPsus(
            strata=units.strata,
            keys=np.array([psu_key(name) for name in units.names], dtype=np.uint64),
            sampling_fractions=units.fractions,
            lonely_psu=design.lonely_psu,
            stratum_names=units.shown_strata,
        ),
        method=replicates.method,
        number=replicates.number,
        seed=seed,
        rho=replicates.fay,
        centre=replicates.centre,
    )
    return Multipliers(multipliers=drawn.multipliers, unit_of=units.unit_of, replication=drawn.replication)


def take_multipliers(weighted: Weighted, delivered: pd.DataFrame, *, design: Design, replicates: Replicates) -> Multipliers:
    """Divide delivered replicate weights by the delivered weight that they belong to.

    Args:
        weighted: the main sample, with base weights out of the data.
        delivered: meets DELIVERED_WEIGHTS.

    Raises:
        DesignError: weights that are missing or negative, or on another scale than the weight that they belong to; or a number
            of replicates that does not fit their method.
    """
    weights, units = delivered_of(delivered, weighted.weights), weighted.units
    _refuse_other_scale(weights, weighted.design_weights)
    has_units = design.psu is not None
    replication = delivered_replication(
        weights,
        method=replicates.made_by or "other",
        n_psus=len(units.names) if has_units else None,
        n_strata=len(units.stratum_names) if has_units else None,
        scale=replicates.scale,
        coefficients=None if replicates.coefficients is None else np.array(replicates.coefficients),
        rho=replicates.fay if replicates.made_by == "fay" else 0.0,
        centre=replicates.centre,
    )
    return Multipliers(
        multipliers=weights / weighted.design_weights[:, None],
        unit_of=np.arange(len(weights), dtype=np.int64),
        replication=replication,
    )


def replicate_weights(weighted: Weighted, made: Multipliers, *, replicates: Replicates, weighting: Weighting) -> ReplicateWeights:
    """Calibrate every replicate like the sample.

    A replicate that loses a control cell or does not converge is failed: its weights are NaN, it is counted, never redrawn.
    The cap holds in the replicates if it held somebody down in the sample; else the sample's weights are those of raking
    without a cap, and so are the replicates' (decision 10).

    Raises:
        DesignError: delivered replicates that are not to be calibrated miss a control total or a control mean.
    """
    n_replicates = made.multipliers.shape[1]
    as_they_are = weighting.method == "none" or not replicates.recalibrate
    if as_they_are:
        weights = weighted.start_weights[:, None] * made.multipliers[made.unit_of]
        _refuse_missed_totals(weighted, weights)
        _refuse_missed_means(weighted, weights)
        none_failed = np.zeros(n_replicates, dtype=np.bool_)
        return ReplicateWeights(weights=weights, failed=none_failed, replication=made.replication)
    how = calibration_of(weighting)
    found = calibrate_replicates(
        weighted.start_weights,
        made.multipliers,
        made.unit_of,
        weighted.margins,
        how if weighted.calibrated.n_capped else replace(how, cap=None),
        means=weighted.means,
        cap_group=weighted.cap_groups,
    )
    return ReplicateWeights(weights=found.weights, failed=found.failed, replication=made.replication)


def _refuse_other_scale(weights: FloatArray, base_weights: FloatArray) -> None:
    """A replicate stands for as many as the sample does; calibration would hide that it was divided by the wrong weight."""
    theirs, own = float(weights.sum(axis=0).mean()), float(base_weights.sum())
    low, high = SAME_SCALE
    if not low <= theirs / own <= high:
        msg = (
            f"replicates: the delivered replicates add up to {theirs:,.6g} on average, the base weights to {own:,.6g}; name in "
            "design.base_weight_variable the weight that they were made from, on the same scale"
        )
        raise DesignError(msg)


def _refuse_missed_totals(weighted: Weighted, weights: FloatArray) -> None:
    """Replicates that are used as delivered must already agree with the margins that the sample is calibrated to."""
    for margin in weighted.margins:
        is_controlled = margin.control_totals > 0
        reached = np.stack([weights[margin.cells == cell].sum(axis=0) for cell in np.flatnonzero(is_controlled)])
        gaps = np.abs(reached / margin.control_totals[is_controlled, None] - 1)
        if n_missed := int((gaps > DELIVERED_GAP).any(axis=0).sum()):
            cell = np.flatnonzero(is_controlled)[int(gaps.max(axis=1).argmax())]
            msg = (
                f"replicates: {n_missed} of {weights.shape[1]} delivered replicates miss the margin {margin.name}, by "
                f"{gaps.max():.1%} in '{margin.labels[cell]}'; set replicates.recalibrate to true"
            )
            raise DesignError(msg)


def _refuse_missed_means(weighted: Weighted, weights: FloatArray) -> None:
    """Return the same for means of numeric variables, in units of the sample's own spread."""
    for target in weighted.means:
        for group, mean in enumerate(target.means):
            inside = target.groups == group
            own, ours = target.values[inside, None], weights[inside]  # noqa: PD011 an array, not a frame
            gaps = np.abs((own * ours).sum(axis=0) / ours.sum(axis=0) - mean)
            gaps /= max(float(own.std()), np.finfo(float).tiny)
            if n_missed := int((gaps > DELIVERED_GAP).sum()):
                msg = (
                    f"replicates: {n_missed} of {weights.shape[1]} delivered replicates miss the mean of {target.name} in "
                    f"'{target.labels[group]}', by up to {gaps.max():.2g} standard deviations; set replicates.recalibrate to true"
                )
                raise DesignError(msg)
