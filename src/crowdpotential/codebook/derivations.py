"""Derivations: how a variable follows from others."""

from collections.abc import Mapping

from crowdpotential.codebook.conditions import Condition
from crowdpotential.codebook.record import Record


class Bands(Record):
    """Cut a numeric variable: code i holds cuts[i-1] <= answer < cuts[i]; the last has no upper end."""

    variable: str
    cuts: tuple[float, ...]


class Recode(Record):
    """Join codes of a variable: new code -> old codes. Every listed old code must have a new one."""

    variable: str
    groups: Mapping[int, tuple[int, ...]]


class Case(Record):
    """The code for those who meet a condition."""

    code: int
    when: Condition


class Derivation(Record):
    """How a variable follows from others; exactly one of the four."""

    bands: Bands | None = None
    recode: Recode | None = None
    cases: tuple[Case, ...] | None = None  # the first that holds decides; nobody may be left over
    maximum_of: tuple[str, ...] | None = None  # the largest valid code of several variables
