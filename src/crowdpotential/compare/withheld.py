"""Whether what the index depends on is withheld, because too many replicates lack the index or an alternative to it."""

from dataclasses import dataclass

import numpy as np

from crowdpotential.compare.alternatives import Alternatives

MOST_NAMED = 5  # combinations in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """Why nothing is told of what the index depends on."""

    n_failed: int  # replicates that lack a combination
    has_index: bool  # the index itself has its errors, and what rests on it alone is told
    reason: str  # which, and what to do; or the machine word


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
