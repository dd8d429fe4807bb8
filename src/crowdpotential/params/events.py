"""params.yaml: events of the project with a form of their own, filled in before and after, or once."""

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from crowdpotential.codebook import Record, Text
from crowdpotential.params.forms import Form


class EventLevels(Record):
    """Questions by what they measure (Kirkpatrick): what people thought of the event, what they know and can, what they mean to do."""

    reaction: tuple[str, ...] = ()
    learning: tuple[str, ...] = ()
    behaviour: tuple[str, ...] = ()

    @property
    def questions(self) -> tuple[str, ...]:
        """All of them, level by level."""
        return (*self.reaction, *self.learning, *self.behaviour)


class Waves(Record):
    """A form that is filled in before and after: how both are told apart, and how a person is found again."""

    wave: str  # question that tells the waves apart
    before: int = 1  # its codes
    after: int = 2
    code_word: str  # question with the code word; identifier: number in the codebook
    twice: Literal["refuse", "leave_out"] = "refuse"  # forms whose code word stands twice in a wave
    retrospective: Mapping[str, str] = {}  # question -> question asked afterwards: what one would have answered before
    about: tuple[str, ...] = ()  # numbers and ratings given before, by which those who were lost are compared with those who stayed

    @model_validator(mode="after")
    def _waves_differ(self) -> Self:
        if self.before == self.after:
            msg = f"before and after are both code {self.before}; give each wave its own"
            raise ValueError(msg)
        return self


class Event(Record):
    """One event."""

    name: Text
    form: Form
    participants: int | None = Field(default=None, ge=1)  # who took part; None: not counted
    levels: EventLevels
    waves: Waves | None = None  # None: everybody fills in once

    @model_validator(mode="after")
    def _asks_each_question_once(self) -> Self:
        asked = self.levels.questions
        if twice := sorted({name for name in asked if asked.count(name) > 1}):
            msg = f"levels: {', '.join(twice)} stand at two levels; keep one"
            raise ValueError(msg)
        if not asked:
            msg = "levels: no question is named; name at least one"
            raise ValueError(msg)
        compared = {*self.levels.learning, *self.levels.behaviour}
        if self.waves is not None and (odd := sorted(set(self.waves.retrospective) - compared)):
            msg = f"waves.retrospective: {', '.join(odd)} are no questions of learning or behaviour; name those"
            raise ValueError(msg)
        return self
