"""Measurement: models that the answers cannot determine are refused by name, before anything is estimated."""

from collections.abc import Sequence

import numpy as np

from crowdpotential.errors import ModelError
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.group_models.group_derivatives import find_moment_jacobian
from crowdpotential.stats.group_models.group_sample import Sample
from crowdpotential.stats.group_models.group_structure import (
    FIXED,
    GroupMatrices,
    GroupStructure,
    fill_matrices,
    sum_by_parameter,
)
from crowdpotential.stats.group_models.model_spec import Invariance, MeasurementModel, lay_out_groups

_FEWEST_ITEMS = 3  # of a dimension that stands alone
_FEWEST_DIMENSIONS = 3  # behind a general factor
_USUAL_SIZES = {"loadings": 0.6, "regressions": 0.6, "covariances": 0.3, "residuals": 0.4, "intercepts": 1.0}
_SMALLEST_SQUARE, _SMALLEST_PART = (
    1e-12,
    1e-4,
)  # of a derivative, and of a parameter in a direction that changes nothing


def refuse_undetermined_model(model: MeasurementModel, dimension_names: Sequence[str] = ()) -> None:
    """Refuse dimensions with too few items.

    Args:
        model: the declared one.
        dimension_names: (k,) for messages.

    Raises:
        ModelError: a dimension with one item; with two items if it has no other dimension to lean on, or if their residuals go
            together as well; a general factor of fewer than three dimensions.
    """
    names = tuple(dimension_names) or tuple(f"number {k + 1}" for k in range(model.n_dimensions))
    sizes = np.bincount(model.dimension_of_item, minlength=model.n_dimensions)
    pairs = model.dimension_of_item[model.residual_pairs]
    is_tied = np.bincount(pairs[pairs[:, 0] == pairs[:, 1], 0], minlength=model.n_dimensions) > 0
    needed = np.where(is_tied | (model.n_dimensions == 1), _FEWEST_ITEMS, _FEWEST_ITEMS - 1)
    if (sizes < needed).any():
        worst = int((sizes - needed).argmin())
        msg = (
            f"factor model: dimension {names[worst]} has {sizes[worst]} items and needs at least {needed[worst]};"
            " add items, join it with another dimension or drop the residual covariance"
        )
        raise ModelError(msg)
    if model.has_general_factor and model.n_dimensions < _FEWEST_DIMENSIONS:
        msg = (
            f"factor model: a general factor of {model.n_dimensions} dimensions; it takes at least"
            f" {_FEWEST_DIMENSIONS}, so let them correlate instead"
        )
        raise ModelError(msg)


def find_undetermined_items(model: MeasurementModel) -> IntArray:
    """Find the items whose parameters no answers can determine: the moments do not say where they lie (Wald 1950; Bollen 1989).

    The derivative of the moments by the parameters has full rank at almost every point, or at none; it is taken at one without special
    values. What answers leave open for want of correlation is another question.

    Args:
        model: the declared one.

    Returns:
        Positions of the items, ascending; none where the model is determined.
    """
    structure = lay_out_groups(model, Invariance(level="configural"), 1)
    matrices, cells = _plausible_matrices(structure), structure.groups[0]
    jacobian = sum_by_parameter(cells, find_moment_jacobian(cells, matrices), structure.n_parameters)
    squares, directions = np.linalg.eigh(jacobian.T @ jacobian)
    loose = directions[:, squares < _SMALLEST_SQUARE * squares[-1]]
    is_loose = (np.abs(loose) > _SMALLEST_PART).any(axis=1)
    patterns, found = structure.patterns, set[int]()
    for pattern in (patterns.loadings, patterns.residuals):
        free = pattern.numbers[0] != FIXED
        at = np.argwhere(free & is_loose[np.where(free, pattern.numbers[0], 0)])
        found |= set(at[:, 0].tolist())
    return np.array(sorted(found), dtype=np.int64)


def count_degrees_of_freedom(sample: Sample, structure: GroupStructure, what: str) -> int:
    """Return the moments beyond the parameters.

    Args:
        sample: of all groups.
        structure: of the model.
        what: names the model in messages.

    Raises:
        ModelError: more parameters than moments, or a group with fewer respondents than parameters.
    """
    df = refuse_more_parameters_than_moments(structure, len(sample.item_names), what)
    for group, cells, name in zip(sample.groups, structure.groups, sample.group_names, strict=True):
        needed = len(np.unique(cells.numbers))
        if len(group.answers) < needed:
            msg = (
                f"{what}: group {name} has {len(group.answers)} respondents for {needed} parameters; it takes at"
                f" least {needed}, so join groups, hold more equal or leave items out"
            )
            raise ModelError(msg)
    return df


def refuse_more_parameters_than_moments(structure: GroupStructure, n_items: int, what: str) -> int:
    """Return the moments beyond the parameters, whatever the groups hold.

    Raises:
        ModelError: more parameters than moments.
    """
    df = len(structure.groups) * n_items * (n_items + 3) // 2 - structure.n_parameters
    if df < 0:
        msg = f"{what}: {-df} parameters more than moments; use more items or fewer dimensions"
        raise ModelError(msg)
    return df


def _plausible_matrices(structure: GroupStructure) -> GroupMatrices:
    """Fill a group's matrices with values of the usual size that have nothing in common with each other."""
    spread = 1 + 0.3 * np.sin(np.arange(1, structure.n_parameters + 1) ** 1.5)  # 0.7 to 1.3, in no order
    parameters = np.zeros(structure.n_parameters)
    for kind, size in _USUAL_SIZES.items():
        numbers = getattr(structure.patterns, kind).numbers[0]
        parameters[numbers[numbers != FIXED]] = size
    return fill_matrices(parameters * spread, structure, 0)


def name_runaway(sample: Sample, structure: GroupStructure, parameters: FloatArray) -> str:
    """Name the item whose loading or residual is largest in standard deviations: where a search without end has gone.

    Args:
        sample: of all groups.
        structure: of the model.
        parameters: (m,) where the search stopped.
    """
    sizes = []
    for number, group in enumerate(sample.groups):
        matrices = fill_matrices(parameters, structure, number)
        variances = np.diag(group.moments.covariance)
        spread = np.sqrt(np.abs(np.diag(matrices.factor_covariances)))
        loadings = np.abs(matrices.loadings * spread).max(axis=1) ** 2
        sizes.append(np.maximum(loadings, np.abs(np.diag(matrices.residuals))) / variances)
    worst, item = divmod(int(np.argmax(sizes)), len(sample.item_names))
    return f"item {sample.item_names[item]} in group {sample.group_names[worst]}"
