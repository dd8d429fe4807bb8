"""Conditions at work: who meets one, and whether anybody could; who was asked a question; what follows from answers."""

from crowdpotential.conditions.evaluation import (
    NOT_ASKED,
    UNANSWERED,
    Truth,
    combine,
    evaluate,
    has_answer,
    is_of_class,
    is_substantive,
    numbers_given,
)
from crowdpotential.conditions.exclusions import exclusion_faults
from crowdpotential.conditions.reach import reach_faults

__all__ = [
    "NOT_ASKED",
    "UNANSWERED",
    "Truth",
    "combine",
    "evaluate",
    "exclusion_faults",
    "has_answer",
    "is_of_class",
    "is_substantive",
    "numbers_given",
    "reach_faults",
]
