"""Gap between sides: the outcome regressed on the controls on each side, and on both with a mean of their own, by weighted least squares.

Coefficients are normalised: those of the categories of a control sum to zero, and the constant takes what that moves, so that no base
category is chosen (Yun 2005, Economic Inquiry 43, 766-772; Gardeazabal and Ugidos 2004, Review of Economics and Statistics 86, 1034-1036).
"""

from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.decomposition.categories import Categories, SideSums, has_rank, require_independent, require_support


@dataclass(frozen=True, slots=True, kw_only=True)
class SideFit:
    """The regression of one side under K columns of weights; rows of NaN where a replicate failed or lacks a category."""

    means: FloatArray  # (K,) of the outcome
    shares: FloatArray  # (K, q) of the categories
    coefficients: FloatArray  # (K, q) normalised
    constants: FloatArray  # (K,)


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedSides:
    """Two sides, and what is common to both."""

    first: SideFit
    second: SideFit
    pooled: FloatArray  # (K, q) normalised coefficients of both together, each side having a mean of its own
    categories: Categories

    @property
    def gaps(self) -> FloatArray:
        """(K,) mean of the first less mean of the second."""
        return np.asarray(self.first.means - self.second.means)


def fit_sides(first: SideSums, second: SideSums, categories: Categories) -> FittedSides:
    """Fit the regressions of two sides.

    Args:
        first, second: sums by cell.
        categories: of the cells.

    Raises:
        EmptyCellError: a category without people on a side.
        ModelError: controls that follow from each other on a side.
    """
    require_support(categories, (first, second))
    require_independent(categories, (first, second))
    moments = [_centred_moments(side, categories) for side in (first, second)]
    own = [_fit_side(side, found, categories) for side, found in zip((first, second), moments, strict=True)]
    both = _Moments(moments[0].products + moments[1].products, moments[0].crossed + moments[1].crossed)
    slopes = _with_first(_solve(both), categories)
    pooled = slopes - _middle(slopes, categories)[:, categories.control_of]
    return FittedSides(first=own[0], second=own[1], pooled=pooled, categories=categories)


@dataclass(frozen=True, slots=True)
class _Moments:
    """Sums about the means of a side."""

    products: FloatArray  # (K, p, p) of the columns with each other
    crossed: FloatArray  # (K, p) of the columns with the outcome


def _fit_side(side: SideSums, moments: _Moments, categories: Categories) -> SideFit:
    slopes, shares, means = _with_first(_solve(moments), categories), side.shares(categories), side.means
    middle = _middle(slopes, categories)
    return SideFit(
        means=means,
        shares=shares,
        coefficients=slopes - middle[:, categories.control_of],
        constants=means - (shares * slopes).sum(axis=1) + middle.sum(axis=1),
    )


def _centred_moments(side: SideSums, categories: Categories) -> _Moments:
    columns = categories.contrasts
    c, p = columns.shape
    sums, mass = side.masses @ columns, side.masses.sum(axis=1)
    products = (side.masses @ (columns[:, :, None] * columns[:, None, :]).reshape(c, p * p)).reshape(-1, p, p)
    return _Moments(
        products=products - sums[:, :, None] * sums[:, None, :] / mass[:, None, None],
        crossed=side.totals @ columns - sums * side.means[:, None],
    )


def _solve(moments: _Moments) -> FloatArray:
    """(K, p) coefficients; NaN where a column follows from the others."""
    products, crossed = moments.products, moments.crossed
    found = np.full(crossed.shape, np.nan)
    known = np.flatnonzero(~np.isnan(products).any(axis=(1, 2)) & ~np.isnan(crossed).any(axis=1))
    regular = known[has_rank(products[known])]
    found[regular] = np.linalg.solve(products[regular], crossed[regular][:, :, None])[:, :, 0]
    return found


def _with_first(slopes: FloatArray, categories: Categories) -> FloatArray:
    """(K, q): zero for the first category of each control."""
    every = np.zeros((len(slopes), categories.control_of.size))
    every[:, ~categories.is_first] = slopes
    return every


def _middle(slopes: FloatArray, categories: Categories) -> FloatArray:
    """(K, m): the plain mean of each control's coefficients, which the constant gains (Yun 2005, equation 4)."""
    return np.asarray(slopes @ categories.sum_by_control / categories.sum_by_control.sum(axis=0))
