"""Params and codebook agree about portraits: whose they are, and which answers count as readiness."""

from collections.abc import Iterator

from crowdpotential.codebook import Codebook
from crowdpotential.codebook.condition_checks import unknown_variable
from crowdpotential.codebook.kinds import ONE_CODE
from crowdpotential.params import Params, Readiness
from crowdpotential.quoting import show_id


def portrait_faults(params: Params, codebook: Codebook) -> Iterator[str]:
    """List groups and answers that portraits name and the codebook does not have; nothing is wrong without the section."""
    portraits, group = params.portraits, params.comparison.target_group
    if portraits is None:
        return
    if group is None:
        yield "portraits are those of the groups of comparison.target_group, which is not given; name it, or take portraits out"
    elif group in codebook.by_id:
        keys = [codebook.key_of_code(group, code) for code in codebook.codes(group)]
        for name in portraits.others:
            if name not in keys:
                yield f"portraits.others: {group} has no group {show_id(name, 'of such a name')}; name one of {', '.join(keys)}"
        if not set(keys) - set(portraits.others):
            yield f"portraits.others names every group of {group}, so that nobody has a portrait; leave target groups out of it"
    for entry in portraits.readiness:
        yield from _readiness_faults(entry, codebook)
    if portraits.pooled is not None and not params.areas:
        yield "portraits.pooled is about groups in areas, and the study has no areas; take it out"


def _readiness_faults(entry: Readiness, codebook: Codebook) -> Iterator[str]:
    place = "portraits.readiness"
    if entry.variable not in codebook.by_id:
        yield f"{place}: {unknown_variable(entry.variable, codebook)}"
        return
    variable = codebook.variable(entry.variable)
    if variable.type not in ONE_CODE:
        yield f"{place}: {variable.id} is of type {variable.type}; it takes {' or '.join(ONE_CODE)}"
        return
    known = codebook.codes(variable.id)
    if unknown := [code for code in entry.codes if code not in known]:
        yield f"{place}: {variable.id} has no answer {unknown[0]}; its codes are {', '.join(map(str, known))}"
    elif len(entry.codes) == len(known):
        yield f"{place}: {variable.id} counts every answer as readiness, so that everybody is ready; leave codes out"
