"""What a wrong model does to what the program prints, without any sampling: fit, reliability and a difference of two sides.

Answers as numbers have exactly the covariances of the truth. On the second side what the model leaves out lies half a standard deviation
higher: the second of two dimensions that are taken for one, the factor of wording, what a pair shares, the other dimension of an item. All
else is equal, so that the first dimension of the second side should not differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.group_models.group_sample import gather_sample
from crowdpotential.stats.group_models.measurement_fit import MeasurementFit, fit_measurement
from crowdpotential.stats.group_models.model_spec import Invariance, Level, MeasurementModel
from crowdpotential.stats.group_models.unrestricted_model import fit_unrestricted
from simulations.misfits import World, list_worlds, make_truth

N = 20000  # respondents of a side whose moments are exact: so many that fit indices are those of the population
GAP = 0.5  # standard deviations of what is left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One world in numbers."""

    size: str  # dimensions x items
    world: str
    kind: str
    cfi: float
    rmsea: float
    srmr: float
    reliability: float  # omega of the first declared dimension, as the declared model has it
    reliability_bias: float  # by how much that exceeds the share of its sum that its dimensions make
    latent_bias: float  # standard deviations by which the first dimension of the second side seems higher


def find_effects(worlds: Sequence[World] | None = None) -> list[Effect]:
    """Find the effect of each world's model on what is printed."""
    every = [world for world in list_worlds() if not world.is_clustered] if worlds is None else worlds
    return [_find_effect(world) for world in every]


def as_table(effects: Sequence[Effect]) -> str:
    """Set the effects in lines of text."""
    lines = [f"{'size':<8}{'world':<28}{'CFI':>7}{'RMSEA':>8}{'SRMR':>7}{'omega':>8}{'bias':>8}{'latent':>8}"]
    lines += [
        f"{one.size:<8}{one.world:<28}{one.cfi:>7.3f}{one.rmsea:>8.3f}{one.srmr:>7.3f}{one.reliability:>8.3f}"
        f"{one.reliability_bias:>8.3f}{one.latent_bias:>8.3f}"
        for one in effects
    ]
    return "\n".join(lines)


def _find_effect(world: World) -> Effect:
    truth = make_truth(world)
    first = _draw_exactly(truth.correlations)
    second = first + GAP * truth.left_out
    base = _fit(first, np.zeros(N, dtype=np.int64), truth.model, "configural")
    sides = np.repeat([0, 1], N)
    both = _fit(np.vstack([first, second]), sides, truth.model, "scalar")
    measures, plain = base.measures.plain, base.measures
    deviation = np.sqrt(both.groups[0].factor_covariances[0, 0])
    reliability = _find_omega(base, truth.model)
    return Effect(
        size=world.size,
        world=world.name,
        kind=world.kind,
        cfi=measures.cfi,
        rmsea=measures.rmsea,
        srmr=plain.srmr,
        reliability=reliability,
        reliability_bias=reliability - truth.reliability,
        latent_bias=float(both.groups[1].means[0] / deviation),
    )


def _draw_exactly(correlations: FloatArray) -> FloatArray:
    """Draw answers whose sample moments are those of the truth."""
    drawn = np.random.default_rng(N).standard_normal((N, len(correlations)))
    drawn -= drawn.mean(axis=0)
    own = np.linalg.cholesky(np.cov(drawn.T, bias=True))
    return np.asarray(np.linalg.solve(own, drawn.T).T @ np.linalg.cholesky(correlations).T)


def _fit(answers: FloatArray, side: IntArray, model: MeasurementModel, level: Level) -> MeasurementFit:
    unrestricted = fit_unrestricted(gather_sample(answers, np.ones(len(answers)), side))
    return fit_measurement(unrestricted, model, Invariance(level=level))


def _find_omega(fit: MeasurementFit, model: MeasurementModel) -> float:
    """Give the share of the variance of a sum of the first dimension's items that their dimension makes."""
    own = np.flatnonzero(model.dimension_of_item == 0)
    group = fit.groups[0]
    covariance = group.implied_covariance[np.ix_(own, own)]
    return float(group.loadings[own, 0].sum() ** 2 / covariance.sum())
