"""Weights of dimensions by experts: points of a budget, or comparisons of pairs whose contradictions are bounded."""

from crowdpotential.ingest.expert_weights import PanelWeights
from crowdpotential.results.measures.experts import WEIGHT
from crowdpotential.results.rows import Row, make_row
from crowdpotential.stats.expert_judgement.joint_weights import join_weights


def weight_rows(weighed: PanelWeights | None, *, confidence_level: float) -> list[Row]:
    """Report the weight of each dimension; none where too few experts weight them.

    Args:
        weighed: by the panel; None: weights are not asked for.
        confidence_level: of the intervals.
    """
    if weighed is None or not weighed.is_enough:
        return []
    joint = join_weights(weighed.given, mean=weighed.mean, confidence_level=confidence_level)
    return [
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
        for at, name in enumerate(weighed.dimensions)
    ]
