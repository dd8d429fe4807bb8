"""Comparability: does one factor model hold in all groups (section "Comparability across the border")?

Configural: the same items belong to the same dimensions. Metric: their loadings are equal, so that relations may be compared.
Scalar: their intercepts too, so that means may be. Maximum likelihood from means and covariances, equal to lavaan's with
meanstructure and normal likelihood. At survey sizes chi-square always rejects: judge the change of CFI and RMSEA, and effects.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import ModelError
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.group_models.fit_indices import ChiSquare, find_fit_indices, find_p_value, find_srmr
from crowdpotential.stats.group_models.group_likelihood import find_saturated_misfit, likelihood_of_moments
from crowdpotential.stats.group_models.group_starts import find_start, turn_signs
from crowdpotential.stats.group_models.group_structure import GroupMatrices, fill_matrices
from crowdpotential.stats.group_models.model_spec import Invariance, Level, MeasurementModel, lay_out_groups
from crowdpotential.stats.group_models.moments import Moments
from crowdpotential.stats.group_models.newton import minimise


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFit:
    """One model fitted to all groups; the first group's factors have mean 0 and variance 1."""

    level: Level
    chi2: float
    df: int  # 0 in a saturated model: then the fit proves nothing
    p_value: float
    cfi: float  # 1 is perfect
    tli: float
    rmsea: float  # 0 is perfect
    rmsea_low: float  # 90% confidence
    rmsea_high: float
    srmr: float  # of covariances and means; 0 is perfect
    loadings: (
        FloatArray  # (G, p) in the items' units for one standard deviation of the first group's dimension
    )
    method_loadings: FloatArray  # (G, p) zero without the method factor
    intercepts: FloatArray  # (G, p)
    residuals: FloatArray  # (G, p) variances; a negative one is a sign of a wrong model or a small group
    latent_means: FloatArray  # (G, k), and one more column for the method factor
    latent_covariances: FloatArray  # (G, k, k), the same
    is_admissible: bool  # all variances positive, all correlations possible
    n_iterations: int


def fit_groups(
    moments: Sequence[Moments],
    dimension_of_item: IntArray,
    *,
    level: Level,
    free_intercepts: Sequence[int] = (),
    method_items: BoolArray | None = None,
) -> GroupFit:
    """Fit the declared model to several groups by maximum likelihood (Joreskog 1971; Sorbom 1974).

    Beside `fit_measurement`, whose errors need more respondents than parameters in every group: areas may have fewer.

    Args:
        moments: of each group, from `em_moments`.
        dimension_of_item: (p,) 0..k-1.
        level: what is equal across the groups.
        free_intercepts: items whose intercepts differ although the level is scalar (partial invariance).
        method_items: (p,) items that share a method factor, unrelated to the dimensions. Its loadings are equal from metric on,
            and from scalar on its mean is free, so that a habit of agreeing is not taken for a difference of the dimensions.

    Raises:
        ModelError: more parameters than moments, or parameters that the moments do not determine.
        ConvergenceError: an estimate grows without end.
    """
    method = np.flatnonzero(method_items) if method_items is not None else np.zeros(0, dtype=np.int64)
    model = MeasurementModel(
        dimension_of_item=np.asarray(dimension_of_item, dtype=np.int64), method_items=method
    )
    found = _fit(moments, model, Invariance(level=level, free_intercepts=tuple(free_intercepts)))
    groups, test = found.groups, found.test
    indices = find_fit_indices(
        test, _find_baseline(moments), n=sum(group.n for group in moments), n_groups=len(moments)
    )
    items, dimensions = np.arange(model.n_items), model.dimension_of_item
    return GroupFit(
        level=level,
        chi2=test.value,
        df=test.df,
        p_value=find_p_value(test.value, test.df),
        cfi=indices.cfi,
        tli=indices.tli,
        rmsea=indices.rmsea,
        rmsea_low=indices.rmsea_low,
        rmsea_high=indices.rmsea_high,
        srmr=find_srmr(moments, groups),
        loadings=np.stack([group.loadings[items, dimensions] for group in groups]),
        method_loadings=np.stack([group.loadings[:, model.n_dimensions :].sum(axis=1) for group in groups]),
        intercepts=np.stack([group.intercepts for group in groups]),
        residuals=np.stack([np.diag(group.residuals) for group in groups]),
        latent_means=np.stack([group.means for group in groups]),
        latent_covariances=np.stack([group.covariances for group in groups]),
        is_admissible=all(_is_admissible(group) for group in groups),
        n_iterations=found.n_iterations,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Solution:
    groups: list[GroupMatrices]
    test: ChiSquare
    n_iterations: int


def _fit(moments: Sequence[Moments], model: MeasurementModel, invariance: Invariance) -> _Solution:
    structure = lay_out_groups(model, invariance, len(moments))
    df = len(moments) * model.n_items * (model.n_items + 3) // 2 - structure.n_parameters
    what = f"group model ({invariance.level})"
    if df < 0:
        msg = f"{what}: {-df} parameters more than moments; use more items or fewer dimensions"
        raise ModelError(msg)
    start = find_start(moments, model, structure)
    found = minimise(likelihood_of_moments(moments, structure), start, what=what)
    total = sum(group.n for group in moments)
    chi2 = max(2 * total * (found.misfit - find_saturated_misfit(moments)), 0.0)
    return _Solution(
        groups=[turn_signs(fill_matrices(found.parameters, structure, g)) for g in range(len(moments))],
        test=ChiSquare(value=chi2, df=df),
        n_iterations=found.n_iterations,
    )


def _find_baseline(moments: Sequence[Moments]) -> ChiSquare:
    """Test the model without any relation between the items."""
    p = len(moments[0].mean)
    value = sum(
        group.n * (np.log(np.diag(group.covariance)).sum() - np.linalg.slogdet(group.covariance)[1])
        for group in moments
    )
    return ChiSquare(value=float(value), df=len(moments) * p * (p - 1) // 2)


def _is_admissible(matrices: GroupMatrices) -> bool:
    return bool((np.diag(matrices.residuals) > 0).all() and np.linalg.eigvalsh(matrices.covariances)[0] > 0)
