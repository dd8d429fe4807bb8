"""Traits of simulated people: what effects are given for."""

import numpy as np

from crowdpotential.errors import ParamsError
from crowdpotential.field.answer_models import CodeArray
from crowdpotential.field.known_answers import is_known, list_met
from crowdpotential.field.people import People, World, in_bloc
from crowdpotential.field.simulation_plan import Met
from crowdpotential.stats.arrays import FloatArray, IntArray


def trait(world: World, people: People, name: str) -> FloatArray:
    """Return a trait of each person by its name (see simulation_plan).

    Raises:
        ParamsError: there is no such trait, or it follows from what is not drawn yet.
    """
    if "&" in name:
        parts = [trait(world, people, part) for part in name.split("&")]
        return np.asarray(np.prod(parts, axis=0))
    if name in world.plan.traits:
        return _planned_trait(world, people, name)
    if name in people.latents:
        return people.latents[name]
    return _membership(world, people, name)


def _planned_trait(world: World, people: People, name: str) -> FloatArray:
    spec = world.plan.traits[name]
    if isinstance(spec, Met):
        if not is_known(people, spec.when.variables()):
            raise _not_there(name)
        return list_met(world, people, spec.when).astype(np.float64)
    answers = people.codes[spec.variable]
    if spec.codes is None:
        return (answers.astype(np.float64) - spec.centre) / spec.unit
    return np.isin(answers, spec.codes).astype(np.float64)


def _membership(world: World, people: People, name: str) -> FloatArray:
    kind, _, value = name.partition(":")
    if kind == "area" and value in world.params.areas:
        return _indicator(people.area, list(world.params.areas).index(value))
    if kind == "bloc" and value in world.params.blocs:
        return in_bloc(world, people, value).astype(np.float64)
    if kind == "type" and value in world.plan.types.shares and people.types.size:
        return _indicator(people.types, list(world.plan.types.shares).index(value))
    return _answer_trait(world, people, name)


def _answer_trait(world: World, people: People, name: str) -> FloatArray:
    variable, separator, code = name.partition("=")
    if not separator or variable not in people.codes or not code.isdigit():
        raise _not_there(name)
    answers = people.codes[variable]
    if answers.ndim == 1:
        return _indicator(answers, int(code))
    return _indicator(answers[:, list(world.codebook.codes(variable)).index(int(code))], 1)


def _indicator(values: IntArray | CodeArray, wanted: int) -> FloatArray:
    return np.equal(values, wanted).astype(np.float64)


def _not_there(name: str) -> ParamsError:
    return ParamsError(f"simulation: effect of {name}: no such trait, or not drawn yet; see the traits in the plan")
