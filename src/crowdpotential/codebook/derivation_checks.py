"""What a derivation names is there, comes before it, and every code of its variable can be reached."""

from collections.abc import Iterator
from itertools import pairwise

from crowdpotential.codebook.book import Codebook
from crowdpotential.codebook.condition_checks import (
    condition_faults,
    derived_later,
    scope_of_case,
    unknown_variable,
)
from crowdpotential.codebook.derivations import Bands, Derivation, Recode
from crowdpotential.codebook.kinds import NUMBERS, SOURCES
from crowdpotential.codebook.questions import Variable


def derivation_faults(codebook: Codebook, variable: Variable, rule: Derivation) -> Iterator[str]:
    """List all that is wrong with how a variable is derived, each with its place."""
    place = f"variables.{variable.id}.derive"
    of_numbers = rule.maximum_of is not None and variable.kind.is_number
    if not variable.kind.has_one_code and not of_numbers:
        remedy = "make it single or ordinal" + (", or numeric" if rule.maximum_of else "")
        yield f"{place}: makes codes, which type {variable.type} does not have; {remedy}"
        return
    if rule.cases is not None:
        for number, case in enumerate(rule.cases):
            yield from condition_faults(case.when, codebook, scope_of_case(codebook, variable, number))
        yield from _targets(codebook, variable, [case.code for case in rule.cases], f"{place}.cases")
        return
    faults = list(_source_faults(codebook, variable, rule, place))
    yield from faults
    if faults:
        return
    if rule.bands is not None:
        yield from _band_faults(codebook, variable, rule.bands, f"{place}.bands")
    if rule.recode is not None:
        yield from _recode_faults(codebook, variable, rule.recode, f"{place}.recode")
    if rule.maximum_of is not None and not of_numbers:
        reached = {code: None for source in rule.maximum_of for code in codebook.codes(source)}
        yield from _targets(codebook, variable, list(reached), f"{place}.maximum_of")


def _source_faults(codebook: Codebook, variable: Variable, rule: Derivation, place: str) -> Iterator[str]:
    kind = next(name for name in SOURCES if getattr(rule, name) is not None)
    hidden = derived_later(codebook, variable)
    fitting = NUMBERS if variable.kind.is_number else SOURCES[kind]
    for name in rule.sources:
        if name not in codebook.by_id:
            yield f"{place}.{kind}: {unknown_variable(name, codebook)}"
        elif name in hidden:
            yield f"{place}.{kind}: follows from {name}, which {hidden[name]}"
        elif codebook.variable(name).type not in fitting:
            yield f"{place}.{kind}: {name} is of type {codebook.variable(name).type}; it takes {' or '.join(fitting)} variables"


def _band_faults(codebook: Codebook, variable: Variable, bands: Bands, place: str) -> Iterator[str]:
    codes = list(codebook.codes(variable.id))
    if len(bands.cuts) != len(codes):
        yield f"{place}: {len(bands.cuts)} cuts for {len(codes)} codes; give as many"
        return
    if any(first > second for first, second in pairwise(codes)):
        listed = ", ".join(map(str, codes))
        yield f"{place}: its codes are listed as {listed}; list them as they rise, so that the first is the lowest band"
    source = codebook.variable(bands.variable)
    if source.valid_range is not None:
        low, high = source.valid_range
        ends = [*bands.cuts[1:], float("inf")]
        for code, start, end in zip(codes, bands.cuts, ends, strict=True):
            if start > high or end <= low:
                yield f"{place}: no {source.id} between {low:g} and {high:g} falls into code {code} (from {start:g}); correct the cuts"


def _recode_faults(codebook: Codebook, variable: Variable, recode: Recode, place: str) -> Iterator[str]:
    source = recode.variable
    codes, missing = codebook.codes(source), codebook.missing_codes(source)
    listed = {old for olds in recode.groups.values() for old in olds}
    for old in sorted(listed - set(codes) - set(missing)):
        yield f"{place}: {old} is no code of {source}; correct it, or take it out"
    for old in codes:
        if old not in listed:
            yield f"{place}: code {old} of {source} goes nowhere; add it to a group"
    yield from _targets(codebook, variable, list(recode.groups), f"{place}.groups")


def _targets(codebook: Codebook, variable: Variable, reached: list[int], place: str) -> Iterator[str]:
    """The codes that a rule makes are those of the variable, each of them."""
    codes, missing = codebook.codes(variable.id), codebook.missing_codes(variable.id)
    for code in dict.fromkeys(reached):
        if code not in codes and code not in missing:
            yield f"{place}: makes code {code}, which {variable.id} does not list; add it to its codes, or correct it"
    for code in codes:
        if code not in reached:
            yield f"{place}: nothing leads to code {code} of {variable.id}; add what does, or take the code out"
