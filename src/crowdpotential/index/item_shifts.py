"""Items that function differently on two sides: their means differ by more than their dimension does."""

from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from crowdpotential.index.items import Items
from crowdpotential.index.scores import item_scores
from crowdpotential.params import Comparability
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.group_models.invariance import item_shifts
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import Inference, infer, weighted_means
from crowdpotential.stats.inference.freedom import contrast_freedom
from crowdpotential.stats.inference.multiplicity import adjust_p_values

ROUNDING = 1e-12  # standard deviations; an item with a smaller error is the middle one in every replicate


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemShifts:
    """How far each item's mean differs between two sides beyond what its dimension explains, first minus second."""

    inference: Inference  # in standard deviations of the item
    replicates: FloatArray  # (p, R) in the same unit
    item_sd: FloatArray  # (p,) in points of 0..100
    p_value: FloatArray  # (p,)
    p_adjusted: FloatArray  # (p,) Holm over the items, or over the items of several comparisons
    is_different: BoolArray  # (p,) significant after Holm and large


def find_shifts(
    items: Items,
    sides: IntArray,
    design: Design,
    loadings: FloatArray,
    *,
    rule: Comparability,
    confidence_level: float,
) -> ItemShifts:
    """Find the items whose means differ between two sides by more than their dimension's latent means do.

    Args:
        items, sides, design, loadings, confidence_level: as in `measure_shifts`.
        rule: how large a shift must be to matter.
    """
    measured = measure_shifts(items, sides, design, loadings, confidence_level=confidence_level)
    return judge_shifts([measured], rule=rule)[0]


def measure_shifts(
    items: Items, sides: IntArray, design: Design, loadings: FloatArray, *, confidence_level: float
) -> ItemShifts:
    """Measure how far the items' means differ between two sides beyond their dimension, and judge nothing yet.

    The spread is that of the replicates' means; loadings and standard deviations are the full sample's throughout.

    Args:
        items: n respondents, p items.
        sides: (n,) 0 or 1, -1 for neither.
        design: weights and replicates of the n respondents.
        loadings: (p,) standardised loadings of the declared model in the whole sample.
        confidence_level: of the intervals and, by its complement, of the tests.
    """
    scores, everybody = item_scores(items), np.zeros(len(sides), dtype=np.int64)
    means = weighted_means(scores, design.all_weights, sides, 2)  # (2, p, 1 + R)
    whole = weighted_means(scores, design.weights[:, None], everybody, 1)[0, :, 0]
    sd = np.sqrt(weighted_means((scores - whole) ** 2, design.weights[:, None], everybody, 1)[0, :, 0])
    shift = item_shifts(means, loadings * sd, sd, items.dimension_of_item)  # (p, 1 + R)
    answered = ~np.isnan(scores)
    first, second = (answered & (sides == side)[:, None] for side in (0, 1))
    found = infer(
        shift[:, 0],
        shift[:, 1:],
        replication=design.replication,
        degrees_of_freedom=contrast_freedom(first, second, design, None),
        confidence_level=confidence_level,
    )
    p_value = _p_values(found)
    return ItemShifts(
        inference=found,
        replicates=shift[:, 1:],
        item_sd=sd,
        p_value=p_value,
        p_adjusted=p_value,
        is_different=np.zeros(len(p_value), dtype=np.bool_),
    )


def judge_shifts(family: list[ItemShifts], *, rule: Comparability) -> list[ItemShifts]:
    """Adjust the p-values of one or several comparisons together (Holm 1979), and mark what is significant and large.

    Args:
        family: comparisons that are judged side by side.
        rule: smallest shift that counts.
    """
    p_values = np.concatenate([shifts.p_value for shifts in family])
    split = np.split(
        adjust_p_values(p_values, "holm"), np.cumsum([shifts.p_value.size for shifts in family])[:-1]
    )
    return [
        replace(
            shifts,
            p_adjusted=own,
            is_different=(own < 1 - shifts.inference.confidence_level)
            & (np.abs(shifts.inference.estimate) >= rule.min_item_shift_sd),
        )
        for shifts, own in zip(family, split, strict=True)
    ]


def points_of_shifts(
    shifts: ItemShifts, items: Items, item_weights: FloatArray, dimension_weights: FloatArray
) -> FloatArray:
    """Give the points of a contrast that differing items make: in the index first, then in each dimension.

    Args:
        shifts: of the same items.
        items: p of them, in k dimensions.
        item_weights: (p,) of the full sample, or (R, p) of the replicates; the shifts go with them.
        dimension_weights: (k,) or (R, k).

    Returns:
        (1 + k,) or (R, 1 + k) in index points, first side minus second.
    """
    members = np.eye(len(items.dimensions))[items.dimension_of_item]
    size = shifts.inference.estimate if item_weights.ndim == 1 else shifts.replicates.T
    by_dimension = (np.where(shifts.is_different, size * shifts.item_sd, 0.0) * item_weights) @ members
    whole = (by_dimension * dimension_weights).sum(axis=-1, keepdims=True)
    return np.concatenate([whole, by_dimension], axis=-1)


def has_enough_alike(shifts: ItemShifts, items: Items, rule: Comparability) -> bool:
    """Tell whether every dimension with differing items keeps enough that function alike."""
    k = len(items.dimensions)
    n_alike = np.bincount(items.dimension_of_item[~shifts.is_different], minlength=k)
    has_differing = np.bincount(items.dimension_of_item[shifts.is_different], minlength=k) > 0
    return not (has_differing & (n_alike < rule.min_invariant_items)).any()


def _p_values(found: Inference) -> FloatArray:
    """Test each shift against none; an item that is the middle of its dimension in every replicate has none for certain."""
    ratio = np.divide(
        np.abs(found.estimate),
        found.standard_error,
        out=np.zeros_like(found.estimate),
        where=~(found.standard_error < ROUNDING),
    )
    return np.asarray(2 * stats.t.sf(ratio, found.degrees_of_freedom))
