"""The register of measures: every kind of number that results.csv can hold, chapter by chapter in the order of the report."""

from collections.abc import Mapping
from types import ModuleType

from crowdpotential.results.measure import Measure
from crowdpotential.results.measures import (
    comparability,
    comparison,
    fieldwork,
    gap,
    groups,
    index,
    measurement,
    ranks,
    sensitivity,
    topline,
    weighting,
)

CHAPTERS: tuple[ModuleType, ...] = (
    fieldwork,
    weighting,
    measurement,
    comparability,
    index,
    comparison,
    gap,
    groups,
    ranks,
    sensitivity,
    topline,
)


def _declared(chapter: ModuleType) -> tuple[Measure, ...]:
    return tuple(value for value in vars(chapter).values() if isinstance(value, Measure))


REGISTER: Mapping[tuple[str, str], Measure] = {
    measure.key: measure for chapter in CHAPTERS for measure in _declared(chapter)
}


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
