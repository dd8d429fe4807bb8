"""Items that function differently in some groups: their means differ by more than their dimension does."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from crowdpotential.index.item_scores import item_scores
from crowdpotential.index.items import Items
from crowdpotential.params import Comparability
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.group_models.invariance import group_shifts, item_shifts
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import Inference, infer_columns, weighted_means
from crowdpotential.stats.inference.freedom import contrast_freedom
from crowdpotential.stats.inference.intervals import Intervals
from crowdpotential.stats.inference.multiplicity import adjust_p_values
from crowdpotential.stats.inference.simultaneous import agreeing_intervals

POWER = 0.8  # with which a shift is called detectable
ROUNDING = 1e-12  # standard deviations; an item with a smaller error is the middle one in every replicate


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemShifts:
    """How far each item's mean differs beyond what its dimension explains: between two groups, or from the middle of several."""

    inference: Inference  # in standard deviations of the item within groups
    replicates: FloatArray  # (p, R) in the same unit
    item_sd: FloatArray  # (p,) in points of 0..100
    p_value: FloatArray  # (p,)
    p_adjusted: FloatArray  # (p,) Holm over the items, or over the items of several comparisons
    is_different: BoolArray  # (p,) significant after Holm and large
    detectable: float = float("nan")  # smallest shift of any of the items that would have been found with a probability of 0.8
    simultaneous: Intervals | None = None  # of all shifts that were judged together; None before that


def measure_shifts(items: Items, group: IntArray, design: Design, slopes: FloatArray, *, confidence_level: float) -> list[ItemShifts]:
    """Measure how far the items' means differ between groups beyond their dimension, and judge nothing yet.

    Two groups have one comparison, first minus second; each of three or more is set against the middle of all (`group_shifts`). The spread
    is that of the replicates' means; slopes and standard deviations are the full sample's throughout.

    Args:
        items: n respondents, p items.
        group: (n,) 0..G-1, -1 for those in none.
        design: weights and replicates of the n respondents.
        slopes: (p,) of the judged model: standard deviations of an item within groups for one unit of its dimension.
        confidence_level: of the intervals and, by its complement, of the tests.
    """
    scores, n_groups = item_scores(items), int(group.max()) + 1
    means = weighted_means(scores, design.all_weights, group, n_groups)  # (G, p, 1 + R)
    sd = spread_within(scores, design.weights, group)
    locations, answered = means / sd[:, None], ~np.isnan(scores)
    if n_groups == 2:
        shifts = item_shifts(locations, slopes, np.ones_like(sd), items.dimension_of_item)[None]
    else:
        shifts = group_shifts(locations, slopes, items.dimension_of_item)  # (G, p, 1 + R)
    measured = []
    for g, own in enumerate(shifts):
        first, second = (answered & side[:, None] for side in (group == g, (group >= 0) & (group != g)))
        found = infer_columns(
            own,
            replication=design.replication,
            freedom=contrast_freedom(first, second, design),
            confidence_level=confidence_level,
        )
        p_value = _p_values(found)
        measured.append(
            ItemShifts(
                inference=found,
                replicates=own[:, 1:],
                item_sd=sd,
                p_value=p_value,
                p_adjusted=p_value,
                is_different=np.zeros(len(p_value), dtype=np.bool_),
            )
        )
    return measured


def spread_within(values: FloatArray, weights: FloatArray, group: IntArray) -> FloatArray:
    """Return (q,) standard deviations of variables (n, q) around the means of the groups; -1 is in none."""
    inside, n_groups = group >= 0, int(group.max()) + 1
    means = weighted_means(values, weights[:, None], group, n_groups)[:, :, 0]
    squares = (values[inside] - means[group[inside]]) ** 2
    everybody = np.zeros(len(squares), dtype=np.int64)
    return np.sqrt(weighted_means(squares, weights[inside, None], everybody, 1)[0, :, 0])


def response_spread(items: Items, group: IntArray, weights: FloatArray) -> FloatArray:
    """Return (p,) standard deviations by which an item's mean moves for one of the response behind ordered answers, averaged over groups.

    A mean of answers whose cuts lie to one side of a group moves by less: by the steps between answers times the normal density there.

    Args:
        items: ordered answers of n respondents.
        group: (n,) 0..G-1, -1 for those in none.
        weights: (n,).
    """
    scores, n_groups = item_scores(items), int(group.max()) + 1
    moved = np.zeros((n_groups, scores.shape[1]))
    for i, own in enumerate(scores.T):
        values = np.unique(own[~np.isnan(own)])
        above = np.where(np.isnan(own)[:, None], np.nan, own[:, None] > values[:-1])
        shares = weighted_means(above, weights[:, None], group, n_groups)[:, :, 0]  # (G, steps)
        within = np.clip(shares, 0.0, 1.0)  # a share of all may come out as 1 + 2e-16, which is no probability
        moved[:, i] = stats.norm.pdf(stats.norm.ppf(within)) @ np.diff(values)
    return np.asarray(moved.mean(axis=0) / spread_within(scores, weights, group))


def judge_shifts(family: list[ItemShifts], *, rule: Comparability) -> list[ItemShifts]:
    """Adjust the p-values of one or several comparisons together (Holm 1979), and mark what is significant and large.

    Args:
        family: comparisons that are judged side by side.
        rule: smallest shift that counts.
    """
    p_values = np.concatenate([shifts.p_value for shifts in family])
    n_tests = int(np.isfinite(p_values).sum())
    split = np.split(adjust_p_values(p_values, "holm"), np.cumsum([shifts.p_value.size for shifts in family])[:-1])
    judged = list[ItemShifts]()
    for shifts, own in zip(family, split, strict=True):
        found = shifts.inference
        is_reliable = own < 1 - found.confidence_level
        judged.append(
            replace(
                shifts,
                p_adjusted=own,
                is_different=is_reliable & (np.abs(found.estimate) >= rule.min_item_shift_sd),
                detectable=_find_detectable(found, n_tests, rule),
                simultaneous=agreeing_intervals(
                    found.estimate,
                    found.standard_error,
                    found.degrees_of_freedom,
                    is_found=is_reliable,
                    significance=(1 - found.confidence_level) / max(n_tests, 1),
                ),
            )
        )
    return judged


def points_of_shifts(shifts: ItemShifts, items: Items, item_weights: FloatArray, dimension_weights: FloatArray) -> FloatArray:
    """Return the points of a mean or contrast that differing items make: in the index first, then in each dimension.

    Args:
        shifts: of the same items.
        items: p of them, in k dimensions.
        item_weights: (p,) of the full sample, or (R, p) of the replicates; the shifts go with them.
        dimension_weights: (k,) or (R, k).

    Returns:
        (1 + k,) or (R, 1 + k) in index points, first side minus second.
    """
    members, points = np.eye(len(items.dimensions))[items.dimension_of_item], item_points(shifts)
    by_dimension = ((points[0] if item_weights.ndim == 1 else points[1:]) * item_weights) @ members
    whole = (by_dimension * dimension_weights).sum(axis=-1, keepdims=True)
    return np.concatenate([whole, by_dimension], axis=-1)


def item_points(shifts: ItemShifts) -> FloatArray:
    """Return the points of 0..100 that each item makes, zero where it functions alike: (1 + R, p), the full sample first."""
    size = np.vstack([shifts.inference.estimate, shifts.replicates.T])
    return np.where(shifts.is_different, size * shifts.item_sd, 0.0)


def any_different(shifts: Mapping[str, ItemShifts]) -> BoolArray:
    """Mark (p,) the items that function differently in any of the comparisons, of which there is one at least."""
    return np.asarray(np.any([one.is_different for one in shifts.values()], axis=0))


def has_enough_alike(is_different: BoolArray, items: Items, rule: Comparability) -> bool:
    """Return whether every dimension with differing items keeps enough that function alike."""
    k = len(items.dimensions)
    n_alike = np.bincount(items.dimension_of_item[~is_different], minlength=k)
    has_differing = np.bincount(items.dimension_of_item[is_different], minlength=k) > 0
    return not (has_differing & (n_alike < rule.min_invariant_items)).any()


def _find_detectable(found: Inference, n_tests: int, rule: Comparability) -> float:
    """Find the smallest shift that would have been found with a probability of POWER, by Holm's strictest limit; NaN without errors."""
    is_known = found.standard_error > ROUNDING
    if not is_known.any():
        return float("nan")
    error, df = found.standard_error[is_known], found.degrees_of_freedom[is_known]
    limit = stats.t.isf((1 - found.confidence_level) / (2 * n_tests), df) * error
    return float((np.maximum(limit, rule.min_item_shift_sd) + stats.t.ppf(POWER, df) * error).max())


def _p_values(found: Inference) -> FloatArray:
    """Test each shift against none; an item that is the middle of its dimension in every replicate has none for certain."""
    return np.where(found.standard_error < ROUNDING, 1.0, found.p_value)
