"""The items of a set of dimensions as arrays: codes, bounds, direction, and which answers are missing."""

from collections.abc import Sequence
from dataclasses import dataclass

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
    ranks: IntArray  # (n, p) 0..K-1, turned so that more is more of the dimension; -1 missing
    n_categories: IntArray  # (p,)
    lowest: FloatArray  # (p,) smallest code of the scale
    highest: FloatArray  # (p,)
    is_reversed: BoolArray  # (p,)

    @property
    def numbers(self) -> FloatArray:
        """The answers wherever they are taken as numbers: distance of the code from the end that is least of the dimension.

        (n, p), missing as NaN. All that adds, averages or correlates answers uses these; ordinal models use `ranks`.
        """
        return np.where(self.is_reversed, self.highest - self.codes, self.codes - self.lowest)


def select_items(responses: pd.DataFrame, codebook: Codebook, dimensions: Sequence[str]) -> Items:
    """Take the items of some dimensions out of the responses.

    Raises:
        ModelError: a dimension has fewer than two items, so that nothing can be said about its measurement.
        ItemError: an item has one answer only, or none; two items have the same answers throughout.
    """
    names = tuple(name for dimension in dimensions for name in codebook.items(dimension))
    require(responses, RESPONSES, also=names)
    for dimension in dimensions:
        if len(codebook.items(codebook.dimension(dimension).id)) < 2:
            msg = f"dimension {dimension}: {len(codebook.items(dimension))} items in the codebook; it needs at least two"
            raise ModelError(msg)
    raw = responses.loc[:, list(names)].to_numpy(dtype="float64")
    scale = [sorted(codebook.codes(name)) for name in names]
    valid = np.column_stack([np.isin(raw[:, i], codes) for i, codes in enumerate(scale)])
    codes = np.where(valid, raw, np.nan)
    is_reversed = np.array([codebook.variable(name).direction < 0 for name in names])
    ranks = np.full(codes.shape, -1, dtype=np.int64)
    for i, listed in enumerate(scale):
        position = np.searchsorted(listed, np.where(valid[:, i], raw[:, i], listed[0]))
        ranks[:, i] = np.where(valid[:, i], len(listed) - 1 - position if is_reversed[i] else position, -1)
    _refuse_idle(names, ranks)
    return Items(
        names=names,
        dimensions=tuple(dimensions),
        dimension_of_item=np.array(
            [list(dimensions).index(str(codebook.variable(n).dimension)) for n in names]
        ),
        codes=codes,
        ranks=ranks,
        n_categories=np.array([len(listed) for listed in scale]),
        lowest=np.array([listed[0] for listed in scale], dtype=float),
        highest=np.array([listed[-1] for listed in scale], dtype=float),
        is_reversed=is_reversed,
    )


def _refuse_idle(names: Sequence[str], ranks: IntArray) -> None:
    """Refuse items that do not vary, and items copied from another, all of them together."""
    faults, first_of = Faults(), dict[bytes, str]()
    for name, answers in zip(names, ranks.T, strict=True):
        given = answers[answers >= 0]
        n_answers = np.unique(given).size
        if n_answers < 2:
            msg = f"item {name}: {n_answers} different answers among {given.size} respondents; leave it out of its dimension"
            faults.add(ItemError(msg))
        elif (first := first_of.setdefault(answers.tobytes(), name)) != name:
            msg = f"items {first} and {name}: the same answers from all {len(answers)} respondents; leave one of them out"
            faults.add(ItemError(msg))
    faults.raise_any()
