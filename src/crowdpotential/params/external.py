"""params.yaml: figures of others that are laid beside those of the study."""

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from crowdpotential.codebook import Condition, Record


class Yardsticks(Record):
    """Published figures of other surveys."""

    file: str  # a table, a figure a row; its columns are told in `ingest.yardsticks`


class PlatformLog(Record):
    """What users of platforms did, action by action."""

    files: tuple[str, ...] = Field(min_length=1)  # tables of actions; their columns are told in `ingest.platform_logs`
    period: Literal["week", "month"] = "month"
    after: tuple[int, ...] = Field(
        default=(1, 3), min_length=1, max_length=6
    )  # periods from a user's first action on, in which he may return

    @model_validator(mode="after")
    def _looks_ahead(self) -> Self:
        if min(self.after) < 1 or len(set(self.after)) < len(self.after):
            msg = f"after lists {', '.join(map(str, self.after))}; list different numbers of periods, one or more"
            raise ValueError(msg)
        if twice := [name for name in self.files if self.files.count(name) > 1]:
            msg = f"files lists {twice[0]} more than once, so that its actions would count twice; list it once"
            raise ValueError(msg)
        return self


class Platforms(Record):
    """What platforms of participation say of themselves."""

    file: str  # a table, the figures of a platform on one date a row; its columns are told in `ingest.platforms`
    registered: Mapping[str, Condition] = {}  # platform -> which respondents are registered there, to stand beside its claim
    active: Mapping[str, Condition] = {}  # platform -> which respondents used it
    log: PlatformLog | None = None  # None: nobody knows who did what when
