"""Which levels of equality hold, and the verdict that follows: the rule of params.yaml (comparability), for every kind of groups."""

from collections.abc import Mapping

from crowdpotential.errors import ConvergenceError
from crowdpotential.index.fit_rule import FitVerdict
from crowdpotential.index.item_shifts import has_enough_alike
from crowdpotential.index.items import Items
from crowdpotential.index.level_fits import LevelFit, Unfitted
from crowdpotential.params import Comparability
from crowdpotential.stats.arrays import BoolArray
from crowdpotential.verdicts import (
    COMPARABLE,
    MISFIT,
    NOT_COMPARABLE,
    PARTIAL,
    PERMITTING,
    UNTESTABLE,
    Verdict,
)

BEFORE_LEVELS = ("thresholds", "metric")  # steps that must hold for all items before levels are looked at


def judge(
    fits: Mapping[str, LevelFit],
    items: Items,
    is_different: BoolArray,
    base: FitVerdict,
    *,
    rule: Comparability,
    significance_level: float,
    unfitted: Unfitted | None = None,
    has_other_loadings: bool = False,
) -> tuple[Verdict, str]:
    """Apply the rule of params, strictest question first: fit, thresholds and loadings, enough items alike, levels.

    Where a level could not be estimated, what was found before it stands; what rests on it is untestable, whatever single items do. Of a
    saturated base nobody knows whether it fits; what its steps reject is rejected, what they do not permits nothing.

    Args:
        fits: of the levels.
        items: that were tested.
        is_different: (p,) whose levels differ between any two groups.
        base: whether the model fits before anything is set equal.
        rule: thresholds out of params.
        significance_level: of all steps together (Bonferroni).
        unfitted: the level that could not be estimated.
        has_other_loadings: whether loadings of the configural model differ, where no model of equal ones could be estimated.

    Returns:
        The verdict and a machine word for its reason.
    """
    if base.is_misfit:
        return MISFIT, "configural_fit"
    holds = judge_steps(fits, rule, significance_level=significance_level)
    for level in BEFORE_LEVELS:
        if not holds.get(level, True):
            return NOT_COMPARABLE, f"{level}_change"
    if has_other_loadings:
        return NOT_COMPARABLE, "metric_change"
    if unfitted is not None:
        return UNTESTABLE, "step_unfitted"
    verdict, reason = _judge_levels(fits, holds, has_enough=has_enough_alike(is_different, items, rule))
    is_unknown = fits["configural"].df == 0 and verdict in PERMITTING
    return (UNTESTABLE, "saturated") if is_unknown else (verdict, reason)


def _judge_levels(fits: Mapping[str, LevelFit], holds: Mapping[str, bool], *, has_enough: bool) -> tuple[Verdict, str]:
    """Return whether levels are equal enough: items that function differently make it partial even where all together hold."""
    if not has_enough:
        return NOT_COMPARABLE, "too_few_invariant_items"
    if "partial" in fits:
        return (PARTIAL, "some_items") if holds["partial"] else (NOT_COMPARABLE, "partial_change")
    return (COMPARABLE, "all_items") if holds["scalar"] else (NOT_COMPARABLE, "scalar_change")


def reason_of(error: Exception) -> str:
    """Return the machine word for why a model could not be estimated."""
    return "no_convergence" if isinstance(error, ConvergenceError) else "no_model"


def judge_steps(fits: Mapping[str, LevelFit], rule: Comparability, *, significance_level: float) -> dict[str, bool]:
    """Return for each level that was fitted whether it fits hardly worse than the freer one (`is_small_change`).

    The level of significance is shared among the steps that a verdict rests on, of which partial is one with scalar.
    """
    n_steps = len({*BEFORE_LEVELS, "scalar"} & set(fits))
    return {
        level: is_small_change(fit, fits, rule, significance_level=significance_level / n_steps) for level, fit in fits.items() if fit.freer
    }


def is_small_change(fit: LevelFit, fits: Mapping[str, LevelFit], rule: Comparability, *, significance_level: float) -> bool:
    """Return whether a level fits hardly worse than the freer one before (Chen 2007; Cheung and Rensvold 2002), or by chance alone.

    Indices of models with few degrees of freedom, or of few respondents, move by more than the limits where all groups are alike.
    """
    freer, test = fits[fit.freer].indices, fit.difference
    is_small = freer.cfi - fit.indices.cfi <= rule.max_change_cfi and fit.indices.rmsea - freer.rmsea <= rule.max_change_rmsea
    return is_small or (test is not None and test.p_value > significance_level)
