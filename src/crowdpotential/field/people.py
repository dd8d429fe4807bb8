"""People of the simulation: who they are, their latent scores, their type, and the traits that effects are given for."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crowdpotential.codebook import Codebook
from crowdpotential.errors import ParamsError
from crowdpotential.field.answer_models import CodeArray
from crowdpotential.field.simulation_plan import Simulation
from crowdpotential.params import Params
from crowdpotential.stats.arrays import FloatArray, IntArray

GENERAL = "general"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What does not differ between the population and the survey."""

    codebook: Codebook
    params: Params
    plan: Simulation
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """A set of persons, one position each in every array."""

    name: str  # of the set; names its streams of random numbers
    area: IntArray  # (n,) position in params.areas
    point: IntArray  # (n,) sampling point, numbered over all areas
    codes: Mapping[str, CodeArray]  # variable -> (n,) code, or (n, options) of 0 and 1
    latents: Mapping[str, FloatArray]  # dimension -> (n,) standardised
    types: CodeArray  # (n,) position in plan.types; empty before they are drawn

    @property
    def n(self) -> int:
        """Number of persons."""
        return self.area.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Standards:
    """Mean and standard deviation of each raw latent score in the pooled population."""

    centres: Mapping[str, float]
    spreads: Mapping[str, float]


def take(people: People, positions: IntArray, *, name: str) -> People:
    """Select persons by position."""
    return People(
        name=name,
        area=people.area[positions],
        point=people.point[positions],
        codes={key: value[positions] for key, value in people.codes.items()},
        latents={key: value[positions] for key, value in people.latents.items()},
        types=people.types[positions] if people.types.size else people.types,
    )


def join(first: People, second: People, *, name: str) -> People:
    """Put two sets of persons behind each other."""
    return People(
        name=name,
        area=np.concatenate([first.area, second.area]),
        point=np.concatenate([first.point, second.point]),
        codes={key: np.concatenate([value, second.codes[key]]) for key, value in first.codes.items()},
        latents={key: np.concatenate([value, second.latents[key]]) for key, value in first.latents.items()},
        types=np.concatenate([first.types, second.types]),
    )


def trait(world: World, people: People, name: str) -> FloatArray:
    """Return a trait of each person by its name (see simulation_plan)."""
    if name in world.plan.traits:
        spec = world.plan.traits[name]
        answers = people.codes[spec.variable]
        if spec.codes is None:
            return (answers.astype(np.float64) - spec.centre) / spec.unit
        return np.isin(answers, spec.codes).astype(np.float64)
    if name in people.latents:
        return people.latents[name]
    return _membership(world, people, name)


def in_bloc(world: World, people: People, bloc: str) -> FloatArray:
    """Return who lives in a bloc, as 0 and 1."""
    members: FloatArray = np.array([area.bloc == bloc for area in world.params.areas.values()], dtype=np.float64)
    inside: FloatArray = members[people.area]
    return inside


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
        msg = f"simulation: effect of {name}: no such trait, or not drawn yet; see the traits in the plan"
        raise ParamsError(msg)
    answers = people.codes[variable]
    if answers.ndim == 1:
        return _indicator(answers, int(code))
    return _indicator(answers[:, list(world.codebook.codes(variable)).index(int(code))], 1)


def _indicator(values: IntArray | CodeArray, wanted: int) -> FloatArray:
    return np.equal(values, wanted).astype(np.float64)
