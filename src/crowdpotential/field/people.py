"""People of the simulation: who they are, their latent scores, their type."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crowdpotential.codebook import Codebook
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


def in_bloc(world: World, people: People, bloc: str) -> FloatArray:
    """Return who lives in a bloc, as 0 and 1."""
    members: FloatArray = np.array([area.bloc == bloc for area in world.params.areas.values()], dtype=np.float64)
    inside: FloatArray = members[people.area]
    return inside
