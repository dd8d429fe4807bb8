"""Comparability: does one factor model hold in all groups, for ordered answers (section "Comparability across the border")?

Weighted least squares with robust corrections, called WLSMV: thresholds and polychoric correlations are fitted with the inverses of
their variances as weights; errors and the test then take the whole asymptotic covariance into account (Muthen, du Toit and Spisic
1997). Equal to lavaan's estimator "WLSMV".
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from crowdpotential.errors import ConvergenceError, ModelError
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.group_models.fit_indices import FitIndices, find_p_value
from crowdpotential.stats.group_models.group_starts import turn_signs
from crowdpotential.stats.group_models.group_structure import read_parameters
from crowdpotential.stats.group_models.model_checks import refuse_undetermined_model
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.minimising.newton import Minimum, Objective, minimise
from crowdpotential.stats.ordinal_models.ordinal_indices import find_ordinal_indices, find_ordinal_srmr
from crowdpotential.stats.ordinal_models.ordinal_levels import (
    OrdinalInvariance,
    Parameterisation,
    lay_out_ordinal_groups,
)
from crowdpotential.stats.ordinal_models.ordinal_misfit import find_ordinal_start, misfit_of_ordinal
from crowdpotential.stats.ordinal_models.ordinal_moments import OrdinalMoments
from crowdpotential.stats.ordinal_models.ordinal_sandwich import Sandwich, find_sandwich, scale_and_shift
from crowdpotential.stats.ordinal_models.ordinal_structure import OrdinalGroup, OrdinalStructure, fill_group

_SMALLEST_SHARE = 1e-4  # of a response's variance that is its own; below it the loading stands for an infinite one


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdinalFit:
    """One ordinal model fitted to all groups; test and indices are the scaled and shifted ones."""

    invariance: OrdinalInvariance
    chi2: float
    df: int  # 0 in a saturated model: then the fit proves nothing
    p_value: float
    chi2_unscaled: float
    scaling: float
    shift: float
    indices: FitIndices
    srmr: float  # of correlations; 0 is perfect
    parameters: FloatArray  # (m,) where the structure says
    covariance: FloatArray  # (m, m) sandwich
    groups: tuple[OrdinalGroup, ...]  # the model in numbers, factors turned to positive loadings
    structure: OrdinalStructure
    sandwich: Sandwich
    is_admissible: bool  # all variances positive, all correlations possible
    n_iterations: int

    @property
    def standard_errors(self) -> FloatArray:
        """Return the parameters' (m,) robust standard errors."""
        return np.sqrt(np.diag(self.covariance))


def fit_ordinal_groups(
    moments: Sequence[OrdinalMoments],
    model: MeasurementModel,
    invariance: OrdinalInvariance,
    *,
    parameterisation: Parameterisation = "theta",
    names: Sequence[str] = (),
    group_names: Sequence[str] = (),
) -> OrdinalFit:
    """Fit the declared model to the ordered answers of several groups.

    Args:
        moments: of each group, from `ordinal_moments`, with weights of mean one over all groups together.
        model: of every group.
        invariance: what is equal.
        parameterisation: whether residual variances (theta) or scales (delta) are parameters; the fit is the same.
        names: (p,) item names for messages.
        group_names: (G,) for messages.

    Raises:
        ModelError: groups with other items or categories, dimensions with too few items, more parameters than statistics or than
            respondents of a group, or parameters that the statistics do not determine.
        ConvergenceError: an estimate grows without end.
    """
    refuse_undetermined_model(model)
    _refuse_other_categories(moments)
    n_categories = np.bincount(moments[0].threshold_items) + 1
    structure = lay_out_ordinal_groups(model, invariance, len(moments), n_categories, parameterisation=parameterisation)
    sizes = ", ".join(str(group.n_respondents) for group in moments)
    what = f"ordinal model ({invariance.level}, groups of {sizes} respondents, {structure.n_parameters} parameters)"
    labels = tuple(group_names) or tuple(str(g + 1) for g in range(len(moments)))
    _refuse_many_parameters(moments, structure, what, labels)
    found = _find_minimum(misfit_of_ordinal(moments, structure), find_ordinal_start(moments, model, structure), what)
    parameters = _turn(found.parameters, structure)
    _refuse_exhausted_items([fill_group(parameters, structure, group) for group in range(len(moments))], names, labels)
    return _describe(moments, structure, invariance, minimum=replace(found, parameters=parameters))


def _find_minimum(misfit: Objective, start: FloatArray, what: str) -> Minimum:
    try:
        return minimise(misfit, start, what=what)
    except ModelError as undetermined:
        msg = (
            f"{what}: no proper solution; the statistics do not determine it, or a factor explains more than all of an"
            " item (fit it under delta to see which): join weak dimensions or take larger groups"
        )
        raise ModelError(msg) from undetermined


def _describe(
    moments: Sequence[OrdinalMoments],
    structure: OrdinalStructure,
    invariance: OrdinalInvariance,
    *,
    minimum: Minimum,
) -> OrdinalFit:
    """Test the fitted model."""
    total = sum(group.n for group in moments)
    df = _count_degrees_of_freedom(moments, structure)
    sandwich = find_sandwich(minimum.parameters, moments, structure)
    unscaled = 2 * total * minimum.misfit
    test = scale_and_shift(unscaled, df, sandwich.trace, sandwich.squared_trace)
    groups = tuple(fill_group(minimum.parameters, structure, group) for group in range(len(moments)))
    return OrdinalFit(
        invariance=invariance,
        chi2=test.chi2,
        df=df,
        p_value=find_p_value(test.chi2, df),
        chi2_unscaled=unscaled,
        scaling=test.scaling,
        shift=test.shift,
        indices=find_ordinal_indices(moments, test.chi2, df),
        srmr=find_ordinal_srmr(moments, groups),
        parameters=minimum.parameters,
        covariance=sandwich.bread @ sandwich.meat @ sandwich.bread / (total - len(moments)),
        groups=groups,
        structure=structure,
        sandwich=sandwich,
        is_admissible=all(_is_admissible(group) for group in groups),
        n_iterations=minimum.n_iterations,
    )


def _turn(parameters: FloatArray, structure: OrdinalStructure) -> FloatArray:
    """Turn every factor to a positive sum of loadings; thresholds and scales stay."""
    matrices = [turn_signs(fill_group(parameters, structure, group).matrices) for group in range(structure.n_groups)]
    turned = parameters.copy()
    of_factors = read_parameters(structure.factors, matrices)
    turned[: len(of_factors)] = of_factors
    return turned


def _is_admissible(group: OrdinalGroup) -> bool:
    """Return whether variances are positive; under delta a residual variance is what the scale leaves."""
    matrices = group.matrices
    covariance = matrices.loadings @ matrices.factor_covariances @ matrices.loadings.T
    residuals = 1 / group.scales**2 - np.diag(covariance)
    return bool((residuals > 0).all() and np.linalg.eigvalsh(matrices.covariances)[0] > 0)


def _refuse_many_parameters(moments: Sequence[OrdinalMoments], structure: OrdinalStructure, what: str, labels: Sequence[str]) -> None:
    df = _count_degrees_of_freedom(moments, structure)
    if df < 0:
        msg = f"{what}: {-df} parameters more than statistics; use more items or fewer dimensions"
        raise ModelError(msg)
    for group, own in enumerate(moments):
        needed = len(np.unique(structure.cell_numbers(group)))
        if own.n_respondents < needed:
            msg = (
                f"{what}: group {labels[group]} has {own.n_respondents} respondents for {needed} parameters; it takes at least"
                f" {needed}, so join groups or categories, or leave items out"
            )
            raise ModelError(msg)


def _count_degrees_of_freedom(moments: Sequence[OrdinalMoments], structure: OrdinalStructure) -> int:
    return sum(len(group.covariance) for group in moments) - structure.n_parameters


def _refuse_exhausted_items(groups: Sequence[OrdinalGroup], names: Sequence[str], labels: Sequence[str]) -> None:
    """Refuse a search that stopped only because a loading grew out of sight (a Heywood case under theta)."""
    for label_of_group, group in zip(labels, groups, strict=True):
        shares = group.scales**2 * np.diag(group.matrices.residuals)
        if 0 < np.abs(shares).min() < _SMALLEST_SHARE:
            item = int(np.abs(shares).argmin())
            label = names[item] if names else f"number {item + 1}"
            msg = (
                f"ordinal model: the factors explain all of item {label} in group {label_of_group}, so that its loading grows without"
                " end; leave the item out, join its dimension with another or take larger groups"
            )
            raise ConvergenceError(msg)


def _refuse_other_categories(moments: Sequence[OrdinalMoments]) -> None:
    first: IntArray = moments[0].threshold_items
    for group, own in enumerate(moments[1:], start=2):
        if not np.array_equal(own.threshold_items, first):
            msg = (
                f"ordinal model: group {group} has {len(own.threshold_items)} thresholds where group 1 has {len(first)};"
                " use the same categories in all groups"
            )
            raise ModelError(msg)
