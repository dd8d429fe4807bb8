"""Who is compared, and the index of each cell of people alike in all controls, on each side and in every replicate.

The cells' means come by the chain of every other mean: in each replicate the weights of respondents, of items and of dimensions are that
replicate's own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from crowdpotential.chapters.composition.estimates.controls import UNKNOWN, Control
from crowdpotential.index.index_rule import IndexRule
from crowdpotential.index.items import Items
from crowdpotential.index.replicated_means import ReplicatedIndexWeights, ReplicatedMeans, replicate_means
from crowdpotential.params import MissingItems
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.decomposition.categories import Categories, SideSums, find_cells
from crowdpotential.stats.inference.design import Design

INDEX = 0  # among the means that `replicate_means` gives


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexMaking:
    """How the index is made in the sample and in every replicate."""

    items: Items
    weights: ReplicatedIndexWeights
    missing: MissingItems
    rule: IndexRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The respondents with an index and all controls, by side, and what their cells sum to."""

    controls: tuple[Control, ...]
    members: Mapping[str, BoolArray]  # side -> (n,) who counts
    n_lacking: Mapping[str, int]  # side -> respondents with an index who lack a control
    cell_of: IntArray  # (n,) of those with all controls; UNKNOWN of others
    categories: Categories  # all that the codebook lists
    sums: Mapping[str, SideSums]  # side -> its sums by cell
    design: Design

    def n(self, *sides: str) -> float:
        """Return how many respondents of some sides count."""
        return float(sum(self.members[side].sum() for side in sides))


def sum_sides(of_side: Mapping[str, BoolArray], controls: Sequence[Control], making: IndexMaking, design: Design) -> Compared:
    """Sum weights and the index over the cells of each side.

    Args:
        of_side: side that may be compared -> (n,) which respondents of the main sample belong to it, in the order of params.
        controls: their categories.
        making: of the index.
        design: weights and replicates of the respondents.
    """
    has_all = np.all([c.codes != UNKNOWN for c in controls], axis=0)
    side = np.select(list(of_side.values()), range(len(of_side)), default=UNKNOWN)
    inside = has_all & (side != UNKNOWN)
    cells = find_cells([c.codes[inside] for c in controls], [c.keys for c in controls], [c.name for c in controls])
    cell_of = np.full(side.size, UNKNOWN, dtype=np.int64)
    cell_of[inside] = cells.of_respondent
    n_cells = len(cells.categories.indicators)
    occupied, column = np.unique((side * n_cells + cell_of)[inside], return_inverse=True)
    domains = np.zeros((side.size, occupied.size))
    domains[np.flatnonzero(inside), column] = 1.0
    averaged = replicate_means(making.items, {}, domains, design, making.weights, missing=making.missing, rule=making.rule)
    has_index = averaged.known[:, INDEX]
    masses = np.zeros((len(of_side) * n_cells, design.all_weights.shape[1]))
    masses[occupied] = csr_array(domains * has_index[:, None]).T @ design.all_weights
    totals = np.zeros(masses.shape)
    totals[occupied] = _totals(masses[occupied], averaged)
    return Compared(
        controls=tuple(controls),
        members={name: own & has_all & has_index for name, own in of_side.items()},
        n_lacking={name: int((own & has_index & ~has_all).sum()) for name, own in of_side.items()},
        cell_of=cell_of,
        categories=cells.categories,
        sums={name: _take(name, slice(i * n_cells, (i + 1) * n_cells), masses, totals) for i, name in enumerate(of_side)},
        design=design,
    )


def _totals(masses: FloatArray, averaged: ReplicatedMeans) -> FloatArray:
    """Weight times index by occupied cell; nothing where a replicate gives a cell no weight."""
    means = np.concatenate([averaged.estimate[:, INDEX, None], averaged.replicates[:, INDEX]], axis=1)
    return np.asarray(np.where(masses == 0, 0.0, masses * means))


def _take(side: str, rows: slice, masses: FloatArray, totals: FloatArray) -> SideSums:
    return SideSums(name=side, masses=np.ascontiguousarray(masses[rows].T), totals=np.ascontiguousarray(totals[rows].T))
