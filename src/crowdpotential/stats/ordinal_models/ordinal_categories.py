"""Comparability: answer categories that nobody in a group chose (section "Comparability across the border").

A category without answers has no threshold in its group, so that thresholds cannot be compared. Either the model is refused, or
the category is joined with a neighbour, in all groups alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import ItemError
from crowdpotential.stats.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedCategories:
    """Answers whose categories were all chosen in every group."""

    answers: IntArray  # (n, p) categories 0..n_categories - 1; negative where missing
    n_categories: IntArray  # (p,) what remains
    new_category: tuple[IntArray, ...]  # per item: of each old category
    n_joined: IntArray  # (p,) categories that were given up


def refuse_empty_categories(
    answers: IntArray,
    weights: FloatArray,
    n_categories: IntArray,
    group: IntArray,
    *,
    names: Sequence[str] = (),
    group_names: Sequence[str] = (),
) -> None:
    """Make sure that every category of every item was chosen in every group.

    Args:
        answers: (n, p) categories 0..n_categories - 1; negative where missing.
        weights: (n,) a respondent with weight zero chooses nothing.
        n_categories: (p,).
        group: (n,) 0..G-1.
        names: (p,) item names for messages.
        group_names: (G,) for messages.

    Raises:
        ItemError: a category is empty in a group.
    """
    empty = [
        (item, category, number)
        for item, size in enumerate(n_categories)
        for number, category in np.argwhere(_count(answers[:, item], weights, int(size), group) == 0)
    ]
    if empty:
        item, category, number = empty[0]
        name = names[item] if names else f"number {item + 1}"
        where = group_names[number] if group_names else f"group {number + 1}"
        msg = (
            f"item {name}: nobody in {where} chose category {category + 1} of {n_categories[item]} ({len(empty)} such"
            " categories); join it with a neighbour in all groups, or leave the item out"
        )
        raise ItemError(msg)


def join_empty_categories(answers: IntArray, weights: FloatArray, n_categories: IntArray, group: IntArray) -> JoinedCategories:
    """Join each category that is empty in some group with its smaller neighbour, the same in all groups.

    The neighbour with fewer answers over all groups loses least; at the ends there is only one. Categories are joined one at a time,
    the emptiest over all groups first, until every group has chosen all that remain.

    Args:
        answers: (n, p) categories 0..n_categories - 1; negative where missing.
        weights: (n,).
        n_categories: (p,).
        group: (n,) 0..G-1.
    """
    joined = answers.copy()
    new_category = []
    for item, size in enumerate(n_categories):
        counts = _count(answers[:, item], weights, int(size), group)
        new_category.append(_join(counts))
        given = answers[:, item] >= 0
        joined[given, item] = new_category[-1][answers[given, item]]
    remaining = np.array([int(new.max()) + 1 for new in new_category])
    return JoinedCategories(
        answers=joined,
        n_categories=remaining,
        new_category=tuple(new_category),
        n_joined=np.asarray(n_categories - remaining),
    )


def _join(counts: FloatArray) -> IntArray:
    """Return each old category's new one, from (G, categories) weighted counts."""
    new = np.arange(counts.shape[1])
    while counts.shape[1] > 1 and (counts == 0).any():
        total = counts.sum(axis=0)
        empty = np.flatnonzero((counts == 0).any(axis=0))
        category = int(empty[total[empty].argmin()])
        beside = [other for other in (category - 1, category + 1) if 0 <= other < len(total)]
        neighbour = min(beside, key=lambda other: total[other])
        counts[:, neighbour] += counts[:, category]
        counts = np.delete(counts, category, axis=1)
        new[new == category] = neighbour
        new[new > category] -= 1
    return new


def _count(answers: IntArray, weights: FloatArray, size: int, group: IntArray) -> FloatArray:
    """Return the weighted counts (G, size) of one item."""
    given = answers >= 0
    cell = group[given] * size + answers[given]
    n_groups = int(group.max()) + 1
    return np.asarray(np.bincount(cell, weights[given], n_groups * size).reshape(n_groups, size))
