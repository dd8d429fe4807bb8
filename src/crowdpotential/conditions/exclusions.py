"""The rules of params by which respondents are left out, held against the codebook."""

from collections import Counter
from collections.abc import Iterator

from crowdpotential.codebook import Codebook
from crowdpotential.codebook.condition_checks import condition_faults, scope_of_exclusion
from crowdpotential.conditions.reach import unmet
from crowdpotential.params import Cleaning


def exclusion_faults(cleaning: Cleaning, codebook: Codebook) -> Iterator[str]:
    """List all that is wrong with the rules of exclusion, each with its place."""
    for name, n in Counter(rule.id for rule in cleaning.exclude).items():
        if n > 1:
            yield f"cleaning.exclude: rule {name} is listed {n} times; give each rule an id of its own"
    for rule in cleaning.exclude:
        faults = list(condition_faults(rule.when, codebook, scope_of_exclusion(codebook, rule.id)))
        yield from faults
        if not faults and unmet(rule.when, codebook):
            yield f"cleaning.exclude.{rule.id}.when: no answers meet it, so that it would leave out nobody; correct it"
