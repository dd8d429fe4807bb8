"""The correlations that the declared model rests on: polychoric between ordered answers, polyserial and Pearson with numbers."""

import numpy as np

from crowdpotential.errors import ItemError
from crowdpotential.index.items import Items
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.correlation.pair_tables import LARGEST_CORRELATION
from crowdpotential.stats.correlation.polychoric import Polychoric, polychoric, polychoric_replicates
from crowdpotential.stats.correlation.polyserial import MixedAnswers, correlate_with_numbers

_AT_BOUND = 1e-6


def correlate_answers(items: Items, weights: FloatArray, *, empty_cell: float) -> Polychoric:
    """Correlate all items; an item of type numeric has no thresholds.

    Args:
        items: p of them.
        weights: (n,) not negative, of any scale.
        empty_cell: respondents to add to the empty cell of a table of two answers each.

    Raises:
        ItemError: an item without different answers, or two items that nobody answered both.
    """
    if not items.is_numeric.any():
        return polychoric(items.ranks, weights, items.n_categories, empty_cell=empty_cell, names=items.names)
    ordered = np.flatnonzero(~items.is_numeric)
    found = _correlate_ordered(items, weights, empty_cell) if ordered.size else None
    between = np.empty((0, 0)) if found is None else found.correlations
    correlations = correlate_with_numbers(_answers(items), weights[None], between[None])[0]
    answered = ((items.ranks >= 0) & (weights > 0)[:, None]).astype(np.float64)
    n_pairs = np.rint(answered.T @ answered).astype(np.int64)
    _refuse_unknown(items, correlations, n_pairs)
    thresholds = [np.empty(0)] * len(items.names)
    for i, cuts in zip(ordered, found.thresholds if found else (), strict=True):
        thresholds[i] = cuts
    return Polychoric(
        correlations=correlations,
        thresholds=tuple(thresholds),
        n_pairs=n_pairs,
        zero_cells=_among_all(len(items.names), ordered, found.zero_cells if found else None),
        is_filled=_among_all(len(items.names), ordered, found.is_filled if found else None) > 0,
        empty_cell=empty_cell,
        n_at_bound=int((np.abs(np.triu(correlations, 1)) > LARGEST_CORRELATION - _AT_BOUND).sum()),
        smallest_eigenvalue=float(np.linalg.eigvalsh(correlations)[0]),
    )


def correlate_replicates(items: Items, replicate_weights: FloatArray, *, start: FloatArray, empty_cell: float) -> FloatArray:
    """Repeat `correlate_answers` for every column of replicate weights: (R, p, p), NaN where one failed.

    Args:
        items: p of them.
        replicate_weights: (n, R).
        start: (p, p) correlations of the full sample.
        empty_cell: as for `correlate_answers`.
    """
    ordered = np.flatnonzero(~items.is_numeric)
    between = np.empty((replicate_weights.shape[1], 0, 0))
    if ordered.size:
        between = polychoric_replicates(
            np.ascontiguousarray(items.ranks[:, ordered]),
            replicate_weights,
            items.n_categories[ordered],
            start=np.ascontiguousarray(start[np.ix_(ordered, ordered)]),
            empty_cell=empty_cell,
        )
    if not items.is_numeric.any():
        return between
    weights = np.ascontiguousarray(replicate_weights.T)
    return correlate_with_numbers(_answers(items), weights, between)


def _correlate_ordered(items: Items, weights: FloatArray, empty_cell: float) -> Polychoric:
    own = items.take(np.ones(len(items.ranks), dtype=np.bool_), np.flatnonzero(~items.is_numeric))
    return polychoric(own.ranks, weights, own.n_categories, empty_cell=empty_cell, names=own.names)


def _among_all(n_items: int, ordered: IntArray, counts: IntArray | BoolArray | None) -> IntArray:
    """Return counts of pairs of the ordered items among all (p, p), numbers with none."""
    found = np.zeros((n_items, n_items), dtype=np.int64)
    if counts is not None:
        found[np.ix_(ordered, ordered)] = counts
    return found


def _answers(items: Items) -> MixedAnswers:
    return MixedAnswers(
        ranks=items.ranks,
        numbers=items.numbers,
        n_categories=items.n_categories,
        is_numeric=items.is_numeric,
    )


def _refuse_unknown(items: Items, correlations: FloatArray, n_pairs: "np.ndarray[tuple[int, int], np.dtype[np.int64]]") -> None:
    for first, second in np.argwhere(np.isnan(np.triu(correlations, 1))):
        msg = (
            f"items {items.names[first]} and {items.names[second]}: {n_pairs[first, second]} respondents answered both, and their "
            "answers do not differ; they cannot stand in one index"
        )
        raise ItemError(msg)
