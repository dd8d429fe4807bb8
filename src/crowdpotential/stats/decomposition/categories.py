"""Gap between sides: respondents alike in all controls as one cell, and which categories of the controls each cell has.

Whatever is computed here depends on who is in which category and on sums, so that cells serve as well as respondents, in every replicate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from crowdpotential.errors import EmptyCellError, ModelError
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray

NO_RANK = 1e-9  # smallest eigenvalue of scaled cross products, beside the largest: below it, columns follow from each other


@dataclass(frozen=True, kw_only=True)  # no slots: the columns of the equations are made once
class Categories:
    """C cells of respondents, and the q categories of m controls that they are in: one of each control."""

    names: tuple[str, ...]  # (m,) of the controls
    control_of: IntArray  # (q,) 0..m-1, ascending
    indicators: FloatArray  # (C, q) one where a cell is in a category, else zero
    labels: tuple[str, ...]  # (q,) of the categories

    @cached_property
    def is_first(self) -> BoolArray:
        """(q,) the first category of each control, which the others are set against while equations are solved."""
        return np.asarray(np.diff(self.control_of, prepend=-1) > 0)

    @cached_property
    def contrasts(self) -> FloatArray:
        """(C, q - m) the categories but the first of each control."""
        return np.ascontiguousarray(self.indicators[:, ~self.is_first])

    @cached_property
    def sum_by_control(self) -> FloatArray:
        """(q, m) one where a category is of a control."""
        return np.eye(len(self.names))[self.control_of]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideSums:
    """One side's sums by cell, a row for each column of weights: the full sample first."""

    name: str
    masses: FloatArray  # (K, C) of weights; a row of NaN where a replicate failed
    totals: FloatArray  # (K, C) of weight times outcome; likewise

    @property
    def is_known(self) -> BoolArray:
        """(K,) the replicates that did not fail."""
        return np.asarray(~np.isnan(self.masses).any(axis=1) & ~np.isnan(self.totals).any(axis=1))

    @property
    def means(self) -> FloatArray:
        """(K,) of the outcome."""
        return np.asarray(self.totals.sum(axis=1) / self.masses.sum(axis=1))

    def shares(self, categories: Categories) -> FloatArray:
        """(K, q) of the categories."""
        return np.asarray(self.masses @ categories.indicators / self.masses.sum(axis=1)[:, None])


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Respondents by cell."""

    categories: Categories
    of_respondent: IntArray  # (n,) 0..C-1


def find_cells(codes: Sequence[IntArray], labels: Sequence[Sequence[str]], names: Sequence[str]) -> Cells:
    """Put respondents alike in all controls into one cell.

    Args:
        codes: m arrays (n,) of category numbers, 0 upwards.
        labels: m lists of the categories of each control, with respondents or without.
        names: (m,) of the controls.
    """
    first, cell = np.unique(np.column_stack(codes), axis=0, return_inverse=True)
    sizes = [len(own) for own in labels]
    found = Categories(
        names=tuple(names),
        control_of=np.repeat(np.arange(len(sizes)), sizes),
        indicators=np.column_stack([np.eye(size)[first[:, i]] for i, size in enumerate(sizes)]),
        labels=tuple(label for own in labels for label in own),
    )
    return Cells(categories=found, of_respondent=cell.reshape(-1).astype(np.int64))


def require_support(categories: Categories, sides: Sequence[SideSums]) -> None:
    """Refuse categories that a side has nobody in: what its people there would score, nobody can tell.

    Raises:
        EmptyCellError: all empty categories with their control and side.
    """
    empty = [
        f"{categories.names[categories.control_of[place]]} {categories.labels[place]} ({side.name})"
        for side in sides
        for place in np.flatnonzero(~(side.masses[0] @ categories.indicators > 0))
    ]
    if empty:
        msg = f"no common support: nobody in {', '.join(empty)}; join categories, or take the control out"
        raise EmptyCellError(msg)


def require_independent(categories: Categories, sides: Sequence[SideSums]) -> None:
    """Refuse controls that follow from those before them among the people of a side.

    Raises:
        ModelError: the first such control.
    """
    if name := find_dependent(categories, sides):
        msg = f"control {name} follows from those before it ({', '.join(categories.names)}); leave one of them out, or join them by *"
        raise ModelError(msg)


def find_dependent(categories: Categories, sides: Sequence[SideSums]) -> str:
    """Find the first control that follows from those before it on a side; empty: none does."""
    columns = np.column_stack([np.ones(len(categories.indicators)), categories.contrasts])
    control = np.concatenate([[-1], categories.control_of[~categories.is_first]])
    for place, name in enumerate(categories.names):
        own = columns[:, control <= place]
        if not all(has_rank((own.T * side.masses[0]) @ own)[()] for side in sides):
            return name
    return ""


def has_rank(products: FloatArray) -> BoolArray:
    """Return (...) whether cross products (..., p, p) can be inverted: none of their columns follows from the others."""
    scale = np.sqrt(np.diagonal(products, axis1=-2, axis2=-1))
    is_there = (scale > 0).all(axis=-1)
    safe = np.where(scale > 0, scale, 1.0)
    values = np.linalg.eigvalsh(products / (safe[..., :, None] * safe[..., None, :]))
    return np.asarray(is_there & (values[..., 0] > NO_RANK * values[..., -1]))
