"""The tested model as rows of the results: fit, loadings, and what would make the answers fit better."""

import numpy as np

from crowdpotential.chapters.measurement.estimates.confirmatory import (
    CONFIRMATORY,
    Confirmatory,
    ConfirmatoryFit,
)
from crowdpotential.index.fit_rows import OF_MODEL, dimension_fit_rows, dimension_verdict_rows, one_fit_rows
from crowdpotential.index.fit_rule import FitVerdict, count_items, judge_fit
from crowdpotential.index.items import Items
from crowdpotential.params import Comparability
from crowdpotential.results.measure import Measure
from crowdpotential.results.measures.measurement import LOADING, SECOND_ORDER_LOADING
from crowdpotential.results.measures.model_fit import EXPECTED_CHANGE, MODIFICATION_INDEX, OBSTACLE, VERDICT
from crowdpotential.results.rows import MAIN, Columns, Row, make_row
from crowdpotential.stats.group_models.group_structure import KINDS
from crowdpotential.stats.group_models.modification_indices import Releases
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.ranges import CORRELATIONS
from crowdpotential.verdicts import FITS, MISFIT, UNTESTABLE

N_RELEASES = 10
RELEASED = {"loadings": "loading", "residuals": "residual"}  # what a questionnaire could declare otherwise


def confirmatory_rows(
    found: Confirmatory,
    items: Items,
    *,
    rule: Comparability,
    freedom: Freedom,
    confidence_level: float,
) -> list[Row]:
    """Report each model's fit with its verdict, that of its dimensions, loadings, and the ten largest modification indices.

    Args:
        found: the models.
        items: of the index.
        rule: what counts as a misfit.
        freedom: of everybody, for the intervals of loadings.
        confidence_level: of those intervals.
    """
    own: Columns = {**MAIN, "n": float(len(items.ranks)), "method": found.estimator}
    rows: list[Row] = []
    for model, failure in found.failures.items():
        whole: Columns = {**own, "model": model, "variable": "index"}
        rows += [
            make_row(VERDICT, whole, verdict=UNTESTABLE, note=failure.reason),
            make_row(OBSTACLE, whole, note=failure.obstacle),
        ]
    for model, fit in found.fits.items():
        verdict = judge_fit(fit, rule, found.dimensions, n_items=count_items(items))
        rows += _fit_rows(fit, verdict, {**own, "model": model})
        if model == CONFIRMATORY:
            rows += dimension_verdict_rows(found.dimensions, verdict, own)
            rows += dimension_fit_rows(found.dimensions, verdict, OF_MODEL, own)
        measure, named = _name_loadings(model, items)
        rows += [
            make_row(measure, own, columns, name, model=model)
            for columns, name in zip(_loadings(fit, float(freedom), confidence_level), named, strict=True)
        ]
    if found.releases is not None:
        rows += _release_rows(found.releases, items, {**own, "method": "mlr"})
    return rows


def _fit_rows(fit: ConfirmatoryFit, verdict: FitVerdict, about: Columns) -> list[Row]:
    is_tested = fit.df > 0
    word = (MISFIT if verdict.is_misfit else FITS) if is_tested else UNTESTABLE
    note = "saturated" if not is_tested else "" if fit.is_admissible else "inadmissible"
    return [
        make_row(VERDICT, about, variable="index", verdict=word, note=note),
        *one_fit_rows(fit, verdict, OF_MODEL, about),
    ]


def _name_loadings(model: str, items: Items) -> tuple[Measure, list[Columns]]:
    if model != CONFIRMATORY:
        return SECOND_ORDER_LOADING, [{"variable": name} for name in items.dimensions]
    dimensions = [items.dimensions[d] for d in items.dimension_of_item]
    return LOADING, [{"variable": name, "variable_2": dimension} for name, dimension in zip(items.names, dimensions, strict=True)]


def _loadings(fit: ConfirmatoryFit, degrees_of_freedom: float, confidence_level: float) -> list[Columns]:
    freedom = np.full(fit.loadings.shape, degrees_of_freedom)
    ends = CORRELATIONS.intervals(fit.loadings, fit.loading_errors, freedom, confidence_level=confidence_level)
    return [
        {
            "estimate": value,
            "standard_error": error,
            "ci_low": ends.low[i],
            "ci_high": ends.high[i],
            "interval_type": CORRELATIONS.scale,
            "confidence_level": confidence_level,
            "df": degrees_of_freedom,
        }
        for i, (value, error) in enumerate(zip(fit.loadings, fit.loading_errors, strict=True))
    ]


def _release_rows(releases: Releases, items: Items, about: Columns) -> list[Row]:
    """Report the largest among loadings on other dimensions and residual covariances."""
    k, rows = len(items.dimensions), list[Row]()
    for at, kind in enumerate(releases.kind):
        model, row, column = RELEASED.get(KINDS[kind]), int(releases.row[at]), int(releases.column[at])
        if model is None or (model == "loading" and column >= k):
            continue
        first, second = (
            (items.names[row], items.dimensions[column])
            if model == "loading"
            else (items.names[min(row, column)], items.names[max(row, column)])
        )
        own: Columns = {**about, "model": model, "variable": first, "variable_2": second}
        chi2, p_value = releases.chi2[at], releases.p_value[at]
        rows += [
            make_row(MODIFICATION_INDEX, own, estimate=chi2, df=1.0, p_value=p_value),
            make_row(EXPECTED_CHANGE, own, estimate=releases.standardised_change[at]),
        ]
        if len(rows) == 2 * N_RELEASES:
            break
    return rows
