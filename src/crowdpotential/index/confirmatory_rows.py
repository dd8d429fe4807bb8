"""The tested model as rows of the results: fit, loadings, and what would make the answers fit better."""

import numpy as np

from crowdpotential.index.confirmatory import CONFIRMATORY, Confirmatory, ConfirmatoryFit
from crowdpotential.index.fit_rows import RMSEA_LEVEL, dimension_fit_rows, dimension_verdict_rows, mark
from crowdpotential.index.fit_rule import FitVerdict, count_items, judge_fit
from crowdpotential.index.items import Items
from crowdpotential.params import Comparability
from crowdpotential.results import Row
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
    own: Row = {
        "chapter": "measurement",
        "sample": "main",
        "weighting": "calibrated",
        "n": float(len(items.ranks)),
        "method": found.estimator,
    }
    rows: list[Row] = []
    for model, failure in found.failures.items():
        untestable = {
            "measure": "verdict",
            "variable": "index",
            "verdict": UNTESTABLE,
            "note": failure.reason,
        }
        obstacle = {"measure": "obstacle", "variable": "index", "note": failure.obstacle}
        rows += [{**own, "model": model, **untestable}, {**own, "model": model, **obstacle}]
    for model, fit in found.fits.items():
        verdict = judge_fit(fit, rule, found.dimensions, n_items=count_items(items))
        rows += [{**own, "model": model, **row} for row in _fit_rows(fit, verdict)]
        if model == CONFIRMATORY:
            singles = dimension_verdict_rows(found.dimensions, verdict)
            singles += dimension_fit_rows(found.dimensions, verdict)
            rows += [{**own, **row} for row in singles]
        named = _name_loadings(model, items)
        rows += [
            {**own, "model": model, **row}
            for row in _loading_rows(fit, named, float(freedom), confidence_level)
        ]
    if found.releases is not None:
        rows += [{**own, "method": "mlr", **row} for row in _release_rows(found.releases, items)]
    return rows


def _fit_rows(fit: ConfirmatoryFit, verdict: FitVerdict) -> list[Row]:
    indices, is_tested = fit.indices, fit.df > 0
    word = (MISFIT if verdict.is_misfit else FITS) if is_tested else UNTESTABLE
    note = "saturated" if not is_tested else "" if fit.is_admissible else "inadmissible"
    interval = {"ci_low": indices.rmsea_low, "ci_high": indices.rmsea_high, "confidence_level": RMSEA_LEVEL}
    return [
        {"measure": "verdict", "variable": "index", "verdict": word, "note": note},
        {"measure": "chi2", "estimate": fit.chi2, "df": float(fit.df), "p_value": fit.p_value},
        {"measure": "df", "estimate": float(fit.df)},
        {"measure": "cfi", "estimate": indices.cfi, "verdict": mark(verdict, "cfi")},
        {"measure": "tli", "estimate": indices.tli},
        {"measure": "rmsea", "estimate": indices.rmsea, **interval, "verdict": mark(verdict, "rmsea")},
        {"measure": "srmr", "estimate": fit.srmr, "verdict": mark(verdict, "srmr")},
    ]


def _name_loadings(model: str, items: Items) -> list[Row]:
    if model != CONFIRMATORY:
        return [{"measure": "second_order_loading", "variable": name} for name in items.dimensions]
    dimensions = [items.dimensions[d] for d in items.dimension_of_item]
    return [
        {"measure": "loading", "variable": name, "variable_2": dimension}
        for name, dimension in zip(items.names, dimensions, strict=True)
    ]


def _loading_rows(
    fit: ConfirmatoryFit, named: list[Row], degrees_of_freedom: float, confidence_level: float
) -> list[Row]:
    freedom = np.full(fit.loadings.shape, degrees_of_freedom)
    ends = CORRELATIONS.intervals(
        fit.loadings, fit.loading_errors, freedom, confidence_level=confidence_level
    )
    return [
        {
            **name,
            "estimate": value,
            "standard_error": error,
            "ci_low": ends.low[i],
            "ci_high": ends.high[i],
            "interval_type": CORRELATIONS.scale,
            "confidence_level": confidence_level,
            "df": degrees_of_freedom,
        }
        for i, (name, value, error) in enumerate(zip(named, fit.loadings, fit.loading_errors, strict=True))
    ]


def _release_rows(releases: Releases, items: Items) -> list[Row]:
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
        own = {"model": model, "variable": first, "variable_2": second}
        chi2, p_value = releases.chi2[at], releases.p_value[at]
        rows += [
            {**own, "measure": "modification_index", "estimate": chi2, "df": 1.0, "p_value": p_value},
            {**own, "measure": "expected_change", "estimate": releases.standardised_change[at], "unit": "sd"},
        ]
        if len(rows) == 2 * N_RELEASES:
            break
    return rows
