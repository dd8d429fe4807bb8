"""What quality rules name is there, and they could flag somebody."""

from collections.abc import Iterator

from crowdpotential.codebook.book import Codebook
from crowdpotential.codebook.condition_checks import condition_faults, scope_of_rule, unknown_variable
from crowdpotential.codebook.kinds import GROUPING, NUMBERS, RATINGS
from crowdpotential.codebook.quality_rules import QualityRule


def rule_faults(codebook: Codebook, rule: QualityRule) -> Iterator[str]:
    """List all that is wrong with a quality rule, each with its place."""
    place = f"quality.{rule.id}"
    if rule.id == "repeated_record" and rule.kind != rule.id:
        yield f"{place}: the findings call records delivered twice by this name; give the rule another id"
    if rule.when is not None:
        yield from condition_faults(rule.when, codebook, scope_of_rule(codebook, rule.id))
    for pair in rule.pairs:
        yield from _pair_faults(codebook, rule, pair, f"{place}.pairs")
    for key, types in (("duration", NUMBERS), ("by", GROUPING)):
        name = getattr(rule, key)
        fault = _source_fault(codebook, name, types) if name is not None else ""
        if fault:
            yield f"{place}.{key}: {fault}"
    if rule.kind == "straightlining":
        n_possible = sum(_can_contradict(codebook, dimension.id) for dimension in codebook.dimensions)
        if rule.min_blocks > n_possible:
            yield (
                f"{place}: min_blocks is {rule.min_blocks}, but {n_possible} dimensions have items of both directions, in which one "
                "column contradicts itself; lower it, or take the rule out"
            )


def residual_faults(codebook: Codebook) -> Iterator[str]:
    """List residual covariances that no pair of items can have."""
    seen: set[frozenset[str]] = set()
    for pair in codebook.residual_covariances:
        place = f"residual_covariances [{', '.join(pair)}]"
        unknown = [name for name in pair if name not in codebook.by_id]
        for name in unknown:
            yield f"{place}: {unknown_variable(name, codebook)}"
        if unknown:
            continue
        if pair[0] == pair[1] or any(codebook.variable(item).dimension is None for item in pair):
            yield f"{place}: needs two different items of dimensions"
        if frozenset(pair) in seen:
            yield f"residual covariance of {' with '.join(sorted(pair))} is listed 2 times; keep one"
        seen.add(frozenset(pair))


def _pair_faults(codebook: Codebook, rule: QualityRule, pair: tuple[str, str], place: str) -> Iterator[str]:
    faults = [_source_fault(codebook, name, RATINGS) for name in pair]
    if any(faults):
        yield from (f"{place}: {fault}" for fault in faults if fault)
        return
    first, second = (set(codebook.codes(name)) for name in pair)
    if pair[0] == pair[1]:
        yield f"{place}: {pair[0]} is compared with itself; name two items"
    elif first != second:
        yield f"{place}: {pair[0]} and {pair[1]} have different codes, so that they cannot be compared; pair items of one scale"
    elif rule.min_difference > max(first) - min(first):
        yield f"{place}: answers to {pair[0]} and {pair[1]} never differ by {rule.min_difference}; lower min_difference"


def _source_fault(codebook: Codebook, name: str, types: tuple[str, ...]) -> str:
    if name not in codebook.by_id:
        return unknown_variable(name, codebook)
    variable = codebook.variable(name)
    if variable.type not in types:
        return f"{name} is of type {variable.type}; it takes {' or '.join(types)}"
    if variable.derive is not None:
        return f"{name} is derived after the checks; use what it follows from"
    if variable.identifier == "drop":
        return f"{name} is dropped as soon as it is read; set its identifier to number, or use another variable"
    return ""


def _can_contradict(codebook: Codebook, dimension: str) -> bool:
    items = [codebook.variable(item) for item in codebook.items(dimension)]
    return len({item.direction for item in items if item.derive is None}) > 1
