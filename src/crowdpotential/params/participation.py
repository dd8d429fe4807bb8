"""params.yaml: the steps of participation, which of them counts as taking part, and how much a respondent does."""

from typing import Self

from pydantic import Field, model_validator

from crowdpotential.codebook import Condition, Record, Text
from crowdpotential.params.analysis import Levels


class Step(Record):
    """A step towards participation, and who stands at it."""

    id: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")
    label: Text
    when: Condition


class Activity(Record):
    """A question that tells how much somebody does: a number, or codes that carry an amount."""

    variable: str
    attribute: str | None = None  # of the codes: the amount that a chosen option, or the answer, adds; a code without it adds nothing


class Participation(Record):
    """The funnel, realised participation beside potential, and the inequality of activity."""

    steps: tuple[Step, ...] = Field(min_length=1)
    participating: str | None = None  # step that counts as taking part; None: participation is not laid beside potential
    high_from: float | None = Field(default=None, ge=0, le=100)  # index from which potential is high; None: index.levels.high_from
    activity: tuple[Activity, ...] = ()  # what a respondent does is their sum; empty: nothing is said of inequality
    smallest_gap: float = Field(default=0.05, ge=0, le=1)  # share: a smaller difference of two sides does not matter
    min_behind: int = Field(
        default=10, ge=3
    )  # effective number of active respondents that an inequality, or the share of the most active, rests on

    def cut(self, levels: Levels | None) -> float | None:
        """Return the index from which potential is high; None where neither this section nor the levels of the index tell it."""
        if self.high_from is not None or levels is None:
            return self.high_from
        return levels.high_from

    @model_validator(mode="after")
    def _names_agree(self) -> Self:
        ids = [step.id for step in self.steps]
        for name in dict.fromkeys(ids):
            if ids.count(name) > 1:
                msg = f"step {name} is listed {ids.count(name)} times; give each step an id of its own"
                raise ValueError(msg)
        if self.participating is not None and self.participating not in ids:
            msg = f"participating names {self.participating}, which is none of the steps ({', '.join(ids)}); correct it"
            raise ValueError(msg)
        variables = [entry.variable for entry in self.activity]
        for name in dict.fromkeys(variables):
            if variables.count(name) > 1:
                msg = f"activity names {name} {variables.count(name)} times, which would count it as often; name it once"
                raise ValueError(msg)
        return self
