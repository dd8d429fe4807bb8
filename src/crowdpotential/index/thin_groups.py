"""Which groups are too thin for a model of their own, and which were not asked an item: nothing can be tested there."""

from collections.abc import Sequence

import numpy as np

from crowdpotential.index.items import Items
from crowdpotential.index.level_fits import Estimator
from crowdpotential.stats.arrays import IntArray
from crowdpotential.stats.group_models.model_spec import MeasurementModel

# Fewer of either kind leave fit indices to chance (Bentler and Chou 1987, Sociological Methods and Research 16, 78-117; Chen 2007)
FEWEST_RESPONDENTS = 100
FEWEST_PER_PARAMETER = 4


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


def find_thin(items: Items, group: IntArray, names: Sequence[str], needed: int) -> str:
    """Say which groups have fewer respondents with an answer than it takes; empty where none has."""
    sizes = np.bincount(group[(items.ranks >= 0).any(axis=1)], minlength=len(names))
    thin = [f"{name} {n}" for name, n in zip(names, sizes, strict=True) if n < needed]
    if not thin:
        return ""
    return f"{len(thin)} of {len(names)} groups have fewer than {needed} respondents ({', '.join(thin)}); join groups to test them"


def find_unanswered(items: Items, group: IntArray, names: Sequence[str]) -> str:
    """Say which items nobody of a group answered; empty where there are none."""
    missed = [
        f"{item} in {name}"
        for g, name in enumerate(names)
        for item, answers in zip(items.names, items.ranks[group == g].T, strict=True)
        if not (answers >= 0).any()
    ]
    if not missed:
        return ""
    return f"items that nobody of a group answered ({', '.join(missed)}); leave them out of the index or the group out of the comparison"
