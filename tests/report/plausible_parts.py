"""Rows about the parts of the index as the program would write them: left out, made up for, strong and weak, hanging together."""

from collections.abc import Iterator
from itertools import combinations

from drafts import Draft

from crowdpotential.codebook import Codebook
from crowdpotential.params import Params

ABOUT: Draft = {"chapter": "sensitivity", "sample": "main", "weighting": "calibrated", "n": 290.0}
TURNING = ("first", "last")  # headlines that do not hold without every part


def part_rows(params: Params, codebook: Codebook, gaps: list[Draft]) -> Iterator[Draft]:
    """Give what every part changes, with the first dimension and its first item turning who may be first."""
    dimensions = params.index.dimensions
    items = [item for name in dimensions for item in codebook.items(name)]
    parts = [*items, *(dimensions if len(dimensions) > 1 else ())]
    for i, name in enumerate(parts):
        for area, spec in params.areas.items():
            yield _points("change_without", name, 0.1 * (i % 9 - 4), area=area, bloc=spec.bloc)
        for gap in gaps:
            yield {**_points("change_without", name, 0.05 * (i % 3)), **gap}
    yield from _verdicts(gaps, parts)
    for area, spec in params.areas.items():
        yield _points("compensation", "index", 0.06, area=area, bloc=spec.bloc)
        yield {**_points("compensation", "index", 2.4, area=area, bloc=spec.bloc), "category": "respondents"}
        yield _points("alternative_change", "equal", -0.12, area=area, bloc=spec.bloc)
        for i, name in enumerate(dimensions):
            word = ("strength", "undetermined", "weakness")[i % 3]
            yield {
                **_points("deviation", name, 4.0 - 4 * (i % 3), area=area, bloc=spec.bloc),
                "verdict": word,
            }
    for gap in gaps:
        yield {**_points("alternative_change", "equal", 0.01), **gap}
        yield {**_points("range", "gap", 2.0), **gap}
    for first, second in combinations(dimensions, 2):
        yield {**_points("dimension_correlation", first, 0.4), "variable_2": second}
    for name in params.index.also:
        yield {**_points("link", "index", 0.3), "variable_2": name}


def _verdicts(gaps: list[Draft], parts: list[str]) -> Iterator[Draft]:
    about = {**ABOUT, "measure": "robustness_without"}
    for gap in gaps:
        for headline in ("sign", "established"):
            yield {**about, **gap, "variable": headline, "estimate": 1.0, "verdict": "holds"}
    for headline, names in zip(TURNING, ((parts[0],), parts[:6]), strict=True):
        yield {**about, "variable": headline, "estimate": 0.9, "verdict": "depends", "note": ";".join(names)}


def _points(measure: str, name: str, estimate: float, *, area: str = "", bloc: str = "") -> Draft:
    return {
        **ABOUT,
        "measure": measure,
        "variable": name,
        "estimate": estimate,
        "ci_low": estimate - 0.2,
        "ci_high": estimate + 0.2,
        "area": area,
        "bloc": bloc,
    }
