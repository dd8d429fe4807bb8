"""What the stages need to make the index in one way or another: the sample with its model, and what a point is worth."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from crowdpotential.compare.alternatives import Alternatives
from crowdpotential.errors import DesignError, Faults
from crowdpotential.index.items import Items
from crowdpotential.index.making import require_everywhere
from crowdpotential.index.places import Partition, partition_by_place
from crowdpotential.index.sensitivity import Sampled, evaluate
from crowdpotential.index.weight_schemes import ModelLoadings
from crowdpotential.params import Params
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.store import StageData

MOST_NAMED = 5  # combinations in a message


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
        place_codes(main["area"], params.areas), place_codes(main["bloc"], params.blocs)
    )


def place_codes(names: "pd.Series[str]", known: Collection[str]) -> IntArray:
    """Number areas or blocs in the order of params: (n,), -1 for respondents who belong to none."""
    position = {name: code for code, name in enumerate(known)}
    return np.asarray(names.map(position).fillna(-1), dtype=np.int64)


def require_indices(params: Params, index: FloatArray, main: pd.DataFrame) -> None:
    """Refuse areas and blocs in which nobody has an index, and areas with too few for ranks. Raises AreaError naming them."""
    fewest, faults = params.comparison.min_respondents_for_ranks, Faults()
    with faults.collected():
        require_everywhere(index, main["area"].tolist(), fewest_for_ranks=fewest)
    with faults.collected():
        require_everywhere(index, main["bloc"].tolist(), what="blocs")
    faults.raise_any()


def index_points(params: Params, sampled: Sampled) -> FloatArray:
    """Say what one point between the bounds of the items is worth on the scale of the index: (1 + R,)."""
    index = params.index
    if index.specification.is_plain:
        return np.ones(len(sampled.weights))
    return evaluate(sampled, [index.specification], index.constants, missing=index.missing).points[:, 0]


def count_withheld(alternatives: Alternatives) -> int:
    """Count failed replicates if they are so many that errors of the index itself are withheld; else 0.

    Raises:
        DesignError: the index has its replicates, but alternatives to it lack more than the method tolerates; they are named.
    """
    lacking = np.asarray(np.isnan(alternatives.means[:, :, 1:]).any(axis=1))  # (S, R)
    most = alternatives.replication.fails_above * lacking.shape[1]
    choices, own = alternatives.choices, int(lacking[alternatives.choices.main].sum())
    if own > most or own == lacking.shape[1]:
        return own
    n_failed = int(lacking.any(axis=0).sum())
    if n_failed <= most:
        return 0
    by_combination = lacking.sum(axis=1)
    worst = [place for place in np.argsort(-by_combination, kind="stable") if by_combination[place] > own]
    named = "; ".join(
        f"{' x '.join(o[p] for o, p in zip(choices.options, choices.positions[place], strict=True))} ({by_combination[place]})"
        for place in worst[:MOST_NAMED]
    )
    msg = (
        f"sensitivity: {n_failed} of {lacking.shape[1]} replicates lack a combination, which {most:g} may: {named}; leave these out "
        "under sensitivity.leave_out, raise sensitivity.floor, or join small areas"
    )
    raise DesignError(msg)
