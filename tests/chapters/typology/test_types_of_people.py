"""The chapter on a whole study with planted types: its rows, its page, and what is not shown."""

from dataclasses import replace

import numpy as np
import pytest
from full_study import ACTS, NEWS, TYPES
from numpy.testing import assert_allclose
from report.studies import edit, open_study, study, text_of
from small_study import params_data
from synthetic import codebook_data

from crowdpotential.agreement import require_agreement
from crowdpotential.chapters.typology import CHAPTER
from crowdpotential.codebook import build_codebook
from crowdpotential.errors import ParamsError, SeveralFaultsError
from crowdpotential.exhibits.exhibit import Exhibit
from crowdpotential.params import build_params
from crowdpotential.views.view import View, open_view


def rows(measure: str):  # noqa: ANN201 a frame
    found = study("full").results
    return found[(found["chapter"] == "typology") & (found["measure"] == measure)]


def show(anchor: str, view: View) -> str:
    shown = CHAPTER.exhibits()[anchor](view)
    return text_of(shown.fragment.html if isinstance(shown, Exhibit) else shown.html)


def test_planted_types_are_found_with_their_shares_answers_and_channels() -> None:
    number = rows("n_classes").iloc[0]
    assert (number["estimate"], number["verdict"]) == (3, "holds")
    shares = rows("class_share")
    everybody = shares[(shares["bloc"] == "") & (shares["area"] == "") & (shares["domain_variable"] == "")]
    assert_allclose(everybody["estimate"], TYPES, atol=0.05)
    assert ((everybody["ci_low"] < np.array(TYPES)) & (everybody["ci_high"] > np.array(TYPES))).all()
    own, channels = rows("profile"), rows("reach")
    for number_of, acts, news in zip("123", ACTS, NEWS, strict=True):
        is_own = own["variable_2"] == f"type={number_of}"
        assert_allclose(own[is_own & (own["variable"] == "acts")]["estimate"], acts, atol=0.08)
        is_heard = (channels["variable_2"] == f"type={number_of}") & (channels["variable"] == "news")
        assert_allclose(channels[is_heard]["estimate"], news, atol=0.12)


def test_shares_of_types_add_up_in_every_place() -> None:
    sums = rows("class_share").groupby(["bloc", "area", "domain_variable", "domain"])["estimate"].sum()
    assert_allclose(sums, 1.0, atol=1e-5)
    assert len(sums) == 1 + 2 + 4 + 2  # everybody, sides, areas, groups


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_page_names_types_by_the_teams_answer_and_says_what_sets_them_apart(language: str) -> None:
    view = open_study("full", "computed", language)
    assert "those who keep still" in show("types-shares", view)
    portrait = show("types-portraits", view)
    assert "acts 1 (9" in portrait
    assert "news 2" in show("types-reach", view)
    assert "0" in show("types-profiles", view)


def test_a_study_that_does_not_ask_for_types_has_none() -> None:
    run = study("two_sides")
    assert not (run.results["chapter"] == "typology").any()
    for language in ("ru", "en"):
        assert all(not show(anchor, open_view(run, language=language)) for anchor in CHAPTER.exhibits())


@pytest.mark.parametrize("reason", ["one_class", "unstable", "small", "not_found", "apart", "few_indicators"])
def test_where_classes_are_no_types_only_their_number_is_spoken_of(reason: str) -> None:
    run = edit(study("full"), {"chapter": "typology", "measure": "n_classes"}, verdict="fails", note=reason)
    for language, said in (("ru", "Типы людей не выделены"), ("en", "No types of people are told apart")):
        view = open_view(run, language=language)
        assert said in show("types-number", view)
        assert not any(show(anchor, view) for anchor in CHAPTER.exhibits() if anchor not in {"types-number", "types-reach"})
        assert not show("types-reach", view)


@pytest.mark.parametrize("verdict", ["comparable", "partial", "not_comparable", "untested"])
def test_the_page_says_whether_sides_share_the_profiles(verdict: str) -> None:
    run = edit(study("full"), {"chapter": "typology", "measure": "sides_cost", "variable": ""}, verdict=verdict)
    run = edit(run, {"chapter": "typology", "measure": "sides_cost", "variable": "role"}, verdict="differs")
    for language in ("ru", "en"):
        view = open_view(run, language=language)
        said = str(view.language.say(f"typology.sides_{verdict}", answers="role", sides=view.bloc_words, places="···"))
        assert said.split("···", maxsplit=1)[0] in show("types-shares", view)


def test_hidden_numbers_leave_neither_names_nor_sentences_behind() -> None:
    view = open_study("full", "hidden", "en")
    assert not any(show(anchor, view) for anchor in CHAPTER.exhibits())


def test_two_names_for_one_type_are_given_to_neither() -> None:
    run = study("full")
    names = {key: {"least": answer, "name": {"en": key, "ru": key}} for key, answer in {"first": "acts=1", "second": "acts=2"}.items()}
    typology = run.params.typology.model_validate({**run.params.typology.model_dump(), "names": names})  # type: ignore[union-attr]
    view = open_view(replace(run, params=run.params.model_copy(update={"typology": typology})), language="en")
    assert "first, second" in show("types-number", view)
    assert "Type 1" in show("types-shares", view)


@pytest.mark.parametrize(
    ("typology", "says"),
    [
        ({"indicators": ["D_SEKS", "X1"]}, "typology.indicators: there is no variable D_SEKS"),
        ({"indicators": ["D_SEX=1", "X1"]}, "no such option to be an indicator by itself"),
        ({"indicators": ["D_AGE", "X1"]}, "typology.indicators: D_AGE is of type numeric"),
        ({"indicators": ["X1", "X"]}, "its bands are index.levels"),
        ({"indicators": ["X1"], "reach": {"channels": "X1"}}, "is an indicator of the types"),
        ({"indicators": ["X1"], "by": ["D_SEX"]}, "none of comparison.group_by"),
        ({"indicators": ["X1"], "names": {"a": {"most": "X1=77", "name": {"en": "a"}}}}, "X1 has no answer"),
        ({"indicators": ["X1"], "names": {"a": {"most": "D_SEX=1", "name": {"en": "a"}}}}, "is no indicator of the types"),
    ],
)
def test_what_the_typology_names_has_to_be_there_and_to_serve(typology: dict[str, object], says: str) -> None:
    codebook = build_codebook(codebook_data(), name="tiny.yaml")
    data = params_data()
    data["index"] |= {"dimensions": [codebook.dimensions[0].id], "missing": {"min_items": 1, "min_dimensions": 1}}
    with pytest.raises((ParamsError, SeveralFaultsError), match=says):
        require_agreement(build_params({**data, "typology": typology}, name="params.yaml"), codebook)


@pytest.mark.parametrize(
    ("typology", "says"),
    [
        ({"indicators": ["X1", "X1"]}, "indicators names X1 more than once"),
        ({"indicators": ["X1"], "classes": [2, 2]}, "list different numbers"),
        ({"indicators": ["X1"], "choose": 9}, "choose is 9, which is none of the numbers"),
        ({"indicators": ["X1"], "names": {"a": {"name": {"en": "a"}}}}, "most, or least, and not both"),
    ],
)
def test_a_typology_that_cannot_be_is_refused(typology: dict[str, object], says: str) -> None:
    with pytest.raises(ParamsError, match=says):
        build_params({**params_data(), "typology": typology}, name="params.yaml")


def test_every_number_of_the_chapter_has_an_interval_or_is_a_criterion() -> None:
    found = study("full").results
    own = found[
        (found["chapter"] == "typology") & found["measure"].isin(["class_share", "profile", "reach", "certainty", "share_difference"])
    ]
    assert own[["ci_low", "ci_high"]].notna().all().all()
    assert np.isfinite(own["n"]).all()
