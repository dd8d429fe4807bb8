"""The register of measures: every kind of number that results.csv can hold, in the order of the report.

A chapter has one module, a large one several.
"""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from types import ModuleType

from crowdpotential.results.measure import Measure
from crowdpotential.results.measures import (
    comparability,
    comparison,
    drivers,
    events,
    experts,
    fieldwork,
    gap,
    gap_parts,
    groups,
    index,
    index_parts,
    item_shifts,
    margins,
    measurement,
    mechanism,
    model_fit,
    obstacles,
    open_answers,
    participation,
    platforms,
    portraits,
    ranks,
    reliability,
    sensitivity,
    topline,
    typology,
    vignette,
    weighting,
    yardsticks,
)

MODULES: tuple[ModuleType, ...] = (
    fieldwork,
    weighting,
    margins,
    measurement,
    model_fit,
    reliability,
    comparability,
    item_shifts,
    index,
    comparison,
    gap,
    gap_parts,
    groups,
    participation,
    ranks,
    obstacles,
    portraits,
    mechanism,
    open_answers,
    sensitivity,
    index_parts,
    drivers,
    vignette,
    topline,
    platforms,
    yardsticks,
    experts,
    events,
    typology,
)


def _declared(module: ModuleType) -> tuple[Measure, ...]:
    return tuple(value for value in vars(module).values() if isinstance(value, Measure))


REGISTER: Mapping[tuple[str, str], Measure] = {measure.key: measure for module in MODULES for measure in _declared(module)}


def measure_of(chapter: str, name: str) -> Measure:
    """Return the measure that a chapter has under a name.

    Raises:
        KeyError: no chapter declares it; rename the look-up with its measure.
    """
    found = REGISTER.get((chapter, name))
    if found is None:
        msg = f"{chapter}.{name}: no such measure is registered (crowdpotential.results.measures)"
        raise KeyError(msg)
    return found


def match_measures(chapter: str, pattern: str) -> tuple[Measure, ...]:
    """Return the measures of a chapter whose names match a pattern.

    Raises:
        KeyError: none does; change the pattern with the name of its measure.
    """
    found = tuple(measure for (own, name), measure in REGISTER.items() if own == chapter and fnmatchcase(name, pattern))
    if not found:
        msg = f"{chapter}.{pattern}: no such measure is registered (crowdpotential.results.measures)"
        raise KeyError(msg)
    return found
