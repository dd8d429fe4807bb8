"""What several stages need to make the index in one way or another: the sample with its places and its model."""

import numpy as np
import pandas as pd

from crowdpotential.errors import Faults
from crowdpotential.index.index_rule import require_everywhere
from crowdpotential.index.items import Items
from crowdpotential.index.places import Partition, partition_by_place, place_codes
from crowdpotential.index.sensitivity import Sampled
from crowdpotential.index.weight_schemes import ModelLoadings
from crowdpotential.params import Params
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.store import StageData


def sampled_of(
    params: Params, main: pd.DataFrame, items: Items, design: Design, scored: StageData
) -> Sampled:
    """Give the main sample with its weights and loadings, in the sample and in every replicate."""
    arrays, parts = scored.arrays, partition_of(params, main)
    return Sampled(
        items=items,
        parts=parts.of_respondent,
        units=parts.units(len(params.areas), len(params.blocs)),
        weights=np.ascontiguousarray(design.all_weights.T),
        loadings=ModelLoadings(
            items=np.vstack([arrays["loadings"], arrays["loadings_replicates"]]),
            dimensions=np.vstack([arrays["second_order"], arrays["second_order_replicates"]]),
        ),
    )


def partition_of(params: Params, main: pd.DataFrame) -> Partition:
    """Sort the main sample by area and bloc."""
    return partition_by_place(
        place_codes(main["area"].tolist(), params.areas), place_codes(main["bloc"].tolist(), params.blocs)
    )


def require_indices(params: Params, index: FloatArray, main: pd.DataFrame) -> None:
    """Refuse areas and blocs in which nobody has an index, and areas with too few for ranks. Raises AreaError naming them."""
    fewest, faults = params.comparison.min_respondents_for_ranks, Faults()
    with faults.collected():
        require_everywhere(index, main["area"].tolist(), fewest_for_ranks=fewest)
    with faults.collected():
        require_everywhere(index, main["bloc"].tolist(), what="blocs")
    faults.raise_any()
