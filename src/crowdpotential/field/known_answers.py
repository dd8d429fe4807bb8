"""What is already known of simulated people: their answers so far as a frame, who meets a condition, who is asked a question."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from crowdpotential.codebook import Condition, Variable
from crowdpotential.conditions.evaluation import evaluate
from crowdpotential.conditions.routing import route
from crowdpotential.field.people import People, World
from crowdpotential.stats.arrays import BoolArray


def is_known(people: People, names: Iterable[str]) -> bool:
    """Return whether these variables were drawn already."""
    return all(name in people.codes for name in names)


def list_met(world: World, people: People, condition: Condition) -> BoolArray:
    """Mark who certainly meets a condition, (n,); whoever was not asked does not."""
    return evaluate(condition, _lay_out(world, people, condition.variables()), codebook=world.codebook).is_true


def list_asked(world: World, people: People, variable: Variable) -> BoolArray:
    """Mark who is asked a question, (n,), by place and earlier answers; what is not drawn, such as the mode, is left aside."""
    condition = variable.asked_if
    if condition is not None and not is_known(people, condition.variables()):
        variable = variable.model_copy(update={"asked_if": None})
    names = variable.asked_if.variables() if variable.asked_if else ()
    areas = np.array(list(world.params.areas), dtype=object)
    sides = np.array([area.bloc for area in world.params.areas.values()], dtype=object)
    places = pd.DataFrame({"area": areas[people.area], "bloc": sides[people.area]})
    return route(variable, _lay_out(world, people, names), places, codebook=world.codebook).is_true


def _lay_out(world: World, people: People, names: Iterable[str]) -> pd.DataFrame:
    """Return the answers to some questions, a column for each code as in RESPONSES."""
    columns: dict[str, object] = {}
    for name in names:
        columns |= dict(zip(world.codebook.columns(name), np.atleast_2d(people.codes[name].T), strict=True))
    return pd.DataFrame(columns, index=pd.RangeIndex(people.n))
