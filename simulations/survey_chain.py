"""From the answers of one survey to its index with intervals and rank sets, by the functions that the pipeline runs.

Nothing is taken from the population but its control totals: replicates of the design, each raked anew, each with its
own thresholds, correlations, measurement model, weights of items and dimensions, scores and means.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crowdpotential.compare.domains import Domain, Domains
from crowdpotential.compare.estimates import MeanEstimates, contrast
from crowdpotential.compare.fairness import Fairness, Owed
from crowdpotential.compare.ranks import rank_rows
from crowdpotential.index.chain import ChainWeights, mean_chain
from crowdpotential.index.measurement import Measurement, MeasurementReplicates, measure, measure_replicates
from crowdpotential.params import Comparison
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import domain_degrees_of_freedom, infer
from crowdpotential.stats.replication.replicate_draws import draw_replicates
from crowdpotential.stats.replication.replicates import Replication, SampledPsus, psu_key
from crowdpotential.stats.weighting.calibration import Calibration, calibrate, calibrate_replicates
from simulations.coverage import NOMINAL, Intervals
from simulations.likert import DIMENSIONS, INDEX, as_items
from simulations.population import N_AREAS, Sample

RAKING = Calibration(method="raking", tolerance=1e-8, max_cycles=500)
COMPARISON = Comparison(confidence_level=NOMINAL)
BLOCS = ("first", "second")
AREAS = tuple(f"area {area + 1}" for area in range(N_AREAS))
BLOC_OF_AREA = np.arange(N_AREAS) * len(BLOCS) // N_AREAS
VARIABLES = ("index", *DIMENSIONS)
LABELS = (
    *(Domain(bloc=bloc) for bloc in BLOCS),
    *(Domain(bloc=BLOCS[bloc], area=area) for area, bloc in zip(AREAS, BLOC_OF_AREA, strict=True)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RankInterval:
    """The ranks that each area may hold; 1 is the highest index."""

    lower: IntArray  # (areas,)
    upper: IntArray  # (areas,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one survey says."""

    means: Intervals  # (areas, 1 + k) the index first, then its dimensions
    gap: Intervals  # (1,) index of the first bloc less the second
    loadings: Intervals  # (p,)
    ranks: Mapping[str, RankInterval]  # simultaneous, marginal, percentile; empty where replicates failed
    n_failed: int  # replicates


def analyse(sample: Sample, *, n_replicates: int, seed: int, rng: np.random.Generator) -> Found:
    """Estimate everything that is published of a survey, with the errors of the whole chain.

    Args:
        sample: with answers (n, p) to the items.
        n_replicates: of the design.
        seed: of the replicates.
        rng: of the critical values of rank sets.
    """
    design = weight(sample, n_replicates=n_replicates, seed=seed)
    items = as_items(sample.answers)
    full = measure(items, design.weights, spec=INDEX, has_method_factor=False)
    replicates = measure_replicates(items, design.replicate_weights, full, spec=INDEX)
    means = estimate_means(sample.answers, sample.area, design, full, replicates)
    areas = means.domains.degrees_of_freedom[len(BLOCS) :]
    estimate, spread = means.estimate[len(BLOCS) :], means.replicates[len(BLOCS) :]
    shape = estimate.shape
    found = _infer(
        estimate.ravel(),
        spread.reshape(estimate.size, -1),
        design.replication,
        np.repeat(areas, shape[1]),
    )
    gap = contrast(means, LABELS[0], LABELS[1], "index")
    return Found(
        means=Intervals(*(values.reshape(shape) for values in found)),
        gap=_infer(
            np.array([gap.estimate]), gap.replicates[None], design.replication, gap.degrees_of_freedom
        ),
        loadings=_infer(
            full.model.loadings, replicates.loadings.T, design.replication, design.degrees_of_freedom
        ),
        ranks=_rank(means, rng),
        n_failed=int(np.isnan(spread).any(axis=(0, 1)).sum()),
    )


def weight(sample: Sample, *, n_replicates: int, seed: int) -> Design:
    """Rake the sample, draw Rao-Wu replicates of its PSUs, and rake each of them anew."""
    strata = sample.strata_of_psus
    keys = np.array([psu_key(str(unit)) for unit in range(strata.size)], dtype=np.uint64)
    psus = SampledPsus(strata=strata, keys=keys)
    drawn = draw_replicates(psus, method="rao-wu", number=n_replicates, seed=seed)
    raked = calibrate_replicates(sample.base_weights, drawn.multipliers, sample.psu, sample.margins, RAKING)
    return Design(
        weights=calibrate(sample.base_weights, sample.margins, RAKING).weights,
        replicate_weights=raked.weights,
        replication=drawn.replication,
        strata=sample.area,
        psus=sample.psu,
    )


def estimate_means(
    answers: FloatArray,
    area: IntArray,
    design: Design,
    full: Measurement,
    replicates: MeasurementReplicates,
) -> MeanEstimates:
    """Average the index and its dimensions in each bloc and area, in the full sample and in each replicate."""
    members = np.column_stack(
        [BLOC_OF_AREA[area][:, None] == np.arange(len(BLOCS)), area[:, None] == np.arange(N_AREAS)]
    )
    freedom = [
        domain_degrees_of_freedom(design.psus, design.strata, np.where(inside, 0, -1), 1)[0]
        for inside in members.T
    ]
    weights = ChainWeights(
        full=full.weights,
        item_weights=replicates.item_weights,
        dimension_weights=replicates.dimension_weights,
    )
    chain = mean_chain(as_items(answers), {}, members.astype(float), design, weights, missing=INDEX.missing)
    return MeanEstimates(
        domains=Domains(
            labels=LABELS, members=members, degrees_of_freedom=np.array(freedom, dtype=np.float64)
        ),
        variables=VARIABLES,
        estimate=chain.estimate,
        replicates=chain.replicates,
        replication=design.replication,
        n=chain.n,
        n_effective=chain.n_effective,
    )


def _infer(
    estimate: FloatArray, replicates: FloatArray, replication: Replication, freedom: float | FloatArray
) -> Intervals:
    found = infer(
        estimate,
        replicates,
        replication=replication,
        degrees_of_freedom=freedom,
        confidence_level=NOMINAL,
        interval=COMPARISON.interval,
    )
    return Intervals(*(getattr(found, name) for name in Intervals._fields))


def _rank(means: MeanEstimates, rng: np.random.Generator) -> dict[str, RankInterval]:
    """Take the rank sets as the report has them, and percentiles of ranks in the replicates, which it has not."""
    n_replicates = means.replicates.shape[-1]
    nothing = Owed(estimate=np.zeros(len(VARIABLES)), replicates=np.zeros((n_replicates, len(VARIABLES))))
    rows = rank_rows(
        means,
        Fairness(blocs=BLOCS, between_blocs=nothing),  # items function alike in all areas
        comparison=COMPARISON,
        fewest=COMPARISON.min_respondents_for_ranks,
        rng=rng,
    )
    ends = {
        model: np.array(
            [[row["ci_low"], row["ci_high"]] for row in rows if row["model"] == model], dtype=np.int64
        )
        for model in ("simultaneous", "marginal")
    }
    if not rows:
        return {}
    index = means.replicates[len(BLOCS) :, 0]
    index = index[:, ~np.isnan(index).any(axis=0)]
    ranks = 1 + (index[None] > index[:, None]).sum(axis=1)  # (areas, R)
    tail = (1 - NOMINAL) / 2
    ends["percentile"] = np.quantile(ranks, [tail, 1 - tail], axis=1, method="inverted_cdf").T.astype(
        np.int64
    )
    return {model: RankInterval(lower=own[:, 0], upper=own[:, 1]) for model, own in ends.items()}
