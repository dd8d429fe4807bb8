"""The declared model tested on the whole sample: dimensions that correlate, and one general factor behind them.

The least-squares model beside it (`measurement`) gives the loadings that weight the index; this one says whether such a model
fits the answers at all, and where not. Nothing stops here: a model that cannot be estimated is reported as untestable.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crowdpotential.codebook import FEWEST_FOR_FACTOR, Codebook
from crowdpotential.errors import ConvergenceError
from crowdpotential.index.dimension_fits import IMPOSSIBLE, BaseFit, fit_dimensions
from crowdpotential.index.group_samples import gather_numbers, gather_ordered
from crowdpotential.index.items import Items
from crowdpotential.index.level_fits import Estimator
from crowdpotential.index.models import declare_model
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.group_models.fit_indices import FitIndices
from crowdpotential.stats.group_models.group_structure import place_values
from crowdpotential.stats.group_models.measurement_fit import MeasurementFit, fit_measurement
from crowdpotential.stats.group_models.model_spec import Invariance, MeasurementModel
from crowdpotential.stats.group_models.modification_indices import Releases, find_releases
from crowdpotential.stats.group_models.standardised import standardise
from crowdpotential.stats.group_models.unrestricted_model import UnrestrictedModel, fit_unrestricted
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.ordinal_models.ordinal_groups import fit_ordinal_groups
from crowdpotential.stats.ordinal_models.ordinal_levels import OrdinalInvariance
from crowdpotential.stats.ordinal_models.ordinal_moments import OrdinalMoments

CONFIRMATORY, SECOND_ORDER = "confirmatory", "second_order"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmatoryFit:
    """One model of the whole sample; loadings are standardised, their errors robust."""

    chi2: float  # scaled
    df: int
    p_value: float
    indices: FitIndices  # robust (MLR) or scaled (WLSMV)
    srmr: float
    is_admissible: bool
    loadings: FloatArray  # (p,) of the items on their dimensions, or (k,) of the dimensions on the general factor
    loading_errors: FloatArray  # the same shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a model could not be fitted."""

    reason: str  # machine word
    obstacle: str  # what, where, how many and what to do


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmatory:
    """The models that could be fitted, why others could not, and what would make the answers fit better."""

    estimator: Estimator
    fits: Mapping[str, ConfirmatoryFit]
    failures: Mapping[str, Failure]
    dimensions: Mapping[str, BaseFit]  # each of several as a model of its own
    numeric_loadings: FloatArray | None  # (p,) of answers taken as numbers, by MLR
    releases: Releases | None  # of that model; None also where it has no degrees of freedom


def confirm(items: Items, design: Design, codebook: Codebook, *, estimator: Estimator, empty_cell: float) -> Confirmatory:
    """Fit the declared model with and without a general factor; the latter needs three dimensions.

    Args:
        items: of the index.
        design: weights and sampling units of the respondents.
        codebook: what is declared.
        estimator: as `choose_estimator` gives it. What to release is always found by MLR.
        empty_cell: respondents to add to the empty cell of a table of two answers each.
    """
    models = {CONFIRMATORY: declare_model(items, codebook, has_general_factor=False)}
    if len(items.dimensions) >= FEWEST_FOR_FACTOR:
        models[SECOND_ORDER] = declare_model(items, codebook, has_general_factor=True)
    numbers = _fit_numbers(items, design, models if estimator == "mlr" else {CONFIRMATORY: models[CONFIRMATORY]})
    fits, failures = numbers.fits, numbers.failures
    if estimator == "wlsmv":
        fits, failures = _fit_ordered(items, design, models, empty_cell)
    return Confirmatory(
        estimator=estimator,
        fits=fits,
        failures=failures,
        dimensions=fit_dimensions(items, _one_group(items), design, models[CONFIRMATORY], estimator=estimator, empty_cell=empty_cell),
        numeric_loadings=numbers.fits[CONFIRMATORY].loadings if CONFIRMATORY in numbers.fits else None,
        releases=numbers.releases,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Numbers:
    fits: Mapping[str, ConfirmatoryFit]
    failures: Mapping[str, Failure]
    releases: Releases | None


def _fit_numbers(items: Items, design: Design, models: Mapping[str, MeasurementModel]) -> _Numbers:
    try:
        sample = gather_numbers(items, _one_group(items), design)
        unrestricted = fit_unrestricted(sample)
    except IMPOSSIBLE as error:
        return _Numbers(fits={}, failures=dict.fromkeys(models, _describe_failure(error)), releases=None)
    found: dict[str, MeasurementFit] = {}
    failures: dict[str, Failure] = {}
    for name, model in models.items():
        try:
            found[name] = _fit_number(unrestricted, model, items)
        except IMPOSSIBLE as error:
            failures[name] = _describe_failure(error)
    first = found.get(CONFIRMATORY)
    return _Numbers(
        fits={name: _describe(fit) for name, fit in found.items()},
        failures=failures,
        releases=find_releases(sample, first) if first is not None and first.measures.test.df > 0 else None,
    )


def _fit_number(unrestricted: UnrestrictedModel, model: MeasurementModel, items: Items) -> MeasurementFit:
    level = Invariance(level="configural")
    return fit_measurement(unrestricted, model, level, dimension_names=items.dimensions)


def _describe(fit: MeasurementFit) -> ConfirmatoryFit:
    measures, own = fit.measures, standardise(fit)[0]
    values, errors = (
        (each.regressions[: fit.model.n_dimensions, fit.model.n_dimensions])
        if fit.model.has_general_factor
        else each.loadings[np.arange(fit.model.n_items), fit.model.dimension_of_item]
        for each in (own.values, own.errors)
    )
    return ConfirmatoryFit(
        chi2=measures.test.value / measures.test.scaling,
        df=measures.test.df,
        p_value=measures.p_value_scaled,
        indices=measures.robust,
        srmr=measures.srmr,
        is_admissible=fit.is_admissible,
        loadings=values,
        loading_errors=errors,
    )


def _fit_ordered(
    items: Items, design: Design, models: Mapping[str, MeasurementModel], empty_cell: float
) -> tuple[Mapping[str, ConfirmatoryFit], Mapping[str, Failure]]:
    try:
        moments = gather_ordered(items, _one_group(items), design, empty_cell=empty_cell).moments[0]
    except IMPOSSIBLE as error:
        return {}, dict.fromkeys(models, _describe_failure(error))
    fits: dict[str, ConfirmatoryFit] = {}
    failures: dict[str, Failure] = {}
    for name, model in models.items():
        try:
            fits[name] = _fit_order(moments, model, items)
        except IMPOSSIBLE as error:
            failures[name] = _describe_failure(error)
    return fits, failures


def _fit_order(moments: OrdinalMoments, model: MeasurementModel, items: Items) -> ConfirmatoryFit:
    """Fit under delta, where loadings of one group are standardised but for the general factor's part."""
    level = OrdinalInvariance(level="configural")
    fit = fit_ordinal_groups([moments], model, level, parameterisation="delta", names=items.names)
    values = fit.groups[0].matrices
    errors = place_values(fit.standard_errors, fit.structure.factors, 0)
    k = model.n_dimensions
    if model.has_general_factor:
        general = values.regressions[:k, k]  # the dimension's own part has variance 1
        loadings = general / np.sqrt(1 + general**2)
        loading_errors = errors.regressions[:k, k] / (1 + general**2) ** 1.5
    else:
        place = np.arange(model.n_items), model.dimension_of_item
        loadings, loading_errors = values.loadings[place], errors.loadings[place]
    return ConfirmatoryFit(
        chi2=fit.chi2,
        df=fit.df,
        p_value=fit.p_value,
        indices=fit.indices,
        srmr=fit.srmr,
        is_admissible=fit.is_admissible,
        loadings=loadings,
        loading_errors=loading_errors,
    )


def _one_group(items: Items) -> IntArray:
    return np.zeros(len(items.ranks), dtype=np.int64)


def _describe_failure(error: Exception) -> Failure:
    reason = "no_convergence" if isinstance(error, ConvergenceError) else "no_model"
    return Failure(reason=reason, obstacle=str(error))
