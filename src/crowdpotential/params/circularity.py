"""What a predictor or an outcome is made of, so that nothing is regressed on itself.

A score holds its items, the index those of all its dimensions, a derived variable what it follows from.
"""

from crowdpotential.codebook import Codebook
from crowdpotential.params.analysis import Index

INDEX = "index"


def is_score(name: str, index: Index | None) -> bool:
    """Return whether a name is that of the index or of a dimension that is scored; nothing is where there is no index."""
    return index is not None and (name == INDEX or name in {*index.dimensions, *index.also})


def parts_of(name: str, index: Index | None, codebook: Codebook) -> frozenset[str]:
    """Name the questions that a predictor or outcome is made of, and all that these are derived from."""
    if index is not None and name == INDEX:
        return frozenset(item for dimension in index.dimensions for item in codebook.items(dimension))
    if is_score(name, index):
        return frozenset(codebook.items(name))
    found, left = set[str](), [name]
    while left:
        own = left.pop()
        found.add(own)
        derived = codebook.variable(own).derive
        left += [source for source in (derived.sources if derived else ()) if source not in found]
    return frozenset(found)


def holds_outcome(predictor: str, outcome: str, index: Index | None, codebook: Codebook) -> bool:
    """Return whether a predictor is a score that the outcome is a part of."""
    return is_score(predictor, index) and parts_of(outcome, index, codebook) < parts_of(predictor, index, codebook)
