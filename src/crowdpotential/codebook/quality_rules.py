"""Quality rules: checks of the answers, which flag respondents."""

from typing import Literal

from crowdpotential.codebook.conditions import Condition
from crowdpotential.codebook.record import Record, Text

QualityKind = Literal[
    "condition", "pairs", "straightlining", "speeding", "item_nonresponse", "duplicates", "repeated_record"
]


class QualityRule(Record):
    """A check that flags respondents; flags exclude nobody by themselves (params: cleaning.exclude)."""

    id: str
    kind: QualityKind
    label: Text
    when: Condition | None = None
    pairs: tuple[tuple[str, str], ...] = ()  # items of opposite direction that should agree
    min_difference: int = 3
    min_blocks: int = 3
    share_of_median: float = 0.4
    by: str | None = None
    duration: str | None = None
    above_share: float = 0.4
    min_share: float = 0.95
