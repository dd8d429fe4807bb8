"""The comparability checks as rows of the results."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from scipy.special import stdtrit

from crowdpotential.index.comparability import ComparabilityCheck
from crowdpotential.index.fit_rows import BASE, RMSEA_LEVEL, dimension_fit_rows, mark_base
from crowdpotential.index.items import Items
from crowdpotential.index.level_fits import LevelFit, LevelFits
from crowdpotential.results import Row, inferred
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.intervals import Intervals
from crowdpotential.verdicts import DIFFERS, FAILS, HOLDS

TOGETHER = "together"  # model of all groups as one, where they have none of their own


def comparability_rows(
    check: ComparabilityCheck,
    items: Items,
    *,
    freedom: Freedom,
    confidence_level: float,
) -> list[Row]:
    """Report of the sides the fit of each model, its change, the shift of each item, latent means, and the verdict.

    Args:
        check: of the sides.
        items: that were checked.
        freedom: of everybody, for the intervals of latent means.
        confidence_level: of those intervals.
    """
    common = common_row(check.n)
    rows = _told({**common, "variable": "index"}, check)
    if check.levels is not None:
        rows += _fits_of(common, check)
        joined = {"measure": "n_joined_categories", "method": check.levels.estimator}
        rows += [
            {**common, **joined, "variable": name, "estimate": float(number)}
            for name, number in zip(items.names, check.levels.n_joined, strict=True)
            if number
        ]
        rows += [
            {**common, **row}
            for row in _latent_rows(check.levels, items, check.names, float(freedom), confidence_level)
        ]
    own: Row = {**common, "family": "items"}
    if len(check.names) == 2:
        pair: Row = {**own, "bloc": check.names[0], "reference_bloc": check.names[1]}
        return rows + _item_rows(check, items, "item_shift", {check.names[0]: pair})
    return rows + _item_rows(
        check, items, "bloc_item_shift", {name: {**own, "bloc": name} for name in check.names}
    )


def pair_rows(pairs: Mapping[tuple[str, str], ComparabilityCheck], items: Items) -> list[Row]:
    """Report which pairs of three or more sides may be compared, the fits, and the shifts of the first against the second."""
    rows: list[Row] = []
    for (first, second), check in pairs.items():
        own: Row = {**common_row(check.n), "bloc": first, "reference_bloc": second, "variable": "pairs"}
        rows += _told({**own, "variable": "index"}, check) + _fits_of(own, check)
        places = {first: {**own, "family": f"items;{first};{second}"}}
        rows += _item_rows(check, items, "pair_item_shift", places)
    return rows


def area_check_rows(checks: Mapping[str, ComparabilityCheck], items: Items) -> list[Row]:
    """Report for each bloc, or for all areas where they lie in none, whether they may be compared, the fits, and the items' shifts."""
    rows: list[Row] = []
    for bloc, check in checks.items():
        own: Row = {**common_row(check.n), "bloc": bloc, "variable": "areas"}
        family = f"areas;bloc={bloc}" if bloc else "areas"
        places = {name: {**own, "area": name, "family": family} for name in check.names}
        rows += _told(own, check) + _fits_of(own, check) + _item_rows(check, items, "area_item_shift", places)
    return rows


def group_check_rows(checks: Mapping[tuple[str, str], ComparabilityCheck], items: Items) -> list[Row]:
    """Report for each grouping variable, in all or in a bloc, whether groups of residents may be compared, the fits, and the shifts.

    Args:
        checks: by variable and bloc; the bloc is empty for everybody.
        items: that were checked.
    """
    rows: list[Row] = []
    for (variable, bloc), check in checks.items():
        own: Row = {**common_row(check.n), "bloc": bloc, "variable": "groups", "domain_variable": variable}
        family = f"groups;{variable}" + (f";bloc={bloc}" if bloc else "")
        places = {name: {**own, "domain": name, "family": family} for name in check.names}
        rows += (
            _told(own, check) + _fits_of(own, check) + _item_rows(check, items, "group_item_shift", places)
        )
    return rows


def fit_rows(levels: LevelFits, holds: Mapping[str, bool] = MappingProxyType({})) -> list[Row]:
    """Report chi-square, fit indices and what each step changes; how the answers were treated.

    Args:
        levels: that were fitted.
        holds: level -> whether it fits hardly worse than the freer one.
    """
    rows: list[Row] = [
        {
            "measure": "n_joined_categories",
            "estimate": float(levels.n_joined.sum()),
            "method": levels.estimator,
        },
        {"measure": "n_zero_cells", "estimate": float(levels.n_zero_cells), "method": levels.estimator},
    ]
    if levels.n_filled:
        rows.append(
            {"measure": "n_filled_cells", "estimate": float(levels.n_filled), "method": levels.estimator}
        )
    for level, fit in levels.fits.items():
        own = {"model": level, "df": float(fit.df), "method": levels.estimator}
        heywood = "" if fit.is_admissible else "inadmissible"
        rows.append({**own, "measure": "chi2", "estimate": fit.chi2, "p_value": fit.p_value, "note": heywood})
        if fit.n_equal_residuals:
            rows.append({**own, "measure": "n_equal_residuals", "estimate": float(fit.n_equal_residuals)})
        values = {"df": float(fit.df), "cfi": fit.indices.cfi, "tli": fit.indices.tli, "srmr": fit.srmr}
        rows += [{**own, "measure": name, "estimate": value} for name, value in values.items()]
        interval = {
            "ci_low": fit.indices.rmsea_low,
            "ci_high": fit.indices.rmsea_high,
            "confidence_level": RMSEA_LEVEL,
        }
        rows.append({**own, "measure": "rmsea", "estimate": fit.indices.rmsea, **interval})
        if fit.freer:
            held = {True: HOLDS, False: FAILS}[holds[level]] if level in holds else ""
            rows += [{**own, **row} for row in _change_rows(fit, levels.fits[fit.freer], held)]
    return rows


def _change_rows(fit: LevelFit, freer: LevelFit, held: str) -> list[Row]:
    rows: list[Row] = [
        {"measure": "change_cfi", "estimate": fit.indices.cfi - freer.indices.cfi, "verdict": held},
        {"measure": "change_rmsea", "estimate": fit.indices.rmsea - freer.indices.rmsea, "verdict": held},
    ]
    test = fit.difference
    if test is not None:
        own: Row = {"measure": "chi2_difference", "estimate": test.chi2, "df": float(test.df)}
        rows.append({**own, "p_value": test.p_value, "note": test.formula})
    return rows


def _latent_rows(
    levels: LevelFits,
    items: Items,
    blocs: tuple[str, ...],
    degrees_of_freedom: float,
    confidence_level: float,
) -> list[Row]:
    """Report how far the first bloc exceeds each other in every dimension, in the model that the verdict rests on."""
    chosen = levels.fits.get("partial", levels.fits.get("scalar"))
    if chosen is None or not degrees_of_freedom > 0:
        return []
    quantile = float(stdtrit(degrees_of_freedom, (1 + confidence_level) / 2))
    rows: list[Row] = []
    for other in range(1, len(blocs)):
        for d, dimension in enumerate(items.dimensions):
            difference, error = -chosen.latent_means[other, d], chosen.latent_mean_errors[other, d]
            rows.append(
                {
                    "measure": "latent_difference",
                    "variable": dimension,
                    "model": chosen.level,
                    "bloc": blocs[0],
                    "reference_bloc": blocs[other],
                    "estimate": difference,
                    "standard_error": error,
                    "ci_low": difference - quantile * error,
                    "ci_high": difference + quantile * error,
                    "interval_type": "t",
                    "confidence_level": confidence_level,
                    "df": degrees_of_freedom,
                    "unit": "sd",
                    "method": levels.estimator,
                }
            )
    return rows


def _told(own: Row, check: ComparabilityCheck) -> list[Row]:
    """Say the verdict, and what stood in the way of a model of the groups: thin ones, items not asked, a step without a solution."""
    rows: list[Row] = [
        {
            **own,
            "measure": "verdict",
            "verdict": check.verdict,
            "note": check.reason,
            "method": _by_what(check),
        }
    ]
    rows += [
        {
            **own,
            "measure": "thin_group",
            "category": one.name,
            "variable_2": one.item,
            "n": float(one.n),
            "estimate": float(check.needed),
        }
        for one in check.thin
    ]
    for measure, found in (("unanswered_item", check.unanswered), ("constant_item", check.constant)):
        rows += [
            {**own, "measure": measure, "category": name, "variable_2": item, "n": np.nan}
            for item, name in found
        ]
    unfitted = check.levels.unfitted if check.levels is not None else None
    step = unfitted.level if unfitted is not None else "configural"
    told = {**own, "measure": "obstacle", "model": step, "note": check.obstacle}
    return rows + ([told] if check.obstacle else [])


def _by_what(check: ComparabilityCheck) -> str:
    """Say what the verdict was read from: models of the groups, the model of all together, shifts of items alone, or nothing."""
    if check.levels is not None:
        return TOGETHER if check.is_together else "groups"
    return "shifts" if check.shifts else ""


def _fits_of(own: Row, check: ComparabilityCheck) -> list[Row]:
    """Report the fits, and which criteria the base model or a dimension of it does not meet."""
    if check.levels is None:
        return []
    rows = fit_rows(check.levels, check.holds)
    if check.base is not None:
        singles = dimension_fit_rows(check.dimensions, check.base)
        of_what = {
            "method": check.levels.estimator,
            "variable_2": own.get("variable", ""),
        }  # areas, or groups
        rows = [*mark_base(rows, check.base), *({**of_what, **row} for row in singles)]
    if check.is_together:
        rows = [{**row, "model": TOGETHER} if row.get("model") == BASE else row for row in rows]
    return [{**own, **row} for row in rows]


def _together(found: Intervals | None, position: int) -> Row:
    if found is None:
        return {}
    return {"ci_low_simultaneous": found.low[position], "ci_high_simultaneous": found.high[position]}


def _item_rows(check: ComparabilityCheck, items: Items, measure: str, places: Mapping[str, Row]) -> list[Row]:
    """Report the shifts of the items, the smallest that would have been found, and, where equal loadings fail, by how much they differ.

    Args:
        check: of the groups.
        items: that were checked.
        measure: name of the shifts.
        places: group -> where its rows stand.
    """
    rows: list[Row] = []
    for name, shifts in check.shifts.items():
        place = places[name]
        rows += [
            {
                **place,
                **inferred(shifts.inference, i),
                "measure": measure,
                "variable": item,
                "unit": "sd",
                **_together(shifts.simultaneous, i),
                "p_value": shifts.p_value[i],
                "p_adjusted": shifts.p_adjusted[i],
                "p_adjust_method": "holm",
                "verdict": DIFFERS if shifts.is_different[i] else "",
            }
            for i, item in enumerate(items.names)
        ]
        rows.append(
            {
                **place,
                "measure": "detectable_shift",
                "unit": "sd",
                "estimate": shifts.detectable,
            }
        )
    for name, apart in check.loadings.items():
        rows += [
            {
                **places[name],
                "measure": "loading_difference",
                "variable": item,
                "estimate": apart.estimate[i],
                "standard_error": apart.standard_error[i],
                "p_value": apart.p_value[i],
                "p_adjusted": apart.p_adjusted[i],
                "p_adjust_method": "holm",
                "verdict": DIFFERS if apart.is_different[i] else "",
            }
            for i, item in enumerate(items.names)
        ]
    return rows


def common_row(n: int) -> Row:
    """Say what all rows about comparability of n respondents share."""
    return {
        "chapter": "comparability",
        "sample": "main",
        "weighting": "calibrated",
        "n": float(n),
    }
