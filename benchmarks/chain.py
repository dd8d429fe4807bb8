"""The whole chain in every replicate: weights raked again, correlations, measurement model, scores, area means."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.contest import Contest, Peer
from crowdpotential.index.items import Items
from crowdpotential.index.measurement import Measurement, measure, measure_replicates
from crowdpotential.index.replicated_means import ReplicatedIndexWeights, replicate_means
from crowdpotential.params import Index, MissingItems
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.replication.replicates import psu_key, rao_wu_multipliers, rao_wu_replication
from crowdpotential.stats.weighting.calibration import Calibration, calibrate, calibrate_replicates
from crowdpotential.stats.weighting.margins import Margin

N, N_REPLICATES, N_OF_PEER = 1_800, 500, 5
N_AREAS, N_PSUS, N_ITEMS, N_DIMENSIONS = 6, 25, 35, 7
N_SEX_AGE, N_SETTLEMENT = 12, 2
PERSONS = 5_783_899.0
RAKING = Calibration(method="raking", tolerance=1e-10, max_cycles=1000)
MISSING = MissingItems(min_items=3, min_dimensions=N_DIMENSIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A synthetic survey with a second-order factor, differences between areas and within sampling units."""

    items: Items
    area: NDArray[np.int64]  # (n,)
    psu: NDArray[np.int64]  # (n,)
    base: NDArray[np.float64]  # (n,)
    margins: tuple[Margin, Margin]  # sex and age, settlement, both within areas
    multipliers: NDArray[np.float64]  # (J, R) Rao-Wu


def repeat_chain() -> Contest:
    """Time 500 replicates; R does five of them."""
    survey = draw_survey(N, N_REPLICATES)

    def ours() -> NDArray[np.float64]:
        return run_replicates(survey, fit_sample(survey))[:, :N_OF_PEER].T.ravel()

    arrays = {
        "answers": survey.items.ranks,
        "dimension": survey.items.dimension_of_item,
        "area": survey.area,
        "psu": survey.psu,
        "base": survey.base,
        "multipliers": survey.multipliers[:, :N_OF_PEER],
    }
    for i, margin in enumerate(survey.margins):
        arrays |= {f"cells_{i}": margin.cells, f"totals_{i}": margin.control_totals}
    return Contest(
        n=N,
        ours=ours,
        peer=Peer(
            name="survey + lavaan + psych",
            script="full_chain_500.R",
            arrays=arrays,
            times=N_REPLICATES // N_OF_PEER,
        ),
        note=f"{N_REPLICATES} replicates, 35 items; the peer's seconds extrapolated from {N_OF_PEER} replicates; its"
        " correlations are unweighted and its factors exploratory, hence the difference of area means in points",
    )


def repeat_chain_often() -> Contest:
    """Time 2,000 replicates."""
    survey = draw_survey(N, 4 * N_REPLICATES)
    return Contest(
        n=N,
        ours=lambda: run_replicates(survey, fit_sample(survey)).ravel(),
        note=f"{4 * N_REPLICATES} replicates, 35 items",
    )


def fit_sample(survey: Survey) -> Measurement:
    """Rake the sample and fit its measurement model."""
    raked = calibrate(survey.base, survey.margins, RAKING)
    return measure(survey.items, raked.weights, spec=spec_of(survey.items), has_method_factor=False)


def run_replicates(survey: Survey, full: Measurement) -> NDArray[np.float64]:
    """Give the index's mean by area and replicate (6, R)."""
    again = calibrate_replicates(survey.base, survey.multipliers, survey.psu, survey.margins, RAKING)
    strata = np.repeat(np.arange(N_AREAS), N_PSUS)
    design = Design(
        weights=survey.base,
        replicate_weights=again.weights,
        replication=rao_wu_replication(strata, number=survey.multipliers.shape[1]),
        strata=survey.area,
        psus=survey.psu,
    )
    found = measure_replicates(survey.items, again.weights, full, spec=spec_of(survey.items))
    weights = ReplicatedIndexWeights(full=full.weights, item_weights=found.item_weights, dimension_weights=found.dimension_weights)
    domains = np.eye(N_AREAS)[survey.area]
    return replicate_means(survey.items, {}, domains, design, weights, missing=MISSING).replicates[:, 0]


def spec_of(items: Items) -> Index:
    """Give the index of all dimensions, weighted by their loadings."""
    return Index.model_validate({"name": {"en": "index"}, "dimensions": items.dimensions, "weights": "factor", "missing": MISSING})


def draw_survey(n: int, n_replicates: int) -> Survey:
    """Draw n respondents, equally many in each of six areas, and the replicates of their sampling units."""
    rng = np.random.default_rng([20190701, 5])
    area = np.arange(n) * N_AREAS // n
    psu = np.arange(n) * (N_AREAS * N_PSUS) // n
    town = np.where(
        np.arange(N_AREAS * N_PSUS) % N_PSUS < 2,
        np.arange(N_AREAS * N_PSUS) % 2,
        rng.integers(0, 2, N_AREAS * N_PSUS),
    )
    shares = rng.dirichlet(np.full(N_AREAS, 50.0))
    margins = (
        _margin("sex and age", rng.integers(0, N_SEX_AGE, n) + N_SEX_AGE * area, shares, rng),
        _margin("settlement", town[psu] + N_SETTLEMENT * area, shares, rng),
    )
    keys = np.array([psu_key(str(number)) for number in range(N_AREAS * N_PSUS)], dtype=np.uint64)
    strata = np.repeat(np.arange(N_AREAS), N_PSUS)
    return Survey(
        items=_items(area, psu, rng),
        area=area,
        psu=psu,
        base=(PERSONS * shares)[area] / n * N_AREAS * rng.uniform(0.6, 1.6, n),
        margins=margins,
        multipliers=rao_wu_multipliers(strata, keys, seed=20190701, number=n_replicates),
    )


def _items(area: NDArray[np.int64], psu: NDArray[np.int64], rng: np.random.Generator) -> Items:
    n = len(area)
    general = np.linspace(-0.3, 0.3, N_AREAS)[area] + 0.25 * rng.standard_normal(N_AREAS * N_PSUS)[psu]
    general = general + rng.standard_normal(n)
    strength = np.linspace(0.6, 0.85, N_DIMENSIONS)
    factors = strength * general[:, None] + np.sqrt(1 - strength**2) * rng.standard_normal((n, N_DIMENSIONS))
    loadings, dimension = (
        rng.uniform(0.5, 0.8, N_ITEMS),
        np.repeat(np.arange(N_DIMENSIONS), N_ITEMS // N_DIMENSIONS),
    )
    latent = loadings * factors[:, dimension]
    latent += np.sqrt(1 - loadings**2) * rng.standard_normal((n, N_ITEMS))
    cuts = np.sort(np.array([-1.3, -0.5, 0.3, 1.1]) + rng.uniform(-0.25, 0.25, (N_ITEMS, 4)), axis=1)
    ranks = np.column_stack([np.digitize(latent[:, i], cuts[i]) for i in range(N_ITEMS)])
    return Items(
        names=tuple(f"item {i + 1}" for i in range(N_ITEMS)),
        dimensions=tuple(f"D{a + 1}" for a in range(N_DIMENSIONS)),
        dimension_of_item=dimension,
        codes=ranks + 1.0,
        ranks=ranks,
        n_categories=np.full(N_ITEMS, 5),
        lowest=np.ones(N_ITEMS),
        highest=np.full(N_ITEMS, 5.0),
        is_reversed=np.zeros(N_ITEMS, dtype=np.bool_),
        is_numeric=np.zeros(N_ITEMS, dtype=np.bool_),
    )


def _margin(name: str, cells: NDArray[np.int64], shares: NDArray[np.float64], rng: np.random.Generator) -> Margin:
    size = (int(cells.max()) + 1) // N_AREAS
    totals = PERSONS * np.concatenate([share * rng.dirichlet(np.full(size, 50.0)) for share in shares])
    return Margin(name=name, cells=cells, control_totals=totals, labels=tuple(str(cell) for cell in range(totals.size)))
