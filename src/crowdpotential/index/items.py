"""The items of a set of dimensions as arrays: codes, bounds, direction, and which answers are missing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.contracts import RESPONSES, require
from crowdpotential.errors import Faults, ItemError, ModelError
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """Answers to the items, respondents in the order of the frame."""

    names: tuple[str, ...]
    dimensions: tuple[str, ...]
    dimension_of_item: IntArray  # (p,) position in `dimensions`
    codes: FloatArray  # (n, p) as answered, missing as NaN
    # (n, p) 0..K-1 in the order of the answers, of an item of type numeric in that of the numbers that were given; turned so that more is
    # more of the dimension; -1 missing
    ranks: IntArray
    n_categories: IntArray  # (p,) answers that the scale offers; of an item of type numeric the different numbers that were given
    lowest: FloatArray  # (p,) smallest code of the scale
    highest: FloatArray  # (p,)
    is_reversed: BoolArray  # (p,)
    is_numeric: BoolArray  # (p,) of type numeric: never taken as ordered categories

    @property
    def numbers(self) -> FloatArray:
        """The answers wherever they are taken as numbers: distance of the code from the end that is least of the dimension.

        (n, p), missing as NaN. All that adds, averages or correlates answers uses these; ordinal models use `ranks`.
        """
        return np.where(self.is_reversed, self.highest - self.codes, self.codes - self.lowest)

    def take(self, respondents: BoolArray, places: IntArray) -> "Items":
        """Keep some respondents (n,) and some items (q,), in the same dimensions."""
        return replace(
            self,
            names=tuple(self.names[i] for i in places),
            **{name: getattr(self, name)[places] for name in _BY_ITEM},
            codes=self.codes[np.ix_(respondents, places)],
            ranks=self.ranks[np.ix_(respondents, places)],
        )


_BY_ITEM = ("dimension_of_item", "n_categories", "lowest", "highest", "is_reversed", "is_numeric")


def select_items(responses: pd.DataFrame, codebook: Codebook, dimensions: Sequence[str]) -> Items:
    """Extract the items of some dimensions from the responses.

    Raises:
        ModelError: a dimension has fewer than two items, so that nothing can be said about its measurement.
        ItemError: an item has one answer only, or none; two items have the same answers throughout.
    """
    names = tuple(name for dimension in dimensions for name in codebook.items(dimension))
    require(responses, RESPONSES, also=names)
    faults = Faults()
    for dimension in dimensions:
        if len(codebook.items(codebook.dimension(dimension).id)) < 2:
            msg = f"dimension {dimension}: {len(codebook.items(dimension))} items in the codebook; it needs at least two"
            faults.add(ModelError(msg))
    faults.raise_any()
    raw = responses.loc[:, list(names)].to_numpy(dtype="float64")
    codes = np.column_stack([np.where(_is_answer(raw[:, i], name, codebook), raw[:, i], np.nan) for i, name in enumerate(names)])
    is_numeric = np.array([codebook.variable(name).kind.is_number for name in names])
    offered = [
        np.unique(codes[~np.isnan(codes[:, i]), i]) if is_numeric[i] else np.array(sorted(codebook.codes(name)))
        for i, name in enumerate(names)
    ]
    is_reversed = np.array([codebook.variable(name).direction < 0 for name in names])
    bounds = np.array([codebook.bounds(name) for name in names])
    items = Items(
        names=names,
        dimensions=tuple(dimensions),
        dimension_of_item=np.array([list(dimensions).index(str(codebook.variable(n).dimension)) for n in names]),
        codes=codes,
        ranks=_rank(codes, offered, is_reversed),
        n_categories=np.array([len(listed) for listed in offered]),
        lowest=bounds[:, 0],
        highest=bounds[:, 1],
        is_reversed=is_reversed,
        is_numeric=is_numeric,
    )
    _refuse_idle(items)
    return items


def rank_alike(first: Items, second: Items) -> tuple[Items, Items]:
    """Rank the numbers of the same items alike in two sets of respondents: by all numbers that either gave."""
    if not first.is_numeric.any():
        return first, second
    both = np.vstack([first.codes, second.codes])
    own = np.flatnonzero(first.is_numeric)
    offered = [np.unique(both[~np.isnan(both[:, i]), i]) for i in own]

    def anew(items: Items) -> Items:
        ranks, n_categories = items.ranks.copy(), items.n_categories.copy()
        ranks[:, own] = _rank(items.codes[:, own], offered, items.is_reversed[own])
        n_categories[own] = [len(listed) for listed in offered]
        return replace(items, ranks=ranks, n_categories=n_categories)

    return anew(first), anew(second)


def _is_answer(values: FloatArray, name: str, codebook: Codebook) -> BoolArray:
    if not codebook.variable(name).kind.is_number:
        return np.isin(values, list(codebook.codes(name)))
    low, high = codebook.bounds(name)
    return (values >= low) & (values <= high) & ~np.isin(values, list(codebook.missing_codes(name)))


def _rank(codes: FloatArray, offered: Sequence[FloatArray], is_reversed: BoolArray) -> IntArray:
    """Return each code (n, p) its place among the answers that its item offers, in ascending order; -1 missing."""
    ranks = np.full(codes.shape, -1, dtype=np.int64)
    for i, listed in enumerate(offered):
        given = ~np.isnan(codes[:, i])
        position = np.searchsorted(listed, codes[given, i])
        ranks[given, i] = len(listed) - 1 - position if is_reversed[i] else position
    return ranks


def _refuse_idle(items: Items) -> None:
    """Refuse items that do not vary, and items copied from another, all of them together."""
    faults, first_of, numbers = Faults(), dict[bytes, str](), items.numbers
    for i, (name, answers) in enumerate(zip(items.names, items.ranks.T, strict=True)):
        given = answers[answers >= 0]
        n_answers = np.unique(given).size
        if n_answers < 2:
            msg = f"item {name}: {n_answers} different answers among {given.size} respondents; leave it out of its dimension"
            faults.add(ItemError(msg))
        elif (first := first_of.setdefault((numbers[:, i] if items.is_numeric[i] else answers).tobytes(), name)) != name:
            msg = f"items {first} and {name}: the same answers from all {len(answers)} respondents; leave one of them out"
            faults.add(ItemError(msg))
    faults.raise_any()
