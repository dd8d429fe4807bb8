"""Comparability: thresholds and polychoric correlations of a group, with their asymptotic covariance.

They are to ordered answers what means and covariances are to measurements: all that a factor model is fitted to. Respondents who
left an item out count in all the statistics that they did answer (pairwise).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from crowdpotential.errors import ItemError
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.correlation.empty_cells import ADDED
from crowdpotential.stats.correlation.pair_tables import count_tables
from crowdpotential.stats.correlation.polychoric import polychoric
from crowdpotential.stats.correlation.polychoric_influence import add_influences, tabulate_pairs
from crowdpotential.stats.ordinal_models.ordinal_categories import refuse_empty_categories

_CHUNK = 2048  # respondents whose influences are held at once
_LARGEST_ERROR = 1.0  # of a correlation, whose whole range is 2


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdinalMoments:
    """Statistics of one group: t thresholds item by item, then q correlations of the pairs of items i < j, row by row."""

    thresholds: FloatArray  # (t,)
    threshold_items: IntArray  # (t,)
    correlations: FloatArray  # (p, p)
    covariance: FloatArray  # (t + q, t + q) of the statistics times the root of n
    n: float  # sum of the weights of all who answered anything
    n_respondents: int  # their number
    n_zero_cells: int  # empty cells of all two-way tables
    n_filled: int  # pairs of items to whose empty cell something was added
    units: IntArray | None = None  # (J,) the sampling units, as they were given: groups may share them; None without any
    unit_influences: FloatArray | None = None  # (t + q, J) whose products sum to the covariance

    @property
    def pairs(self) -> IntArray:
        """Return the two items (q, 2) of each correlation."""
        return np.stack(np.triu_indices(len(self.correlations), 1), axis=1)

    @property
    def statistics(self) -> FloatArray:
        """Return thresholds and correlations (t + q,)."""
        return np.concatenate([self.thresholds, self.correlations[np.triu_indices_from(self.correlations, 1)]])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Influences:
    """What each answer adds to each statistic; the answer after an item's last category is a missing one."""

    threshold_items: IntArray  # (t,)
    pairs: IntArray  # (q, 2)
    on_thresholds: FloatArray  # (t, largest size + 1)
    on_correlations: FloatArray  # (q, largest size + 1, largest size + 1)


def ordinal_moments(
    answers: IntArray,
    weights: FloatArray,
    n_categories: IntArray,
    *,
    psu: IntArray | None = None,
    empty_cell: float = ADDED,
    names: Sequence[str] = (),
) -> OrdinalMoments:
    """Estimate thresholds and correlations in two steps, and how they vary together (Muthen 1984, Psychometrika 49, 115-132).

    The covariance is the sandwich of the weighted estimating equations: weights stand once in their derivatives and squared in the
    sum of squared influences. With sampling units an influence is that of a unit, and units are taken as drawn with replacement.

    Args:
        answers: (n, p) categories 0..n_categories - 1, every one of them chosen; negative where missing.
        weights: (n,) positive. Scale them to a mean of one over all groups together: their sum is the group's size.
        n_categories: (p,) two or more.
        psu: (n,) primary sampling unit of each respondent, any integers; None: every respondent is one.
        empty_cell: respondents of weight one to add to the empty cell of a table of two answers each. Correlations alone rest on it:
            influences are those of the respondents as they answered, as in lavaan.
        names: (p,) item names for messages.

    Raises:
        ItemError: a category that nobody chose, two items whose answers determine each other or all but do so, or what `polychoric`
            refuses.
    """
    given = (answers >= 0).any(axis=1)
    answers, weights = answers[given], np.asarray(weights, dtype=np.float64)[given]
    everybody = np.zeros(len(answers), dtype=np.int64)
    refuse_empty_categories(answers, weights, n_categories, everybody, names=names, group_names=["this group"])
    relative = empty_cell / weights.mean()  # to this group's average weight
    found = polychoric(answers, weights, n_categories, empty_cell=relative, names=names)
    if found.n_at_bound:
        _refuse_perfect_pairs(found.correlations, found.n_at_bound, names)
    influences = _tabulate(answers, weights, n_categories, found.correlations, found.thresholds)
    filled = np.ascontiguousarray(np.where(answers < 0, n_categories, answers).T)
    units, of_units = None, None
    if psu is None:
        squares = _square_respondents(filled, weights, influences)
    else:
        units, of_units = _influence_of_units(filled, weights, influences, psu[given])
        squares = of_units @ of_units.T
        of_units *= np.sqrt(weights.sum())
    n_thresholds = len(influences.threshold_items)
    _refuse_unknown_errors(np.sqrt(np.diag(squares)[n_thresholds:]), influences.pairs, names, empty_cell)
    return OrdinalMoments(
        thresholds=np.concatenate(found.thresholds),
        threshold_items=influences.threshold_items,
        correlations=found.correlations,
        covariance=weights.sum() * squares,
        n=float(weights.sum()),
        n_respondents=len(weights),
        n_zero_cells=found.n_zero_cells,
        n_filled=found.n_filled,
        units=units,
        unit_influences=of_units,
    )


def covary_groups(first: OrdinalMoments, second: OrdinalMoments) -> FloatArray | None:
    """Return the covariance (t + q, t + q) of two groups' statistics, times the root of both sizes; None if they share no unit."""
    if first.unit_influences is None or second.unit_influences is None:
        return None
    if first.units is None or second.units is None:
        return None
    _, own, other = np.intersect1d(first.units, second.units, return_indices=True)
    if not own.size:
        return None
    return np.asarray(first.unit_influences[:, own] @ second.unit_influences[:, other].T)


def _tabulate(
    answers: IntArray,
    weights: FloatArray,
    n_categories: IntArray,
    correlations: FloatArray,
    thresholds: Sequence[FloatArray],
) -> _Influences:
    """Tabulate the influence of every answer; on a threshold it is that on its cumulated share, divided by the density."""
    n_items, most = len(n_categories), int(n_categories.max())
    cuts = np.zeros((n_items, 2, most - 1))
    on_thresholds = np.zeros((n_items, most - 1, most + 1))
    for item, own in enumerate(thresholds):
        cuts[item, :, : len(own)] = own, ndtr(own)
        densities = np.exp(-(own**2) / 2) / np.sqrt(2 * np.pi)
        below = np.arange(n_categories[item]) <= np.arange(len(own))[:, None]
        total = weights[answers[:, item] >= 0].sum()
        shares = (below - ndtr(own)[:, None]) / (densities[:, None] * total)
        on_thresholds[item, : len(own), : n_categories[item]] = shares
    pairs = np.stack(np.triu_indices(n_items, 1), axis=1)
    on_correlations = np.zeros((len(pairs), most + 1, most + 1))
    tabulate_pairs(
        count_tables(answers, weights, n_categories),
        np.asarray(n_categories, dtype=np.int64),
        cuts,
        pairs,
        correlations[pairs[:, 0], pairs[:, 1]],
        on_thresholds,
        on_correlations,
    )
    number = np.arange(most - 1) < np.asarray(n_categories)[:, None] - 1
    return _Influences(
        threshold_items=np.nonzero(number)[0],
        pairs=pairs,
        on_thresholds=on_thresholds[number],
        on_correlations=on_correlations,
    )


def _square_respondents(answers: IntArray, weights: FloatArray, influences: _Influences) -> FloatArray:
    """Sum the squared influences of respondents, some at a time."""
    n_statistics = len(influences.threshold_items) + len(influences.pairs)
    squares = np.zeros((n_statistics, n_statistics))
    for first in range(0, len(weights), _CHUNK):
        part = slice(first, first + _CHUNK)
        own = np.arange(len(weights[part]))
        values = _influence_of(answers[:, part], weights[part], influences, own)
        squares += values @ values.T
    return squares


def _influence_of_units(answers: IntArray, weights: FloatArray, influences: _Influences, psu: IntArray) -> tuple[IntArray, FloatArray]:
    """Return the sampling units (J,) and their influences (t + q, J), with the correction for their number."""
    units, own = np.unique(psu, return_inverse=True)
    if len(units) < 2:
        msg = f"ordinal moments: {len(units)} primary sampling unit; a covariance between units needs two or more"
        raise ItemError(msg)
    values = _influence_of(answers, weights, influences, own)
    return units, values * np.sqrt(len(units) / (len(units) - 1))


def _influence_of(answers: IntArray, weights: FloatArray, influences: _Influences, unit: IntArray) -> FloatArray:
    n_statistics = len(influences.threshold_items) + len(influences.pairs)
    values = np.zeros((n_statistics, int(unit.max()) + 1))
    add_influences(
        np.ascontiguousarray(answers),
        np.ascontiguousarray(weights),
        unit,
        influences.threshold_items,
        influences.on_thresholds,
        influences.pairs,
        influences.on_correlations,
        values,
    )
    return values


def _refuse_unknown_errors(errors: FloatArray, pairs: IntArray, names: Sequence[str], empty_cell: float) -> None:
    """Refuse a correlation whose error exceeds all that a correlation can be: an empty cell leaves its end open."""
    open_ended = np.flatnonzero(~(errors < _LARGEST_ERROR))
    if open_ended.size:
        first, second = pairs[open_ended[0]]
        label = list(names) or [f"number {i + 1}" for i in range(int(pairs.max()) + 1)]
        msg = (
            f"items {label[first]} and {label[second]}: some combination of their answers was given by nobody, so that the error of their"
            f" correlation is unknown ({open_ended.size} such pairs); {'set index.empty_cell to 0.5, ' if empty_cell == 0 else ''}leave one"
            " of them out, or set comparability.estimator to mlr"
        )
        raise ItemError(msg)


def _refuse_perfect_pairs(correlations: FloatArray, n_at_bound: int, names: Sequence[str]) -> None:
    first, second = np.unravel_index(int(np.abs(np.triu(correlations, 1)).argmax()), correlations.shape)
    label = list(names) or [f"number {i + 1}" for i in range(len(correlations))]
    msg = (
        f"items {label[first]} and {label[second]}: the answers to one determine those to the other ({n_at_bound} such"
        " pairs); leave one of them out"
    )
    raise ItemError(msg)
