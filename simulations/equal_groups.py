"""How often does the engine of comparability call groups different that are alike, and alike that differ, by their number and size?

Ordered answers of five categories to dimensions of five items that correlate; groups differ in their dimensions' means. Where nothing is
planted, every other verdict than comparable is a false alarm (family-wise over steps, items and groups of a partition); an item is planted
in the last group by its intercept or by its loading. Every draw goes the way of the pipeline.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from crowdpotential.chapters.comparability.estimates.check import check_comparability
from crowdpotential.index.items import Items
from crowdpotential.index.level_fits import Estimator
from crowdpotential.params import Comparability
from crowdpotential.stats.arrays import IntArray
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.replication.replicates import psu_key, rao_wu_multipliers, rao_wu_replication
from crowdpotential.stats.streams import stream

SEED = 20191103
PER_DIMENSION = 5
LOADINGS = np.array([0.8, 0.7, 0.75, 0.6, 0.65])
CUTS = np.array([-1.0, -0.2, 0.5, 1.2])
CORRELATION = 0.5  # of the dimensions
N_REPLICATES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Groups of one size, and what is planted in the last of them."""

    n_groups: int
    per_group: int
    n_dimensions: int
    estimator: Estimator
    shift: float = 0.0  # of the first item, in deviations of its response
    loading: float = LOADINGS[0]  # of the first item, in the last group


def draw(setting: Setting, rng: np.random.Generator) -> tuple[Items, IntArray, Design]:
    """Draw answers of all groups; means of the dimensions differ between groups by a deviation of 0.3."""
    group = np.repeat(np.arange(setting.n_groups), setting.per_group)
    n, k, is_last = group.size, setting.n_dimensions, group == setting.n_groups - 1
    dimension = np.repeat(np.arange(k), PER_DIMENSION)
    general = np.sqrt(CORRELATION) * rng.standard_normal((n, 1))
    factors = general + np.sqrt(1 - CORRELATION) * rng.standard_normal((n, k))
    factors += 0.3 * rng.standard_normal((setting.n_groups, k))[group]
    loadings = np.tile(np.tile(LOADINGS, k), (n, 1))
    loadings[is_last, 0] = setting.loading
    responses = loadings * factors[:, dimension] + np.sqrt(1 - loadings**2) * rng.standard_normal((n, dimension.size))
    responses[is_last, 0] += setting.shift
    ranks = np.digitize(responses, CUTS).astype(np.int64)
    p = dimension.size
    items = Items(
        names=tuple(f"item {i + 1}" for i in range(p)),
        dimensions=tuple(f"dimension {d + 1}" for d in range(k)),
        dimension_of_item=dimension,
        codes=ranks + 1.0,
        ranks=ranks,
        n_categories=np.full(p, len(CUTS) + 1),
        lowest=np.ones(p),
        highest=np.full(p, len(CUTS) + 1.0),
        is_reversed=np.zeros(p, dtype=np.bool_),
        is_numeric=np.zeros(p, dtype=np.bool_),
    )
    keys = np.array([psu_key(str(i)) for i in range(n)], dtype=np.uint64)
    design = Design(
        weights=np.ones(n),
        replicate_weights=rao_wu_multipliers(group, keys, seed=int(rng.integers(2**31)), number=N_REPLICATES),
        replication=rao_wu_replication(group, number=N_REPLICATES),
        strata=group,
        psus=np.arange(n),
    )
    return items, group, design


def count_verdicts(setting: Setting, draws: Sequence[int], *, rule: Comparability | None = None) -> Counter[str]:
    """Count verdict and reason over some draws; a draw depends on its setting and its number alone.

    Args:
        setting: what to draw.
        draws: their numbers.
        rule: of the check, but for the estimator.
    """
    found: Counter[str] = Counter()
    for number in draws:
        items, group, design = draw(setting, stream(SEED, f"{setting} {number}"))
        check = check_comparability(
            items,
            group,
            design,
            np.tile(LOADINGS, setting.n_dimensions),
            model=MeasurementModel(dimension_of_item=items.dimension_of_item),
            rule=(rule or Comparability()).model_copy(update={"estimator": setting.estimator}),
            confidence_level=0.95,
            last="partial",
        )
        found[f"{check.verdict}: {check.reason}"] += 1
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How often something was said of a setting, and the bound that it is held to."""

    setting: str
    said: str  # different: of groups that are alike; partial, or not_licensed: of groups that are not
    n_draws: int
    share: float
    lowest: float
    highest: float

    @property
    def is_within(self) -> bool:
        """Whether the bound is kept, but for two Monte-Carlo errors."""
        error = np.sqrt(max(self.share * (1 - self.share), 0.05 * 0.95) / self.n_draws)
        return self.lowest - 2 * error <= self.share <= self.highest + 2 * error


SIZES = ((2, 150, 1), (6, 120, 1), (3, 150, 2), (4, 150, 3))  # groups, respondents in each, dimensions
LARGE = (3, 290, 7)  # the areas of a side of the demonstration
N_DRAWS: Mapping[Estimator, int] = {"mlr": 200, "wlsmv": 60}
N_LARGE: Mapping[Estimator, int] = {"mlr": 60, "wlsmv": 10}
LEVEL, POWER = 0.05, 0.9
SHIFT, REVERSED = 0.8, -0.8  # what is planted


def repeat(*, n_draws: Mapping[Estimator, int] = N_DRAWS, n_large: Mapping[Estimator, int] = N_LARGE) -> list[Share]:
    """Ask of every size and estimator how often equal groups are called different, and how often what was planted is found."""
    shares: list[Share] = []
    for estimator, number in n_draws.items():
        for sizes in (*SIZES, LARGE):
            groups, each, k = sizes
            draws = range(n_large[estimator] if sizes == LARGE else number)
            equal = Setting(n_groups=groups, per_group=each, n_dimensions=k, estimator=estimator)
            for setting, said, (lowest, highest) in (
                (equal, "different", (0.0, LEVEL)),
                (replace(equal, shift=SHIFT), "found", (POWER, 1.0)),
                (replace(equal, loading=REVERSED), "not_licensed", (POWER, 1.0)),
            ):
                shares.append(_share(setting, said, draws, lowest=lowest, highest=highest))
    return shares


def as_table(shares: Sequence[Share]) -> str:
    """Write the shares as lines of text."""
    return "\n".join(f"{one.setting}: {one.said} in {one.share:.3f} of {one.n_draws}" for one in shares)


def judge(shares: Sequence[Share]) -> list[str]:
    """Say which bounds are not kept."""
    return [
        f"{one.setting}: {one.said} in {one.share:.3f}, not within {one.lowest:.2f} to {one.highest:.2f}"
        for one in shares
        if not one.is_within
    ]


def _share(setting: Setting, said: str, draws: Sequence[int], *, lowest: float, highest: float) -> Share:
    counted = count_verdicts(setting, draws)
    verdicts = {
        "different": ("partial", "not_comparable"),
        "found": ("partial", "not_comparable", "misfit"),
        "not_licensed": ("not_comparable", "misfit"),
    }[said]
    hits = sum(n for word, n in counted.items() if word.split(":")[0] in verdicts)
    name = f"{setting.n_groups} groups of {setting.per_group}, {setting.n_dimensions * PER_DIMENSION} items, {setting.estimator}"
    return Share(setting=name, said=said, n_draws=len(draws), share=hits / len(draws), lowest=lowest, highest=highest)
