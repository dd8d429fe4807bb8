"""The table of fit says by which criteria a model fails, in which dimension, and what was tried."""

from dataclasses import replace

import pandas as pd
import pytest
from drafts import Draft, finish_drafts
from report.studies import edit, sided, text_of

from crowdpotential.chapters.measurement.exhibits.model_fit import show_model_fit
from crowdpotential.store import Run
from crowdpotential.views.view import open_view

LOW = {"estimate": 0.91, "verdict": "misfit"}
COMMON = {"chapter": "measurement", "sample": "main", "weighting": "calibrated", "n": 1749.0}


def misfitting() -> Run:
    """Let the model of the study fail, and its first dimension by itself."""
    run = edit(sided(), {"chapter": "measurement", "measure": "verdict", "variable": "index"}, verdict="misfit")
    run = edit(run, {"measure": "verdict", "model": "single_dimension", "variable": "X"}, verdict="misfit")
    run = edit(run, {"chapter": "measurement", "measure": "cfi", "model": "confirmatory"}, **LOW)
    run = edit(run, {"measure": "cfi", "model": "single_dimension", "variable": "X"}, estimate=0.92, verdict="misfit")
    return edit(run, {"measure": "rmsea", "model": "single_dimension", "variable": "X"}, estimate=0.091, verdict="misfit")


def with_trials(*trials: tuple[str, str, str, str]) -> Run:
    """Add what was tried: change, dimension, items, and whether the changed model fits."""
    run = misfitting()
    rows: list[Draft] = [{**COMMON, "measure": "n_changes_tried", "estimate": float(len(trials))}]
    for number, (change, dimension, items, verdict) in enumerate(trials, start=1):
        own = {**COMMON, "model": change, "variable": str(number), "variable_2": dimension, "note": items}
        rows += [
            {**own, "measure": "advice", "estimate": 0.971, "verdict": verdict},
            {**own, "measure": "advice_rmsea", "estimate": 0.041},
            {**own, "measure": "advice_srmr", "estimate": 0.023},
        ]
    added = finish_drafts(rows, is_synthetic=False)
    return replace(run, results=pd.concat([run.results, added], ignore_index=True))


def told(run: Run, language: str = "en") -> str:
    return text_of(show_model_fit(open_view(run, language=language)).html)


def test_what_fails_is_told_with_its_value_and_its_bound() -> None:
    said = told(misfitting())
    assert "CFI 0.910 < 0.950" in said
    assert "on its own: the criteria are not met, CFI 0.920 < 0.950, RMSEA 0.091 > 0.080" in said
    assert "CFI 0,910 < 0,950" in told(misfitting(), "ru")


def test_a_model_that_fits_has_nothing_to_try() -> None:
    said = told(sided("comparable"))
    assert "not met" not in said
    assert "What to try" not in said
    assert "Each dimension on its own" in said


@pytest.mark.parametrize(
    ("trial", "says"),
    [
        (("pairs", "", "X1, X2, Y3, Y4", "fits"), "residual covariance of X1 ↔ X2, Y3 ↔ Y4"),
        (("wording", "", "X4, Y4", "fits"), "reversed items share (X4, Y4"),
        (("move", "X", "Y3", "fits"), "with Y3 in the dimension"),
        (("two", "X", "X3, X4", "fits"), "X3, X4 apart from the others"),
    ],
)
def test_a_change_that_makes_the_model_fit_is_advised_with_its_fit(trial: tuple[str, str, str, str], says: str) -> None:
    said = told(with_trials(trial, ("pairs", "", "Y1, Y2", "misfit")))
    assert says in said
    assert "the model fits: CFI 0.971, RMSEA 0.041, SRMR 0.023" in said
    assert "Y1 ↔ Y2" not in said
    assert "other answers to confirm it" in said
    assert "Что попробовать" in told(with_trials(trial), "ru")


def test_changes_that_do_not_help_are_told_by_kind_and_never_advised() -> None:
    said = told(with_trials(("pairs", "", "Y1, Y2", "misfit"), ("move", "X", "Y3", "misfit")))
    assert (
        "None of the changes that were tried makes the model fit: residual covariances of up to three pairs of"
        " items, an item in another dimension." in said
    )
    assert "What to try" not in said


def test_where_nothing_could_be_tried_the_page_says_so() -> None:
    assert "No change of the model could be tried" in told(with_trials())
