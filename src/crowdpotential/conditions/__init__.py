"""Conditions at work: who meets one, and whether anybody could; who was asked a question; what follows from answers."""

from crowdpotential.conditions.evaluation import (
    NOT_ASKED,
    Truth,
    combine,
    evaluate,
    is_of_class,
    is_substantive,
)
from crowdpotential.conditions.exclusions import exclusion_faults
from crowdpotential.conditions.reach import reach_faults

__all__ = [
    "NOT_ASKED",
    "Truth",
    "combine",
    "evaluate",
    "exclusion_faults",
    "is_of_class",
    "is_substantive",
    "reach_faults",
]
