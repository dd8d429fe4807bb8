"""Sensitivity: a thousand ways to make the index for every respondent, and a million evaluations of six areas with their ranks."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.contest import Contest
from crowdpotential.index.alternative_indices import Sampled, evaluate
from crowdpotential.index.items import Items
from crowdpotential.index.weight_schemes import ModelLoadings
from crowdpotential.params import Index, MissingItems, Sensitivity
from crowdpotential.params.choices import constants_of, expand_choices
from crowdpotential.stats.composites.index_cells import Cells, Schemes
from crowdpotential.stats.composites.unit_indices import count_ranks, unit_indices

N, N_ITEMS, N_DIMENSIONS, N_AREAS, N_CATEGORIES = 1_800, 30, 6, 6, 5
COINR_CPU_SECONDS = 128.0  # COINr 1.1.14, 1,000 combinations of 1,800 units x 30 indicators, measured apart: it is not in Debian
N_REPLICATES, N_CELLS = 1_000, 1_000
MISSING_SHARE = 0.04
CHOICES = {
    "normalisation": ["bounds", "minmax", "z", "ranks", "percentile"],
    "weights": ["factor", "equal", "loadings", "second_order", "pca"],
    "aggregation": ["arithmetic", "geometric", "harmonic", 0.5, -0.5],
    "aggregation_within": ["arithmetic", "geometric", "harmonic", 0.5],
    "missing": ["declared", "half"],
    "floor": 1,
}
MISSING = MissingItems(min_items=3, min_dimensions=6)


def combine_methods() -> Contest:
    """Make the index of 1,800 respondents in 1,000 ways, normalisation and weights included."""
    sampled, declared = _sampled(), Sensitivity.model_validate(CHOICES)
    names = tuple(f"D{number}" for number in range(N_DIMENSIONS))
    index = Index(name={"en": "index"}, dimensions=names, missing=MISSING)
    specifications, constants = expand_choices(index, declared).specifications, constants_of(index, declared)

    def ours() -> NDArray[np.float64]:
        return evaluate(sampled, specifications, constants, missing=MISSING).means

    return Contest(
        n=N,
        ours=ours,
        note=f"{len(specifications)} combinations; COINr 1.1.14 took {COINR_CPU_SECONDS:g} CPU-seconds for as many, measured apart",
    )


def evaluate_million() -> Contest:
    """Make the index of six areas in 1,000 ways in each of 1,000 replicates, and count their ranks."""
    rng = np.random.default_rng([20190701, 7])
    powers = np.repeat([[1.0], [0.0], [-1.0], [0.5]], N_DIMENSIONS, axis=1)
    grid = np.indices((4, 10, 25)).reshape(3, -1)
    item_means = rng.uniform(20, 80, (N_REPLICATES, 4, N_AREAS, N_ITEMS))
    weights = rng.uniform(0.5, 1.5, (N_REPLICATES, 10, N_ITEMS))
    between = rng.uniform(0.5, 1.5, (N_REPLICATES, 10, N_DIMENSIONS))
    cells = Cells(
        np.empty((N_REPLICATES, 4, N_ITEMS, N_CATEGORIES)),
        powers,
        grid[0],
        grid[1],
        np.linspace(-1, 1, 25)[grid[2]],
        np.zeros(N_CELLS, dtype=np.int64),
    )
    dimension_of_item = np.repeat(np.arange(N_DIMENSIONS), N_ITEMS // N_DIMENSIONS)

    def ours() -> NDArray[np.float64]:
        found = unit_indices(item_means, dimension_of_item, Schemes(weights, between), cells)
        return count_ranks(found.reshape(-1, N_AREAS)).astype(np.float64)

    return Contest(n=N_AREAS, ours=ours, note=f"{N_CELLS} specifications x {N_REPLICATES} replicates, ranks counted")


def _sampled() -> Sampled:
    """Give answers to 30 items with 4% missing; one column of weights."""
    rng = np.random.default_rng([20190701, 6])
    common = rng.standard_normal((N, N_DIMENSIONS)) + rng.standard_normal((N, 1))
    latent = np.repeat(common, N_ITEMS // N_DIMENSIONS, axis=1) + rng.standard_normal((N, N_ITEMS))
    ranks = np.digitize(latent, [-2.0, -0.7, 0.7, 2.0]).astype(np.int64)
    ranks[rng.random(ranks.shape) < MISSING_SHARE] = -1
    items = Items(
        names=tuple(f"I{number}" for number in range(N_ITEMS)),
        dimensions=tuple(f"D{number}" for number in range(N_DIMENSIONS)),
        dimension_of_item=np.repeat(np.arange(N_DIMENSIONS), N_ITEMS // N_DIMENSIONS),
        codes=np.where(ranks < 0, np.nan, ranks + 1.0),
        ranks=ranks,
        n_categories=np.full(N_ITEMS, N_CATEGORIES),
        lowest=np.ones(N_ITEMS),
        highest=np.full(N_ITEMS, float(N_CATEGORIES)),
        is_reversed=np.zeros(N_ITEMS, dtype=np.bool_),
        is_numeric=np.zeros(N_ITEMS, dtype=np.bool_),
    )
    return Sampled(
        items=items,
        parts=np.arange(N) % N_AREAS,
        units=np.column_stack([np.eye(N_AREAS), np.eye(N_AREAS // 3)[np.arange(N_AREAS) // 3], np.ones(N_AREAS)]),
        weights=rng.uniform(0.5, 2.0, (1, N)),
        loadings=ModelLoadings(items=rng.uniform(0.5, 0.9, (1, N_ITEMS)), dimensions=rng.uniform(0.5, 0.9, (1, N_DIMENSIONS))),
    )
