"""Draw people with known truth: background, latent scores, type, answers (section "Synthetic survey with known truth").

The order is the causal one. Sex, age and settlement come from the control totals, the other background from them; the latent scores from
area, background and sampling point; the type from the latent scores; every answer from background, latent scores and type, and none from
the answers to the items.

Convention: every latent score has mean 0 and variance 1 over the pooled adult population, area, background and sampling-point parts
included, and so has every item's response (thresholds of the unshifted side). A generating loading is thus the correlation of response and
latent score in that population, and can be set beside a standardised loading of a factor model fitted to polychoric correlations.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from crowdpotential.conditions.routing import is_routed
from crowdpotential.field.answer_models import (
    CodeArray,
    cut,
    draw_choice,
    draw_count,
    draw_named_choice,
    draw_number,
    draw_ordered,
    draw_several,
    linear,
)
from crowdpotential.field.known_answers import list_asked
from crowdpotential.field.people import GENERAL, People, Standards, World, in_bloc
from crowdpotential.field.simulation_plan import AnswerModel, Choice, Count, Number, Ordered, Words
from crowdpotential.field.traits import trait
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.streams import stream


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


def draw_answers(world: World, people: People) -> People:
    """Draw the answers outside the scales; where a question is not asked, the code for that stands in the place of an answer."""
    return _draw_all(world, people, world.plan.answers)


def draw_answer(world: World, people: People, name: str) -> CodeArray:
    """Draw one answer outside the scales, as if everybody were asked; the same people answer with the same noise each time."""
    return _draw(world, people, name, world.plan.answers[name])


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
    """Return the tendency to agree with reversed wordings; the same for all items of a person."""
    tendency: FloatArray = stream(world.seed, f"{people.name}: method factor").standard_normal(people.n)
    return tendency


def _raw_latent(world: World, people: People, name: str, latents: Mapping[str, FloatArray]) -> FloatArray:
    rng = stream(world.seed, f"{people.name}: latent {name}")
    shared = world.plan.intraclass_correlation
    of_point: FloatArray = rng.standard_normal(int(people.point.max()) + 1)
    own: FloatArray = np.sqrt(shared) * of_point[people.point] + np.sqrt(1 - shared) * rng.standard_normal(people.n)
    known = replace(people, latents=latents)
    spec = world.plan.general if name == GENERAL else world.plan.dimensions[name]
    areas: FloatArray = np.array([spec.areas.get(area, 0.0) for area in world.params.areas])
    shifts: FloatArray = areas[people.area] + linear(spec.effects, lambda key: trait(world, known, key), people.n)
    if name == GENERAL:
        return shifts + own
    latent = world.plan.dimensions[name]
    paths = linear({GENERAL: latent.general, **latent.paths}, lambda key: latents[key], people.n)
    explained = latent.general**2 + sum(path**2 for path in latent.paths.values())
    raw: FloatArray = shifts + paths + np.sqrt(max(1 - explained, 0.0)) * own
    return raw


def _draw_all(world: World, people: People, models: Mapping[str, AnswerModel]) -> People:
    for name, model in models.items():
        if isinstance(model, Words):
            continue
        drawn, variable = _draw(world, people, name, model), world.codebook.variable(name)
        if is_routed(variable):
            drawn[~list_asked(world, people, variable)] = world.codebook.missing_code(name, "not_applicable")
        people = replace(people, codes={**people.codes, name: drawn})
    return people


def _draw(world: World, people: People, name: str, model: AnswerModel) -> CodeArray:
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
    if isinstance(model, Count):
        return draw_count(model, variable.valid_range or (0, np.inf), traits, people.n, rng)
    if isinstance(model, Words):
        msg = f"{name}: words are drawn for interviews only"
        raise TypeError(msg)
    return draw_several(
        model,
        codes,
        exclusive=variable.exclusive,
        most=variable.max_answers,
        trait=traits,
        n=people.n,
        rng=rng,
    )
