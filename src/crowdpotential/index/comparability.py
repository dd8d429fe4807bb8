"""May the blocs be compared at all? Configural, metric and scalar models, items that function differently, and a verdict in fixed words.

The rule stands in params.yaml (comparability). P-values alone decide nothing: at these numbers of respondents chi-square always rejects.
An item functions differently if its shift is significant after Holm *and* large enough to matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests

from crowdpotential.errors import ConvergenceError, ModelError
from crowdpotential.index.items import Items
from crowdpotential.index.scores import item_scores
from crowdpotential.params import Comparability
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.estimation import weighted_means
from crowdpotential.stats.groups import GroupFit, em_moments, fit_groups
from crowdpotential.stats.invariance import item_shifts

Verdict = Literal["comparable", "partial", "not_comparable", "misfit", "untestable"]
LICENSED: tuple[Verdict, ...] = ("comparable", "partial")  # verdicts under which the report compares blocs


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemShifts:
    """How far each item's mean differs between two blocs beyond what its dimension explains, first bloc minus second."""

    shift_sd: FloatArray  # (p,) in standard deviations of the item
    replicates_sd: FloatArray  # (p, R)
    item_sd: FloatArray  # (p,) in points of 0..100
    p_value: FloatArray  # (p,)
    p_adjusted: FloatArray  # (p,) Holm over the items
    is_different: BoolArray  # (p,)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparabilityCheck:
    """The models, the items that function differently, and what follows."""

    verdict: Verdict
    reason: str  # machine word: why
    fits: tuple[tuple[str, GroupFit], ...]  # level -> fit, freest first
    shifts: ItemShifts | None


def check_comparability(
    items: Items,
    bloc: IntArray,
    weights: FloatArray,
    replicate_weights: FloatArray,
    loadings: FloatArray,
    *,
    rule: Comparability,
    has_method_factor: bool,
    degrees_of_freedom: float,
    significance: float,
) -> ComparabilityCheck:
    """Test whether the items measure the same on all sides.

    Args:
        items: n respondents, p items.
        bloc: (n,) 0..B-1.
        weights, replicate_weights: (n,) and (n, R) calibrated.
        loadings: (p,) standardised loadings of the declared model in the whole sample.
        rule: thresholds out of params.
        degrees_of_freedom: PSUs minus strata.
        significance: level of the item tests, such as 0.05.
    """
    n_blocs = int(bloc.max()) + 1
    if n_blocs < 2:
        return ComparabilityCheck(verdict="untestable", reason="one_bloc", fits=(), shifts=None)
    shifts = None
    if n_blocs == 2:
        shifts = _find_shifts(
            items, bloc, weights, replicate_weights, loadings, rule, degrees_of_freedom, significance
        )
    try:
        fits = _fit_levels(items, bloc, weights, shifts, has_method_factor=has_method_factor)
    except (ConvergenceError, ModelError):
        return ComparabilityCheck(verdict="untestable", reason="no_convergence", fits=(), shifts=shifts)
    verdict, reason = _judge(dict(fits), items, shifts, rule)
    return ComparabilityCheck(verdict=verdict, reason=reason, fits=fits, shifts=shifts)


def points_owed(
    check: ComparabilityCheck, items: Items, item_weights: FloatArray, dimension_weights: FloatArray
) -> FloatArray:
    """Points of a bloc contrast that come from items that function differently: the index first, then each dimension.

    Args:
        item_weights, dimension_weights: (p,) and (k,), or with a trailing replicate axis (p, R) and (k, R); the shifts of the
            full sample go with the former, those of the replicates with the latter.

    Returns:
        (1 + k,) or (1 + k, R) in index points, first bloc minus second.
    """
    dimensions = len(items.dimensions)
    if check.shifts is None:
        return np.zeros((1 + dimensions, *item_weights.shape[1:]))
    shifts = check.shifts
    base = shifts.shift_sd if item_weights.ndim == 1 else shifts.replicates_sd
    different = shifts.is_different if item_weights.ndim == 1 else shifts.is_different[:, None]
    sd = shifts.item_sd if item_weights.ndim == 1 else shifts.item_sd[:, None]
    points = np.where(different, base * sd, 0.0) * item_weights
    by_dimension = np.eye(dimensions)[items.dimension_of_item].T @ points
    return np.concatenate([(dimension_weights * by_dimension).sum(axis=0, keepdims=True), by_dimension])


def _find_shifts(
    items: Items,
    bloc: IntArray,
    weights: FloatArray,
    replicate_weights: FloatArray,
    loadings: FloatArray,
    rule: Comparability,
    degrees_of_freedom: float,
    significance: float,
) -> ItemShifts:
    scores = item_scores(items)
    means = weighted_means(scores, np.column_stack([weights, replicate_weights]), bloc, 2)  # (2, p, 1 + R)
    whole = weighted_means(scores, weights[:, None], np.zeros(len(bloc), dtype=np.int64), 1)[0, :, 0]
    square = weighted_means((scores - whole) ** 2, weights[:, None], np.zeros(len(bloc), dtype=np.int64), 1)[
        0, :, 0
    ]
    sd = np.sqrt(square)
    shift = item_shifts(means, loadings * sd, sd, items.dimension_of_item)  # (p, 1 + R)
    spread = shift[:, 1:] - shift[:, :1]
    error = np.sqrt(np.nanmean(spread**2, axis=1))
    p_value = 2 * stats.t.sf(np.abs(shift[:, 0]) / error, max(degrees_of_freedom, 1.0))
    adjusted = multipletests(p_value, alpha=significance, method="holm")[1]
    return ItemShifts(
        shift_sd=shift[:, 0],
        replicates_sd=shift[:, 1:],
        item_sd=sd,
        p_value=p_value,
        p_adjusted=adjusted,
        is_different=(adjusted < significance) & (np.abs(shift[:, 0]) >= rule.min_item_shift_sd),
    )


def _fit_levels(
    items: Items, bloc: IntArray, weights: FloatArray, shifts: ItemShifts | None, *, has_method_factor: bool
) -> tuple[tuple[str, GroupFit], ...]:
    answers = np.where(items.ranks < 0, np.nan, items.ranks.astype(float))
    scale = len(weights) / weights.sum()  # weighted sizes sum to the respondents, over all blocs
    moments = [em_moments(answers[bloc == b], weights[bloc == b] * scale) for b in range(int(bloc.max()) + 1)]
    method = items.is_reversed if has_method_factor else None
    free: Sequence[int] = np.flatnonzero(shifts.is_different).tolist() if shifts is not None else []
    levels: list[tuple[str, GroupFit]] = [
        (
            level,
            fit_groups(
                moments, items.dimension_of_item, level=level, free_intercepts=(), method_items=method
            ),
        )
        for level in ("configural", "metric", "scalar")
    ]
    if free:
        partial = fit_groups(
            moments, items.dimension_of_item, level="scalar", free_intercepts=free, method_items=method
        )
        levels.append(("partial", partial))
    return tuple(levels)


def _judge(
    fits: dict[str, GroupFit], items: Items, shifts: ItemShifts | None, rule: Comparability
) -> tuple[Verdict, str]:
    configural, metric, scalar = fits["configural"], fits["metric"], fits["scalar"]
    if configural.df == 0:
        return "untestable", "saturated"
    if configural.cfi < rule.min_cfi or configural.rmsea > rule.max_rmsea:
        return "misfit", "configural_fit"
    if not _small_change(metric, configural, rule):
        return "not_comparable", "metric_change"
    different = shifts.is_different if shifts is not None else np.zeros(len(items.names), dtype=bool)
    if not different.any():
        return (
            ("comparable", "all_items")
            if _small_change(scalar, metric, rule)
            else ("not_comparable", "scalar_change")
        )
    left = np.bincount(items.dimension_of_item[~different], minlength=len(items.dimensions))
    if (left < rule.min_invariant_items).any():
        return "not_comparable", "too_few_invariant_items"
    return (
        ("partial", "some_items")
        if _small_change(fits["partial"], metric, rule)
        else ("not_comparable", "partial_change")
    )


def _small_change(fit: GroupFit, freer: GroupFit, rule: Comparability) -> bool:
    return freer.cfi - fit.cfi <= rule.max_change_cfi and fit.rmsea - freer.rmsea <= rule.max_change_rmsea
