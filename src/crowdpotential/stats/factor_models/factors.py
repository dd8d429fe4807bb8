"""Measurement: the declared factor model, each item on its own dimension (section "The measurement model").

The correlation of items i and j of dimensions a and b is l_i l_j f_ab + m_i m_j: loadings l, correlations f
between the dimensions and, where declared, loadings m on a method factor that is unrelated to the dimensions
and that only the reversed items share. The model minimises the sum of squared residual correlations
(unweighted least squares: Harman and Jones 1966, Psychometrika 31, 351-368), by Newton's method with analytic
derivatives.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import ModelError
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.factor_models.least_squares import fit_least_squares, follow
from crowdpotential.stats.factor_models.simple_structure import Layout, unpack

MIN_ITEMS = 2
MIN_DIMENSIONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorModel:
    """The declared model and how well it reproduces the correlations."""

    loadings: FloatArray  # (p,) standardised; each dimension's sum is positive
    factor_correlations: FloatArray  # (k, k)
    method_loadings: FloatArray  # (p,) zero for items without the method factor; their sum is positive
    uniquenesses: FloatArray  # (p,) share of an item's variance that no factor explains
    heywood: BoolArray  # (p,) items whose factors explain all of their variance or more: not to be trusted
    is_admissible: bool  # no such item, and the dimensions' correlations are those of real variables
    srmr: float  # root mean square residual correlation; lower is better
    df: int  # correlations less parameters; at 0 the fit proves nothing
    n_iterations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorReplicates:
    """The model in every replicate; NaN where it failed."""

    loadings: FloatArray  # (R, p)
    factor_correlations: FloatArray  # (R, k, k)
    method_loadings: FloatArray  # (R, p)
    failed: BoolArray  # (R,)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondOrder:
    """One general factor behind the dimensions."""

    loadings: FloatArray  # (k,) correlation of each dimension with the general factor
    heywood: BoolArray  # (k,) dimensions that the general factor explains wholly or more
    srmr: float
    df: int


def fit_factor_model(
    correlations: FloatArray,
    dimension_of_item: IntArray,
    *,
    method_items: BoolArray | None = None,
    names: Sequence[str] = (),
) -> FactorModel:
    """Fit the declared model to a correlation matrix by unweighted least squares (Harman and Jones 1966).

    Args:
        correlations: (p, p) with a unit diagonal; it need not be positive definite.
        dimension_of_item: (p,) 0..k-1.
        method_items: (p,) items that share the method factor; None for no such factor.
        names: (p,) item names for messages.

    Raises:
        ModelError: a dimension with fewer than two items, fewer correlations than parameters, a correlation
            that is missing, or an estimate that the correlations do not determine or that grows without end.
    """
    layout = Layout.of(dimension_of_item, method_items, names)
    _refuse_impossible(correlations, layout)
    solution = fit_least_squares(correlations, layout)
    loadings, between, method = unpack(solution.parameters, layout)
    loadings, between, method = _turn_signs(loadings, between, method, layout)
    uniquenesses = 1 - loadings**2 - method**2
    residuals = correlations - imply_correlations(loadings, between, method, dimension_of_item)
    n_items = len(loadings)
    return FactorModel(
        loadings=loadings,
        factor_correlations=between,
        method_loadings=method,
        uniquenesses=uniquenesses,
        heywood=uniquenesses <= 0,
        is_admissible=bool((uniquenesses > 0).all() and np.linalg.eigvalsh(between)[0] > 0),
        srmr=float(np.sqrt((np.tril(residuals, -1) ** 2).sum() / (n_items * (n_items + 1) / 2))),
        df=layout.df,
        n_iterations=solution.n_iterations,
    )


def fit_factor_replicates(
    correlations: FloatArray,
    dimension_of_item: IntArray,
    *,
    method_items: BoolArray | None = None,
    start: FactorModel,
) -> FactorReplicates:
    """Repeat `fit_factor_model` for every replicate, beginning at the full sample's solution and keeping its signs.

    Args:
        correlations: (R, p, p); NaN where a replicate failed.
        dimension_of_item: (p,).
        method_items: (p,) as in the full sample.
        start: the full sample's model.
    """
    layout = Layout.of(dimension_of_item, method_items)
    parameters = np.concatenate(
        [
            start.loadings,
            start.factor_correlations[layout.first, layout.second],
            start.method_loadings[layout.method],
        ]
    )
    found = follow(correlations, parameters, layout)
    loadings, between, method = unpack(found, layout)
    return FactorReplicates(
        loadings=loadings,
        factor_correlations=np.where(np.isnan(found[:, :1, None]), np.nan, between),
        method_loadings=np.where(np.isnan(found[:, :1]), np.nan, method),
        failed=np.asarray(np.isnan(found).any(axis=1)),
    )


def imply_correlations(
    loadings: FloatArray,
    factor_correlations: FloatArray,
    method_loadings: FloatArray,
    dimension_of_item: IntArray,
) -> FloatArray:
    """Return the correlations (..., p, p) that the model implies, with a unit diagonal.

    Args:
        loadings: (..., p) on the dimensions.
        factor_correlations: (..., k, k).
        method_loadings: (..., p).
        dimension_of_item: (p,) 0..k-1.
    """
    between = factor_correlations[..., dimension_of_item[:, None], dimension_of_item]
    implied = loadings[..., :, None] * loadings[..., None, :] * between
    implied += method_loadings[..., :, None] * method_loadings[..., None, :]
    items = np.arange(len(dimension_of_item))
    implied[..., items, items] = 1.0
    return np.asarray(implied)


def fit_second_order(factor_correlations: FloatArray, *, names: Sequence[str] = ()) -> SecondOrder:
    """Fit one general factor to the correlations of the dimensions, by unweighted least squares.

    Args:
        factor_correlations: (k, k), three dimensions or more.
        names: (k,) of the dimensions, for messages.

    Raises:
        ModelError: fewer than three dimensions, or correlations that one factor cannot reproduce at all.
    """
    n_dimensions = len(factor_correlations)
    if n_dimensions < MIN_DIMENSIONS:
        msg = f"general factor: {n_dimensions} dimensions cannot determine it; it takes at least {MIN_DIMENSIONS}"
        raise ModelError(msg)
    one = np.zeros(n_dimensions, dtype=np.int64)
    try:
        model = fit_factor_model(factor_correlations, one, names=names)
    except ModelError as error:
        msg = f"general factor, whose items are the {n_dimensions} dimensions: {error}"
        raise ModelError(msg) from None
    return SecondOrder(loadings=model.loadings, heywood=model.heywood, srmr=model.srmr, df=model.df)


def fit_second_order_replicates(factor_correlations: FloatArray, *, start: FloatArray) -> FloatArray:
    """Repeat `fit_second_order` for every replicate, beginning at the full sample's loadings.

    Args:
        factor_correlations: (R, k, k); NaN where a replicate failed.
        start: (k,) the full sample's loadings.

    Returns:
        (R, k) loadings; NaN where there is no minimum.
    """
    one_factor = Layout.of(np.zeros(len(start), dtype=np.int64), None)
    return follow(factor_correlations, start, one_factor)


def _turn_signs(loadings: FloatArray, between: FloatArray, method: FloatArray, layout: Layout) -> tuple[FloatArray, FloatArray, FloatArray]:
    sums = np.bincount(layout.dimension, loadings, minlength=layout.n_dimensions)
    signs = np.where(sums < 0, -1.0, 1.0)
    method_sign = -1.0 if method.sum() < 0 else 1.0
    return loadings * signs[layout.dimension], between * np.outer(signs, signs), method * method_sign


def _refuse_impossible(correlations: FloatArray, layout: Layout) -> None:
    if n_missing := int(np.isnan(correlations).sum()):
        msg = f"factor model: {n_missing} entries of the correlation matrix are missing; leave their items out"
        raise ModelError(msg)
    sizes = np.bincount(layout.dimension, minlength=layout.n_dimensions)
    if sizes.min() < MIN_ITEMS:
        dimension = int(sizes.argmin())
        msg = (
            f"factor model: dimension number {dimension + 1} has {sizes[dimension]} items;"
            f" it takes at least {MIN_ITEMS}, so join it with another"
        )
        raise ModelError(msg)
    if layout.df < 0:
        msg = (
            f"factor model: {layout.n_parameters} parameters but only"
            f" {layout.n_parameters + layout.df} correlations; use more items or fewer dimensions"
        )
        raise ModelError(msg)
