"""Whether the answer with the highest share is established to come first: nothing else may be called the most frequent."""

from collections.abc import Sequence

from crowdpotential.exhibits.results import Result


def leads(first: Result, shares: Sequence[Result]) -> bool:
    """Return whether the interval of the highest share lies above those of all others, which is stricter than a test of each."""
    return all(row.ci_high < first.ci_low for row in shares if row is not first)
