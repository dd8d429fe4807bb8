"""The comparability check as rows of the results."""

import numpy as np

from crowdpotential.index.comparability import ComparabilityCheck
from crowdpotential.index.items import Items
from crowdpotential.results import Row
from crowdpotential.stats.estimation import infer

FREER = {
    "metric": "configural",
    "scalar": "metric",
    "partial": "metric",
}  # the model that each is compared with


def comparability_rows(
    check: ComparabilityCheck,
    items: Items,
    *,
    blocs: tuple[str, ...],
    degrees_of_freedom: float,
    confidence_level: float,
) -> list[Row]:
    """Report the fit of each model, its change, the shift of each item, and the verdict."""
    common = {
        "chapter": "comparability",
        "sample": "main",
        "weighting": "calibrated",
        "n": float(len(items.ranks)),
    }
    rows: list[Row] = [
        {**common, "measure": "verdict", "variable": "index", "verdict": check.verdict, "note": check.reason}
    ]
    fits = dict(check.fits)
    for level, fit in check.fits:
        for measure, value in (
            ("chi2", fit.chi2), ("df", float(fit.df)), ("cfi", fit.cfi), ("tli", fit.tli), ("rmsea", fit.rmsea), ("srmr", fit.srmr),
        ):  # fmt: skip
            interval = (
                {"ci_low": fit.rmsea_low, "ci_high": fit.rmsea_high, "confidence_level": 0.9}
                if measure == "rmsea"
                else {}
            )
            rows.append(
                {
                    **common,
                    "measure": measure,
                    "model": level,
                    "estimate": value,
                    "df": float(fit.df),
                    **interval,
                }
            )
        if level in FREER:
            freer = fits[FREER[level]]
            rows.append({**common, "measure": "change_cfi", "model": level, "estimate": fit.cfi - freer.cfi})
            rows.append(
                {**common, "measure": "change_rmsea", "model": level, "estimate": fit.rmsea - freer.rmsea}
            )
    if check.shifts is not None:
        rows += _shift_rows(check, items, common, blocs, degrees_of_freedom, confidence_level)
    return rows


def _shift_rows(
    check: ComparabilityCheck,
    items: Items,
    common: Row,
    blocs: tuple[str, ...],
    degrees_of_freedom: float,
    confidence_level: float,
) -> list[Row]:
    shifts = check.shifts
    if shifts is None:
        return []
    found = infer(
        shifts.shift_sd,
        shifts.replicates_sd,
        degrees_of_freedom=np.full(len(items.names), degrees_of_freedom),
        confidence_level=confidence_level,
        interval="t",
    )
    return [
        {
            **common, "measure": "item_shift", "variable": name, "bloc": blocs[0], "reference_bloc": blocs[1], "unit": "sd",
            "estimate": found.estimate[i], "standard_error": found.standard_error[i], "ci_low": found.ci_low[i],
            "ci_high": found.ci_high[i], "interval_type": "t", "confidence_level": confidence_level, "df": degrees_of_freedom,
            "p_value": shifts.p_value[i], "p_adjusted": shifts.p_adjusted[i], "p_adjust_method": "holm", "family": "items",
            "verdict": "differs" if shifts.is_different[i] else "", "n_replicates": found.n_replicates,
            "n_replicates_failed": found.n_failed[i],
        }
        for i, name in enumerate(items.names)
    ]  # fmt: skip
