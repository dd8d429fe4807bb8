"""Means of the clean population by area and bloc, and how far people of one sampling point resemble each other."""

from collections.abc import Mapping

import numpy as np

from crowdpotential.codebook import codes_of_class
from crowdpotential.field.answer_models import CodeArray
from crowdpotential.field.derived import derive_codes
from crowdpotential.field.people import People, World
from crowdpotential.field.simulation_plan import Count, Number, Words
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray

Values = FloatArray | CodeArray | BoolArray
Means = dict[str, dict[str, float]]  # variable or category -> "all", bloc or area -> mean


def means_by_area(world: World, people: People, values: Mapping[str, Values]) -> Means:
    """Average each variable over all persons, each bloc and each area in which there are any."""
    areas = list(world.params.areas)
    persons = np.bincount(people.area, minlength=len(areas)).astype(np.float64)
    members = {bloc: [area.bloc == bloc for area in world.params.areas.values()] for bloc in world.params.blocs}
    found: Means = {}
    for name, value in values.items():
        sums = np.bincount(people.area, value, minlength=len(areas))
        found[name] = {"all": float(sums.sum() / persons.sum())}
        found[name] |= {
            bloc: float(sums[inside].sum() / persons[inside].sum()) for bloc, inside in members.items() if persons[inside].any()
        }
        found[name] |= {area: float(total / n) for area, total, n in zip(areas, sums, persons, strict=True) if n}
    return found


def means_by_domain(world: World, people: People, value: FloatArray, names: tuple[str, ...]) -> dict[str, dict[str, Means]]:
    """Average a variable within each category of each grouping variable: variable -> category key -> mean and share of persons."""
    found: dict[str, dict[str, Means]] = {}
    for name in names:
        codes = derive_codes(name, people.codes, world.codebook)
        found[name] = {}
        for code in world.codebook.codes(name):
            inside = codes == code
            members = _only(people, inside)
            shares = means_by_area(world, people, {"share": inside.astype(np.float64)})
            found[name][world.codebook.key_of_code(name, code)] = {
                **means_by_area(world, members, {"mean": value[inside]}),
                **shares,
            }
    return found


def answer_means(world: World, people: People) -> dict[str, Means]:
    """Return shares of every answer outside the scales (means of numbers) among those asked, whatever the mode of their interview."""
    models = {**world.plan.background, **world.plan.answers}
    found: dict[str, Means] = {}
    values: dict[str, Values]
    for name, model in models.items():
        if isinstance(model, Words):
            continue
        answers, codes = people.codes[name], list(world.codebook.codes(name))
        unasked = codes_of_class(world.codebook.missing_codes(name), "not_applicable")
        asked = ~np.isin(answers if answers.ndim == 1 else answers[:, 0], unasked)
        answers = answers[asked]
        if isinstance(model, (Number, Count)):
            values = {"mean": answers}
        elif answers.ndim == 1:
            values = {str(code): answers == code for code in codes}
        else:
            values = {str(code): answers[:, k] for k, code in enumerate(codes)}
        found[name] = means_by_area(world, _only(people, asked), values)
    return found


def intraclass_correlation(values: FloatArray, point: IntArray, area: IntArray) -> float:
    """Return the share of the variance within areas that lies between sampling points (analysis of variance, unequal sizes)."""
    n_points = int(point.max()) + 1
    size = np.bincount(point, minlength=n_points).astype(np.float64)
    used = size > 0
    mean = np.bincount(point, values, minlength=n_points)[used] / size[used]
    area_of_point = np.zeros(n_points, dtype=np.int64)
    area_of_point[point] = area
    area_mean = np.bincount(area, values) / np.bincount(area)
    between = (size[used] * (mean - area_mean[area_of_point[used]]) ** 2).sum() / (used.sum() - area_mean.size)
    within = ((values - mean[np.cumsum(used)[point] - 1]) ** 2).sum() / (values.size - used.sum())
    typical = (values.size - (size**2).sum() / values.size) / (used.sum() - 1)
    part = (between - within) / typical
    return float(part / (part + within))


def _only(people: People, inside: BoolArray) -> People:
    """Select persons with what tells where they live, and nothing else."""
    return People(name=people.name, area=people.area[inside], point=people.point[inside], codes={}, latents={}, types=people.types[:0])
