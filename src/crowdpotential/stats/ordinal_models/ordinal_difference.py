"""Comparability: the test of an ordinal model against a freer one (section "Comparability across the border")."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import lstsq, null_space

from crowdpotential.errors import ModelError
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.group_models.fit_indices import find_p_value
from crowdpotential.stats.ordinal_models.ordinal_groups import OrdinalFit
from crowdpotential.stats.ordinal_models.ordinal_sandwich import scale_and_shift
from crowdpotential.stats.ordinal_models.ordinal_structure import differentiate_statistics


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdinalDifference:
    """How much worse the stricter model fits."""

    chi2: float  # scaled and shifted
    df: int
    p_value: float


def compare_ordinal_fits(free: OrdinalFit, strict: OrdinalFit) -> OrdinalDifference:
    """Test a stricter model against a freer one in which it is nested (Satorra 2000, scaled and shifted).

    The restrictions are what the freer model's parameters can do to the statistics and the stricter one's cannot; the test is that
    of lavTestLRT for WLSMV (`method = "satorra.2000"`).

    Args:
        free: fitted to the same moments.
        strict: with fewer parameters.

    Raises:
        ModelError: the stricter model is not nested in the freer one.
    """
    df = strict.df - free.df
    reach = _stack(free)
    rounding = max(reach.shape) * np.finfo(np.float64).eps
    # by a QR decomposition with pivoting: a tenth of the work of singular values
    within = lstsq(reach, _stack(strict), cond=rounding, lapack_driver="gelsy")[0]
    restrictions = null_space(within.T).T
    if df < 1 or len(restrictions) != df:
        msg = (
            f"difference of ordinal models ({free.invariance.level}, {strict.invariance.level}): {len(restrictions)}"
            f" restrictions for {df} degrees of freedom; the second must be the first with more held equal"
        )
        raise ModelError(msg)
    bread, meat = free.sandwich.bread, free.sandwich.meat
    reached = restrictions @ bread
    form = reached.T @ np.linalg.solve(reached @ restrictions.T, reached) @ meat
    test = scale_and_shift(strict.chi2_unscaled - free.chi2_unscaled, df, float(np.trace(form)), float((form * form.T).sum()))
    return OrdinalDifference(chi2=test.chi2, df=df, p_value=find_p_value(test.chi2, df))


def _stack(fit: OrdinalFit) -> FloatArray:
    """Return the slopes of all groups' statistics by all parameters."""
    blocks = []
    for group, own in enumerate(fit.groups):
        jacobian = differentiate_statistics(fit.structure, own, group)
        block = np.zeros((fit.structure.n_parameters, len(jacobian)))
        np.add.at(block, fit.structure.cell_numbers(group), jacobian.T)
        blocks.append(block.T)
    return np.vstack(blocks)
