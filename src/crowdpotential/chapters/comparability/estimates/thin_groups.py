"""Which groups are too thin for a model of their own, and which were not asked an item: nothing can be tested there."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.index.items import Items
from crowdpotential.index.level_fits import Estimator
from crowdpotential.stats.arrays import IntArray
from crowdpotential.stats.group_models.model_spec import MeasurementModel

# Fewer of either kind leave fit indices to chance (Bentler and Chou 1987, Sociological Methods and Research 16, 78-117; Chen 2007)
FEWEST_RESPONDENTS = 100
FEWEST_PER_PARAMETER = 4
LEAST_SHARE = 0.5  # of the respondents needed, that must have answered each item


@dataclass(frozen=True, slots=True, kw_only=True)
class Thin:
    """A group too thin for a model of its own."""

    name: str
    n: int  # respondents with an answer, or answers to the item
    item: str = ""  # with too few answers in a group of respondents enough


def count_needed(items: Items, model: MeasurementModel, estimator: Estimator) -> int:
    """Count the respondents that a group needs, by its loadings, relations of factors and residual covariances.

    Thresholds, intercepts and residual variances belong to single items and ask for no more; but a model of ordered answers has fewer
    parameters than respondents, these included.

    Args:
        items: that are tested.
        model: declared.
        estimator: of the levels.
    """
    k = model.n_dimensions
    relations = k if model.has_general_factor else k * (k - 1) // 2
    n_parameters = model.n_items + len(model.method_items) + relations + len(model.residual_pairs)
    of_items = int((items.n_categories - 1).sum()) + 2 * model.n_items if estimator == "wlsmv" else 0
    return max(FEWEST_RESPONDENTS, FEWEST_PER_PARAMETER * n_parameters, n_parameters + of_items)


def find_thin(items: Items, group: IntArray, names: Sequence[str], needed: int) -> tuple[Thin, ...]:
    """Find the groups in which fewer respondents gave an answer than it takes, or fewer than half of these answered an item.

    A group with enough respondents has pairs of answers enough where every second one answered an item: the statistics of an item rest on
    its own answers.
    """
    found: list[Thin] = []
    for g, name in enumerate(names):
        answered = items.ranks[group == g] >= 0
        n, of_items = int(answered.any(axis=1).sum()), answered.sum(axis=0)
        least = int(of_items.argmin())
        if n < needed:
            found.append(Thin(name=name, n=n))
        elif of_items[least] < LEAST_SHARE * needed:
            found.append(Thin(name=name, n=int(of_items[least]), item=items.names[least]))
    return tuple(found)


def find_unanswered(items: Items, group: IntArray, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Find the items that nobody of a group answered, each with the group."""
    return _find_items(items, group, names, n_answers=0)


def find_constant(items: Items, group: IntArray, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Find the items to which all of a group gave one answer, each with the group: they correlate with nothing there."""
    return _find_items(items, group, names, n_answers=1)


def _find_items(items: Items, group: IntArray, names: Sequence[str], *, n_answers: int) -> tuple[tuple[str, str], ...]:
    return tuple(
        (item, name)
        for g, name in enumerate(names)
        for item, answers in zip(items.names, items.ranks[group == g].T, strict=True)
        if np.unique(answers[answers >= 0]).size == n_answers
    )
