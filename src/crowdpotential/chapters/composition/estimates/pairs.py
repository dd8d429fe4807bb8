"""Pairs of sides whose gap can be taken apart, and those whose gap cannot, with the reason."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from crowdpotential.chapters.composition.estimates.side_cells import Compared
from crowdpotential.results.measures.gap_parts import LEFT_OUT
from crowdpotential.results.rows import MAIN, Row, make_row
from crowdpotential.stats.arrays import BoolArray
from crowdpotential.stats.decomposition.categories import Categories, SideSums, find_dependent

FEWEST_IN_CATEGORY = 10  # respondents of each side: of fewer, chance alone decides what they weigh in the place of others
FEWEST_PER_COEFFICIENT = 5  # respondents of a side for each coefficient of its equation
Reason = str  # as the page words it: no_common_support, few_in_category, few_respondents, few_without_control, collinear, no_balance


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two sides, and the categories that any of their people are in."""

    first: SideSums
    second: SideSums
    categories: Categories
    in_cell: BoolArray  # (cells of all sides) those with people of the pair
    is_used: BoolArray  # (q,) of the categories that the codebook lists

    @property
    def names(self) -> tuple[str, str]:
        """The sides, in the order of their difference."""
        return self.first.name, self.second.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Why the gap of a pair is not taken apart."""

    reason: Reason
    side: str
    against: str
    control: str = ""
    category: str = ""
    needed: float = np.nan  # respondents


def list_pairs(compared: Compared) -> list[Pair]:
    """List all pairs of sides, in the order of params."""
    return [_pair(compared, *names) for names in combinations(compared.sums, 2)]


def find_obstacles(pair: Pair, compared: Compared, *, suppress_below: int) -> list[Obstacle]:
    """List what forbids to take the gap of a pair apart; nothing where it can be.

    Where a few respondents alone lack a control, the gap of the others and that of all would tell what those few score.

    Args:
        pair: of sides.
        compared: who counts.
        suppress_below: respondents that a published number rests on.
    """
    found = [
        Obstacle(reason="few_without_control", side=side, against=other, needed=suppress_below)
        for side, other in (pair.names, pair.names[::-1])
        if 0 < compared.n_lacking[side] < suppress_below
    ]
    found += _thin_categories(pair, compared, max(FEWEST_IN_CATEGORY, suppress_below))
    needed = FEWEST_PER_COEFFICIENT * (1 + pair.categories.contrasts.shape[1])
    found += [
        Obstacle(reason="few_respondents", side=side, against=other, needed=needed)
        for side, other in (pair.names, pair.names[::-1])
        if compared.n(side) < needed
    ]
    if not found and (name := find_dependent(pair.categories, (pair.first, pair.second))):
        found.append(Obstacle(reason="collinear", side=pair.names[0], against=pair.names[1], control=name))
    return found


def obstacle_rows(obstacles: list[Obstacle], compared: Compared) -> list[Row]:
    """Report why gaps are not taken apart."""
    return [
        make_row(
            LEFT_OUT,
            MAIN,
            variable="index",
            variable_2=one.control,
            category=one.category,
            model=one.reason,
            bloc=one.side,
            reference_bloc=one.against,
            estimate=one.needed,
            n=compared.n(one.side),
        )
        for one in obstacles
    ]


def _pair(compared: Compared, first: str, second: str) -> Pair:
    sides, every = (compared.sums[first], compared.sums[second]), compared.categories
    in_cell = np.asarray(sides[0].masses[0] + sides[1].masses[0] > 0)
    is_used = every.indicators[in_cell].any(axis=0)
    categories = replace(
        every,
        control_of=every.control_of[is_used],
        indicators=every.indicators[np.ix_(in_cell, is_used)],
        labels=tuple(label for label, used in zip(every.labels, is_used, strict=True) if used),
    )
    own = [replace(side, masses=side.masses[:, in_cell], totals=side.totals[:, in_cell]) for side in sides]
    return Pair(first=own[0], second=own[1], categories=categories, in_cell=in_cell, is_used=is_used)


def _thin_categories(pair: Pair, compared: Compared, fewest: int) -> Iterator[Obstacle]:
    every, own = compared.categories, np.flatnonzero(pair.is_used)
    for side, other in (pair.names, pair.names[::-1]):
        counts = np.bincount(compared.cell_of[compared.members[side]], minlength=len(every.indicators)) @ every.indicators
        for place in own[counts[own] < fewest]:
            yield Obstacle(
                reason="few_in_category" if counts[place] else "no_common_support",
                side=side,
                against=other,
                control=every.names[every.control_of[place]],
                category=every.labels[place],
                needed=fewest,
            )
