"""Measurement: correlations of ordered answers with numbers, beside polychoric ones (section "Items and their correlations").

An ordered answer is taken as a normal variable cut at thresholds, a number as what it is. The correlation of the two (polyserial) is that
of the number with the place of the answer, divided by the correlation of that place with the normal variable behind it (Olsson, Drasgow
and Dorans 1982, Psychometrika 47, 337-347, the two-step estimator in closed form). Two numbers correlate by Pearson.
"""

from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.correlation.correlations import correlate_items
from crowdpotential.stats.correlation.item_cuts import item_thresholds
from crowdpotential.stats.correlation.pair_tables import LARGEST_CORRELATION


@dataclass(frozen=True, slots=True, kw_only=True)
class MixedAnswers:
    """Answers to items of which some are numbers."""

    ranks: IntArray  # (n, p) of ordered answers 0..K-1; negative where missing
    numbers: FloatArray  # (n, p) NaN where missing
    n_categories: IntArray  # (p,)
    is_numeric: BoolArray  # (p,)


def correlate_with_numbers(answers: MixedAnswers, weights: FloatArray, polychoric: FloatArray) -> FloatArray:
    """Fill the correlations of and with numbers into those of the ordered items, once per row of weights.

    Args:
        answers: of n respondents to p items, at least one of them a number.
        weights: (C, n), a row of NaN where a replicate failed.
        polychoric: (C, o, o) of the o ordered items, in their order.

    Returns:
        (C, p, p) NaN where a pair says nothing, or the row failed.
    """
    ordered = np.flatnonzero(~answers.is_numeric)
    places = np.where(answers.ranks < 0, np.nan, answers.ranks.astype(np.float64))
    values = np.where(answers.is_numeric, answers.numbers, places)
    found = correlate_items(values, weights)
    seen = np.ones((len(weights), len(answers.is_numeric)))
    if ordered.size:
        seen[:, ordered] = _seen_of_normal(answers.ranks[:, ordered], answers.n_categories[ordered], weights)
    found = np.clip(found / (seen[:, :, None] * seen[:, None, :]), -LARGEST_CORRELATION, LARGEST_CORRELATION)
    found[:, ordered[:, None], ordered] = polychoric
    diagonal = np.arange(found.shape[1])
    found[:, diagonal, diagonal] = 1.0
    found[np.isnan(weights).any(axis=1)] = np.nan
    return found


def _seen_of_normal(ranks: IntArray, n_categories: IntArray, weights: FloatArray) -> FloatArray:
    """Correlate the places 0..K-1 of an answer with the normal variable that they are cut from: (C, o)."""
    thresholds = item_thresholds(ranks, np.ascontiguousarray(weights.T), n_categories)  # (o, C, K - 1)
    density = np.where(np.isfinite(thresholds), np.exp(-(thresholds**2) / 2), 0.0) / np.sqrt(2 * np.pi)
    given = ranks >= 0
    mass = weights @ given
    mean = weights @ np.where(given, ranks, 0) / mass
    variance = weights @ np.where(given, ranks.astype(np.float64) ** 2, 0.0) / mass - mean**2
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(density.sum(axis=2).T / np.sqrt(variance))
