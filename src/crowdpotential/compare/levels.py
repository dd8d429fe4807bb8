"""How many residents have a low, medium or high score."""

import numpy as np

from crowdpotential.params import Comparison, Levels
from crowdpotential.results.domains import Domains
from crowdpotential.results.measures.index import SHARE
from crowdpotential.results.rows import MAIN, Row, inferred, make_row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import find_bases, infer_columns, weighted_means
from crowdpotential.stats.inference.freedom import asked_freedom
from crowdpotential.stats.inference.intervals import Bases


def level_rows(
    index: FloatArray,
    levels: Levels,
    *,
    domains: Domains,
    design: Design,
    comparison: Comparison,
) -> list[Row]:
    """Report the shares of low, medium and high scores for all, blocs and areas.

    The scores are those of the full sample: a respondent's level does not move with a replicate, his weight does.

    Args:
        index: (n,) scores, missing as NaN.
        levels: low is below `low_below`, high from `high_from` on.
        domains: those of groups are left out.
        design: weights and replicates of the n respondents.
        comparison: level of confidence.
    """
    low, high = index < levels.low_below, index >= levels.high_from
    shares = np.column_stack([low, ~low & ~high, high]).astype(float)
    shares[np.isnan(index)] = np.nan
    every = design.all_weights
    rows: list[Row] = []
    for position, label in enumerate(domains.labels):
        if label.domain_variable:
            continue
        inside = domains.members[:, position]
        means = weighted_means(shares, every, np.where(inside, 0, -1), 1)[0]
        counted = find_bases(shares, design.weights, np.where(inside, 0, -1), 1)
        bases = Bases(n_respondents=counted.n_respondents[0], n_effective=counted.n_effective[0])
        found = infer_columns(
            means,
            replication=design.replication,
            freedom=asked_freedom(shares, inside, design),
            confidence_level=comparison.confidence_level,
            interval=comparison.share_interval,
            bases=bases,
        )
        n = float((inside & ~np.isnan(index)).sum())
        rows += [
            make_row(
                SHARE,
                inferred(found, i),
                label.columns,
                MAIN,
                variable="index",
                category=name,
                base="answered",
                n=n,
            )
            for i, name in enumerate(("low", "medium", "high"))
        ]
    return rows
