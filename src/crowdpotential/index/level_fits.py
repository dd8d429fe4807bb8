"""What is known of one model that was fitted to several groups at rising levels of equality."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from crowdpotential.errors import ConvergenceError, ModelError
from crowdpotential.index.items import Items
from crowdpotential.stats.arrays import FloatArray, IntArray

if TYPE_CHECKING:  # the page names the steps, and needs no statistics
    from crowdpotential.stats.group_models.fit_indices import FitIndices

Estimator = Literal["wlsmv", "mlr"]
# What each step holds equal more than the one before; partial frees the differing items' intercepts again.
STEPS: Mapping[Estimator, tuple[str, ...]] = {
    "wlsmv": ("configural", "thresholds", "metric", "scalar", "partial", "strict"),
    "mlr": ("configural", "metric", "scalar", "partial", "strict"),
}
EQUAL_LOADINGS = "metric"  # step that tells which items have shifted
FEWEST_ANSWERS, MOST_ANSWERS = 2, 7  # of an item, between which they are treated as ordered


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The test of a level against the freer one."""

    chi2: float  # scaled
    df: int
    p_value: float
    formula: str  # the results of the formulas differ


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemParameters:
    """What a model says of each item in each group: of the answers (MLR) or of the responses behind them (WLSMV)."""

    loadings: FloatArray  # (G, p) on the item's dimension, whose own part has variance 1 in the first group
    loading_errors: FloatArray  # (G, p) standard errors
    intercepts: FloatArray  # (G, p)
    deviations: FloatArray  # (G, p) standard deviations that the model implies


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelFit:
    """How well the model fits at one level, and how much worse than the freer one before."""

    level: str
    freer: str  # the level it is compared with; empty for the first
    chi2: float  # scaled
    df: int
    p_value: float
    indices: "FitIndices"  # robust (MLR) or scaled (WLSMV)
    srmr: float
    is_admissible: bool
    difference: Difference | None  # None where the level restricts nothing, or no formula gives a test
    latent_means: FloatArray  # (G, k) of the dimensions, in standard deviations of the first group's
    latent_mean_errors: FloatArray  # (G, k) as if those deviations were known
    parameters: ItemParameters
    n_equal_residuals: int = 0  # items with two answers whose residual variances had to be held equal, before the strict level


FindFreed = Callable[[ItemParameters], Sequence[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfitted:
    """A step whose model could not be estimated although the one before could."""

    level: str
    error: ConvergenceError | ModelError


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelFits:
    """All levels, and what had to be done to the answers."""

    estimator: Estimator
    fits: Mapping[str, LevelFit]
    n_joined: IntArray  # (p,) categories joined because a group did not use them
    n_zero_cells: int  # empty cells of the two-way tables of all groups; 0 for MLR
    n_filled: int  # tables of two answers each to whose empty cell something was added; 0 for MLR
    unfitted: Unfitted | None = None  # the step after which nothing is known


def choose_estimator(items: Items, wanted: Literal["auto", "wlsmv", "mlr"]) -> Estimator:
    """Choose WLSMV for items with two to seven answers each, else MLR, unless params say which.

    A linear model of two answers cannot hold where levels differ: the slope of a share depends on the share.
    """
    if wanted != "auto":
        return wanted
    n_answers = items.n_categories
    is_ordered = not items.is_numeric.any() and n_answers.min() >= FEWEST_ANSWERS and n_answers.max() <= MOST_ANSWERS
    return "wlsmv" if is_ordered else "mlr"
