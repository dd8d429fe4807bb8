"""Params and codebook agree about participation: steps that somebody could stand at, and amounts that can be added up."""

from collections.abc import Iterator

from crowdpotential.codebook import Codebook
from crowdpotential.codebook.condition_checks import condition_faults, scope_of_step, unknown_variable
from crowdpotential.conditions.reach import unmet
from crowdpotential.conditions.steps import origins_of
from crowdpotential.params import Activity, Params, Step


def participation_faults(params: Params, codebook: Codebook, *, items: tuple[str, ...]) -> Iterator[str]:
    """List what is wrong with the steps and with the amounts of activity.

    Args:
        params: of the study; nothing is wrong with no such section.
        codebook: of the study.
        items: of the index.
    """
    participation = params.participation
    if participation is None:
        return
    if participation.participating is not None and not params.has_index:
        yield (
            f"participation.participating is {participation.participating}, which is laid beside the index, and the study has none; take "
            "participating out"
        )
    elif participation.participating is not None and participation.cut(params.index.levels) is None:
        yield (
            f"participation.participating is {participation.participating}, but neither participation.high_from nor index.levels tells "
            "from which index potential is high; give one of them, or take participating out"
        )
    for step in participation.steps:
        faults = list(condition_faults(step.when, codebook, scope_of_step(codebook, step.id)))
        yield from faults
        if faults:
            continue
        if unmet(step.when, codebook, within_ranges=True):
            yield f"participation.steps.{step.id}.when: no answers meet it, so that nobody would stand there; correct it"
        if step.id == participation.participating:
            yield from _circularity(step, codebook, items)
    for entry in participation.activity:
        yield from _activity_faults(entry, codebook)


def _circularity(step: Step, codebook: Codebook, items: tuple[str, ...]) -> Iterator[str]:
    """Potential beside participation says nothing where both are the same answers."""
    if shared := sorted(origins_of(step.when, codebook) & set(items)):
        yield (
            f"participation.participating is {step.id}, which rests on {', '.join(shared)} of the index, so that potential and "
            "participation would be the same answers; name a step that looks at other questions"
        )


def _activity_faults(entry: Activity, codebook: Codebook) -> Iterator[str]:
    place = "participation.activity"
    if entry.variable not in codebook.by_id:
        yield f"{place}: {unknown_variable(entry.variable, codebook)}"
        return
    variable = codebook.by_id[entry.variable]
    if not (variable.kind.is_number or variable.kind.is_coded):
        yield f"{place}: {entry.variable} is of type {variable.type}, which holds no amounts; name a number, or a question with codes"
    elif variable.kind.is_number:
        if entry.attribute is not None:
            yield f"{place}: {entry.variable} is a number, which is the amount by itself; take its attribute {entry.attribute} out"
        if variable.valid_range is not None and variable.valid_range[0] < 0:
            yield f"{place}: {entry.variable} may be {variable.valid_range[0]:g}, and an amount is zero or more; name another variable"
    elif entry.attribute is None:
        yield f"{place}: {entry.variable} has codes; name the attribute of its codes that holds their amounts"
    else:
        yield from _attribute_faults(entry.variable, entry.attribute, codebook)


def _attribute_faults(name: str, attribute: str, codebook: Codebook) -> Iterator[str]:
    given = {code: entry.attributes[attribute] for code, entry in codebook.codes(name).items() if attribute in entry.attributes}
    if not given:
        yield f"participation.activity: no code of {name} has an attribute {attribute}; give it to the codes that count"
    for code, amount in given.items():
        if isinstance(amount, bool | str) or not amount >= 0:
            yield f"participation.activity: attribute {attribute} of code {code} of {name} is no amount of zero or more; correct it"
