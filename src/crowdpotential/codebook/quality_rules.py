"""Quality rules: checks of the answers, which flag respondents."""

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from crowdpotential.codebook.conditions import Condition
from crowdpotential.codebook.record import Record, Text

QualityKind = Literal["condition", "pairs", "straightlining", "speeding", "item_nonresponse", "duplicates", "repeated_record"]
KEYS: Mapping[str, tuple[str, ...]] = {  # kind -> what it takes beside id, kind, label and when
    "condition": (),
    "pairs": ("pairs", "min_difference"),
    "straightlining": ("min_blocks",),
    "speeding": ("duration", "by", "share_of_median"),
    "item_nonresponse": ("above_share",),
    "duplicates": ("min_share",),
    "repeated_record": (),
}
NEEDED: Mapping[str, str] = {"condition": "when", "pairs": "pairs", "speeding": "duration"}


class End(Record):
    """An answer after which the interview is over."""

    id: str
    label: Text
    when: Condition


class QualityRule(Record):
    """A check that flags respondents; flags exclude nobody by themselves (params: cleaning.exclude)."""

    id: str
    kind: QualityKind
    label: Text
    when: Condition | None = None  # those whom the rule looks at; of kind condition: those whom it flags
    pairs: tuple[tuple[str, str], ...] = ()  # items of opposite direction that should agree
    min_difference: int = Field(default=3, ge=1)
    min_blocks: int = Field(default=3, ge=1)
    share_of_median: float = Field(default=0.4, gt=0, le=1)
    by: str | None = None
    duration: str | None = None
    above_share: float = Field(default=0.4, ge=0, lt=1)
    min_share: float = Field(default=0.95, gt=0, le=1)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        for kind, key in ((kind, key) for kind, keys in KEYS.items() for key in keys if kind != self.kind):
            if getattr(self, key) == type(self).model_fields[key].default:
                continue
            msg = f"{key} belongs to kind {kind}, not to {self.kind}, which would not read it; take it out"
            raise ValueError(msg)
        needed = NEEDED.get(self.kind)
        if needed is not None and not getattr(self, needed):
            msg = f"kind {self.kind} needs {needed}; without it the rule flags nobody"
            raise ValueError(msg)
        return self
