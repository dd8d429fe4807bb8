"""Does a measurement model fit the answers? One rule for every table (decision 53; simulations/fit_rule.py).

A misfit is beyond chance *and* large enough to matter. Beyond chance: the scaled chi-square rejects exact fit; with few degrees of
freedom or respondents RMSEA alone calls every tenth true model bad (Kenny, Kaniskan and McCoach 2015). Large: CFI below its bound, RMSEA
above its own while residual correlations are not negligible, or SRMR above its bound (Hu and Bentler 1999). With loadings of .8 and more
RMSEA makes much of residual correlations that alter nothing (Browne, MacCallum, Kim, Andersen and Glaser 2002); hence the condition.
A model of many items dilutes what one dimension suffers (Shi, Lee and Maydeu-Olivares 2019), so that each is judged on its own as well:
one of few items by a wider bound of RMSEA, alone or among others, because its degrees of freedom are few and a dimension that is two is
far beyond it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np

from crowdpotential.index.items import Items
from crowdpotential.params import Comparability

if TYPE_CHECKING:  # the page names its bounds, and needs no statistics
    from crowdpotential.stats.group_models.fit_indices import FitIndices

Criterion = Literal["cfi", "rmsea", "srmr"]
CRITERIA: tuple[Criterion, ...] = ("cfi", "rmsea", "srmr")
WHOLE = ""  # the part that is the model itself
FEW_ITEMS = 6  # of a dimension; up to nine degrees of freedom in each group


class Fitted(Protocol):
    """What the rule needs of a fitted model."""

    @property
    def df(self) -> int:
        """Degrees of freedom; 0 proves nothing."""

    @property
    def chi2(self) -> float:
        """Scaled."""

    @property
    def p_value(self) -> float:
        """Of exact fit, scaled."""

    @property
    def indices(self) -> "FitIndices":
        """Robust or scaled."""

    @property
    def srmr(self) -> float:
        """0 is perfect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """A criterion that is not met."""

    part: str  # dimension that was judged on its own; empty for the model itself
    criterion: Criterion
    value: float
    bound: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FitVerdict:
    """Whether a model fits, and what it fails if not."""

    is_tested: bool  # false of a saturated model, which proves nothing
    shortfalls: tuple[Shortfall, ...]

    @property
    def is_misfit(self) -> bool:
        """Say whether the model says too little about the answers to be trusted."""
        return bool(self.shortfalls)

    def fails(self, criterion: Criterion, *, part: str = WHOLE) -> bool:
        """Return whether a criterion is not met by the model itself, or by one of its dimensions."""
        return any(one.part == part and one.criterion == criterion for one in self.shortfalls)


def judge_fit(
    fit: Fitted,
    rule: Comparability,
    dimensions: Mapping[str, Fitted] = MappingProxyType({}),
    *,
    n_items: Mapping[str, int],
) -> FitVerdict:
    """Judge a base model: nothing is set equal in it that could be blamed.

    Args:
        fit: of the model.
        rule: bounds out of params.
        dimensions: models of single dimensions, from `fit_dimensions`; the level of the test is shared among all that is judged.
        n_items: of each dimension of the model, as `count_items` gives them.
    """
    judged = {name: one for name, one in {WHOLE: fit, **dimensions}.items() if one.df > 0}
    level = rule.exact_fit_level / max(len(judged), 1)
    shortfalls = [
        Shortfall(part=name, criterion=criterion, value=value, bound=bound)
        for name, one in judged.items()
        if one.p_value < level
        for criterion, value, bound in _list_failed(one, rule, bound_rmsea(rule, [n_items[name]] if name else list(n_items.values())))
    ]
    return FitVerdict(is_tested=bool(judged), shortfalls=tuple(shortfalls))


def bound_rmsea(rule: Comparability, n_items: Sequence[int]) -> float:
    """Return the bound of RMSEA of a model by the items of its dimensions.

    One dimension of few items has the wider one, be it the whole model or a part of it: its degrees of freedom are few. With more items the
    wider bound would let a wording factor pass (eight items: found in 13 % at n = 1,800).
    """
    is_small = len(n_items) == 1 and n_items[0] <= FEW_ITEMS
    return rule.max_rmsea_dimension if is_small else rule.max_rmsea


def count_items(items: Items) -> dict[str, int]:
    """Count the items of each dimension."""
    counts = np.bincount(items.dimension_of_item, minlength=len(items.dimensions))
    return dict(zip(items.dimensions, counts.tolist(), strict=True))


def _list_failed(fit: Fitted, rule: Comparability, max_rmsea: float) -> list[tuple[Criterion, float, float]]:
    cfi, rmsea, srmr = fit.indices.cfi, fit.indices.rmsea, fit.srmr
    failed: list[tuple[Criterion, float, float]] = []
    if cfi < rule.min_cfi:
        failed.append(("cfi", cfi, rule.min_cfi))
    if rmsea > max_rmsea and srmr > rule.negligible_srmr:
        failed.append(("rmsea", rmsea, max_rmsea))
    if srmr > rule.max_srmr:
        failed.append(("srmr", srmr, rule.max_srmr))
    return failed
