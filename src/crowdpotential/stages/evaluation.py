"""What several stages need to make the index in one way or another: the sample with its places and its model."""

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.errors import Faults
from crowdpotential.index.alternative_indices import Sampled
from crowdpotential.index.index_rule import require_everywhere
from crowdpotential.index.items import Items, select_items
from crowdpotential.index.places import Partition, partition_by_place, place_codes
from crowdpotential.index.replicated_means import ReplicatedIndexWeights
from crowdpotential.index.weight_schemes import ModelLoadings
from crowdpotential.params import Params
from crowdpotential.results.domains import Domains, list_domains
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.composites.scoring import IndexWeights
from crowdpotential.stats.inference.design import Design
from crowdpotential.store import StageData


def sampled_of(params: Params, main: pd.DataFrame, items: Items, design: Design, scored: StageData) -> Sampled:
    """Return the main sample with its weights and loadings, in the sample and in every replicate."""
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
    return partition_by_place(place_codes(main["area"].tolist(), params.areas), place_codes(main["bloc"].tolist(), params.blocs))


def require_indices(params: Params, index: FloatArray, main: pd.DataFrame) -> None:
    """Refuse areas and blocs in which nobody has an index, and areas with too few for ranks. Raises AreaError naming them."""
    fewest, faults = params.comparison.min_respondents_for_ranks, Faults()
    with faults.collected():
        require_everywhere(index, main["area"].tolist(), fewest_for_ranks=fewest)
    with faults.collected():
        require_everywhere(index, main["bloc"].tolist(), what="blocs")
    faults.raise_any()


def domains_of(params: Params, codebook: Codebook, main: pd.DataFrame, design: Design) -> Domains:
    """List everybody, sides, areas and the groups that are compared, as far as the sample has them."""
    target = params.comparison.target_group
    return list_domains(
        main,
        areas=params.areas,
        blocs=tuple(params.blocs),
        codebook=codebook,
        group_by=[*params.comparison.group_by, *([target] if target else [])],
        joins_samples=design.joins_samples,
    )


def items_beside(params: Params, codebook: Codebook, responses: pd.DataFrame) -> dict[str, Items]:
    """Select the items of each dimension that is scored beside the index."""
    return {name: select_items(responses, codebook, [name]) for name in params.index.also}


def index_weights_of(scored: StageData) -> ReplicatedIndexWeights:
    """Return how items and dimensions weigh, in the sample and in every replicate."""
    arrays = scored.arrays
    return ReplicatedIndexWeights(
        full=IndexWeights(item_weights=arrays["item_weights"], dimension_weights=arrays["dimension_weights"]),
        item_weights=arrays["item_weights_replicates"],
        dimension_weights=arrays["dimension_weights_replicates"],
    )
