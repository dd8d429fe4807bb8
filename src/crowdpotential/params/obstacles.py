"""params.yaml: why residents take no part, what would bring them, and who is to do what about it."""

from collections.abc import Iterator, Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from crowdpotential.codebook import Record, Text

ROLES = ("barriers", "motives", "channels", "topics")  # of questions, in the order of the chapter


class Obstacles(Record):
    """Questions with several answers about barriers, motives, channels and topics."""

    barriers: str
    motives: str | None = None
    channels: str | None = None
    topics: str | None = None
    kind: str | None = None  # attribute of the codes of barriers that groups them; null: they are not grouped
    kinds: Mapping[str, Text] = {}  # its values, in the order of the report, and what they are called
    # questions with one answer, given which the index of those who name a barrier is set against that of the others
    controls: tuple[str, ...] = ()

    @property
    def questions(self) -> Mapping[str, str]:
        """The variable of each role that the study has."""
        named = dict(zip(ROLES, (self.barriers, self.motives, self.channels, self.topics), strict=True))
        return {role: name for role, name in named.items() if name is not None}

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        names = list(self.questions.values())
        if twice := [name for name in names if names.count(name) > 1]:
            msg = f"{twice[0]} is named for two of {', '.join(ROLES)}; name each question once"
            raise ValueError(msg)
        if (self.kind is None) != (not self.kinds):
            msg = "kind names the attribute that groups barriers, and kinds what its values are called; give both, or neither"
            raise ValueError(msg)
        if twice := [name for name in self.controls if self.controls.count(name) > 1]:
            msg = f"controls name {twice[0]} more than once; name it once"
            raise ValueError(msg)
        return self


class Mechanism(Record):
    """Which barriers of an area call for an action, whose it is, and how sure the finding is."""

    actions: str  # table of the team: barrier -> actor -> lever -> first step -> indicator -> source
    actors: Mapping[str, Text] = Field(min_length=1)  # who acts, in the order of the report
    edited: Mapping[Literal["ru", "en"], str] = {}  # the team's copy of actions.<language>.xlsx, which a run reads and never writes
    at_least: float = Field(default=0.10, ge=0, lt=1)  # share that the lower end of the interval must reach
    most: int = Field(default=5, ge=1)  # barriers of an area, those with the highest lower end
    precise: float = Field(default=0.05, gt=0, lt=1)  # half of an interval up to which a share is known well
    vague: float = Field(default=0.10, gt=0, lt=1)  # and from which it is known badly
    roles: Mapping[str, str] = {}  # organise, moderate, answer -> question who should; the keys of its codes are those of actors

    @model_validator(mode="after")
    def _knows_well_what_is_narrower(self) -> Self:
        if self.precise > self.vague:
            msg = f"precise ({self.precise:g}) lies above vague ({self.vague:g}); correct one of them"
            raise ValueError(msg)
        return self


def section_faults(obstacles: Obstacles | None, mechanism: Mechanism | None) -> Iterator[str]:
    """List what keeps the sections from standing together."""
    if mechanism is not None and obstacles is None:
        yield "mechanism is about the barriers of the section obstacles, which is not there; add it, or take mechanism out"
