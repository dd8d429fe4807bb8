"""Rows of what would make the declared model fit: each change tried, and what it does to the criteria."""

from collections.abc import Sequence

from crowdpotential.chapters.measurement.estimates.fit_advice import Trial
from crowdpotential.index.items import Items
from crowdpotential.results.measures import model_fit
from crowdpotential.results.rows import MAIN, Columns, Row, make_row
from crowdpotential.verdicts import FITS, MISFIT


def advice_rows(trials: Sequence[Trial], items: Items, *, estimator: str, has_misfit: bool) -> list[Row]:
    """Report every change of a misfit that was tried: the fit of the changed model, and whether it is a misfit still.

    Args:
        trials: from `try_changes`, numbered in `variable`; `variable_2` names the dimension that is changed.
        items: of the index.
        estimator: of the models.
        has_misfit: of the declared model; only then the number of trials is a row, be it 0.
    """
    about: Columns = {**MAIN, "n": float(len(items.ranks)), "method": estimator}
    tried = make_row(model_fit.N_CHANGES_TRIED, about, estimate=float(len(trials)))
    rows = [tried] if has_misfit else []
    for number, trial in enumerate(trials, start=1):
        candidate, fit = trial.candidate, trial.fit
        own: Columns = {
            **about,
            "model": candidate.change,
            "variable": str(number),
            "variable_2": candidate.dimension,
            "note": ", ".join(items.names[place] for place in candidate.places),
        }
        word = MISFIT if trial.verdict.is_misfit else FITS
        rows += [
            make_row(model_fit.ADVICE, own, estimate=fit.indices.cfi, verdict=word),
            make_row(model_fit.ADVICE_RMSEA, own, estimate=fit.indices.rmsea),
            make_row(model_fit.ADVICE_SRMR, own, estimate=fit.srmr),
            make_row(model_fit.ADVICE_CHI2, own, estimate=fit.chi2, df=float(fit.df), p_value=fit.p_value),
        ]
    return rows
