"""params.yaml: portraits of the target groups, one each."""

from typing import Self

from pydantic import Field, model_validator

from crowdpotential.codebook import Record, Text


class Readiness(Record):
    """Answers to a question with one answer that count as readiness."""

    variable: str
    codes: tuple[int, ...] = Field(min_length=1)
    label: Text  # what those who gave one of them are ready for

    @property
    def category(self) -> str:
        """How rows name the answers."""
        return "+".join(map(str, self.codes))


class Pooled(Record):
    """Small domains, each a group in an area, and when what others tell of them is laid beside their own answers."""

    fewest: int = Field(default=8, ge=4)  # domains below which nothing is pooled


class Portraits(Record):
    """One portrait of each group of comparison.target_group."""

    others: tuple[str, ...] = ()  # keys of groups that are no target groups; they count among everybody
    readiness: tuple[Readiness, ...] = ()
    most: int = Field(default=3, ge=1, le=30)  # answers of a question that a portrait lists, the most frequent of the group
    pooled: Pooled | None = None  # None: no domain is estimated with the help of others

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        if twice := [name for name in self.others if self.others.count(name) > 1]:
            msg = f"others names {twice[0]} more than once; name it once"
            raise ValueError(msg)
        asked = [entry.variable for entry in self.readiness]
        if twice := [name for name in asked if asked.count(name) > 1]:
            msg = f"readiness names {twice[0]} more than once; put its codes into one entry"
            raise ValueError(msg)
        if odd := [entry.variable for entry in self.readiness if len(set(entry.codes)) < len(entry.codes)]:
            msg = f"readiness: {odd[0]} lists a code twice; list it once"
            raise ValueError(msg)
        return self
