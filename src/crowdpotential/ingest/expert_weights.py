"""Weights of dimensions by a panel of experts: points of a budget, or comparisons of pairs whose contradictions are bounded."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import ReadError
from crowdpotential.ingest.experts import Panel
from crowdpotential.params import Experts, ExpertWeights
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.expert_judgement.averages import Mean, average_weights
from crowdpotential.stats.expert_judgement.pairs import make_matrices, weigh_pairs

DIGITS = 6  # of weights that an index takes over: the last bits of an eigenvector differ between machines


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelWeights:
    """What a panel says of the weights of dimensions, and who was left out on the way."""

    dimensions: tuple[str, ...]
    given: FloatArray  # (m, k) points or weights of the experts who are left
    mean: Mean  # over experts
    is_enough: bool  # whether enough experts are left for any number
    n_complete: int  # experts who answered every question of weights
    ratios: FloatArray  # (n_complete,) consistency ratios of comparisons of pairs; empty where points are given
    max_ratio: float

    @property
    def n_inconsistent(self) -> int:
        """How many experts contradict themselves too much."""
        return int((self.ratios > self.max_ratio).sum())

    @property
    def shares(self) -> Mapping[str, float]:
        """Weights in few digits that sum to one; what rounding leaves goes to the largest. Empty where there are none."""
        if not self.is_enough:
            return {}
        weights = average_weights(self.given, mean=self.mean)
        rounded = {name: round(float(weight), DIGITS) for name, weight in zip(self.dimensions, weights, strict=True)}
        largest = max(rounded, key=lambda name: rounded[name])
        return rounded | {largest: round(rounded[largest] + 1 - sum(rounded.values()), DIGITS)}


def weigh_dimensions(panel: Panel, experts: Experts, asked: ExpertWeights) -> PanelWeights:
    """Collect the weights of the experts of the first round who answered every question of weights.

    Args:
        panel: as read.
        experts: of params.
        asked: its questions of weights.

    Raises:
        ReadError: enough experts answered, but contradictions of too many leave fewer than `fewest`; told with their ratios.
    """
    given, ratios = panel.weights.to_numpy(dtype=np.float64), np.empty(0)
    if asked.pairs:
        place = {name: at for at, name in enumerate(asked.dimensions)}
        pairs = [(place[one], place[other]) for one, other in asked.pairs.values()]
        found = [weigh_pairs(matrix) for matrix in make_matrices(given, pairs, len(place))]
        ratios = np.array([one.consistency_ratio for one in found])
        given = np.array([one.weights for one in found])[ratios <= asked.max_ratio]
    is_enough = len(given) >= experts.fewest
    if not is_enough and len(panel.weights) >= experts.fewest:
        worst = ratios[ratios > asked.max_ratio]
        msg = (
            f"{experts.form.questionnaire}: comparisons of {worst.size} of {ratios.size} experts contradict each other: consistency ratios "
            f"{worst.min():.2f} to {worst.max():.2f}, where {asked.max_ratio:g} is allowed, so that {len(given)} are left and "
            f"{experts.fewest} are needed; ask them again, or raise experts.weights.max_ratio"
        )
        raise ReadError(msg)
    return PanelWeights(
        dimensions=asked.dimensions,
        given=given,
        mean=asked.mean if asked.points else "geometric",
        is_enough=is_enough,
        n_complete=len(panel.weights),
        ratios=ratios,
        max_ratio=asked.max_ratio,
    )
