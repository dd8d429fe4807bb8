"""Disclosure control: which numbers are hidden, so that nobody's answers come back from those that are told.

First the numbers that rest on too few (`bases`, `questions`, `amounts`), then companions, without which a margin and its other parts would
give them back (`groups`, `questions`, `companions`), each set tried by the attack that a linear programme is (`audit`); then the digits
(`rounding`).
"""

from crowdpotential.disclosure.bases import rest_on_few
from crowdpotential.disclosure.protect import Protected, protect

__all__ = ["Protected", "protect", "rest_on_few"]
