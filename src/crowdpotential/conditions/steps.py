"""Steps of participation: who stands at each, of whom that is not known, and who could not have been asked."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, Condition
from crowdpotential.conditions.evaluation import evaluate
from crowdpotential.contracts import RESPONSES, require
from crowdpotential.params import Step
from crowdpotential.stats.arrays import BoolArray, FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class StepStates:
    """The states of n respondents at k steps. Routing that passed somebody by says that he is not there; silence says nothing."""

    names: tuple[str, ...]  # (k,)
    reached: BoolArray  # (n, k)
    known: BoolArray  # (n, k) asked, and answered enough to tell
    asked: BoolArray  # (n, k) on his side something is asked that the step looks at

    @property
    def at_step(self) -> FloatArray:
        """(n, k) 1 at the step, 0 not there, NaN where that is not known."""
        return np.where(self.known, self.reached.astype(np.float64), np.nan)

    @property
    def through(self) -> FloatArray:
        """(n, k) 1 at the step and at all before it, 0 where one of them is certainly missing, NaN where that is not known."""
        found = self.at_step.copy()
        for i in range(1, len(self.names)):
            before, own = found[:, i - 1].copy(), found[:, i].copy()
            found[:, i] = np.where((before == 0) | (own == 0), 0.0, before * own)
        return found


def find_states(steps: Sequence[Step], responses: pd.DataFrame, codebook: Codebook) -> StepStates:
    """Find out who stands at each step.

    Args:
        steps: of params.
        responses: meets RESPONSES, cleaned and derived.
        codebook: of the study.
    """
    require(responses, RESPONSES)
    truths = [evaluate(step.when, responses, codebook=codebook) for step in steps]
    asked = np.column_stack([is_asked(step.when.variables(), responses, codebook) for step in steps])
    unknown = np.column_stack([truth.is_unknown for truth in truths])
    known = asked & ~unknown
    reached = known & np.column_stack([truth.is_true for truth in truths])
    return StepStates(names=tuple(step.id for step in steps), reached=reached, known=known, asked=asked)


def is_asked(variables: Sequence[str] | set[str], responses: pd.DataFrame, codebook: Codebook) -> BoolArray:
    """Mark the respondents on whose side one of the variables is asked, or follows from one that is; (n,)."""
    blocs = responses["bloc"].astype(str)
    on = [_sides(name, codebook) for name in variables]
    if any(sides is None for sides in on):
        return np.ones(len(responses), dtype=np.bool_)
    every = {bloc for sides in on for bloc in sides or ()}
    return blocs.isin(sorted(every)).to_numpy(dtype=np.bool_)


def _sides(name: str, codebook: Codebook) -> set[str] | None:
    """Return the sides on which a variable is asked; None where it is asked on all."""
    variable = codebook.variable(name)
    if variable.derive is None:
        return None if variable.blocs is None else set(variable.blocs)
    found = [_sides(source, codebook) for source in variable.derive.sources]
    return None if any(sides is None for sides in found) else {bloc for sides in found for bloc in sides or ()}


def origins_of(condition: Condition, codebook: Codebook) -> set[str]:
    """Name the questions that a condition rests on: those that it looks at, and those from which these follow."""
    found, waiting = set[str](), list(condition.variables())
    while waiting:
        name = waiting.pop()
        variable = codebook.variable(name)
        waiting += variable.derive.sources if variable.derive is not None and name not in found else ()
        found.add(name)
    return found
