"""Measurement: weighted polychoric correlations of ordered answers (section "Items and their correlations").

Each answer is taken as a normal variable cut at thresholds. The thresholds come from each item's own weighted
margin, then every correlation from its weighted two-way table (the two-step estimator: Olsson 1979,
Psychometrika 44, 443-460). Respondents who left an item out count in all the pairs that they did answer.
Half a respondent is added to the empty cell of a table of two answers each (`empty_cells`); other empty cells stay empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import ItemError
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.correlation.batches import BATCH, in_batches
from crowdpotential.stats.correlation.empty_cells import (
    ADDED,
    count_empty_cells,
    fill_tables_of_item,
    find_filled,
    places_of_two,
)
from crowdpotential.stats.correlation.item_cuts import as_matrices, finite_cuts, item_thresholds
from crowdpotential.stats.correlation.pair_batches import (
    count_item,
    item_functions,
    solve_item,
)
from crowdpotential.stats.correlation.pair_tables import LARGEST_CORRELATION, correlate_pairs, count_tables

STRONG_START = 0.9  # from beyond it the way back may lead over a plateau
_TOLERANCE = 1e-10
_ENLARGED = 1.1  # correlations of five answers are by a tenth smaller than those of what is behind them
# a replicate starts next to its answer, and secant steps converge faster than linearly: what remains is below
# 1e-7
REPLICATE_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Polychoric:
    """Polychoric correlations with what they rest on."""

    correlations: FloatArray  # (p, p)
    thresholds: tuple[FloatArray, ...]  # (categories - 1,) per item; infinite where nobody chose an end category
    n_pairs: IntArray  # (p, p) respondents who answered both items; on the diagonal, the item
    zero_cells: IntArray  # (p, p) cells without respondents of each pair, leaving out categories that nobody chose
    is_filled: BoolArray  # (p, p) pairs to whose empty cell something was added
    empty_cell: float  # how many respondents
    n_at_bound: int  # pairs whose correlation is as large as the method allows
    smallest_eigenvalue: float

    @property
    def n_zero_cells(self) -> int:
        """Count the cells without respondents of all two-way tables."""
        return int(np.triu(self.zero_cells).sum())

    @property
    def n_filled(self) -> int:
        """Count the pairs to whose empty cell something was added."""
        return int(np.triu(self.is_filled).sum())

    @property
    def is_positive_definite(self) -> bool:
        """Whether the matrix can be the correlations of any variables (pairwise estimates need not be)."""
        return self.smallest_eigenvalue > 0


def polychoric(
    answers: IntArray,
    weights: FloatArray,
    n_categories: IntArray,
    *,
    empty_cell: float = ADDED,
    names: Sequence[str] = (),
) -> Polychoric:
    """Correlate ordered answers as if they were cut from normal variables (Olsson 1979).

    Args:
        answers: (n, p) categories 0..n_categories - 1; negative where missing.
        weights: (n,) not negative, of any scale.
        n_categories: (p,) categories that each item offers, chosen or not.
        empty_cell: respondents of the average weight to add to the empty cell of a table of two answers each.
        names: (p,) item names for messages.

    Raises:
        ItemError: answers outside the categories, an item with fewer than two different answers, or two items
            that no respondent answered both.
    """
    _refuse_bad_items(answers, weights, n_categories, names)
    column = np.asarray(weights, dtype=np.float64)[:, None]
    thresholds = item_thresholds(answers, column, n_categories)
    places, added = places_of_two(answers, weights, n_categories), empty_cell * column.mean(axis=0)
    tables = count_tables(answers, weights, n_categories)
    guess = _guess(answers, weights)
    correlations = _correlate(tables, n_categories, guess, thresholds, (places, added))
    zero_cells = count_empty_cells(tables)
    return Polychoric(
        correlations=correlations,
        thresholds=tuple(thresholds[i, 0, : size - 1] for i, size in enumerate(n_categories)),
        n_pairs=_n_pairs(answers, weights),
        zero_cells=zero_cells,
        is_filled=find_filled(zero_cells, places, empty_cell),
        empty_cell=empty_cell,
        n_at_bound=int((np.abs(np.triu(correlations, 1)) > LARGEST_CORRELATION - 1e-6).sum()),
        smallest_eigenvalue=float(np.linalg.eigvalsh(correlations)[0]),
    )


def polychoric_replicates(
    answers: IntArray,
    weights: FloatArray,
    n_categories: IntArray,
    start: FloatArray,
    *,
    empty_cell: float = ADDED,
) -> FloatArray:
    """Repeat `polychoric` for every column of replicate weights, beginning at the full sample's correlations.

    Args:
        answers: (n, p) as in `polychoric`, which has accepted them.
        weights: (n, R), NaN in a replicate that could not be calibrated.
        n_categories: (p,).
        start: (p, p) the full sample's correlations.
        empty_cell: as in `polychoric`; the average weight is each replicate's.

    Returns:
        (R, p, p); NaN for a failed replicate and for a pair of which a replicate says nothing.
    """
    correlations = np.full((weights.shape[1], len(start), len(start)), np.nan)
    places = places_of_two(answers, np.ones(len(answers)), n_categories)

    def correlate_some(some: IntArray, batch: IntArray) -> None:
        mine = np.ascontiguousarray(weights[:, batch], dtype=np.float64)
        fill = (places, empty_cell * mine.mean(axis=0))
        correlations[some] = _correlate_batch(answers, mine, n_categories, start, fill)[: some.size]

    in_batches(correlate_some, np.asarray(~np.isnan(weights).any(axis=0)))
    return correlations


def _correlate_batch(
    answers: IntArray,
    weights: FloatArray,
    n_categories: IntArray,
    start: FloatArray,
    fill: tuple[IntArray, FloatArray],
) -> FloatArray:
    """Return correlations (BATCH, p, p) for weights (n, BATCH); `fill` says which tables get how much."""
    n_items, most = len(start), int(n_categories.max())
    codes = np.where(answers < 0, most, answers)
    thresholds = item_thresholds(answers, weights, n_categories)
    cuts = np.ascontiguousarray(finite_cuts(thresholds).transpose(0, 2, 3, 1))
    begin = np.clip(start, -STRONG_START, STRONG_START)
    cut = (np.array(n_categories, dtype=np.int64), cuts, item_functions(cuts, begin))
    tables = np.empty((n_items, most, most + 1, BATCH))
    solved = []
    for item in range(n_items - 1):
        mine = tables[item + 1 :]
        count_item(codes, item, weights, mine)
        fill_tables_of_item(item, mine, *fill)
        solved.append(solve_item(item, mine, cut, begin, REPLICATE_TOLERANCE))
    return as_matrices(np.concatenate(solved), thresholds)


def _correlate(
    tables: FloatArray,
    n_categories: IntArray,
    guess: FloatArray,
    thresholds: FloatArray,
    fill: tuple[IntArray, FloatArray],
) -> FloatArray:
    """Return correlations (p, p), beginning at a guess (p, p)."""
    pairs = np.stack(np.triu_indices(len(tables), 1), axis=1)
    solved = np.empty(len(pairs))
    correlate_pairs(
        tables,
        np.asarray(n_categories, dtype=np.int64),
        finite_cuts(thresholds)[:, 0].copy(),
        pairs,
        guess[pairs[:, 0], pairs[:, 1]],
        _TOLERANCE,
        fill,
        solved,
    )
    correlations: FloatArray = as_matrices(solved[:, None], thresholds)[0]
    return correlations


def _guess(answers: IntArray, weights: FloatArray) -> FloatArray:
    """Return the correlations (p, p) of the codes, a little enlarged, as if a missing answer were the item's mean."""
    given = answers >= 0
    codes = np.where(given, answers, 0.0)
    codes = np.where(given, codes - weights @ codes / (weights @ given), 0.0)
    products = (codes * weights[:, None]).T @ codes
    spread = np.sqrt(np.diag(products))
    return np.asarray(np.clip(_ENLARGED * products / np.outer(spread, spread), -STRONG_START, STRONG_START))


def _n_pairs(answers: IntArray, weights: FloatArray) -> IntArray:
    answered = ((answers >= 0) & (weights > 0)[:, None]).astype(np.float64)
    return np.rint(answered.T @ answered).astype(np.int64)


def _refuse_bad_items(answers: IntArray, weights: FloatArray, n_categories: IntArray, names: Sequence[str]) -> None:
    label = list(names) or [f"number {i + 1}" for i in range(answers.shape[1])]
    for i, size in enumerate(n_categories):
        given = answers[(weights > 0) & (answers[:, i] >= 0), i]
        if n_outside := int((given >= size).sum()):
            msg = f"item {label[i]}: {n_outside} answers lie above its {size} categories; compare its codes with the codebook"
            raise ItemError(msg)
        if given.size == 0 or (given == given[0]).all():
            msg = f"item {label[i]}: its {given.size} answers do not differ; leave it out of the index"
            raise ItemError(msg)
    apart = np.argwhere(np.triu(_n_pairs(answers, weights) == 0))
    if apart.size:
        first, second = (label[k] for k in apart[0])
        msg = f"items {first} and {second}: no respondent answered both ({len(apart)} such pairs); they cannot stand in one index"
        raise ItemError(msg)
