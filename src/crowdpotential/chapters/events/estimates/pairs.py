"""The same people before and after: who is in the comparison of a question."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.ingest.events import Gathered
from crowdpotential.params import Event
from crowdpotential.stats.arrays import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Answers to a question by those whose change is known, person by person, and by all others who answered before."""

    before: FloatArray  # (n,)
    after: FloatArray  # (n,)
    then: FloatArray | None  # (n,) what they say afterwards about before; None: nobody is asked
    lost: FloatArray  # (m,) answers before of those whose change is not known


def list_pairs(event: Event, gathered: Gathered) -> dict[str, Pairs]:
    """Join the answers of each question of learning and behaviour, by person.

    A person counts if she answered before, after and, where that is asked, about before: changes of a question that rest on different
    people could be subtracted from each other, and would be the answers of the few in between.
    """
    waves = event.waves
    if waves is None:
        return {}
    after = gathered.after[gathered.after.index != ""]
    found: dict[str, Pairs] = {}
    for name in (*event.levels.learning, *event.levels.behaviour):
        own = pd.DataFrame({"before": gathered.before[name].dropna().rename(None)})
        later = {"after": after[name]}
        if name in waves.retrospective:
            later["then"] = after[waves.retrospective[name]]
        answered = pd.DataFrame(later).dropna()
        is_known = own.index.isin(answered.index) & (own.index != "")
        both = own[is_known].join(answered, validate="one_to_one")
        found[name] = Pairs(
            before=both["before"].to_numpy(dtype=np.float64),
            after=both["after"].to_numpy(dtype=np.float64),
            then=both["then"].to_numpy(dtype=np.float64) if "then" in both else None,
            lost=own.loc[~is_known, "before"].to_numpy(dtype=np.float64),
        )
    return found
