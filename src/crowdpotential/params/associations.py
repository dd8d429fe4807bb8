"""params.yaml: what goes together with an outcome (drivers), and the experiment inside the questionnaire (vignette)."""

from collections import Counter
from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from crowdpotential.codebook import Record, Text


class DriverGroup(Record):
    """Predictors whose part in the outcome is told together."""

    name: Text
    predictors: tuple[str, ...] = Field(min_length=1)


class Drivers(Record):
    """An outcome, and what it is regressed on: all of it associations."""

    outcome: str  # a question of type ordinal or numeric, a dimension, or index
    predictors: tuple[str, ...] = Field(min_length=1)  # dimensions, index, or questions with one answer
    controls: tuple[str, ...] = ()  # held equal, and not told of: questions with one answer, area, bloc
    groups: Mapping[str, DriverGroup] = {}  # predictors in none count by themselves
    high_from: int | None = None  # code from which answers count as high; null: the codes above the middle of the scale
    # whoever lacks one of the answers is left out and counted (complete); or stays, with no answer as one more category of questions whose
    # answers are categories (category)
    missing: Literal["complete", "category"] = "complete"
    min_category: int = Field(default=10, ge=2)  # respondents; smaller categories are left out, and named

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        listed = (self.outcome, *self.predictors, *self.controls)
        if repeated := [name for name, n in Counter(listed).items() if n > 1]:
            msg = f"{repeated[0]} stands in it more than once; name it once, as outcome, predictor or control"
            raise ValueError(msg)
        grouped = [name for group in self.groups.values() for name in group.predictors]
        if odd := [name for name in grouped if name not in self.predictors]:
            msg = f"groups name {odd[0]}, which is no predictor; add it to predictors, or take it out"
            raise ValueError(msg)
        if repeated := [name for name, n in Counter(grouped).items() if n > 1]:
            msg = f"groups name {repeated[0]} more than once; a predictor is in one group"
            raise ValueError(msg)
        if odd := [name for name in self.groups if name in self.predictors]:
            msg = f"group {odd[0]} is called like a predictor; call it otherwise"
            raise ValueError(msg)
        return self

    def group_of(self, predictor: str) -> str:
        """Return the group that a predictor counts in: its own name where it is in none."""
        return next((name for name, group in self.groups.items() if predictor in group.predictors), predictor)

    @property
    def parts(self) -> tuple[str, ...]:
        """What the variance is split among: groups, and predictors in none, in the order of the predictors."""
        return tuple(dict.fromkeys(map(self.group_of, self.predictors)))


class Vignette(Record):
    """An experiment: respondents were given one of several texts by chance, and asked the same question."""

    arm: str  # a question of type single that tells the text; its role is vignette_arm
    outcome: str  # a question of type ordinal or numeric
    control: int  # code of the text that the others are compared with
    covariates: tuple[str, ...] = ()  # what chance should have spread evenly

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        listed = (self.arm, self.outcome, *self.covariates)
        if repeated := [name for name, n in Counter(listed).items() if n > 1]:
            msg = f"{repeated[0]} stands in it more than once; name it once, as arm, outcome or covariate"
            raise ValueError(msg)
        return self
