"""The answers to the items as the group models take them: ordered for WLSMV, numbers for MLR."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from crowdpotential.errors import ItemError
from crowdpotential.index.items import Items
from crowdpotential.stats.arrays import BoolArray, IntArray
from crowdpotential.stats.group_models.group_sample import Sample, gather_sample
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.ordinal_models.ordinal_categories import join_empty_categories
from crowdpotential.stats.ordinal_models.ordinal_moments import OrdinalMoments, ordinal_moments


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedSample:
    """Thresholds and polychoric correlations of every group, and what had to be done to the answers."""

    moments: tuple[OrdinalMoments, ...]
    n_joined: IntArray  # (p,) categories joined because a group did not use them
    has_two_answers: BoolArray  # (p,) what is left


def take_grouped(items: Items, group: IntArray, design: Design) -> tuple[Items, IntArray, Design]:
    """Leave out the respondents who are in no group (-1)."""
    inside = group >= 0
    if inside.all():
        return items, group, design
    taken = replace(items, codes=items.codes[inside], ranks=items.ranks[inside])
    return taken, group[inside], design.take(inside)


def gather_ordered(items: Items, group: IntArray, design: Design, *, empty_cell: float, group_names: Sequence[str] = ()) -> OrderedSample:
    """Describe ordered answers for WLSMV; answers that are missing are left out pair by pair.

    Args:
        items: n respondents, p items.
        group: (n,) 0..G-1.
        design: weights and sampling units of the n respondents.
        empty_cell: respondents to add to the empty cell of a table of two answers each.
        group_names: (G,) for messages.

    Raises:
        ItemError: an item to which all of a group gave one answer or none; answers that do not determine a correlation or its error.
    """
    labels = tuple(group_names) or tuple(f"number {g + 1}" for g in range(int(group.max()) + 1))
    _refuse_numbers(items)
    _refuse_one_answer(items, group, labels)
    joined = join_empty_categories(items.ranks, design.weights, items.n_categories, group)
    weights, units = design.weights / design.weights.mean(), sampling_units(design)
    moments: list[OrdinalMoments] = []
    for g, label in enumerate(labels):
        inside = group == g
        psu = None if units is None else units[inside]
        try:
            own = ordinal_moments(
                joined.answers[inside],
                weights[inside],
                joined.n_categories,
                psu=psu,
                empty_cell=empty_cell,
                names=items.names,
            )
        except ItemError as error:
            msg = f"group {label}: {error}"
            raise ItemError(msg) from None
        moments.append(own)
    return OrderedSample(moments=tuple(moments), n_joined=joined.n_joined, has_two_answers=joined.n_categories == 2)


def gather_numbers(items: Items, group: IntArray, design: Design, *, group_names: Sequence[str] = ()) -> Sample:
    """Use the answers as numbers for MLR, which uses all that were given; arguments as for `gather_ordered`.

    Raises:
        ItemError, ModelError, DesignError: the answers of a group do not determine its covariances.
    """
    return gather_sample(
        items.numbers,
        design.weights,
        group,
        psus=sampling_units(design),
        item_names=items.names,
        group_names=group_names,
    )


def sampling_units(design: Design) -> IntArray | None:
    """Return the sampling units, or None where every respondent is one of his own."""
    return None if np.unique(design.psus).size == design.psus.size else design.psus


def _refuse_numbers(items: Items) -> None:
    if items.is_numeric.any():
        named = ", ".join(items.names[i] for i in np.flatnonzero(items.is_numeric))
        msg = f"items {named} are numbers, which no model of ordered answers takes; set comparability.estimator to auto or mlr"
        raise ItemError(msg)


def _refuse_one_answer(items: Items, group: IntArray, labels: Sequence[str]) -> None:
    """Joining would leave such an item one category in all groups, and the blame on the wrong one."""
    for g, label in enumerate(labels):
        for name, answers in zip(items.names, items.ranks[group == g].T, strict=True):
            given = answers[answers >= 0]
            if np.unique(given).size < 2:
                msg = (
                    f"group {label}: item {name} has {np.unique(given).size} different answers among {given.size} respondents; leave"
                    " it out of its dimension"
                )
                raise ItemError(msg)
