"""simulation.yaml: forms of events - who fills them in, who gets lost, and the planted change."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from crowdpotential.codebook import Record

Share = Annotated[float, Field(ge=0, le=1)]


class Rated(Record):
    """A question answered by a whole number about a mean, cut at the ends of its scale."""

    before: float | None = None  # None: not asked before
    after: float | None = None  # None: not asked after
    spread: float = Field(default=0.9, gt=0)

    @model_validator(mode="after")
    def _is_asked(self) -> Self:
        if self.before is None and self.after is None:
            msg = "give a mean before or after"
            raise ValueError(msg)
        return self


class EventPlan(Record):
    """One event."""

    filled_in: int = Field(ge=2)  # people; of an event with two waves those of the first
    lost: int = Field(default=0, ge=0)  # of these, who do not fill in afterwards
    newcomers: int = Field(default=0, ge=0)  # who fill in afterwards alone
    mistaken: int = Field(default=0, ge=0)  # of those who fill in twice, who write another code word afterwards
    respelt: int = Field(default=0, ge=0)  # of these, who write theirs with other letters and blanks
    alike: Share  # correlation of any two answers of a person, before they are cut
    unanswered: Share  # share of questions that somebody skips
    answers: Mapping[str, Rated]
    options: Mapping[str, Mapping[int, Share]] = {}  # question with several answers -> option -> who chooses it, of those not all exclusive

    @model_validator(mode="after")
    def _are_enough(self) -> Self:
        if self.lost + self.mistaken + self.respelt > self.filled_in:
            msg = f"{self.filled_in} people fill in, fewer than are lost, mistaken and respelt; raise filled_in"
            raise ValueError(msg)
        return self
