"""The index of a study out of answers and weights alone, written as plainly as possible: one respondent, one item at a time."""

from collections.abc import Mapping

import numpy as np

from crowdpotential.stats.arrays import FloatArray

POWER = {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0}


def normalise(name: str, percent: FloatArray, weights: FloatArray, posts: tuple[float, float]) -> FloatArray:
    """Normalise one item (n,) of 0..100, missing as NaN, by the weighted distribution of its answers."""
    known = ~np.isnan(percent) & (weights > 0)
    x, w = percent[known], weights[known]
    if name == "minmax":
        return 100 * (percent - x.min()) / (x.max() - x.min())
    if name == "z":
        mean = np.average(x, weights=w)
        return 50 + 10 * (percent - mean) / np.sqrt(np.average((x - mean) ** 2, weights=w))
    if name == "goalposts":
        return np.array([np.nan if np.isnan(v) else min(max((v - posts[0]) / (posts[1] - posts[0]), 0), 1) * 100 for v in percent])
    if name in {"ranks", "percentile"}:
        half = 0.5 if name == "ranks" else 0.0
        return np.array([np.nan if np.isnan(v) else 100 * (w[x < v].sum() + half * w[x == v].sum()) / w.sum() for v in percent])
    return percent


def average(values: FloatArray, weights: FloatArray, power: float) -> float:
    """Take the weighted mean of a power of what is not missing."""
    known = ~np.isnan(values)
    x, share = values[known], weights[known] / weights[known].sum()
    if power == 0:
        return float(np.exp(share @ np.log(x)))
    return float((share @ x**power) ** (1 / power))


def score(
    percent: FloatArray,
    by: FloatArray,
    dimension_of_item: FloatArray,
    weights: tuple[FloatArray, FloatArray],
    how: Mapping[str, object],
) -> FloatArray:
    """Score respondents: (n,) the index, NaN where too few items or dimensions were answered.

    Args:
        percent: (n, p) answers between the bounds of their items, 0..100, missing as NaN.
        by: (n,) weights of respondents.
        dimension_of_item: (p,).
        weights: of items (p,) and dimensions (k,).
        how: normalisation, powers within each dimension and between, floor, goalposts, min_items, min_dimensions.
    """
    within, between = how["within"], how["between"]
    columns = [normalise(str(how["normalisation"]), percent[:, i], by, how["goalposts"]) for i in range(percent.shape[1])]  # type: ignore[arg-type]
    made = np.column_stack(columns)
    if how["floor"] is not None and how["normalisation"] != "z" and (set(within) != {1} or between != 1):
        made = how["floor"] + (100 - how["floor"]) * made / 100  # type: ignore[operator]
    index = np.full(len(made), np.nan)
    for i, row in enumerate(made):
        dimensions = np.full(weights[1].size, np.nan)
        for d in range(dimensions.size):
            own = dimension_of_item == d
            if (~np.isnan(row[own])).sum() >= how["min_items"]:  # type: ignore[operator]
                dimensions[d] = average(row[own], weights[0][own], within[d])  # type: ignore[arg-type]
        if (~np.isnan(dimensions)).sum() >= how["min_dimensions"]:  # type: ignore[operator]
            index[i] = average(dimensions, weights[1], between)  # type: ignore[arg-type]
    return index
