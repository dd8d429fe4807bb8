"""What the page says of weights, samples and errors is true of the study at hand."""

import re
from dataclasses import replace
from functools import cache
from html import unescape

import pandas as pd
import pytest
from report.long_names import with_long_names
from report.studies import FULL, edit, study

from crowdpotential.chapters.dimensions.exhibits import strengths
from crowdpotential.chapters.measurement.exhibits import model_fit
from crowdpotential.chapters.method.exhibits import crosscheck_table, method_statement
from crowdpotential.chapters.weighting.exhibits import efficiency, weights
from crowdpotential.params import Params
from crowdpotential.store import Run
from crowdpotential.views.sentences import associations, sampling
from crowdpotential.views.view import View, open_view

UNCALIBRATED = {"method": "none", "margins": None, "variables": (), "means": None, "cap": None}


@cache
def full() -> Run:
    return with_long_names(study(FULL))


def params_with(**sections: dict[str, object]) -> Params:
    """Give the params of the study, whose weights follow from the populations of its areas, with other sections."""
    sections = {**sections, "design": {"base_weight": "allocation", **sections.get("design", {})}}
    params = full().params
    return params.model_copy(update={name: getattr(params, name).model_copy(update=changes) for name, changes in sections.items()})


def run_with(params: Params, *, n_samples: float = 6, verdict: str = "joined", scale: str = "as_given") -> Run:
    return edit(replace(full(), params=params), {"measure": "samples"}, estimate=n_samples, verdict=verdict, method=scale)


def view_of(run: Run, language: str = "en") -> View:
    return open_view(run, language=language)


def plain(html: object) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", unescape(re.sub(r"<[^>]+>", "", str(html))))


OWN = {"base_weight": "column", "base_weight_variable": "years"}


@pytest.mark.parametrize(
    ("design", "n_samples", "scale", "says"),
    [
        (OWN, 1, "as_given", "as they came"),
        (OWN, 6, "populations", "scaled to the known population of each sample"),
        ({"base_weight": "equal"}, 1, "as_given", "not weighted"),
        ({"base_weight": "equal"}, 1, "populations", "not weighted"),
        ({"base_weight": "equal"}, 6, "populations", "follow from the sampling design alone"),
        ({"base_weight": "allocation"}, 1, "as_given", "follow from the sampling design alone"),
    ],
)
def test_the_page_says_what_the_weights_are(design: dict[str, object], n_samples: float, scale: str, says: str) -> None:
    run = run_with(params_with(weighting=UNCALIBRATED, design=design), n_samples=n_samples, scale=scale)
    for language in ("en", "ru"):
        told = plain(efficiency.introduce_weighting(view_of(run, language)).html)
        if language == "en":
            assert says in told
        else:
            assert told
    assert ("Not weighted." in str(view_of(run).language.say(f"frame.weighted_{view_of(run).weighting_kind}"))) == (says == "not weighted")


@pytest.mark.parametrize(
    ("design", "start", "says"),
    [
        ({"base_weight": "allocation"}, None, "base weights were scaled to the populations of the oblasts"),
        (OWN, None, "Calibration began with the base weights as they are"),
        (OWN, "scaled", "base weights were scaled to the populations of the oblasts"),
        ({"base_weight": "equal"}, "as_given", "Calibration began with the base weights as they are"),
    ],
)
def test_the_page_says_from_where_the_calibration_began(design: dict[str, object], start: str | None, says: str) -> None:
    view = view_of(run_with(params_with(design=design, weighting={"start": start})))
    assert says in plain(efficiency.introduce_weighting(view).html)
    assert says in plain(method_statement.show_method_statement(view).html)


def test_samples_without_a_common_scale_are_said_to_stand_apart() -> None:
    run = run_with(params_with(weighting=UNCALIBRATED, design=OWN), n_samples=2, verdict="apart")
    view = view_of(run)
    for fragment in (
        efficiency.introduce_weighting(view),
        method_statement.show_method_statement(view),
        model_fit.show_model_fit(view),
    ):
        assert "nothing is said of all together" in plain(fragment.html)
    assert "all countries count the same" in plain(associations.explain_questions(view))
    assert "that of the own country, points. A row" in plain(strengths.show_strengths(view).html)
    assert "the last row is all together" not in plain(weights.show_weight_spread(view).html)
    assert "Total" not in plain(efficiency.show_efficiency(view).html)
    joined = view_of(run_with(params_with()))
    assert "together" not in plain(sampling.tell_apart(joined))
    assert "Total" in plain(efficiency.show_efficiency(joined).html)


@pytest.mark.parametrize(
    ("scale", "en", "ru"),
    [
        ("as_given", "by the weights as they are", "с весами как они есть"),
        ("populations", "by their population", "с учётом численности населения"),
    ],
)
def test_the_row_of_all_together_says_by_what_areas_count(scale: str, en: str, ru: str) -> None:
    run = run_with(params_with(weighting=UNCALIBRATED, design=OWN), n_samples=6, scale=scale)
    assert f"all together, {en}" in plain(weights.show_weight_spread(view_of(run)).html)
    assert ru in plain(weights.show_weight_spread(view_of(run, "ru")).html)
    assert "by their population" in plain(weights.show_weight_spread(view_of(run_with(params_with()))).html)


@pytest.mark.parametrize(("language", "word"), [("en", "finite populations"), ("ru", "конечности совокупностей")])
def test_finite_populations_are_named_where_errors_rest_on_them(language: str, word: str) -> None:
    assert word in sampling.list_known(view_of(run_with(params_with(design={"fpc": "years"})), language))
    assert word not in sampling.list_known(view_of(run_with(params_with()), language))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_control_cells_are_no_matter_where_nothing_is_calibrated(language: str) -> None:
    run, params = run_with(params_with()), params_with(weighting=UNCALIBRATED, design=OWN)
    cells = run.results["measure"].str.startswith("extreme_") & (run.results["variable"] != "")
    view = view_of(replace(run, results=run.results[~cells], params=params), language)
    told = plain(weights.show_heaviest(view).html)
    assert str(view.language.say("heaviest.caption")) in told
    assert not any(word in told.lower() for word in ("control cell", "ячейк"))


def test_weights_that_contradict_the_populations_are_named() -> None:
    run = run_with(params_with(weighting=UNCALIBRATED, design=OWN))
    row = run.results[run.results["measure"] == "n_replicates_failed"].head(1)
    shares = [
        row.assign(measure=measure, result_id=f"weighting.{measure}", area="east", bloc="B", estimate=share)
        for measure, share in (("weight_share", 0.25), ("population_share", 0.192))
    ]
    contrary = replace(run, results=pd.concat([run.results, *shares], ignore_index=True))
    told = plain(efficiency.introduce_weighting(view_of(contrary, "ru")).html)
    assert "Гродненская — 25,0 % по весам и 19,2 % по населению" in told
    assert "disagree" not in plain(efficiency.introduce_weighting(view_of(run)).html)


def test_errors_of_respondents_drawn_singly_are_called_what_they_are() -> None:
    single, known = (view_of(run_with(params_with(design={"psu": psu}))) for psu in (None, "point"))
    assert "sampling points are not known" in plain(model_fit.show_model_fit(single).html)
    assert "rest on the weights and the sampling points" in plain(model_fit.show_model_fit(known).html)
    assert "clusters (houses, villages, classes), they are too small" in plain(method_statement.show_method_statement(single).html)
    assert "too small" not in plain(method_statement.show_method_statement(known).html)
    assert sampling.list_known(single) == "weights, strata, calibration"
    assert sampling.list_known(known) == "weights, strata, sampling points, calibration"
    assert "accounts for weights, strata, calibration;" in plain(crosscheck_table.show_crosscheck(single).html)


def test_delivered_replicates_are_not_said_to_know_no_clusters() -> None:
    replicates = {"method": "delivered"}
    view = view_of(run_with(params_with(design={"psu": None}, replicates=replicates)))
    assert sampling.warn_of_single_draws(view) == ""


def test_a_dash_of_a_group_in_one_unit_is_explained() -> None:
    run = run_with(params_with())
    rows = view_of(run).results.find("groups", "mean", variable="index")
    view = view_of(run)
    assert sampling.explain_dashes(view, rows) == []
    alone = [replace(rows[0], note="single_unit"), *rows[1:]]
    (told,) = sampling.explain_dashes(view, alone)
    assert "lives at one sampling point" in plain(told)
