"""What the stages need to make the index in one way or another: the sample with its model, and what a point is worth."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.compare.alternatives import Alternatives
from crowdpotential.errors import Faults
from crowdpotential.index.index_rule import require_everywhere
from crowdpotential.index.items import Items
from crowdpotential.index.places import Partition, partition_by_place
from crowdpotential.index.sensitivity import Sampled, evaluate
from crowdpotential.index.weight_schemes import ModelLoadings
from crowdpotential.params import Params
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.store import StageData

MOST_NAMED = 5  # combinations in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """Why nothing is told of what the index depends on."""

    n_failed: int  # replicates that lack a combination
    has_index: bool  # the index itself has its errors, and what rests on it alone is told
    reason: str  # which, and what to do; or the machine word


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


def find_withheld(alternatives: Alternatives) -> Withheld | None:
    """Find whether so many replicates lack the index, or some alternative to it, that the analysis is withheld.

    Shares of variance need every combination in every replicate; the index itself keeps the errors that its own replicates give.
    """
    lacking = np.asarray(np.isnan(alternatives.means[:, :, 1:]).any(axis=1))  # (S, R)
    most = alternatives.replication.fails_above * lacking.shape[1]
    choices, own = alternatives.choices, int(lacking[alternatives.choices.main].sum())
    if own > most or own == lacking.shape[1]:
        return Withheld(n_failed=own, has_index=False, reason="withheld")
    n_failed = int(lacking.any(axis=0).sum())
    if n_failed <= most:
        return None
    by_combination = lacking.sum(axis=1)
    worst = [place for place in np.argsort(-by_combination, kind="stable") if by_combination[place] > own]
    named = "; ".join(
        f"{' x '.join(o[p] for o, p in zip(choices.options, choices.positions[place], strict=True))} ({by_combination[place]})"
        for place in worst[:MOST_NAMED]
    )
    return Withheld(
        n_failed=n_failed,
        has_index=True,
        reason=(
            f"lacking in replicates, where {most:g} may be: {named}; leave these out under sensitivity.leave_out, raise "
            "sensitivity.floor, or join small areas"
        ),
    )
