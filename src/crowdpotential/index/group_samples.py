"""The answers to the items as the group models take them: ordered for WLSMV, numbers for MLR."""

from dataclasses import dataclass

import numpy as np

from crowdpotential.index.items import Items
from crowdpotential.stats.arrays import IntArray
from crowdpotential.stats.group_models.group_sample import Sample, gather_sample
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.ordinal_models.ordinal_categories import join_empty_categories
from crowdpotential.stats.ordinal_models.ordinal_moments import OrdinalMoments, ordinal_moments


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedSample:
    """Thresholds and polychoric correlations of every group, and what had to be done to the answers."""

    moments: tuple[OrdinalMoments, ...]
    n_joined: IntArray  # (p,) categories joined because a group did not use them


def gather_ordered(items: Items, group: IntArray, design: Design) -> OrderedSample:
    """Describe ordered answers for WLSMV; answers that are missing are left out pair by pair.

    Args:
        items: n respondents, p items.
        group: (n,) 0..G-1.
        design: weights and sampling units of the n respondents.

    Raises:
        ItemError: the answers of a group do not determine a correlation or its error.
    """
    joined = join_empty_categories(items.ranks, design.weights, items.n_categories, group)
    weights, units = design.weights / design.weights.mean(), sampling_units(design)
    moments = [
        ordinal_moments(
            joined.answers[group == g],
            weights[group == g],
            joined.n_categories,
            psu=None if units is None else units[group == g],
            names=items.names,
        )
        for g in range(int(group.max()) + 1)
    ]
    return OrderedSample(moments=tuple(moments), n_joined=joined.n_joined)


def gather_numbers(items: Items, group: IntArray, design: Design) -> Sample:
    """Take the answers as numbers for MLR, which uses all that were given; arguments as for `gather_ordered`.

    Raises:
        ItemError, ModelError, DesignError: the answers of a group do not determine its covariances.
    """
    answers = np.where(items.ranks < 0, np.nan, items.ranks.astype(np.float64))
    return gather_sample(answers, design.weights, group, psus=sampling_units(design), item_names=items.names)


def sampling_units(design: Design) -> IntArray | None:
    """Give the sampling units, or None where every respondent is one of his own."""
    return None if np.unique(design.psus).size == design.psus.size else design.psus
