"""How many dimensions do the answers have, and does an exploratory solution find the declared ones?"""

from typing import Literal

import numpy as np

from crowdpotential.index.items import Items
from crowdpotential.index.measurement import Measurement
from crowdpotential.params import Exploratory
from crowdpotential.results.measures import measurement
from crowdpotential.results.rows import MAIN, Columns, Row, make_row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.correlation.smoothing import Smoothed, smooth_correlations
from crowdpotential.stats.factor_models.dimensionality import (
    ParallelAnalysis,
    average_partials,
    bartlett,
    kmo,
    parallel_analysis,
)
from crowdpotential.stats.factor_models.exploratory import (
    Exploration,
    ExploratorySolution,
    explore,
    match_factors,
)


def analysed_correlations(full: Measurement, smoothing: Literal["none", "eigenvalues"]) -> Smoothed:
    """Return the correlations that the rules and the exploratory solution invert: smoothed only if the study asks for it."""
    given = full.polychoric.correlations
    if smoothing == "none":
        return Smoothed(correlations=given, n_raised=0, largest_change=0.0)
    return smooth_correlations(given)


def dimensionality_rows(
    items: Items,
    full: Measurement,
    analysed: Smoothed,
    *,
    n_draws: int,
    n_effective: float,
    rng: np.random.Generator,
) -> list[Row]:
    """Report sampling adequacy, and the number of factors by three rules; and what smoothing changed, if anything.

    Args:
        items: of the index.
        full: the full sample's correlations.
        analysed: those, or smoothed.
        n_draws: of the parallel analysis.
        n_effective: respondents divided by the design effect of the weights.
        rng: of the parallel analysis.
    """
    correlations = analysed.correlations
    own: Columns = {**_common(items), "n_effective": n_effective}
    test = bartlett(correlations, n_effective=n_effective)
    rows = [
        make_row(measurement.KMO, own, estimate=kmo(correlations).overall),
        make_row(measurement.BARTLETT, own, estimate=test.chi2, df=float(test.df), p_value=test.p_value),
        make_row(measurement.N_ZERO_CELLS, own, estimate=float(full.polychoric.n_zero_cells)),
    ]
    if full.polychoric.n_filled:
        rows.append(make_row(measurement.N_FILLED_CELLS, own, estimate=float(full.polychoric.n_filled)))
    if analysed.n_raised:
        rows += [
            make_row(measurement.N_SMOOTHED_EIGENVALUES, own, estimate=float(analysed.n_raised)),
            make_row(measurement.LARGEST_SMOOTHING, own, estimate=analysed.largest_change),
        ]
    return rows + _factor_numbers(own, correlations, parallel_analysis(correlations, n=round(n_effective), n_draws=n_draws, rng=rng))


def exploratory_rows(items: Items, full: Measurement, analysed: Smoothed, asked: Exploratory, *, rng: np.random.Generator) -> list[Row]:
    """Report exploratory loadings in the order of the dimensions, what is left of each item, and how sure the rotation is.

    Nothing is reported of an index with one dimension.
    """
    k = len(items.dimensions)
    if k == 1:
        return []
    target = np.zeros((len(items.names), k))
    target[np.arange(len(items.names)), items.dimension_of_item] = full.model.loadings
    how = Exploration(extraction=asked.extraction, rotation=asked.rotation, n_starts=asked.starts)
    solution = explore(analysed.correlations, k, how, rng=rng, method_loadings=full.model.method_loadings)
    common: Columns = {
        **_common(items),
        "model": "exploratory",
        "method": f"{asked.extraction}_{asked.rotation}",
    }
    return [
        make_row(measurement.N_BEST_STARTS, common, estimate=float(solution.n_best)),
        *_solution_rows(items, match_factors(solution, target), common),
    ]


def _factor_numbers(own: Columns, correlations: FloatArray, parallel: ParallelAnalysis) -> list[Row]:
    """Report the eigenvalues beside random ones, the average partial correlations, and how many factors each counts."""
    averages = average_partials(correlations)
    counts = {
        "components": (parallel.n_factors, "parallel_analysis"),
        "common": (parallel.n_common_factors, "parallel_analysis"),
        "average_partial": (int(np.nanargmin(averages)), "average_partial"),
    }
    rows = [
        make_row(measurement.N_FACTORS, own, model=model, estimate=float(number), method=method)
        for model, (number, method) in counts.items()
    ]
    series = {
        measurement.EIGENVALUE: parallel.observed,
        measurement.EIGENVALUE_RANDOM: parallel.random,
        measurement.AVERAGE_PARTIAL: averages[1:],  # after 1, 2, ... components, as an eigenvalue stands for one
    }
    return rows + [
        make_row(measure, own, variable=str(number), estimate=value)
        for measure, values in series.items()
        for number, value in enumerate(values, start=1)
    ]


def _solution_rows(items: Items, found: ExploratorySolution, common: Columns) -> list[Row]:
    rows = [
        make_row(
            measurement.LOADING,
            common,
            variable=name,
            variable_2=dimension,
            estimate=found.loadings[i, d],
        )
        for i, name in enumerate(items.names)
        for d, dimension in enumerate(items.dimensions)
    ]
    rows += [
        make_row(
            measurement.UNIQUENESS,
            common,
            variable=name,
            estimate=found.uniquenesses[i],
            note="heywood" if found.is_heywood[i] else "",
        )
        for i, name in enumerate(items.names)
    ]
    first, second = np.triu_indices(len(items.dimensions), 1)
    return rows + [
        make_row(
            measurement.FACTOR_CORRELATION,
            common,
            variable=items.dimensions[a],
            variable_2=items.dimensions[b],
            estimate=found.factor_correlations[a, b],
        )
        for a, b in zip(first, second, strict=True)
    ]


def _common(items: Items) -> Columns:
    return {**MAIN, "n": float(len(items.ranks))}
