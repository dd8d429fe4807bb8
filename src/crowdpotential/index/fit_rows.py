"""The rule for base models as rows of the results: which criterion is not met, and how each dimension fits on its own, what would help."""

from collections.abc import Iterable, Mapping, Sequence

from crowdpotential.index.dimension_fits import BaseFit
from crowdpotential.index.fit_advice import Trial
from crowdpotential.index.fit_rule import CRITERIA, WHOLE, Criterion, FitVerdict
from crowdpotential.index.items import Items
from crowdpotential.results import Row
from crowdpotential.verdicts import FITS, MISFIT

RMSEA_LEVEL = (
    0.9  # the interval of RMSEA is printed at 90 % throughout the literature (Browne and Cudeck 1993)
)
BASE, SINGLE = "configural", "single_dimension"  # models of these rows


def mark(verdict: FitVerdict, criterion: Criterion, *, part: str = WHOLE) -> str:
    """Return the machine word of a criterion that is not met, else nothing."""
    return MISFIT if verdict.fails(criterion, part=part) else ""


def mark_base(rows: Iterable[Row], verdict: FitVerdict) -> list[Row]:
    """Write into the rows of the base model which criteria it does not meet."""
    return [
        {**row, "verdict": mark(verdict, row["measure"])}
        if row.get("model") == BASE and row["measure"] in CRITERIA
        else row
        for row in rows
    ]


def dimension_fit_rows(fits: Mapping[str, BaseFit], verdict: FitVerdict) -> list[Row]:
    """Report how well each dimension fits as a model of its own.

    Args:
        fits: from `fit_dimensions`.
        verdict: of the model and these.
    """
    rows: list[Row] = []
    for name, fit in fits.items():
        own = {"model": SINGLE, "variable": name}
        interval = {
            "ci_low": fit.indices.rmsea_low,
            "ci_high": fit.indices.rmsea_high,
            "confidence_level": RMSEA_LEVEL,
        }
        about: list[Row] = [
            {"measure": "chi2", "estimate": fit.chi2, "df": float(fit.df), "p_value": fit.p_value},
            {"measure": "df", "estimate": float(fit.df)},
            {"measure": "cfi", "estimate": fit.indices.cfi, "verdict": mark(verdict, "cfi", part=name)},
            {"measure": "tli", "estimate": fit.indices.tli},
            {
                "measure": "rmsea", "estimate": fit.indices.rmsea, **interval,
                "verdict": mark(verdict, "rmsea", part=name),
            },
            {"measure": "srmr", "estimate": fit.srmr, "verdict": mark(verdict, "srmr", part=name)},
        ]  # fmt: skip
        rows += [{**own, **row} for row in about]
    return rows


def dimension_verdict_rows(fits: Mapping[str, BaseFit], verdict: FitVerdict) -> list[Row]:
    """Report of each dimension whether it fits as a model of its own; arguments as for `dimension_fit_rows`."""
    failing = {one.part for one in verdict.shortfalls}
    return [
        {
            "measure": "verdict",
            "model": SINGLE,
            "variable": name,
            "verdict": MISFIT if name in failing else FITS,
        }
        for name in fits
    ]


def advice_rows(trials: Sequence[Trial], items: Items, *, has_misfit: bool) -> list[Row]:
    """Report every change of a misfit that was tried: the fit of the changed model, and whether it is a misfit still.

    Args:
        trials: from `try_changes`, numbered in `variable`; `variable_2` names the dimension that is changed.
        items: of the index.
        has_misfit: of the declared model; only then the number of trials is a row, be it 0.
    """
    rows: list[Row] = [{"measure": "n_changes_tried", "estimate": float(len(trials))}] if has_misfit else []
    for number, trial in enumerate(trials, start=1):
        candidate, fit = trial.candidate, trial.fit
        own = {
            "model": candidate.change,
            "variable": str(number),
            "variable_2": candidate.dimension,
            "note": ", ".join(items.names[place] for place in candidate.places),
        }
        word = MISFIT if trial.verdict.is_misfit else FITS
        rows += [
            {**own, "measure": "advice", "estimate": fit.indices.cfi, "verdict": word},
            {**own, "measure": "advice_rmsea", "estimate": fit.indices.rmsea},
            {**own, "measure": "advice_srmr", "estimate": fit.srmr},
            {
                **own,
                "measure": "advice_chi2",
                "estimate": fit.chi2,
                "df": float(fit.df),
                "p_value": fit.p_value,
            },
        ]
    return rows
