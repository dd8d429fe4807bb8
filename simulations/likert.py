"""Likert answers of a finite population of six areas, in three worlds: areas equal, tied in groups, spaced.

Four dimensions of four items with five answers each lean on one general factor, which leans on what the population
calls interest: sex and age, settlement, sampling point and size of the household. About one answer in twenty is
"don't know", more often from those who are low on the general factor. Areas that are tied copy one area household by
household, so that a census would find exactly the same in them, whatever the index weighs.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from crowdpotential.index.items import Items
from crowdpotential.params import Index, MissingItems
from crowdpotential.stats.arrays import FloatArray, IntArray

DIMENSIONS = ("AWR", "DIG", "TRU", "SOC")
GENERAL = np.array([0.8, 0.7, 0.6, 0.75])  # loadings of the dimensions on the general factor
LOADINGS = np.array(
    [[0.80, 0.75, 0.65, 0.60], [0.85, 0.70, 0.70, 0.55], [0.75, 0.75, 0.60, 0.60], [0.80, 0.65, 0.65, 0.70]]
).ravel()  # of the items on their dimension
CUTS = np.array([-1.4, -0.5, 0.4, 1.3])  # between the five answers, in standard deviations of the response
EASE = np.array(
    [[-0.3, 0.0, 0.2, 0.5], [0.4, -0.2, 0.0, 0.1], [-0.5, 0.3, 0.0, -0.1], [0.0, 0.2, -0.3, 0.4]]
).ravel()  # how much lower the cuts of each item lie
BY_INTEREST = 0.7  # correlation of the general factor with interest
AREA_STEP = 0.2  # standard deviations of the general factor between neighbouring areas
DONT_KNOW = (-3.1, -0.5)  # logit of "don't know" at the mean of the general factor, and its slope

DIMENSION_OF_ITEM = np.repeat(np.arange(len(DIMENSIONS)), LOADINGS.size // len(DIMENSIONS))
ITEM_NAMES = tuple(f"{DIMENSIONS[d]}{i % 4 + 1}" for i, d in enumerate(DIMENSION_OF_ITEM))
N_CATEGORIES = CUTS.size + 1
INDEX = Index(
    name={"en": "-"},
    dimensions=DIMENSIONS,
    weights="factor",
    missing=MissingItems(min_items=3, min_dimensions=4),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Which area of the population each area of the world copies; areas with one source are tied."""

    name: str
    sources: tuple[int, ...]


WORLDS = (
    World(name="equal", sources=(2, 2, 2, 2, 2, 2)),
    World(name="tied", sources=(3, 0, 3, 5, 0, 3)),
    World(name="spaced", sources=(2, 5, 0, 3, 1, 4)),
)


def answer_items(rng: np.random.Generator, area: IntArray, interest: FloatArray) -> FloatArray:
    """Give (N, p) answers 1..5, NaN for "don't know", of adults with some interest; areas step upwards."""
    own = (interest - interest.mean()) / interest.std()
    general = BY_INTEREST * own + np.sqrt(1 - BY_INTEREST**2) * rng.standard_normal(area.size)
    general += AREA_STEP * (area - area.max() / 2)
    answers = np.empty((area.size, LOADINGS.size))
    silent_below = expit(DONT_KNOW[0] + DONT_KNOW[1] * general)
    for d, share in enumerate(GENERAL):
        factor = share * general + np.sqrt(1 - share**2) * rng.standard_normal(area.size)
        for item in np.flatnonzero(d == DIMENSION_OF_ITEM):
            noise = np.sqrt(1 - LOADINGS[item] ** 2) * rng.standard_normal(area.size)
            answers[:, item] = 1 + np.searchsorted(CUTS - EASE[item], LOADINGS[item] * factor + noise)
            answers[rng.random(area.size) < silent_below, item] = np.nan
    return answers


def as_items(answers: FloatArray) -> Items:
    """Describe answers (n, p) as the codebook of a study would."""
    n_items = len(ITEM_NAMES)
    return Items(
        names=ITEM_NAMES,
        dimensions=DIMENSIONS,
        dimension_of_item=DIMENSION_OF_ITEM,
        codes=answers,
        ranks=np.where(np.isnan(answers), 0, answers).astype(np.int64) - 1,
        n_categories=np.full(n_items, N_CATEGORIES),
        lowest=np.ones(n_items),
        highest=np.full(n_items, float(N_CATEGORIES)),
        is_reversed=np.zeros(n_items, dtype=np.bool_),
        is_numeric=np.zeros(n_items, dtype=np.bool_),
    )
