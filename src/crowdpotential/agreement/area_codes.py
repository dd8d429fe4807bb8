"""Params and codebook agree about areas and blocs: what tells them, and what asks for them."""

from collections.abc import Iterator

from crowdpotential.codebook import Codebook
from crowdpotential.letters import whole_number
from crowdpotential.params import Params

MOST_NAMED = 5  # keys in a message


def place_faults(params: Params, codebook: Codebook) -> Iterator[str]:
    """List what keeps a variable from telling the areas or blocs of params: none there, no keys, or a rival."""
    for role, known in (("area", params.areas), ("bloc", params.blocs)):
        if not known:
            yield from (f"{key}, but params list no {role}s; list them, or change that key" for key in _users(params, role))
        variable = codebook.one_with_role(role)
        if variable is None:
            continue
        who = f"{codebook.id}: variable {variable.id} has the role {role}"
        if not known:
            yield f"{who}, but params list no {role}s; list them under {role}s, or take the role away"
            continue
        paths = {getattr(file, role): file.path for file in params.data if getattr(file, role) is not None}
        if paths and variable.derive is not None:
            yield f"{who} and follows from other answers, while {next(iter(paths.values()))} names its {role} too; take one of them out"
        codes = codebook.codes(variable.id)
        keys = [codebook.key_of_code(variable.id, code) for code in codes]
        foreign = [name for name in known if name not in {*keys, *paths}]
        if lacking := [name for name in foreign if whole_number(name) not in codes]:  # codes: `id_faults` tells
            yield (
                f"{who}, but {lacking[0]} of params is the key of none of its codes ({', '.join(keys[:MOST_NAMED])}"
                f"{', ...' if len(keys) > MOST_NAMED else ''}); give the code that key, or rename the {role}"
            )


def _users(params: Params, role: str) -> Iterator[str]:
    """Name the keys of params that ask for areas, or for blocs."""
    design = params.design
    if design.samples == role:
        yield f"design.samples is {role}"
    if role in (design.strata or "").split("*"):
        yield f"design.strata names {role}"
    if role == "area" and design.base_weight == "allocation":
        yield "design.base_weight is allocation, which goes by the population of areas"
    if role == "bloc" and params.weighting.bloc_variables:
        yield "weighting.bloc_variables are margins of blocs"
