"""From the answers of one survey to its index with intervals and rank sets, by the functions that the pipeline runs.

Nothing is taken from the population but its control totals: replicates of the design, each raked anew, each with its
own thresholds, correlations, measurement model, weights of items and dimensions, scores and means.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crowdpotential.compare.estimates import MeanEstimates, contrast
from crowdpotential.compare.permitted import DifPoints, PermittedComparisons
from crowdpotential.compare.ranks import rank_rows
from crowdpotential.index.items import Items
from crowdpotential.index.measurement import measure, measure_replicates
from crowdpotential.index.replicated_means import ReplicatedIndexWeights, replicate_means
from crowdpotential.params import Comparison
from crowdpotential.results.domains import Domain, Domains
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.design import Design, LinearDesign
from crowdpotential.stats.inference.estimation import infer
from crowdpotential.stats.inference.freedom import differences_of, mean_freedom, whole_freedom
from crowdpotential.stats.inference.linearisation import SampleDesign
from crowdpotential.stats.replication.replicate_draws import draw_replicates
from crowdpotential.stats.replication.replicates import Replication
from crowdpotential.stats.weighting.auxiliaries import auxiliaries
from crowdpotential.stats.weighting.calibration import calibrate, calibrate_replicates
from crowdpotential.stats.weighting.calibration_residuals import CalibrationBasis
from simulations.coverage import NOMINAL, Intervals
from simulations.likert import DIMENSIONS, INDEX, as_items
from simulations.population import N_AREAS, Sample
from simulations.weighting_coverage import AREAS, RAKING

COMPARISON = Comparison(confidence_level=NOMINAL)
BLOCS = ("first", "second")
BLOC_OF_AREA = np.arange(N_AREAS) * len(BLOCS) // N_AREAS
VARIABLES = ("index", *DIMENSIONS)
KINDS, ENDS = ("simultaneous", "marginal"), (("lower", "ci_low"), ("upper", "ci_high"))
LABELS = (
    *(Domain(bloc=bloc) for bloc in BLOCS),
    *(Domain(bloc=BLOCS[bloc], area=area) for area, bloc in zip(AREAS, BLOC_OF_AREA, strict=True)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RankInterval:
    """The ranks that each area may hold; 1 is the highest index."""

    lower: FloatArray  # (areas,)
    upper: FloatArray  # (areas,)


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
    weights = ReplicatedIndexWeights(
        full=full.weights,
        item_weights=replicates.item_weights,
        dimension_weights=replicates.dimension_weights,
    )
    means = _estimate_means(items, design, weights)
    gap = contrast(means, LABELS[0], LABELS[1], "index")
    loadings = full.model.loadings
    return Found(
        means=_infer_areas(means),
        gap=_infer(np.array([gap.estimate]), gap.replicates[None], design.replication, gap.freedom),
        loadings=_infer(loadings, replicates.loadings.T, design.replication, whole_freedom(design)),
        ranks=_rank(means, rng),
        n_failed=int(np.isnan(means.replicates).any(axis=(0, 1)).sum()),
    )


def weight(sample: Sample, *, n_replicates: int, seed: int) -> Design:
    """Rake the sample, draw Rao-Wu replicates of its PSUs, and rake each of them anew."""
    drawn = draw_replicates(sample.sampled_psus, method="rao-wu", number=n_replicates, seed=seed)
    raked = calibrate_replicates(sample.base_weights, drawn.multipliers, sample.psu, sample.margins, RAKING)
    weights = calibrate(sample.base_weights, sample.margins, RAKING).weights
    return Design(
        weights=weights,
        replicate_weights=raked.weights,
        replication=drawn.replication,
        strata=sample.area,
        psus=sample.psu,
        controls=_linearise(sample, weights),
    )


def _linearise(sample: Sample, weights: FloatArray) -> LinearDesign:
    """Say what the weights were calibrated on."""
    return LinearDesign(
        weights=weights,
        sample=SampleDesign(strata=sample.area, psus=sample.psu),
        calibrated_from=CalibrationBasis(auxiliaries=auxiliaries(sample.margins), base_weights=sample.base_weights),
    )


def list_members(area: IntArray) -> BoolArray:
    """(n, blocs + areas): who belongs to each of LABELS."""
    return np.column_stack([BLOC_OF_AREA[area, None] == np.arange(len(BLOCS)), area[:, None] == np.arange(N_AREAS)])


def _estimate_means(items: Items, design: Design, weights: ReplicatedIndexWeights) -> MeanEstimates:
    """Average the index and its dimensions in each bloc and area, which are the strata; then in each replicate."""
    members = list_members(design.strata)
    chain = replicate_means(items, {}, members.astype(float), design, weights, missing=INDEX.missing)
    return MeanEstimates(
        domains=Domains(
            labels=LABELS,
            members=members,
        ),
        variables=VARIABLES,
        estimate=chain.estimate,
        replicates=chain.replicates,
        replication=design.replication,
        freedom=mean_freedom(members, chain.known, design),
        freedom_between=differences_of(members, chain.known, design),
        n=chain.n,
        n_effective=chain.n_effective,
    )


def _infer_areas(means: MeanEstimates) -> Intervals:
    estimate, replicates = means.estimate[len(BLOCS) :], means.replicates[len(BLOCS) :]
    freedom = means.freedom[len(BLOCS) :].flat
    found = _infer(estimate.ravel(), replicates.reshape(estimate.size, -1), means.replication, freedom)
    return Intervals(*(values.reshape(estimate.shape) for values in found))


def _infer(estimate: FloatArray, replicates: FloatArray, replication: Replication, freedom: Freedom) -> Intervals:
    found = infer(
        estimate,
        replicates,
        replication=replication,
        freedom=freedom,
        confidence_level=NOMINAL,
        interval=COMPARISON.interval,
    )
    return Intervals(*(getattr(found, name) for name in Intervals._fields))


def _rank(means: MeanEstimates, rng: np.random.Generator) -> dict[str, RankInterval]:
    """Take the rank sets as the report has them, and percentiles of ranks in the replicates, which it has not."""
    n_replicates = means.replicates.shape[-1]
    nothing = DifPoints(estimate=np.zeros(len(VARIABLES)), replicates=np.zeros((n_replicates, len(VARIABLES))))
    rows = rank_rows(
        means,
        PermittedComparisons(blocs=BLOCS, between_blocs=nothing),  # items function alike in all areas
        comparison=COMPARISON,
        rng=rng,
    )
    if not rows:
        return {}
    found = {}
    for kind in KINDS:
        own = [row for row in rows if (row.measure, row.model) == ("rank_set", kind)]
        found[kind] = RankInterval(**{end: np.array([getattr(row, ci) for row in own]) for end, ci in ENDS})
    return {**found, "percentile": rank_replicates(means.replicates[len(BLOCS) :, 0])}


def rank_replicates(index: FloatArray) -> RankInterval:
    """Take the percentiles of the ranks that areas have in the replicates: no valid interval, and often taken for one.

    Args:
        index: (areas, R), NaN where a replicate failed.
    """
    known = index[:, ~np.isnan(index).any(axis=0)]
    ranks = 1 + (known[None] > known[:, None]).sum(axis=1)  # (areas, R)
    tail = (1 - NOMINAL) / 2
    lower, upper = np.quantile(ranks, [tail, 1 - tail], axis=1, method="inverted_cdf")
    return RankInterval(lower=lower, upper=upper)
