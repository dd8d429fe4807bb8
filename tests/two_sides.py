"""Answers of two blocs of two areas each to two dimensions of four items, with a shift where a test asks for one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from crowdpotential.chapters.comparability.estimates.check import (
    ComparabilityCheck,
    check_comparability,
)
from crowdpotential.chapters.comparability.estimates.splits import split_areas
from crowdpotential.index.items import Items
from crowdpotential.params import Comparability
from crowdpotential.stats.arrays import IntArray
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.replication.replicates import psu_key, rao_wu_multipliers, rao_wu_replication

N_AREA = 400
AREA = np.repeat(np.arange(4), N_AREA)
BLOC = AREA // 2
AREA_NAMES = ("a", "b", "c", "d")
BLOC_OF_AREA = {"a": "A", "b": "A", "c": "B", "d": "B"}
DIMENSION = np.repeat([0, 1], 4)
LOADINGS = np.array([0.8, 0.7, 0.75, 0.65] * 2)
GENERAL_LOADINGS = np.array([0.8, 0.7, 0.6])
CUTS = np.array([-1.0, -0.2, 0.5, 1.2])


def answer_items(
    shift_of_bloc: dict[int, float] | None = None,
    shift_of_area: dict[int, float] | None = None,
    *,
    latent_gap: float = 0.0,
    n_missing: int = 0,
) -> Items:
    """Draw answers; shifts, in standard deviations of an item, fall on the first bloc or the first area."""
    rng = np.random.default_rng(20190701)
    n, p = AREA.size, DIMENSION.size
    general = rng.standard_normal(n)
    factors = 0.5 * general[:, None] + np.sqrt(0.75) * rng.standard_normal((n, 2))
    factors[BLOC == 0] += latent_gap
    own = np.sqrt(1 - LOADINGS**2) * rng.standard_normal((n, p))
    responses = LOADINGS * factors[:, DIMENSION] + own
    for item, size in (shift_of_bloc or {}).items():
        responses[BLOC == 0, item] += size
    for item, size in (shift_of_area or {}).items():
        responses[AREA == 0, item] += size
    ranks = np.digitize(responses, CUTS).astype(np.int64)
    ranks[np.arange(n_missing), np.arange(n_missing) % p] = -1
    return Items(
        names=tuple(f"{'XY'[d]}{i % 4 + 1}" for i, d in enumerate(DIMENSION)),
        dimensions=("X", "Y"),
        dimension_of_item=DIMENSION,
        codes=np.where(ranks < 0, np.nan, ranks + 1.0),
        ranks=ranks,
        n_categories=np.full(p, 5),
        lowest=np.ones(p),
        highest=np.full(p, 5.0),
        is_reversed=np.zeros(p, dtype=bool),
        is_numeric=np.zeros(p, dtype=bool),
    )


def answer_three_dimensions() -> Items:
    """Draw answers to three dimensions of four items, all of which load 0.75, with a general factor behind the dimensions."""
    rng = np.random.default_rng(20201101)
    n, dimension = AREA.size, np.repeat([0, 1, 2], 4)
    own = rng.standard_normal((n, 3)) * np.sqrt(1 - GENERAL_LOADINGS**2)
    factors = rng.standard_normal((n, 1)) * GENERAL_LOADINGS + own
    responses = 0.75 * factors[:, dimension] + np.sqrt(1 - 0.75**2) * rng.standard_normal((n, 12))
    ranks = np.digitize(responses, CUTS).astype(np.int64)
    return Items(
        names=tuple(f"{'XYZ'[d]}{i % 4 + 1}" for i, d in enumerate(dimension)),
        dimensions=("X", "Y", "Z"),
        dimension_of_item=dimension,
        codes=ranks + 1.0,
        ranks=ranks,
        n_categories=np.full(12, 5),
        lowest=np.ones(12),
        highest=np.full(12, 5.0),
        is_reversed=np.zeros(12, dtype=bool),
        is_numeric=np.zeros(12, dtype=bool),
    )


def answer_otherwise(items: Items, ranks: IntArray) -> Items:
    """Let the respondents give other answers of 1 to 5; -1 is missing."""
    return replace(items, ranks=ranks, codes=np.where(ranks < 0, np.nan, ranks + 1.0))


def choose_items(items: Items, chosen: Sequence[int]) -> Items:
    """Keep some of the items, in all dimensions that they belong to."""
    kept = items.take(np.ones(len(items.ranks), dtype=np.bool_), np.array(chosen))
    return replace(kept, dimensions=items.dimensions[: int(kept.dimension_of_item.max()) + 1])


def draw_design(*, psu_size: int = 1) -> Design:
    """Give equal weights and 100 bootstrap replicates of units of some respondents."""
    n = AREA.size
    psus: IntArray = np.arange(n) // psu_size
    first = np.unique(psus, return_index=True)[1]
    strata = AREA[first]
    keys = np.array([psu_key(str(i)) for i in range(first.size)], dtype=np.uint64)
    multipliers = rao_wu_multipliers(strata, keys, seed=3, number=100)
    return Design(
        weights=np.ones(n),
        replicate_weights=multipliers[psus],
        replication=rao_wu_replication(strata, number=100),
        strata=AREA,
        psus=psus,
    )


def check_areas(
    items: Items, area: Sequence[str], bloc_of_area: Mapping[str, str], rule: Comparability | None = None
) -> dict[str, ComparabilityCheck]:
    """Judge the areas of each bloc."""
    return {
        bloc: check_comparability(
            items,
            own.codes,
            draw_design(),
            LOADINGS,
            model=MeasurementModel(dimension_of_item=items.dimension_of_item),
            rule=rule or Comparability(),
            confidence_level=0.95,
            names=own.names,
            last="partial",
        )
        for bloc, own in split_areas(area, bloc_of_area).items()
    }
