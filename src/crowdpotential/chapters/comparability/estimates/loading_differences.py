"""Whose loadings differ where equal ones worsen the fit: read from the configural model, in which every group has its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from crowdpotential.index.level_fits import ItemParameters
from crowdpotential.params import Comparability
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.inference.multiplicity import adjust_p_values


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadingDifferences:
    """How far each item's standardised loading in a group is from that elsewhere: the only other group, or the middle of several."""

    estimate: FloatArray  # (p,)
    standard_error: FloatArray  # (p,) as if the items' deviations were known
    p_value: FloatArray  # (p,)
    p_adjusted: FloatArray  # (p,) Holm over items and groups
    is_different: BoolArray  # (p,) significant after Holm and large


def compare_loadings(
    configural: ItemParameters,
    dimension_of_item: IntArray,
    names: Sequence[str],
    *,
    rule: Comparability,
    confidence_level: float,
) -> Mapping[str, LoadingDifferences]:
    """Compare the loadings of the groups; those of a dimension whose variance differs are scaled alike first, by a median ratio.

    Args:
        configural: parameters of the model in which nothing is equal.
        dimension_of_item: (p,).
        names: (G,) of the groups.
        rule: how large a difference must be to matter, as of shifts.
        confidence_level: its complement is the level of the tests.

    Returns:
        By group; of two groups the first less the second alone.
    """
    loadings = configural.loadings / configural.deviations  # (G, p)
    errors = configural.loading_errors / configural.deviations
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = loadings / loadings[0]
    for dimension in range(int(dimension_of_item.max()) + 1):
        own = dimension_of_item == dimension
        scale = np.median(ratios[:, own], axis=1, keepdims=True)
        loadings[:, own], errors[:, own] = loadings[:, own] / scale, errors[:, own] / np.abs(scale)
    if len(names) == 2:
        apart = loadings[:1] - loadings[1:]
        errors = np.sqrt((errors**2).sum(axis=0, keepdims=True))
    else:
        apart = loadings - np.median(loadings, axis=0)
    p_value = 2 * stats.norm.sf(np.abs(apart) / errors)
    p_adjusted = adjust_p_values(p_value.ravel(), "holm").reshape(p_value.shape)
    is_different = (p_adjusted < 1 - confidence_level) & (np.abs(apart) >= rule.min_item_shift_sd)
    return {
        name: LoadingDifferences(
            estimate=apart[g],
            standard_error=errors[g],
            p_value=p_value[g],
            p_adjusted=p_adjusted[g],
            is_different=is_different[g],
        )
        for g, name in enumerate(names[: len(apart)])
    }
