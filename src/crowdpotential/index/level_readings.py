"""What a fitted level says, read alike from WLSMV (of the responses behind the answers) and from MLR (of the answers)."""

from collections.abc import Sequence
from contextlib import suppress

import numpy as np

from crowdpotential.errors import ModelError
from crowdpotential.index.level_fits import Difference, ItemParameters, LevelFit
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.group_models.group_structure import GroupMatrices, place_values
from crowdpotential.stats.group_models.measurement_fit import MeasurementFit
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.group_models.scaled_tests import Formula, compare_fits
from crowdpotential.stats.group_models.unrestricted_model import UnrestrictedModel
from crowdpotential.stats.ordinal_models.ordinal_difference import compare_ordinal_fits
from crowdpotential.stats.ordinal_models.ordinal_groups import OrdinalFit

FORMULAS: tuple[Formula, ...] = (
    "satorra-bentler-2001",
    "satorra-bentler-2010",
)  # the first that has a positive factor


def read_ordinal(step: str, freer: str, fit: OrdinalFit, freer_fit: OrdinalFit | None, model: MeasurementModel) -> LevelFit:
    """Read a level that was fitted by WLSMV, beside the freer one."""
    groups, errors = _ordinal_matrices(fit)
    return LevelFit(
        level=step,
        freer=freer,
        chi2=fit.chi2,
        df=fit.df,
        p_value=fit.p_value,
        indices=fit.indices,
        srmr=fit.srmr,
        is_admissible=fit.is_admissible,
        difference=_compare_ordinal(freer_fit, fit) if freer_fit else None,
        latent_means=_latent(groups, groups[0], model),
        latent_mean_errors=_latent(errors, groups[0], model),
        parameters=_parameters(groups, errors, model),
        n_equal_residuals=len(fit.invariance.equal_residuals),
    )


def read_numeric(
    step: str,
    freer: str,
    fit: MeasurementFit,
    freer_fit: MeasurementFit | None,
    unrestricted: UnrestrictedModel,
) -> LevelFit:
    """Read a level that was fitted by MLR, beside the freer one."""
    measures = fit.measures
    return LevelFit(
        level=step,
        freer=freer,
        chi2=measures.test.value / measures.test.scaling,
        df=measures.test.df,
        p_value=measures.p_value_scaled,
        indices=measures.robust,
        srmr=measures.srmr,
        is_admissible=fit.is_admissible,
        difference=_compare_numeric(unrestricted, freer_fit, fit) if freer_fit else None,
        latent_means=_latent(fit.groups, fit.groups[0], fit.model),
        latent_mean_errors=_latent(fit.standard_errors, fit.groups[0], fit.model),
        parameters=numeric_parameters(fit),
    )


def ordinal_parameters(fit: OrdinalFit, model: MeasurementModel) -> ItemParameters:
    """Read what a model of ordered answers says of each item in each group."""
    return _parameters(*_ordinal_matrices(fit), model)


def numeric_parameters(fit: MeasurementFit) -> ItemParameters:
    """Read what a model of numbers says of each item in each group."""
    return _parameters(fit.groups, fit.standard_errors, fit.model)


def _ordinal_matrices(fit: OrdinalFit) -> tuple[list[GroupMatrices], list[GroupMatrices]]:
    errors = [place_values(fit.standard_errors, fit.structure.factors, g) for g in range(len(fit.groups))]
    return [one.matrices for one in fit.groups], errors


def _compare_ordinal(freer: OrdinalFit, fit: OrdinalFit) -> Difference | None:
    """Test a level; equal thresholds of items with three answers restrict nothing (Wu and Estabrook 2016)."""
    if fit.df == freer.df:
        return None
    test = compare_ordinal_fits(freer, fit)
    return Difference(chi2=test.chi2, df=test.df, p_value=test.p_value, formula="satorra-2000")


def _compare_numeric(unrestricted: UnrestrictedModel, freer: MeasurementFit, fit: MeasurementFit) -> Difference | None:
    """Test a level; no verdict rests on it, so that a test which cannot be had stops nothing."""
    for formula in FORMULAS:
        with suppress(ModelError):
            test = compare_fits(unrestricted, freer, fit, formula=formula)
            return Difference(chi2=test.chi2, df=test.df, p_value=test.p_value, formula=formula)
    return None


def _parameters(groups: Sequence[GroupMatrices], errors: Sequence[GroupMatrices], model: MeasurementModel) -> ItemParameters:
    own = np.arange(model.n_items), model.dimension_of_item
    return ItemParameters(
        loadings=np.stack([one.loadings[own] for one in groups]),
        loading_errors=np.stack([one.loadings[own] for one in errors]),
        intercepts=np.stack([one.intercepts for one in groups]),
        deviations=np.sqrt(np.stack([np.diag(one.implied_covariance) for one in groups])),
    )


def _latent(values: Sequence[GroupMatrices], first: GroupMatrices, model: MeasurementModel) -> FloatArray:
    """Return the dimensions' means, or their errors, in deviations of the first group: a general factor is part of these."""
    k = model.n_dimensions
    deviations = np.sqrt(np.diag(first.factor_covariances)[:k])
    return np.asarray(np.stack([one.means[:k] for one in values]) / deviations)
