"""The comparability checks as rows of the results."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
from scipy.special import stdtrit

from crowdpotential.chapters.comparability.estimates.check import ComparabilityCheck
from crowdpotential.index.fit_rows import BASE, OF_GROUPS, dimension_fit_rows, mark_base, rmsea_ends
from crowdpotential.index.items import Items
from crowdpotential.index.level_fits import LevelFit, LevelFits
from crowdpotential.results.measure import Measure
from crowdpotential.results.measures import comparability, item_shifts
from crowdpotential.results.rows import MAIN, Columns, Row, inferred, make_row
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
    common = _common(check)
    rows = _told({**common, "variable": "index"}, check)
    if check.levels is not None:
        rows += _fits_of(common, check)
        rows += [
            make_row(
                comparability.N_JOINED_CATEGORIES,
                common,
                method=check.levels.estimator,
                variable=name,
                estimate=float(number),
            )
            for name, number in zip(items.names, check.levels.n_joined, strict=True)
            if number
        ]
        rows += [
            make_row(comparability.LATENT_DIFFERENCE, common, columns)
            for columns in _latent_differences(check.levels, items, check.names, float(freedom), confidence_level)
        ]
    own: Columns = {**common, "family": "items"}
    if len(check.names) == 2:
        pair: Columns = {**own, "bloc": check.names[0], "reference_bloc": check.names[1]}
        return rows + _item_rows(check, items, item_shifts.ITEM_SHIFT, {check.names[0]: pair})
    places: dict[str, Columns] = {name: {**own, "bloc": name} for name in check.names}
    return rows + _item_rows(check, items, item_shifts.BLOC_ITEM_SHIFT, places)


def pair_rows(pairs: Mapping[tuple[str, str], ComparabilityCheck], items: Items) -> list[Row]:
    """Report which pairs of three or more sides may be compared, the fits, and the shifts of the first against the second."""
    rows: list[Row] = []
    for (first, second), check in pairs.items():
        own: Columns = {**_common(check), "bloc": first, "reference_bloc": second, "variable": "pairs"}
        rows += _told({**own, "variable": "index"}, check) + _fits_of(own, check)
        places: dict[str, Columns] = {first: {**own, "family": f"items;{first};{second}"}}
        rows += _item_rows(check, items, item_shifts.PAIR_ITEM_SHIFT, places)
    return rows


def area_check_rows(checks: Mapping[str, ComparabilityCheck], items: Items) -> list[Row]:
    """Report for each bloc, or for all areas where they lie in none, whether they may be compared, the fits, and the items' shifts."""
    rows: list[Row] = []
    for bloc, check in checks.items():
        own: Columns = {**_common(check), "bloc": bloc, "variable": "areas"}
        family = f"areas;bloc={bloc}" if bloc else "areas"
        places: dict[str, Columns] = {name: {**own, "area": name, "family": family} for name in check.names}
        rows += _told(own, check) + _fits_of(own, check)
        rows += _item_rows(check, items, item_shifts.AREA_ITEM_SHIFT, places)
    return rows


def group_check_rows(checks: Mapping[tuple[str, str], ComparabilityCheck], items: Items) -> list[Row]:
    """Report for each grouping variable, in all or in a bloc, whether groups of residents may be compared, the fits, and the shifts.

    Args:
        checks: by variable and bloc; the bloc is empty for everybody.
        items: that were checked.
    """
    rows: list[Row] = []
    for (variable, bloc), check in checks.items():
        own: Columns = {
            **_common(check),
            "bloc": bloc,
            "variable": "groups",
            "domain_variable": variable,
        }
        family = f"groups;{variable}" + (f";bloc={bloc}" if bloc else "")
        places: dict[str, Columns] = {name: {**own, "domain": name, "family": family} for name in check.names}
        rows += _told(own, check) + _fits_of(own, check)
        rows += _item_rows(check, items, item_shifts.GROUP_ITEM_SHIFT, places)
    return rows


def fit_rows(levels: LevelFits, about: Columns, holds: Mapping[str, bool] = MappingProxyType({})) -> list[Row]:
    """Report chi-square, fit indices and what each step changes; how the answers were treated.

    Args:
        levels: that were fitted.
        about: columns that the rows share.
        holds: level -> whether it fits hardly worse than the freer one.
    """
    treated: Columns = {**about, "method": levels.estimator}
    counts = {
        comparability.N_JOINED_CATEGORIES: int(levels.n_joined.sum()),
        comparability.N_ZERO_CELLS: levels.n_zero_cells,
    }
    counts |= {comparability.N_FILLED_CELLS: levels.n_filled} if levels.n_filled else {}
    rows = [make_row(measure, treated, estimate=float(count)) for measure, count in counts.items()]
    for level, fit in levels.fits.items():
        own: Columns = {**treated, "model": level, "df": float(fit.df)}
        heywood = "" if fit.is_admissible else "inadmissible"
        rows.append(make_row(OF_GROUPS.chi2, own, estimate=fit.chi2, p_value=fit.p_value, note=heywood))
        if fit.n_equal_residuals:
            n_equal = float(fit.n_equal_residuals)
            rows.append(make_row(comparability.N_EQUAL_RESIDUALS, own, estimate=n_equal))
        indices = fit.indices
        rows += [
            make_row(OF_GROUPS.df, own, estimate=float(fit.df)),
            make_row(OF_GROUPS.cfi, own, estimate=indices.cfi),
            make_row(OF_GROUPS.tli, own, estimate=indices.tli),
            make_row(OF_GROUPS.srmr, own, estimate=fit.srmr),
            make_row(OF_GROUPS.rmsea, own, rmsea_ends(indices), estimate=indices.rmsea),
        ]
        if fit.freer:
            verdict = {True: HOLDS, False: FAILS}[holds[level]] if level in holds else ""
            rows += _change_rows(fit, levels.fits[fit.freer], {**own, "verdict": verdict})
    return rows


def _change_rows(fit: LevelFit, freer: LevelFit, own: Columns) -> list[Row]:
    by_cfi, by_rmsea = fit.indices.cfi - freer.indices.cfi, fit.indices.rmsea - freer.indices.rmsea
    rows = [
        make_row(comparability.CHANGE_CFI, own, estimate=by_cfi),
        make_row(comparability.CHANGE_RMSEA, own, estimate=by_rmsea),
    ]
    test = fit.difference
    if test is not None:
        rows.append(
            make_row(
                comparability.CHI2_DIFFERENCE,
                own,
                estimate=test.chi2,
                df=float(test.df),
                p_value=test.p_value,
                note=test.formula,
                verdict="",
            )
        )
    return rows


def _latent_differences(
    levels: LevelFits,
    items: Items,
    blocs: tuple[str, ...],
    degrees_of_freedom: float,
    confidence_level: float,
) -> list[Columns]:
    """Report how far the first bloc exceeds each other in every dimension, in the model that the verdict rests on."""
    chosen = levels.fits.get("partial", levels.fits.get("scalar"))
    if chosen is None or not degrees_of_freedom > 0:
        return []
    quantile = float(stdtrit(degrees_of_freedom, (1 + confidence_level) / 2))
    found: list[Columns] = []
    for other in range(1, len(blocs)):
        for d, dimension in enumerate(items.dimensions):
            difference, error = -chosen.latent_means[other, d], chosen.latent_mean_errors[other, d]
            found.append(
                {
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
                    "method": levels.estimator,
                }
            )
    return found


def _told(own: Columns, check: ComparabilityCheck) -> list[Row]:
    """State the verdict, and what stood in the way of a model of the groups: thin ones, items not asked, a step without a solution."""
    rows = [
        make_row(
            comparability.VERDICT,
            own,
            verdict=check.verdict,
            note=check.reason,
            method=_by_what(check),
        )
    ]
    rows += [
        make_row(
            comparability.THIN_GROUP,
            own,
            category=one.name,
            variable_2=one.item,
            n=float(one.n),
            estimate=float(check.needed),
        )
        for one in check.thin
    ]
    for measure, found in (
        (comparability.UNANSWERED_ITEM, check.unanswered),
        (comparability.CONSTANT_ITEM, check.constant),
    ):
        rows += [make_row(measure, own, category=name, variable_2=item, n=np.nan) for item, name in found]
    unfitted = check.levels.unfitted if check.levels is not None else None
    step = unfitted.level if unfitted is not None else "configural"
    obstacle = make_row(comparability.OBSTACLE, own, model=step, note=check.obstacle)
    return rows + ([obstacle] if check.obstacle else [])


def _by_what(check: ComparabilityCheck) -> str:
    """State what the verdict was read from: models of the groups, the model of all together, shifts of items alone, or nothing."""
    if check.levels is not None:
        return TOGETHER if check.is_together else "groups"
    return "shifts" if check.shifts else ""


def _fits_of(own: Columns, check: ComparabilityCheck) -> list[Row]:
    """Report the fits, and which criteria the base model or a dimension of it does not meet."""
    if check.levels is None:
        return []
    rows = fit_rows(check.levels, own, check.holds)
    if check.base is not None:
        of_what: Columns = {
            **own,
            "method": check.levels.estimator,
            "variable_2": own.get("variable", ""),  # areas, or groups
        }
        rows = mark_base(rows, check.base)
        rows += dimension_fit_rows(check.dimensions, check.base, OF_GROUPS, of_what)
    if check.is_together:
        rows = [replace(row, model=TOGETHER) if row.model == BASE else row for row in rows]
    return rows


def _together(found: Intervals | None, position: int) -> Columns:
    if found is None:
        return {}
    return {"ci_low_simultaneous": found.low[position], "ci_high_simultaneous": found.high[position]}


def _item_rows(check: ComparabilityCheck, items: Items, measure: Measure, places: Mapping[str, Columns]) -> list[Row]:
    """Report the shifts of the items, the smallest that would have been found, and, where equal loadings fail, by how much they differ.

    Args:
        check: of the groups.
        items: that were checked.
        measure: of the shifts.
        places: group -> where its rows stand.
    """
    rows: list[Row] = []
    for name, shifts in check.shifts.items():
        place = places[name]
        rows += [
            make_row(
                measure,
                place,
                inferred(shifts.inference, i),
                _together(shifts.simultaneous, i),
                variable=item,
                p_value=shifts.p_value[i],
                p_adjusted=shifts.p_adjusted[i],
                p_adjust_method="holm",
                verdict=DIFFERS if shifts.is_different[i] else "",
            )
            for i, item in enumerate(items.names)
        ]
        rows.append(make_row(item_shifts.DETECTABLE_SHIFT, place, estimate=shifts.detectable))
    for name, apart in check.loadings.items():
        rows += [
            make_row(
                item_shifts.LOADING_DIFFERENCE,
                places[name],
                variable=item,
                estimate=apart.estimate[i],
                standard_error=apart.standard_error[i],
                p_value=apart.p_value[i],
                p_adjusted=apart.p_adjusted[i],
                p_adjust_method="holm",
                verdict=DIFFERS if apart.is_different[i] else "",
            )
            for i, item in enumerate(items.names)
        ]
    return rows


def _common(check: ComparabilityCheck) -> Columns:
    return {**MAIN, "n": float(check.n)}
