"""How many residents have a low, medium or high score."""

import numpy as np

from crowdpotential.compare.domains import Domains
from crowdpotential.compare.estimates import domain_keys, inference_keys
from crowdpotential.params import Comparison, Levels
from crowdpotential.results import Row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.estimation import infer, weighted_means


def level_rows(
    index: FloatArray,
    levels: Levels,
    domains: Domains,
    weights: FloatArray,
    replicate_weights: FloatArray,
    comparison: Comparison,
) -> list[Row]:
    """Report the shares of low, medium and high scores for all, blocs and areas.

    The scores are those of the full sample: a respondent's level does not move with a replicate, his weight does.

    Args:
        index: (n,) scores, missing as NaN.
        levels: low is below `low_below`, high from `high_from` on.
    """
    low, high = index < levels.low_below, index >= levels.high_from
    shares = np.column_stack([low, ~low & ~high, high]).astype(float)
    shares[np.isnan(index)] = np.nan
    every = np.column_stack([weights, replicate_weights])
    rows: list[Row] = []
    for position, label in enumerate(domains.labels):
        if label.domain_variable:
            continue
        inside = np.where(domains.members[:, position], 0, -1).astype(np.int64)
        means = weighted_means(shares, every, inside, 1)[0]
        found = infer(
            means[:, 0],
            means[:, 1:],
            degrees_of_freedom=np.full(3, domains.degrees_of_freedom[position]),
            confidence_level=comparison.confidence_level,
            interval="logit",
        )
        n = float((domains.members[:, position] & ~np.isnan(index)).sum())
        rows += [
            {
                "chapter": "index", "measure": "share", "variable": "index", "category": name, **domain_keys(label),
                **inference_keys(found, i), "interval_type": "logit", "confidence_level": comparison.confidence_level,
                "unit": "share", "sample": "main", "weighting": "calibrated", "n": n,
                "df": domains.degrees_of_freedom[position], "method": "replicates",
            }
            for i, name in enumerate(("low", "medium", "high"))
        ]  # fmt: skip
    return rows
