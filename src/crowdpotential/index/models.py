"""The declared measurement model of a set of items, as the questionnaire writes it."""

import numpy as np

from crowdpotential.codebook import FEWEST_FOR_FACTOR, Codebook
from crowdpotential.index.items import Items
from crowdpotential.stats.group_models.model_spec import MeasurementModel


def declare_model(items: Items, codebook: Codebook, *, has_general_factor: bool | None = None) -> MeasurementModel:
    """Write down which items belong to which factors.

    A method factor needs three reversed items, a general factor three dimensions; with fewer it is left out. Pairs with
    residual covariances count if both items are in the set.

    Args:
        items: of some dimensions.
        codebook: method factor, general factor and residual covariances.
        has_general_factor: instead of what the codebook says.
    """
    reversed_items = np.flatnonzero(items.is_reversed)
    has_method = codebook.method_factor == "reversed" and reversed_items.size >= FEWEST_FOR_FACTOR
    wanted = codebook.second_order if has_general_factor is None else has_general_factor
    pairs = [[items.names.index(name) for name in pair] for pair in codebook.residual_covariances if set(pair) <= set(items.names)]
    return MeasurementModel(
        dimension_of_item=items.dimension_of_item.astype(np.int64),
        has_general_factor=wanted and len(items.dimensions) >= FEWEST_FOR_FACTOR,
        method_items=reversed_items if has_method else np.zeros(0, dtype=np.int64),
        residual_pairs=np.array(pairs, dtype=np.int64).reshape(-1, 2),
    )
