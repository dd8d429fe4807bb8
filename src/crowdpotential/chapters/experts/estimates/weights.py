"""Weights of dimensions by experts: points of a budget, or comparisons of pairs whose contradictions are bounded."""

import numpy as np
import pandas as pd

from crowdpotential.disclosure.few import Few
from crowdpotential.ingest.experts import Panel
from crowdpotential.params import Experts, ExpertWeights
from crowdpotential.results.measures.experts import INCONSISTENT, WEIGHT
from crowdpotential.results.rows import Row, make_row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.expert_judgement.joint_weights import join_weights
from crowdpotential.stats.expert_judgement.pairs import weigh_pairs


def weight_rows(panel: Panel, experts: Experts, *, few: Few, confidence_level: float) -> list[Row]:
    """Report the weight of each dimension, and how many experts contradict themselves too much; none on too few experts.

    Args:
        panel: answers to the questions of weights, of experts who answered all.
        experts: of params.
        few: how few experts are too few for a count.
        confidence_level: of the intervals.
    """
    asked = experts.weights
    if asked is None or len(panel.weights) < experts.fewest:
        return []
    rows: list[Row] = []
    if asked.points:
        given = panel.weights[list(asked.points.values())].to_numpy(dtype=np.float64)
    else:
        found = [weigh_pairs(matrix) for matrix in compare(panel.weights, asked)]
        given = np.array([one.weights for one in found if one.consistency_ratio <= asked.max_ratio])
        n_left = len(found) - len(given)
        if n_left == 0 or n_left >= few.count:
            rows.append(make_row(INCONSISTENT, sample="experts", estimate=float(n_left), n=float(len(found))))
    if len(given) < experts.fewest:
        return rows
    joint = join_weights(given, mean=asked.mean if asked.points else "geometric", confidence_level=confidence_level)
    return rows + [
        make_row(
            WEIGHT,
            sample="experts",
            variable=name,
            estimate=float(joint.weights[at]),
            standard_error=float(joint.standard_error[at]),
            ci_low=float(joint.ci_low[at]),
            ci_high=float(joint.ci_high[at]),
            interval_type="logit",
            confidence_level=confidence_level,
            df=float(joint.n_experts - 1),
            n=float(joint.n_experts),
        )
        for at, name in enumerate(asked.dimensions)
    ]


def compare(answers: pd.DataFrame, asked: ExpertWeights) -> list[FloatArray]:
    """Write the comparisons of each expert as a matrix, (n, n); each pair is asked once, its counterpart is the reciprocal."""
    place = {name: at for at, name in enumerate(asked.dimensions)}
    rows, columns = (np.array([place[pair[side]] for pair in asked.pairs.values()]) for side in (0, 1))
    matrices = []
    for own in answers[list(asked.pairs)].to_numpy(dtype=np.float64):
        matrix = np.eye(len(place))
        matrix[rows, columns], matrix[columns, rows] = own, 1 / own
        matrices.append(matrix)
    return matrices
