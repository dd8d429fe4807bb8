"""Regression: whether proportional odds hold, seen in what they are used for - the differences of shares of high answers.

A logit of high answers against the rest assumes nothing of the other thresholds. Where the assumption holds, both models find the same but
for sampling (Hausman 1978, Econometrica 46, 1251-1271); Brant (1990, Biometrics 46, 1171-1178) sets the logits of all thresholds against
each other, and so finds departures of which these differences know nothing.
"""

import numpy as np

from crowdpotential.errors import ModelError
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.regressions.marginal_differences import Regressor, average_differences
from crowdpotential.stats.regressions.odds_columns import fit_odds_columns
from crowdpotential.stats.regressions.proportional_odds import OrderedAnswers, fit_odds


def find_departures(
    answers: OrderedAnswers, differences: FloatArray, predictors: tuple[Regressor, ...], weights: FloatArray, *, n_low: int
) -> FloatArray | None:
    """Return by how much differences of shares are others without the assumption of proportional odds.

    Args:
        answers: of n respondents.
        differences: (q, C) as `average_differences` makes them of the ordinal model.
        predictors: those that they are about.
        weights: (n, C) columns of weights.
        n_low: categories that are not high, 1..K-1.

    Returns:
        (q, C) those of the logit less those of the ordinal model; None of two categories, where both are one, and
        where the logit has no maximum.
    """
    if answers.n_thresholds < 2:
        return None
    is_high = (answers.categories >= n_low).astype(np.int64)
    alone = OrderedAnswers(categories=is_high, regressors=answers.regressors, names=answers.names)
    try:
        full = fit_odds(alone, weights[:, 0])
    except ModelError:
        return None
    columns = fit_odds_columns(alone, full, weights)
    departures: FloatArray = average_differences(columns, alone.regressors, predictors, weights, cut=0) - differences
    return departures
