"""Params and codebook agree about barriers: kinds that codes carry, and actors that answers name."""

from collections.abc import Collection, Iterator

from crowdpotential.codebook import Codebook
from crowdpotential.params import Mechanism, Obstacles, Params
from crowdpotential.quoting import show_id
from crowdpotential.validation import nearest


def barrier_faults(params: Params, codebook: Codebook) -> Iterator[str]:
    """List kinds of barriers and actors that params or codebook name and the other does not; unknown variables are told elsewhere."""
    if params.obstacles is not None:
        yield from _kind_faults(params.obstacles, codebook)
    if params.mechanism is not None:
        yield from _role_faults(params.mechanism, codebook)


def _kind_faults(asked: Obstacles, codebook: Codebook) -> Iterator[str]:
    if asked.kind is None or asked.barriers not in codebook.by_id:
        return
    given = _values(codebook, asked.barriers, asked.kind)
    if not given:
        yield f"obstacles.kind: no code of {asked.barriers} has an attribute {asked.kind}; give it to codes, or take kind and kinds out"
        return
    yield from _unknown(given, asked.kinds, f"{codebook.id}: {asked.barriers}: {asked.kind}", "obstacles.kinds")
    yield from _unknown(asked.kinds, given, "obstacles.kinds", f"the attribute {asked.kind} of {asked.barriers}")


def _role_faults(spec: Mechanism, codebook: Codebook) -> Iterator[str]:
    for role, name in spec.roles.items():
        keys = [entry.key for entry in codebook.codes(name).values() if entry.key] if name in codebook.by_id else list(spec.actors)
        if not set(keys) & set(spec.actors):
            named, known = ", ".join(keys) or "none", ", ".join(spec.actors)
            yield f"mechanism.roles.{role}: {name} has no code with the key of an actor ({named}; actors: {known}); give its codes these"


def _values(codebook: Codebook, variable: str, attribute: str) -> tuple[str, ...]:
    """List the values of an attribute among the codes of a question, each once."""
    found = (entry.attributes.get(attribute) for entry in codebook.codes(variable).values())
    return tuple(dict.fromkeys(str(value) for value in found if value is not None))


def _unknown(given: Collection[str], known: Collection[str], where: str, among: str) -> Iterator[str]:
    for name in given:
        if name not in known:
            found = nearest(name, known)
            hint = f" (did you mean {found}?)" if found else ""
            yield f"{where}: {show_id(name, 'a value')} is not among {among}{hint}; correct it, or add it there"
