"""Derivations: how a variable follows from others."""

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator

from crowdpotential.codebook.conditions import Condition
from crowdpotential.codebook.record import Record


class Bands(Record):
    """Cut a numeric variable: code i holds cuts[i-1] <= answer < cuts[i]; the last has no upper end."""

    variable: str
    cuts: tuple[float, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _cuts_rise(self) -> Self:
        for first, second in pairwise(self.cuts):
            if not first < second:
                msg = f"cut {second:g} follows {first:g}; cuts rise from one to the next, so correct their order"
                raise ValueError(msg)
        return self


class Recode(Record):
    """Join codes of a variable: new code -> old codes. Every code of an answer has one new code, a missing code only where it is listed."""

    variable: str
    groups: Mapping[int, tuple[int, ...]] = Field(min_length=1)

    @model_validator(mode="after")
    def _codes_go_one_way(self) -> Self:
        if empty := [new for new, olds in self.groups.items() if not olds]:
            msg = f"group {empty[0]} joins nothing; list its codes, or take it out"
            raise ValueError(msg)
        counts = Counter(old for olds in self.groups.values() for old in olds)
        if repeated := [old for old, n in counts.items() if n > 1]:
            groups = " and ".join(str(new) for new, olds in self.groups.items() if repeated[0] in olds)
            msg = f"code {repeated[0]} stands {counts[repeated[0]]} times in groups (new code {groups}); keep it once"
            raise ValueError(msg)
        return self


class Case(Record):
    """The code for those who meet a condition."""

    code: int
    when: Condition


class Derivation(Record):
    """How a variable follows from others; exactly one of the four."""

    bands: Bands | None = None
    recode: Recode | None = None
    cases: tuple[Case, ...] | None = Field(default=None, min_length=1)  # the first that holds decides; nobody may be left over
    maximum_of: tuple[str, ...] | None = Field(default=None, min_length=2)  # the largest valid code of several variables

    @model_validator(mode="after")
    def _is_one_rule(self) -> Self:
        given = [part for part in (self.bands, self.recode, self.cases, self.maximum_of) if part is not None]
        if len(given) != 1:
            msg = f"derive needs exactly one of bands, recode, cases, maximum_of; it has {len(given)}"
            raise ValueError(msg)
        if repeated := [name for name, n in Counter(self.maximum_of or ()).items() if n > 1]:
            msg = f"maximum_of names {repeated[0]} more than once; name it once"
            raise ValueError(msg)
        return self

    @property
    def sources(self) -> tuple[str, ...]:
        """The variables that it follows from."""
        found = list(self.maximum_of or ())
        found += [part.variable for part in (self.bands, self.recode) if part]
        found += sorted({name for case in self.cases or () for name in case.when.variables()})
        return tuple(found)
