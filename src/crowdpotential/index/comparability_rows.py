"""The comparability check as rows of the results."""

from crowdpotential.index.comparability import ComparabilityCheck, ItemShifts
from crowdpotential.index.items import Items
from crowdpotential.results import Row, inferred

FREER = {"metric": "configural", "scalar": "metric", "partial": "metric"}  # what each model is compared with
RMSEA_LEVEL = (
    0.9  # the interval of RMSEA is printed at 90 % throughout the literature (Browne and Cudeck 1993)
)


def comparability_rows(check: ComparabilityCheck, items: Items, blocs: tuple[str, ...]) -> list[Row]:
    """Report the fit of each model, its change, the shift of each item, and the verdict."""
    common = {
        "chapter": "comparability",
        "sample": "main",
        "weighting": "calibrated",
        "n": float(len(items.ranks)),
    }
    verdict = {"measure": "verdict", "variable": "index", "verdict": check.verdict, "note": check.reason}
    rows: list[Row] = [{**common, **verdict}]
    for level, fit in check.fits.items():
        own = {**common, "model": level, "df": float(fit.df)}
        measures = ("chi2", "df", "cfi", "tli", "srmr")
        rows += [{**own, "measure": name, "estimate": float(getattr(fit, name))} for name in measures]
        interval = {"ci_low": fit.rmsea_low, "ci_high": fit.rmsea_high, "confidence_level": RMSEA_LEVEL}
        rows.append({**own, "measure": "rmsea", "estimate": fit.rmsea, **interval})
        if level in FREER:
            freer = check.fits[FREER[level]]
            rows.append({**own, "measure": "change_cfi", "estimate": fit.cfi - freer.cfi})
            rows.append({**own, "measure": "change_rmsea", "estimate": fit.rmsea - freer.rmsea})
    if check.shifts is not None:
        rows += [{**common, **row} for row in _shift_rows(check.shifts, items, blocs)]
    return rows


def _shift_rows(shifts: ItemShifts, items: Items, blocs: tuple[str, ...]) -> list[Row]:
    return [
        {
            **inferred(shifts.inference, i),
            "measure": "item_shift",
            "variable": name,
            "bloc": blocs[0],
            "reference_bloc": blocs[1],
            "unit": "sd",
            "p_value": shifts.p_value[i],
            "p_adjusted": shifts.p_adjusted[i],
            "p_adjust_method": "holm",
            "family": "items",
            "verdict": "differs" if shifts.is_different[i] else "",
        }
        for i, name in enumerate(items.names)
    ]
