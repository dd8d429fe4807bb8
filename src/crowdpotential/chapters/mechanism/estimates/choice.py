"""The rule of the mechanism: which barriers of a place call for an action, in which order, and how sure that is (decision 90)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from crowdpotential.disclosure.few import Few
from crowdpotential.params import Mechanism
from crowdpotential.results.rows import Row
from crowdpotential.verdicts import DIFFERENCE, FAIR, SURE, UNSURE

SIZE: Final = "size"  # why a barrier is chosen: the lower end of its interval reaches the bound
ABOVE: Final = "above"  # or its share is established to lie above that among everybody


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a study calls large, precise and few."""

    spec: Mechanism
    small_base: int
    few: Few


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A barrier of one place that calls for an action."""

    row: Row  # its share there
    order: int  # among those of the place, 1 the first
    certainty: str
    reason: str


def choose_barriers(shares: Sequence[Row], deviations: Sequence[Row], rule: Rule) -> list[Chosen]:
    """Choose and order the barriers of one place.

    A barrier is chosen where the lower end of the interval of its share reaches `at_least`, or where its share is established to lie
    above that among everybody (adjusted over all places and barriers). The `most` with the highest lower ends are kept: large ones come
    first, and of equally large ones those that are better known.

    Args:
        shares: of the barriers in the place; without an interval none is chosen.
        deviations: of the same barriers from everybody, where they were tested.
        rule: bounds.
    """
    above = {row.category for row in deviations if row.verdict == DIFFERENCE and row.estimate > 0}
    reasons = {row.category: SIZE if row.ci_low >= rule.spec.at_least else ABOVE if row.category in above else "" for row in shares}
    ordered = sorted((row for row in shares if reasons[row.category]), key=lambda row: -row.ci_low)
    return [
        Chosen(row=row, order=order, certainty=judge_certainty(row, rule, is_above=row.category in above), reason=reasons[row.category])
        for order, row in enumerate(ordered[: rule.spec.most], start=1)
    ]


def judge_certainty(share: Row, rule: Rule, *, is_above: bool) -> str:
    """Return how sure a barrier is: unsure on a small base or with a wide interval, sure with a narrow one or if established above.

    Args:
        share: with its interval and base.
        rule: bounds.
        is_above: whether the share is established to lie above that among everybody.
    """
    half = (share.ci_high - share.ci_low) / 2
    if share.n < rule.small_base or half > rule.spec.vague:
        return UNSURE
    return SURE if half <= rule.spec.precise or is_above else FAIR
