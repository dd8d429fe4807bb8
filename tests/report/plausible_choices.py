"""Rows of the chapter on sensitivity as the program would write them, for pages that are tested without a run."""

from collections.abc import Iterator

from drafts import Draft
from report.plausible_parts import part_rows

from crowdpotential.codebook import Codebook
from crowdpotential.params import Params
from crowdpotential.params.choices import Choices, expand_choices

PARTS = {"sampling": 0.9, "method": 0.07, "both": 0.03}
ABOUT: Draft = {"chapter": "sensitivity", "sample": "main", "weighting": "calibrated", "n": 1749.0}
WEIGHTS = {
    "nominal_weight": 0.2,
    "effective_weight": 0.25,
    "correlation_with_index": 0.7,
    "correlation_within": 0.4,
    "correlation_outside": 0.2,
    "weight_difference": 0.05,
}


def choice_rows(params: Params, codebook: Codebook, verdict: str) -> Iterator[Draft]:
    """Give the choices, shares of every target, verdicts on headlines and the weights in effect."""
    if params.sensitivity is None:
        return
    choices = expand_choices(params.index, params.sensitivity)
    first, *others = params.blocs
    is_compared = len(params.blocs) > 1 and verdict in {"comparable", "partial"}
    gaps: list[Draft] = [{"bloc": first, "reference_bloc": other} for other in others] if is_compared else []
    yield from _tried(choices)
    yield from _shares(params, choices, gaps)
    yield from _verdicts(params, choices, gaps)
    for name in params.index.dimensions:
        for measure, value in WEIGHTS.items():
            interval = {"ci_low": value - 0.02, "ci_high": value + 0.02}
            word = "heavier" if measure == "weight_difference" else ""
            yield {
                **ABOUT,
                "measure": measure,
                "variable": name,
                "estimate": value,
                "verdict": word,
                **interval,
            }
    yield {**ABOUT, "measure": "alternative", "variable": "equal", "estimate": 0.99, "verdict": "agree"}
    yield from part_rows(params, codebook, gaps)


def _tried(choices: Choices) -> Iterator[Draft]:
    about = ABOUT
    yield {
        **about,
        "measure": "n_combinations",
        "estimate": float(len(choices.specifications)),
        "unit": "count",
    }
    yield {**about, "measure": "n_left_out", "estimate": 2.0, "unit": "count"}
    for axis, options, main in zip(choices.axes, choices.options, choices.positions[choices.main], strict=True):
        for place, option in enumerate(options):
            word = "main" if place == main else ""
            yield {
                **about,
                "measure": "option",
                "variable": axis,
                "category": option,
                "estimate": 0.5,
                "verdict": word,
            }


def _shares(params: Params, choices: Choices, gaps: list[Draft]) -> Iterator[Draft]:
    targets: list[Draft] = [{"variable": "index", "area": area, "bloc": spec.bloc} for area, spec in params.areas.items()]
    for target in [*targets, *({**gap, "variable": "gap"} for gap in gaps)]:
        for part, share in PARTS.items():
            yield {**ABOUT, **target, "measure": "variance_share", "category": part, "estimate": share}
        for axis in choices.axes:
            yield {**ABOUT, **target, "measure": "total_order", "category": axis, "estimate": 0.04}


def _verdicts(params: Params, choices: Choices, gaps: list[Draft]) -> Iterator[Draft]:
    about = {**ABOUT, "measure": "robustness"}
    for gap in gaps:
        for headline in ("sign", "established"):
            yield {**about, **gap, "variable": headline, "estimate": 1.0, "verdict": "holds"}
    names = ";".join(choices.axes[:2])
    for headline in ("first", "last"):
        yield {**about, "variable": headline, "estimate": 0.75, "verdict": "depends", "note": names}
    if gaps:
        a, *_, b = params.areas
        pair = {
            "area": a,
            "bloc": params.areas[a].bloc,
            "reference_area": b,
            "reference_bloc": params.areas[b].bloc,
        }
        yield {**about, **pair, "variable": "pair", "estimate": 1.0, "verdict": "holds"}
