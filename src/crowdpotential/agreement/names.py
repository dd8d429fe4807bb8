"""Names that params and codebook give: blocs that both know, columns that are there, and none that the program takes itself."""

from collections.abc import Iterator, Mapping

from crowdpotential.codebook import Codebook
from crowdpotential.codebook.kinds import CODED, NUMBERS, ONE_CODE, ONE_COLUMN
from crowdpotential.params import Params
from crowdpotential.params.obstacles import ROLES
from crowdpotential.quoting import show_id
from crowdpotential.validation import nearest

OWN_COLUMNS = (
    "base_weight",
    "weight_persons",
    "weight",
    "index",
)  # of respondents.parquet, beside the answers
TYPES: Mapping[str, tuple[str, ...]] = {  # key -> types of variables that it can name
    "design.samples": ONE_COLUMN,
    "design.strata": ONE_COLUMN,
    "design.psu": ONE_COLUMN,
    "design.fpc": NUMBERS,
    "design.base_weight_variable": NUMBERS,
    "design.nonresponse.cells": ONE_CODE,
    "weighting.variables": ONE_CODE,
    "weighting.bloc_variables": ONE_CODE,
    "comparison.group_by": ONE_CODE,
    "comparison.target_group": ONE_CODE,
    **{f"obstacles.{role}": ("multiple",) for role in ROLES},
    "obstacles.controls": ONE_CODE,
    "mechanism.roles": CODED,
    "gap.controls": ONE_CODE,
    "open_answers": ("text",),
}
DRAWN_BY_PLACE, PLACES = (
    ("design.samples", "design.strata"),
    ("area", "bloc"),
)  # which no variable needs to tell
OWN_PREFIXES = ("score_", "n_items_")  # followed by a dimension


def bloc_faults(params: Params, codebook: Codebook) -> Iterator[str]:
    """List blocs and areas that the codebook names and params lack, and placeholders without words for a bloc that is asked."""
    for variable in codebook.variables:
        for word, named, listed in (("bloc", variable.blocs, params.blocs), ("area", variable.areas, params.areas)):
            if unknown := [name for name in named or () if name not in listed]:
                known = ", ".join(listed) or "none"
                said = show_id(unknown[0], "of such a name")
                yield f"{codebook.id}: variables.{variable.id}.{word}s: there is no {word} {said} in params ({known}); correct it"
        wordings = " ".join([*variable.wording.values(), *(variable.lead or {}).values()])
        for name, by_bloc in codebook.placeholders.items():
            asked = variable.blocs or tuple(params.blocs) or ("",)
            lacking = [bloc for bloc in asked if bloc not in by_bloc]
            if f"{{{name}}}" in wordings and lacking:
                whom = f"bloc {lacking[0]}" if lacking[0] else "a study without blocs"
                yield f"{codebook.id}: placeholders.{name}: no words for {whom}, where {variable.id} is asked; add them"


def name_faults(params: Params, codebook: Codebook) -> Iterator[str]:
    """List variables that would be lost among the program's own columns, and those of params that are not there or cannot serve."""
    scores = {f"{prefix}{dimension.id}" for prefix in OWN_PREFIXES for dimension in codebook.dimensions}
    for variable in codebook.variables:
        is_own = variable.id in {*OWN_COLUMNS, *scores}
        if is_own and variable.id != params.design.base_weight_variable:
            remedy = f"call it otherwise, and name it in data.columns, as in {{{variable.id}: own_{variable.id}}}"
            yield f"{codebook.id}: variables.{variable.id}: the respondents' files have a column of this name; {remedy}"
    for key, name in _used(params):
        if name not in codebook.by_id:
            found = nearest(name, codebook.by_id)
            hint = f" (did you mean {found}?)" if found else ""
            said = show_id(name, "of such a name")
            yield f"{key}: there is no variable {said} in the codebook{hint}; correct the name"
            continue
        variable = codebook.variable(name)
        if variable.identifier == "drop":
            yield f"{key}: {variable.id} is dropped as soon as it is read (identifier: drop); set that to number, or use another variable"
        elif variable.type not in TYPES[key]:
            yield f"{key}: {variable.id} is of type {variable.type}; it takes {' or '.join(TYPES[key])}"
        elif key == "gap.controls" and variable.dimension in params.dimensions:
            yield f"{key}: {variable.id} is an item of the index, and what makes the index explains nothing of it; take it out"
        elif key == "gap.controls" and variable.role == "bloc":
            yield f"{key}: {variable.id} tells the sides themselves, so that no two people of both are alike in it; take it out"


def _used(params: Params) -> Iterator[tuple[str, str]]:
    """List the variables that params name, each with its key; several may be joined by *."""
    design, weighting, comparison = params.design, params.weighting, params.comparison
    given: list[tuple[str, str | None]] = [
        (f"design.{key}", getattr(design, key)) for key in ("samples", "strata", "psu", "fpc", "base_weight_variable")
    ]
    given += [("design.nonresponse.cells", design.nonresponse.cells if design.nonresponse else None)]
    given += [("weighting.variables", name) for name in weighting.variables]
    given += [("weighting.bloc_variables", name) for name in weighting.bloc_variables]
    given += [("comparison.group_by", name) for name in comparison.group_by]
    given += [("comparison.target_group", comparison.target_group)]
    if (asked := params.obstacles) is not None:
        given += [(f"obstacles.{role}", name) for role, name in asked.questions.items()]
        given += [("obstacles.controls", name) for name in asked.controls]
    if params.mechanism is not None:
        given += [("mechanism.roles", name) for name in params.mechanism.roles.values()]
    given += [("gap.controls", name) for name in (params.gap.controls if params.gap else ())]
    given += [("open_answers", name) for name in params.open_answers or ()]
    for key, joint in given:
        for name in joint.split("*") if joint else ():
            if not (key in DRAWN_BY_PLACE and name in PLACES):
                yield key, name
