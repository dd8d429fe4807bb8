"""People with known truth: who they are, their latent scores, their type, what they answer (section "Synthetic survey with known truth").

The order is the causal one. Sex, age and settlement come from the control totals, the other background from them; the latent scores from
area, background and sampling point; the type from the latent scores; every answer from background, latent scores and type, and none from
the answers to the items.

Convention: every latent score has mean 0 and variance 1 over the pooled adult population, area, background and sampling-point parts
included, and so has every item's response (thresholds of the unshifted side). A generating loading is thus the correlation of response and
latent score in that population, and can be set beside a standardised loading of a factor model fitted to polychoric correlations.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from crowdpotential.codebook import Codebook
from crowdpotential.errors import ParamsError
from crowdpotential.field.answer_models import (
    CodeArray,
    cut,
    draw_choice,
    draw_named_choice,
    draw_number,
    draw_ordered,
    draw_several,
    linear,
)
from crowdpotential.field.simulation_plan import AnswerModel, Choice, Number, Ordered, Several, Simulation
from crowdpotential.field.streams import stream
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
    types: IntArray  # (n,) position in plan.types; empty before they are drawn

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
    """Give a trait of each person by its name (see simulation_plan)."""
    kind, _, value = name.partition(":")
    if name in world.plan.traits:
        spec = world.plan.traits[name]
        answers = people.codes[spec.variable]
        if spec.codes is None:
            return (answers - spec.centre) / spec.unit
        return np.isin(answers, spec.codes).astype(np.float64)
    if name in people.latents:
        return people.latents[name]
    if kind == "area" and value in world.params.areas:
        return (people.area == list(world.params.areas).index(value)).astype(np.float64)
    if kind == "bloc" and value in world.params.blocs:
        return in_bloc(world, people, value).astype(np.float64)
    if kind == "type" and value in world.plan.types.shares and people.types.size:
        return (people.types == list(world.plan.types.shares).index(value)).astype(np.float64)
    return _answer_trait(world, people, name)


def in_bloc(world: World, people: People, bloc: str) -> FloatArray:
    """Tell who lives in a bloc, as 0 and 1."""
    members = np.array([area.bloc == bloc for area in world.params.areas.values()], dtype=np.float64)
    return members[people.area]


def draw_background(world: World, people: People) -> People:
    """Draw the background of people whose control variables are known."""
    return _draw_all(world, people, world.plan.background)


def draw_latents(world: World, people: People, standards: Standards | None) -> tuple[People, Standards]:
    """Draw every latent score; without `standards`, standardise on these people and give what was used.

    Sampling points share a part of every score, so that people of one point resemble each other.
    """
    centres: dict[str, float] = {}
    spreads: dict[str, float] = {}
    latents: dict[str, FloatArray] = {}
    for name in (GENERAL, *world.plan.dimensions):
        raw = _raw_latent(world, people, name, latents)
        centres[name] = standards.centres[name] if standards else float(raw.mean())
        spreads[name] = standards.spreads[name] if standards else float(raw.std())
        latents[name] = (raw - centres[name]) / spreads[name]
    return replace(people, latents=latents), Standards(centres=centres, spreads=spreads)


def draw_types(world: World, people: People) -> People:
    """Draw each person's type from the latent scores."""
    rng = stream(world.seed, f"{people.name}: types")
    drawn = draw_named_choice(
        world.plan.types.shares,
        world.plan.types.effects,
        lambda name: trait(world, people, name),
        people.n,
        rng,
    )
    return replace(people, types=drawn)


def draw_answers(world: World, people: People, *, only: Sequence[str] | None = None) -> People:
    """Draw the answers outside the scales; `only` names some of them."""
    models = world.plan.answers
    return _draw_all(world, people, models if only is None else {name: models[name] for name in only})


def draw_item(world: World, people: People, name: str, *, shifted: bool = True) -> CodeArray:
    """Draw one item: its response cut at thresholds, which may lie elsewhere in one bloc.

    Args:
        shifted: false gives what the same people would answer if no thresholds were shifted.
    """
    item, variable = world.plan.items[name], world.codebook.variable(name)
    response = variable.direction * item.loading * people.latents[variable.dimension or ""]
    if item.method:
        response = response + item.method * _method_factor(world, people)
    residual = np.sqrt(1 - item.loading**2 - item.method**2)
    response = response + residual * stream(world.seed, f"{people.name}: item {name}").standard_normal(people.n)
    for shift in world.plan.shifts:
        if shifted and shift.item == name:
            response = response - shift.by * in_bloc(world, people, shift.bloc)
    return cut(response, np.asarray(item.thresholds), list(world.codebook.codes(name)))


def _method_factor(world: World, people: People) -> FloatArray:
    """Give the tendency to agree with reversed wordings; the same for all items of a person."""
    return stream(world.seed, f"{people.name}: method factor").standard_normal(people.n)


def _raw_latent(world: World, people: People, name: str, latents: Mapping[str, FloatArray]) -> FloatArray:
    rng = stream(world.seed, f"{people.name}: latent {name}")
    shared = world.plan.intraclass_correlation
    of_point = rng.standard_normal(int(people.point.max()) + 1)
    own = np.sqrt(shared) * of_point[people.point] + np.sqrt(1 - shared) * rng.standard_normal(people.n)
    known = replace(people, latents=latents)
    spec = world.plan.general if name == GENERAL else world.plan.dimensions[name]
    areas = np.array([spec.areas.get(area, 0.0) for area in world.params.areas])
    shifts = areas[people.area] + linear(spec.effects, lambda key: trait(world, known, key), people.n)
    if name == GENERAL:
        return shifts + own
    latent = world.plan.dimensions[name]
    paths = linear({GENERAL: latent.general, **latent.paths}, lambda key: latents[key], people.n)
    explained = latent.general**2 + sum(path**2 for path in latent.paths.values())
    return shifts + paths + np.sqrt(max(1 - explained, 0.0)) * own


def _draw_all(world: World, people: People, models: Mapping[str, AnswerModel]) -> People:
    for name, model in models.items():
        if isinstance(model, (Choice, Ordered, Several, Number)):
            drawn = _draw(world, people, name, model)
            people = replace(people, codes={**people.codes, name: drawn})
    return people


def _draw(world: World, people: People, name: str, model: Choice | Ordered | Several | Number) -> CodeArray:
    rng = stream(world.seed, f"{people.name}: answer {name}")
    variable, codes = world.codebook.variable(name), list(world.codebook.codes(name))

    def traits(key: str) -> FloatArray:
        return trait(world, people, key)

    if isinstance(model, Choice):
        return draw_choice(model, traits, people.n, rng)
    if isinstance(model, Ordered):
        return draw_ordered(model, codes, traits, people.n, rng)
    if isinstance(model, Number):
        return draw_number(model, variable.valid_range or (-np.inf, np.inf), traits, people.n, rng)
    return draw_several(
        model, codes, exclusive=variable.exclusive, most=variable.max_answers, trait=traits, n=people.n, rng=rng
    )


def _answer_trait(world: World, people: People, name: str) -> FloatArray:
    variable, separator, code = name.partition("=")
    if not separator or variable not in people.codes or not code.isdigit():
        msg = f"simulation: effect of {name}: no such trait, or not drawn yet; see the traits in the plan"
        raise ParamsError(msg)
    answers = people.codes[variable]
    if answers.ndim == 1:
        return (answers == int(code)).astype(np.float64)
    return answers[:, list(world.codebook.codes(variable)).index(int(code))].astype(np.float64)
