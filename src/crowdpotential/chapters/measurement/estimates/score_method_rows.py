"""Scores by other methods than the sum of items: how reliable they are, and how closely they go together.

They order respondents, and stand beside the published sum as a check of it. Regression and EAP scores are pulled towards the mean
of everybody, the less reliable the more, so that they would make areas look alike: no mean of an area is taken of them.
"""

from collections.abc import Mapping
from itertools import combinations

import numpy as np

from crowdpotential.index.index_rule import score_plainly
from crowdpotential.index.items import Items
from crowdpotential.index.measurement import Measurement
from crowdpotential.params import MissingItems
from crowdpotential.results.measures.reliability import SCORE_CORRELATION, SCORE_RELIABILITY
from crowdpotential.results.rows import MAIN, Columns, Row, make_row
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.correlation.correlations import weighted_correlations
from crowdpotential.stats.factor_models.factor_scores import (
    bartlett_scores,
    eap_scores,
    expected_percent,
    regression_scores,
    shrunken_reliability,
    unbiased_reliability,
)

SUM = "sum"


def score_method_rows(
    items: Items,
    weights: FloatArray,
    full: Measurement,
    numeric_loadings: FloatArray | None,
    *,
    missing: MissingItems,
) -> list[Row]:
    """Report by dimension the reliability of each method's scores, and all correlations between methods and the sum.

    EAP scores come from the ordinal model under one prior for everybody, and are put on 0..100 by the test characteristic curve.
    Regression and Bartlett scores take the answers as numbers. A method whose model explains all of an item is left out,
    and EAP where an item is a number.

    Args:
        items: of the index.
        weights: (n,) calibrated.
        full: the ordinal model.
        numeric_loadings: (p,) standardised, of the answers as numbers; None where that model could not be fitted.
        missing: fewest items for the published sum.
    """
    sums = score_plainly(items, full.weights, missing)[:, 1:]
    rows: list[Row] = []
    for position, dimension in enumerate(items.dimensions):
        inside = np.flatnonzero(items.dimension_of_item == position)
        own: Columns = {**MAIN, "variable": dimension, "n": float((~np.isnan(sums[:, position])).sum())}
        scores, reliabilities = _score(items, inside, weights, full, numeric_loadings)
        rows += [make_row(SCORE_RELIABILITY, own, model=method, estimate=value) for method, value in reliabilities.items()]
        every = {SUM: sums[:, position], **scores}
        for first, second in combinations(every, 2):
            value = weighted_correlations(every[first], every[second], weights[:, None])[0]
            pair = f"{first};{second}"
            rows.append(make_row(SCORE_CORRELATION, own, model=pair, estimate=value))
    return rows


def _score(
    items: Items,
    inside: IntArray,
    weights: FloatArray,
    full: Measurement,
    numeric_loadings: FloatArray | None,
) -> tuple[Mapping[str, FloatArray], Mapping[str, float]]:
    """Return (n,) scores and the reliability of each method that the models allow."""
    scores: dict[str, FloatArray] = {}
    reliabilities: dict[str, float] = {}
    ranks = items.ranks[:, inside]
    if numeric_loadings is not None and (np.abs(numeric_loadings[inside]) < 1).all():
        own, standardised = numeric_loadings[inside], standardise_numbers(items.numbers[:, inside], weights)
        shrunken = regression_scores(standardised, own, 1 - own**2)
        unbiased = bartlett_scores(standardised, own, 1 - own**2)
        scores |= {"regression": shrunken.values, "bartlett": unbiased.values}
        reliabilities["regression"] = shrunken_reliability(shrunken, weights)
        reliabilities["bartlett"] = unbiased_reliability(unbiased, weights)
    loadings, thresholds = full.model.loadings[inside], [full.polychoric.thresholds[i] for i in inside]
    if (np.abs(loadings) >= 1).any() or items.is_numeric[inside].any():
        return scores, reliabilities
    expected = eap_scores(ranks, loadings, thresholds)
    shares = full.weights.item_weights[inside]
    scores["eap"] = expected_percent(expected.values, loadings, thresholds, shares / shares.sum())
    reliabilities["eap"] = shrunken_reliability(expected, weights)
    return scores, reliabilities


def standardise_numbers(numbers: FloatArray, weights: FloatArray) -> FloatArray:
    """Return answers a weighted mean of 0 and variance of 1 among those who answered; missing as NaN."""
    answered = ~np.isnan(numbers)
    shares = np.where(answered, weights[:, None], 0.0)
    shares = shares / shares.sum(axis=0)
    centred = numbers - np.nansum(shares * numbers, axis=0)
    spread = np.sqrt(np.nansum(shares * centred**2, axis=0))
    return np.asarray(centred / spread)
