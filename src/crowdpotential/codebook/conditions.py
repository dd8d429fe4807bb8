"""Conditions: rules as data, in routing, derivations, quality rules and exclusions."""

from typing import Literal

from pydantic import Field

from crowdpotential.codebook.record import Record


class Condition(Record):
    """A rule as data: one comparison, a flag of the quality rules, or a combination of conditions."""

    variable: str | None = None
    op: Literal["eq", "ne", "lt", "le", "gt", "ge", "in", "not_in", "answered", "selected"] | None = None
    value: int | float | str | tuple[int | float | str, ...] | None = None
    all: tuple["Condition", ...] | None = None
    any: tuple["Condition", ...] | None = None
    negated: "Condition | None" = Field(default=None, alias="not")
    flag: str | None = None  # true for respondents whom this quality rule flagged
    flags_at_least: int | None = None  # true for respondents with so many flags of the quality rules

    def variables(self) -> set[str]:
        """Name every variable that the condition looks at."""
        parts = [*(self.all or ()), *(self.any or ()), *([self.negated] if self.negated else [])]
        own = {self.variable} if self.variable else set()
        return own.union(*(part.variables() for part in parts))
