"""Correlations that contradict each other: which pairs of items, and why, before anything inverts their matrix."""

import numpy as np

from crowdpotential.errors import ItemError
from crowdpotential.index.items import Items
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.correlation.polychoric import Polychoric

MOST_NAMED = 3  # pairs in a message
FEW_COMMON = 0.5  # respondents to both items, as a share of the fewer who answered one


def refuse_contradictions(items: Items, found: Polychoric) -> None:
    """Refuse correlations that no answers of one sample could have; each was estimated from a table of its own.

    Args:
        items: p of them.
        found: their correlations.

    Raises:
        ItemError: the pairs whose correlation the others do not allow are named, with what their tables lack.
    """
    if found.is_positive_definite:
        return
    reach, r = _reach(found.correlations), found.correlations
    excess = np.maximum(r - reach[1], reach[0] - r)  # NaN where no single correlation is to blame
    pairs = [(int(i), int(j)) for i, j in np.argwhere(np.triu(excess > 0))]
    pairs.sort(key=lambda pair: excess[pair])
    named = "; ".join(_describe(items, found, pair, reach[:, *pair]) for pair in pairs[:MOST_NAMED])
    more = f" ({len(pairs)} pairs in all)" if len(pairs) > MOST_NAMED else ""
    if not pairs:
        named = "no single pair is to blame" + _list_empty(items, found)
    advice = "leave out one item of the pair" if pairs else "leave out items"
    empty = "set index.empty_cell to 0.5, " if found.empty_cell == 0 else ""
    msg = (
        f"items: the correlations of {len(r)} items contradict each other (smallest eigenvalue {found.smallest_eigenvalue:.3f}): {named}"
        f"{more}; {empty}{advice}, or set index.smoothing to eigenvalues"
    )
    raise ItemError(msg)


def _reach(correlations: FloatArray) -> FloatArray:
    """Return the range (2, p, p) in which each correlation would fit the others; NaN if none would.

    Given all other items, two items have some variance left and some covariance: the correlation may be off by the root of the
    product of the two variances.
    """
    p = len(correlations)
    reach = np.full((2, p, p), np.nan)
    for i, j in zip(*np.triu_indices(p, 1), strict=True):
        pair = np.array([i, j])
        rest = np.delete(np.arange(p), pair)
        others, beside = correlations[np.ix_(rest, rest)], correlations[np.ix_(pair, rest)]
        if rest.size and np.linalg.eigvalsh(others)[0] <= 0:
            continue
        explained = beside @ np.linalg.solve(others, beside.T)
        left = 1 - np.diag(explained)
        if (left > 0).all():
            reach[:, i, j] = explained[0, 1] + np.sqrt(left.prod()) * np.array([-1, 1])
    return reach


def _list_empty(items: Items, found: Polychoric) -> str:
    """Name the pairs with empty cells, those with the largest correlation first."""
    empty = [(int(i), int(j)) for i, j in np.argwhere(np.triu(found.zero_cells) > 0)]
    if not empty:
        return ""
    empty.sort(key=lambda pair: -abs(found.correlations[pair]))
    named = ", ".join(f"{items.names[i]} and {items.names[j]}" for i, j in empty[:MOST_NAMED])
    more = f" ({len(empty)} pairs in all)" if len(empty) > MOST_NAMED else ""
    return f"; nobody gave some combination of the answers to {named}{more}"


def _describe(items: Items, found: Polychoric, pair: tuple[int, int], reach: FloatArray) -> str:
    first, second = pair
    described = (
        f"{items.names[first]} and {items.names[second]} correlate {found.correlations[pair]:.2f} where the others allow"
        f" {reach[0]:.2f} to {reach[1]:.2f}"
    )
    if empty := int(found.zero_cells[pair]):
        of = int(items.n_categories[first] * items.n_categories[second])
        described += f", and nobody gave {empty} of the {of} combinations of their answers"
    n, fewer = int(found.n_pairs[pair]), int(min(found.n_pairs[first, first], found.n_pairs[second, second]))
    if n <= FEW_COMMON * fewer:
        described += f", and only {n} of {fewer} respondents answered both"
    return described
