"""A trial of the index and its alternatives on the answers at hand: what they have no room for is found without a run."""

from dataclasses import replace

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.index.items import select_items
from crowdpotential.index.making import making_of, refuse_many_numbers, score_main
from crowdpotential.index.sensitivity import Sampled, evaluate
from crowdpotential.index.weight_schemes import ModelLoadings
from crowdpotential.params import Params
from crowdpotential.params.choices import constants_of, expand_choices
from crowdpotential.stages.evaluation import partition_of, require_indices
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.composites.scoring import equal_weights


def try_choices(params: Params, codebook: Codebook, main: pd.DataFrame, weights: FloatArray) -> None:
    """Find whether these answers have no room for the index or for its alternatives, without a model or a replicate.

    Args:
        params, codebook: the study.
        main: respondents of the main sample.
        weights: (n,) of them.

    Raises:
        AreaError: areas have nobody with an index, or too few.
        ItemError: the index or combinations meet zeros or negative values; items or combinations are named.
    """
    items, parts = select_items(main, codebook, params.index.dimensions), partition_of(params, main)
    index, declared = params.index, params.sensitivity
    if declared is not None or not index.specification.is_plain:
        refuse_many_numbers(items)
    scores = score_main(making_of(index), items, weights, equal_weights(items.dimension_of_item))
    require_indices(params, scores[:, 0], main)
    if declared is None:
        return
    sampled = Sampled(
        items=items,
        parts=parts.of_respondent,
        units=parts.units(len(params.areas), len(params.blocs)),
        weights=np.ascontiguousarray(weights[None]),
        loadings=ModelLoadings(
            items=np.ones((1, len(items.names))), dimensions=np.ones((1, len(items.dimensions)))
        ),
    )
    alike = [
        replace(specification, item_weights="equal", dimension_weights="equal")
        for specification in expand_choices(index, declared).specifications
    ]
    evaluate(sampled, list(dict.fromkeys(alike)), constants_of(index, declared), missing=index.missing)
