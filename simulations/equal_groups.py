"""How often does the engine of comparability call groups different that are alike, and alike that differ, by their number and size?

Ordered answers of five categories to dimensions of five items that correlate; groups differ in their dimensions' means. Where nothing is
planted, every other verdict than comparable is a false alarm (family-wise over steps, items and groups of a partition); an item is planted
in the last group by its intercept or by its loading. Every draw goes the way of the pipeline.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.index.comparability import check_comparability
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
