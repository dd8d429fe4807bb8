"""Conditions: rules as data, in routing, derivations, quality rules and exclusions."""

import sys
from collections.abc import Iterator
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from crowdpotential.codebook.record import Record
from crowdpotential.quoting import show

Scalar = int | float | str
ONE_NUMBER = ("lt", "le", "gt", "ge")  # also a key of an ordinal question, which stands for its code
ONE_VALUE = ("eq", "ne")
SEVERAL = ("in", "not_in", "selected")  # a single value is a list of one
WAYS = "variable, op and value; all, any or not; flag; or flags_at_least"


class Condition(Record):
    """A rule as data: one comparison, a flag of the quality rules, or a combination of conditions."""

    variable: str | None = None
    op: Literal["eq", "ne", "lt", "le", "gt", "ge", "in", "not_in", "answered", "selected"] | None = None
    value: Scalar | tuple[Scalar, ...] | None = None
    all: tuple["Condition", ...] | None = None
    any: tuple["Condition", ...] | None = None
    negated: "Condition | None" = Field(default=None, alias="not")
    flag: str | None = None  # true for respondents whom this quality rule flagged
    flags_at_least: int | None = Field(default=None, ge=1)  # true for respondents with so many flags of the quality rules

    @property
    def compared_with(self) -> tuple[Scalar, ...]:
        """What the answer is compared with."""
        if self.value is None:
            return ()
        return self.value if isinstance(self.value, tuple) else (self.value,)

    @property
    def parts(self) -> tuple[tuple[str, "Condition"], ...]:
        """The conditions that this one is made of, each with its place in it."""
        found = [(f".all[{i}]", part) for i, part in enumerate(self.all or ())]
        found += [(f".any[{i}]", part) for i, part in enumerate(self.any or ())]
        return (*found, *([(".not", self.negated)] if self.negated else []))

    def leaves(self, place: str) -> Iterator[tuple[str, "Condition"]]:
        """List the comparisons and flags below `place`, each with its own place."""
        if not self.parts:
            yield place, self
        for inner, part in self.parts:
            yield from part.leaves(place + inner)

    def variables(self) -> set[str]:
        """Name every variable that the condition looks at."""
        return {leaf.variable for _, leaf in self.leaves("") if leaf.variable is not None}

    @field_validator("value", mode="before")
    @classmethod
    def _can_be_compared(cls, value: Any) -> Any:  # noqa: ANN401 a YAML tree holds anything
        for entry in value if isinstance(value, list | tuple) else [] if value is None else [value]:
            if isinstance(entry, bool) or not isinstance(entry, int | float | str):
                msg = f"{show(str(entry), 'a value')} is read as a {type(entry).__name__}; write a code, a number, or words in quotes"
                raise ValueError(msg)  # noqa: TRY004 pydantic turns this one into a fault with its place
            if isinstance(entry, int | float) and not abs(entry) <= sys.float_info.max:
                shown = entry if isinstance(entry, float) else "a number beyond 1.8e308"
                msg = f"{shown} is no number that an answer can be compared with; write a finite one"
                raise ValueError(msg)
        return value

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        given = [name for name in ("variable", "op", "value") if getattr(self, name) is not None]
        said = [", ".join(given)] if given else []
        said += [name for name in ("all", "any", "flag", "flags_at_least") if getattr(self, name) is not None]
        said += ["not"] if self.negated is not None else []
        fault = self._comparison_fault() if given else ""
        if not said:
            fault = f"an empty condition; give {WAYS}"
        elif len(said) > 1:
            fault = f"{' and '.join(said)} stand beside each other, where one can be read; join them by all or any"
        elif () in (self.all, self.any):
            fault = f"{said[0]} of nothing; list its conditions, or take it out"
        if fault:
            raise ValueError(fault)
        return self

    def _comparison_fault(self) -> str:
        n_values = len(self.compared_with)
        if self.variable is None or self.op is None:
            lacking = "variable" if self.variable is None else "op"
            return f"a comparison needs variable and op, and here is no {lacking}; add it"
        if self.op == "answered":
            return "answered takes no value; take it out" if self.value is not None else ""
        if self.op in SEVERAL:
            return f"{self.op} needs a value or a list of them; add it" if n_values == 0 else ""
        if self.value is None:
            return f"{self.op} needs a value; add it"
        if isinstance(self.value, tuple):
            remedy = "use in or not_in for several" if self.op in ONE_VALUE else "give the one number"
            return f"{self.op} takes one value and here is a list of {n_values}; {remedy}"
        return ""
