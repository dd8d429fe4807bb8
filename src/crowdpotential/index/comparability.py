"""May the blocs be compared at all? Configural, metric and scalar models, differing items, a verdict in fixed words.

The rule stands in params.yaml (comparability). P-values alone decide nothing: at these numbers of respondents
chi-square always rejects. An item functions differently if its shift is significant after Holm *and* large.
"""

from collections.abc import Mapping, Sequence
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
from crowdpotential.stats.design import Design
from crowdpotential.stats.estimation import Inference, infer, weighted_means
from crowdpotential.stats.groups import GroupFit, fit_groups
from crowdpotential.stats.invariance import item_shifts
from crowdpotential.stats.moments import em_moments

Level = Literal["configural", "metric", "scalar"]
Verdict = Literal["comparable", "partial", "not_comparable", "misfit", "untestable"]
LICENSED: tuple[Verdict, ...] = ("comparable", "partial")  # verdicts that allow contrasts between blocs


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemShifts:
    """How far each item's mean differs between two blocs beyond what its dimension explains, first minus second."""

    inference: Inference  # in standard deviations of the item
    replicates: FloatArray  # (p, R) in the same unit
    item_sd: FloatArray  # (p,) in points of 0..100
    p_value: FloatArray  # (p,)
    p_adjusted: FloatArray  # (p,) Holm over the items
    is_different: BoolArray  # (p,)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparabilityCheck:
    """The models, the items that function differently, and what follows."""

    verdict: Verdict
    reason: str  # machine word: why
    fits: Mapping[str, GroupFit]  # level -> fit, freest first
    shifts: ItemShifts | None


def check_comparability(
    items: Items,
    bloc: IntArray,
    design: Design,
    loadings: FloatArray,
    *,
    rule: Comparability,
    has_method_factor: bool,
    confidence_level: float,
) -> ComparabilityCheck:
    """Test whether the items measure the same on all sides.

    Args:
        items: n respondents, p items.
        bloc: (n,) 0..B-1.
        design: weights and replicates of the n respondents.
        loadings: (p,) standardised loadings of the declared model in the whole sample.
        rule: thresholds out of params.
        has_method_factor: whether reversed items share an orthogonal factor.
        confidence_level: of the intervals and, by its complement, of the item tests.
    """
    n_blocs = int(bloc.max()) + 1
    if n_blocs == 1:
        return ComparabilityCheck(verdict="untestable", reason="one_bloc", fits={}, shifts=None)
    shifts = None
    if n_blocs == 2:
        shifts = find_shifts(items, bloc, design, loadings, rule=rule, confidence_level=confidence_level)
    try:
        fits = _fit_levels(items, bloc, design.weights, shifts, has_method_factor=has_method_factor)
    except (ConvergenceError, ModelError):
        return ComparabilityCheck(verdict="untestable", reason="no_convergence", fits={}, shifts=shifts)
    verdict, reason = judge(fits, items, shifts, rule)
    return ComparabilityCheck(verdict=verdict, reason=reason, fits=fits, shifts=shifts)


def find_shifts(
    items: Items,
    bloc: IntArray,
    design: Design,
    loadings: FloatArray,
    *,
    rule: Comparability,
    confidence_level: float,
) -> ItemShifts:
    """Find the items whose means differ between two blocs by more than their dimension's latent means do.

    Arguments as in `check_comparability`.
    """
    scores, everybody = item_scores(items), np.zeros(len(bloc), dtype=np.int64)
    means = weighted_means(scores, design.all_weights, bloc, 2)  # (2, p, 1 + R)
    whole = weighted_means(scores, design.weights[:, None], everybody, 1)[0, :, 0]
    sd = np.sqrt(weighted_means((scores - whole) ** 2, design.weights[:, None], everybody, 1)[0, :, 0])
    shift = item_shifts(means, loadings * sd, sd, items.dimension_of_item)  # (p, 1 + R)
    found = infer(
        shift[:, 0],
        shift[:, 1:],
        replication=design.replication,
        degrees_of_freedom=design.degrees_of_freedom,
        confidence_level=confidence_level,
    )
    p_value = 2 * stats.t.sf(np.abs(shift[:, 0]) / found.standard_error, found.degrees_of_freedom)
    known = ~np.isnan(p_value)
    p_adjusted = np.full(p_value.shape, np.nan)
    if known.any():
        p_adjusted[known] = multipletests(p_value[known], method="holm")[1]
    is_significant = known & (p_adjusted < 1 - confidence_level)
    return ItemShifts(
        inference=found,
        replicates=shift[:, 1:],
        item_sd=sd,
        p_value=p_value,
        p_adjusted=p_adjusted,
        is_different=is_significant & (np.abs(shift[:, 0]) >= rule.min_item_shift_sd),
    )


def points_owed(
    check: ComparabilityCheck, items: Items, item_weights: FloatArray, dimension_weights: FloatArray
) -> FloatArray:
    """Give the points of a bloc contrast that differing items make: in the index first, then in each dimension.

    Args:
        check: of the same items.
        items: p of them, in k dimensions.
        item_weights: (p,) of the full sample, or (R, p) of the replicates; the shifts go with them.
        dimension_weights: (k,) or (R, k).

    Returns:
        (1 + k,) or (R, 1 + k) in index points, first bloc minus second.
    """
    members = np.eye(len(items.dimensions))[items.dimension_of_item]
    if check.shifts is None:
        return np.zeros((*item_weights.shape[:-1], 1 + members.shape[1]))
    shifts = check.shifts
    size = shifts.inference.estimate if item_weights.ndim == 1 else shifts.replicates.T
    by_dimension = (np.where(shifts.is_different, size * shifts.item_sd, 0.0) * item_weights) @ members
    whole = (by_dimension * dimension_weights).sum(axis=-1, keepdims=True)
    return np.concatenate([whole, by_dimension], axis=-1)


def judge(
    fits: Mapping[str, GroupFit], items: Items, shifts: ItemShifts | None, rule: Comparability
) -> tuple[Verdict, str]:
    """Apply the rule of params, strictest question first: fit, loadings, intercepts, enough items that function alike.

    Gives the verdict and a machine word for its reason.
    """
    configural, metric, scalar = fits["configural"], fits["metric"], fits["scalar"]
    if configural.df == 0:
        return "untestable", "saturated"
    if configural.cfi < rule.min_cfi or configural.rmsea > rule.max_rmsea:
        return "misfit", "configural_fit"
    if not _is_small_change(metric, configural, rule):
        return "not_comparable", "metric_change"
    if "partial" not in fits or shifts is None:
        alike = _is_small_change(scalar, metric, rule)
        return ("comparable", "all_items") if alike else ("not_comparable", "scalar_change")
    k = len(items.dimensions)
    n_alike = np.bincount(items.dimension_of_item[~shifts.is_different], minlength=k)
    has_differing = np.bincount(items.dimension_of_item[shifts.is_different], minlength=k) > 0
    if (has_differing & (n_alike < rule.min_invariant_items)).any():
        return "not_comparable", "too_few_invariant_items"
    alike = _is_small_change(fits["partial"], metric, rule)
    return ("partial", "some_items") if alike else ("not_comparable", "partial_change")


def _fit_levels(
    items: Items, bloc: IntArray, weights: FloatArray, shifts: ItemShifts | None, *, has_method_factor: bool
) -> dict[str, GroupFit]:
    answers = np.where(items.ranks < 0, np.nan, items.ranks.astype(float))
    share = len(weights) / weights.sum()  # weighted sizes sum to the respondents, over all blocs together
    moments = [em_moments(answers[bloc == b], weights[bloc == b] * share) for b in range(int(bloc.max()) + 1)]
    method = items.is_reversed if has_method_factor else None
    free = np.flatnonzero(shifts.is_different).tolist() if shifts is not None else []

    def fit(level: Level, intercepts: Sequence[int] = ()) -> GroupFit:
        dimension_of_item = items.dimension_of_item
        return fit_groups(
            moments, dimension_of_item, level=level, free_intercepts=intercepts, method_items=method
        )

    fits = {"configural": fit("configural"), "metric": fit("metric"), "scalar": fit("scalar")}
    return fits | ({"partial": fit("scalar", free)} if free else {})


def _is_small_change(fit: GroupFit, freer: GroupFit, rule: Comparability) -> bool:
    return freer.cfi - fit.cfi <= rule.max_change_cfi and fit.rmsea - freer.rmsea <= rule.max_change_rmsea
