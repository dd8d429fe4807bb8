"""What the stages need to make the index in one way or another: the sample with its model, and what a point is worth."""

import numpy as np
import pandas as pd

from crowdpotential.index.items import Items
from crowdpotential.index.sensitivity import Sampled, evaluate
from crowdpotential.index.weight_schemes import ModelLoadings
from crowdpotential.params import Params
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.store import StageData


def sampled_of(
    params: Params, main: pd.DataFrame, items: Items, design: Design, scored: StageData
) -> Sampled:
    """Give the main sample with its weights and loadings, in the sample and in every replicate."""
    areas, blocs, arrays = list(params.areas), list(params.blocs), scored.arrays
    return Sampled(
        items=items,
        areas=np.array([areas.index(area) for area in main["area"]], dtype=np.int64),
        blocs=np.array([blocs.index(area.bloc) for area in params.areas.values()]),
        weights=np.ascontiguousarray(design.all_weights.T),
        loadings=ModelLoadings(
            items=np.vstack([arrays["loadings"], arrays["loadings_replicates"]]),
            dimensions=np.vstack([arrays["second_order"], arrays["second_order_replicates"]]),
        ),
    )


def index_points(params: Params, sampled: Sampled) -> FloatArray:
    """Say what one point between the bounds of the items is worth on the scale of the index: (1 + R,)."""
    index = params.index
    if index.specification.is_plain:
        return np.ones(len(sampled.weights))
    return evaluate(sampled, [index.specification], index.constants, missing=index.missing).points[:, 0]
