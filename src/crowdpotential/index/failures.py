"""What failed in the replicates: a number loses its error only where a step that it uses failed too often, and the step is named."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from crowdpotential.errors import ModelError
from crowdpotential.index.items import Items
from crowdpotential.results.measures.measurement import REPLICATES_FAILED
from crowdpotential.results.rows import MAIN, Row, make_row
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.factor_models.factors import fit_factor_model
from crowdpotential.stats.replication.replicates import Replication

Step = Literal["correlations", "model", "general_factor", "item_weights", "dimension_weights"]
MOST_NAMED = 3  # items, pairs or dimensions of a failure
ADVICE: dict[Step, str] = {
    "correlations": "join answers that hardly anybody gave, leave out the item, or draw larger sampling units",
    "model": "leave out items whose dimension explains next to all or nothing of them, join dimensions, or set index.weights to equal",
    "general_factor": "join dimensions that hardly correlate, or set index.weights to loadings or equal",
    "item_weights": "leave out items that hardly belong to their dimension, or set index.weights to equal",
    "dimension_weights": "leave out dimensions that hardly belong to the index, or set index.weights to equal",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFailure:
    """In how many replicates a step of the chain failed where the steps before had not."""

    step: Step
    n: int
    where: tuple[str, ...] = ()  # items, pairs or dimensions that failed most often; empty where nobody knows
    reason: str = ""  # of the first such replicate


def find_correlation_failures(items: Items, correlations: FloatArray, is_weighted: BoolArray) -> StepFailure:
    """Find the replicates that say nothing of some pair of items, and the pairs.

    Args:
        items: p of them.
        correlations: (R, p, p), NaN where a replicate has nothing to say.
        is_weighted: (R,) replicates that have weights.
    """
    missing = np.triu(np.isnan(correlations[is_weighted]), 1)
    by_pair = missing.sum(axis=0)
    pairs = [(int(i), int(j)) for i, j in np.argwhere(by_pair > 0)]
    pairs.sort(key=lambda pair: -by_pair[pair])
    named = tuple(f"{items.names[i]}*{items.names[j]}" for i, j in pairs[:MOST_NAMED])
    return StepFailure(step="correlations", n=int(missing.any(axis=(1, 2)).sum()), where=named)


def find_model_failures(items: Items, correlations: FloatArray, failed: BoolArray, *, method_items: BoolArray | None) -> StepFailure:
    """Find the replicates without a solution, and why the first has none.

    Args:
        items: p of them.
        correlations: (R, p, p) without a missing one where `failed`.
        failed: (R,) replicates whose model alone failed.
        method_items: (p,) items of the method factor; None for no such factor.
    """
    reason = ""
    if failed.any():
        try:
            fit_factor_model(
                correlations[int(np.argmax(failed))],
                items.dimension_of_item,
                method_items=method_items,
                names=items.names,
            )
        except ModelError as error:
            reason = str(error)
    return StepFailure(step="model", n=int(failed.sum()), reason=reason)


def find_part_failures(step: Step, names: Sequence[str], odd: BoolArray) -> StepFailure:
    """Find the replicates in which items or dimensions would not weigh anything, and these.

    Args:
        step: whose weights, or the general factor.
        names: of q items or dimensions.
        odd: (R, q) which failed in which replicate.
    """
    counts = odd.sum(axis=0)
    worst = [int(i) for i in np.argsort(-counts, kind="stable") if counts[i] > 0]
    is_named = 0 < len(worst) < len(names)
    return StepFailure(
        step=step,
        n=int(odd.any(axis=1).sum()),
        where=tuple(names[i] for i in worst[:MOST_NAMED]) if is_named else (),
    )


def failure_rows(failures: Sequence[StepFailure], replication: Replication) -> list[Row]:
    """Report each step that failed in any replicate: how often, where, and what to do."""
    n_replicates = float(replication.coefficients.size)
    return [
        make_row(
            REPLICATES_FAILED,
            MAIN,
            variable=failure.step,
            variable_2=";".join(failure.where),
            estimate=float(failure.n),
            n_replicates=n_replicates,
            n_replicates_failed=float(failure.n),
            verdict="withheld" if is_too_many(failure, replication) else "",
            note=describe(failure),
        )
        for failure in failures
        if failure.n
    ]


def is_too_many(failure: StepFailure, replication: Replication) -> bool:
    """Return whether numbers that rest on the step have no error: the limit is that of each number."""
    return failure.n > replication.fails_above * replication.coefficients.size


def describe(failure: StepFailure) -> str:
    """State where the step failed, why the first time, and what to do."""
    where = f"most often {', '.join(failure.where)}; " if failure.where else ""
    reason = f"{failure.reason}; " if failure.reason else ""
    return f"{where}{reason}{ADVICE[failure.step]}"
