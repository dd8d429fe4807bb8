"""Each dimension of the declared model as a model of its own, so that a large model hides none that fails."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import ConvergenceError, DesignError, ItemError, ModelError
from crowdpotential.index.group_samples import gather_numbers, gather_ordered, take_grouped
from crowdpotential.index.items import Items
from crowdpotential.index.level_fits import Estimator
from crowdpotential.stats.arrays import IntArray
from crowdpotential.stats.correlation.empty_cells import ADDED
from crowdpotential.stats.group_models.fit_indices import FitIndices
from crowdpotential.stats.group_models.measurement_fit import fit_measurement
from crowdpotential.stats.group_models.model_spec import Invariance, MeasurementModel
from crowdpotential.stats.group_models.unrestricted_model import fit_unrestricted
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.ordinal_models.ordinal_groups import fit_ordinal_groups
from crowdpotential.stats.ordinal_models.ordinal_levels import OrdinalInvariance

IMPOSSIBLE = (ConvergenceError, DesignError, ItemError, ModelError)
FEWEST_FOR_METHOD = 3  # items that determine a method factor; two that share one have a residual covariance


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseFit:
    """How well a model fits before anything is set equal."""

    chi2: float  # scaled
    df: int
    p_value: float
    indices: FitIndices  # robust (MLR) or scaled (WLSMV)
    srmr: float
    is_admissible: bool


def fit_dimensions(
    items: Items,
    group: IntArray,
    design: Design,
    model: MeasurementModel,
    *,
    estimator: Estimator,
    empty_cell: float = ADDED,
    group_names: Sequence[str] = (),
) -> Mapping[str, BaseFit]:
    """Fit each of several dimensions on its own; those without degrees of freedom, or that cannot be fitted, are left out.

    Args:
        items: n respondents, p items.
        group: (n,) 0..G-1, -1 for those who are in none.
        design: weights and sampling units of the n respondents.
        model: declared, of all items.
        estimator: as `choose_estimator` gives it.
        empty_cell: as in `gather_ordered`.
        group_names: (G,) for messages.
    """
    if model.n_dimensions == 1:
        return {}
    items, group, design = take_grouped(items, group, design)
    everybody, fits = np.ones(len(group), dtype=np.bool_), dict[str, BaseFit]()
    for d, name in enumerate(items.dimensions):
        own = np.flatnonzero(model.dimension_of_item == d)
        part = take_dimension(model, own)
        if count_spare(part) <= 0:
            continue
        try:
            fits[name] = fit_base(
                items.take(everybody, own),
                group,
                design,
                part,
                estimator=estimator,
                empty_cell=empty_cell,
                group_names=group_names,
            )
        except IMPOSSIBLE:
            continue
    return fits


def fit_base(
    items: Items,
    group: IntArray,
    design: Design,
    model: MeasurementModel,
    *,
    estimator: Estimator,
    empty_cell: float = ADDED,
    group_names: Sequence[str] = (),
) -> BaseFit:
    """Fit one model with nothing equal between the groups; arguments as for `fit_dimensions`.

    Raises:
        ItemError, ModelError, DesignError, ConvergenceError: the answers or the groups do not allow the model.
    """
    if estimator == "wlsmv":
        ordered = gather_ordered(items, group, design, empty_cell=empty_cell, group_names=group_names)
        order = fit_ordinal_groups(
            ordered.moments,
            model,
            OrdinalInvariance(level="configural"),
            names=items.names,
            group_names=group_names,
        )
        return BaseFit(
            chi2=order.chi2,
            df=order.df,
            p_value=order.p_value,
            indices=order.indices,
            srmr=order.srmr,
            is_admissible=order.is_admissible,
        )
    unrestricted = fit_unrestricted(gather_numbers(items, group, design, group_names=group_names))
    number = fit_measurement(unrestricted, model, Invariance(level="configural"))
    test = number.measures.test
    return BaseFit(
        chi2=test.value / test.scaling,
        df=test.df,
        p_value=number.measures.p_value_scaled,
        indices=number.measures.robust,
        srmr=number.measures.srmr,
        is_admissible=number.is_admissible,
    )


def take_dimension(model: MeasurementModel, own: IntArray) -> MeasurementModel:
    """Select what is declared of some items (q,) of one dimension: residual covariances, and the method factor they share."""
    place = {int(item): i for i, item in enumerate(own)}
    pairs = [[place[a], place[b]] for a, b in model.residual_pairs.tolist() if a in place and b in place]
    method = [place[item] for item in model.method_items.tolist() if item in place]
    if len(method) == FEWEST_FOR_METHOD - 1 and sorted(method) not in [sorted(pair) for pair in pairs]:
        pairs.append(method)
    return MeasurementModel(
        dimension_of_item=np.zeros(len(own), dtype=np.int64),
        method_items=np.array(method if len(method) >= FEWEST_FOR_METHOD else [], dtype=np.int64),
        has_equal_method_loadings=model.has_equal_method_loadings,
        residual_pairs=np.array(pairs, dtype=np.int64).reshape(-1, 2),
    )


def count_spare(model: MeasurementModel) -> int:
    """Count the degrees of freedom of one dimension's model in one group."""
    p = model.n_items
    n_method = 1 if model.has_equal_method_loadings else len(model.method_items)
    return p * (p - 1) // 2 - p - n_method - len(model.residual_pairs)
