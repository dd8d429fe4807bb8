"""A panel of experts: what it agrees on is found, its form is refused where it contradicts itself, and nobody is named."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from expert_study import draw_answers
from full_study import UNSHIFTED, finished_full, write_full
from report.studies import open_study, text_of, without

from crowdpotential.chapters.experts import CHAPTER
from crowdpotential.errors import CrowdpotentialError
from crowdpotential.ingest.experts import read_panel
from crowdpotential.params import load_params
from crowdpotential.params.specification import Expert
from crowdpotential.views.view import open_view


def rows() -> pd.DataFrame:
    results = finished_full().results
    return results[results["chapter"] == "experts"]


def test_the_statement_that_all_agree_on_is_found_and_the_other_is_not() -> None:
    medians = rows().query("measure == 'median'").set_index(["variable", "category"])["verdict"]
    assert medians[("agreed", "1")] == "consensus"
    assert medians[("split", "1")] == "no_consensus"


def test_weights_sum_to_one_and_experts_stand_beside_residents() -> None:
    assert rows().query("measure == 'weight'")["estimate"].sum() == pytest.approx(1, abs=1e-5)
    found = rows().query("measure == 'difference'").iloc[0]
    means = rows().set_index("measure")["estimate"]
    assert found["variable"] == UNSHIFTED
    assert found["estimate"] == pytest.approx(means["expert_mean"] - means["resident_mean"], abs=1e-5)


@pytest.mark.parametrize("state", ["computed", "withheld", "hidden"])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_exhibit_can_be_shown(language: str, state: str) -> None:
    view = open_study("full", state, language)
    for show in CHAPTER.exhibits().values():
        made = show(view)
        assert state == "hidden" or text_of(made.html)


def test_whom_the_weights_and_the_last_round_leave_out_is_told() -> None:
    left = rows().query("measure == 'n_left_out'").set_index(["domain", "category"])
    assert left.loc[("absent", "2"), ["estimate", "n"]].tolist() == [4, 24]
    assert set(left.index) == {("absent", "2"), ("no_weights", "1"), ("not_all_rated", "1")}
    assert left.loc[("no_weights", "1"), "estimate"] == left.loc[("not_all_rated", "1"), "estimate"] == 3
    rules = finished_full().findings.set_index("rule")["n"]
    assert rules[["experts_absent", "experts_no_weights", "experts_not_all_rated"]].tolist() == [4, 3, 3]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_page_tells_who_is_left_out_and_what_experts_weight_most(language: str) -> None:
    view = open_study("full", "computed", language)
    shown = {anchor: text_of(show(view).html) for anchor, show in CHAPTER.exhibits().items()}
    assert {"ru": "Тур 2: не участвовали 4 из 24 экспертов первого тура", "en": "Round 2: 4 of 24 experts of the first round took no part"}[
        language
    ] in shown["experts-agreement"]
    assert {"ru": "Больше всего веса эксперты дают", "en": "Experts give most weight to"}[language] in shown["experts-weights"]
    assert "expert: {panel: true}" in shown["experts-weights"]
    assert {"ru": "не случайная выборка", "en": "no random sample"}[language] in shown["experts-residents"]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_panel_of_one_round_is_not_told_of_by_rounds_and_a_small_one_says_why_it_is_silent(language: str) -> None:
    run = finished_full()
    first = replace(run, results=run.results.query("chapter != 'experts' or category != '2'"))
    shown = " ".join(
        text_of(CHAPTER.exhibits()[anchor](open_view(first, language=language)).html) for anchor in ("experts-ratings", "experts-agreement")
    )
    assert {"ru": "Тур", "en": "Round"}[language] not in shown.replace("турам", "")
    empty = open_view(without(run, {"chapter": "experts", "measure": "median"}), language=language)
    words = text_of(CHAPTER.exhibits()["experts-ratings"](empty).html)
    assert {"ru": "ни одно утверждение не оценили хотя бы 10 экспертов", "en": "no statement was rated by 10 experts or more"}[
        language
    ] in words


@pytest.mark.parametrize("weights", ["expert", "equal"])
def test_the_page_tells_whether_the_index_uses_the_weights_of_the_panel(weights: str) -> None:
    run = finished_full()
    given = Expert(panel=True, dimensions=dict.fromkeys(run.params.index.dimensions, 0.5))
    index = run.params.index.model_copy(update={"weights": weights, "expert": given})
    used = replace(run, params=run.params.model_copy(update={"given_index": index}))
    words = text_of(CHAPTER.exhibits()["experts-weights"](open_view(used, language="en")).html)
    assert {"expert": "The index is made with these weights", "equal": "the test of sensitivity shows"}[weights] in words


def test_contradictions_of_the_form_are_told_by_their_number(tmp_path: Path) -> None:
    params = load_params(write_full(tmp_path))
    assert params.experts is not None
    drawn = draw_answers(UNSHIFTED, list(params.index.dimensions))
    new = drawn.iloc[-1:].assign(expert="stranger")
    wrong = drawn.iloc[:1].assign(expert="other", **{f"points_{params.index.dimensions[0]}": 0})
    for cells, what in (
        (pd.concat([drawn, drawn.iloc[:2].assign(split=1)]), "2 experts answer twice in round 1"),
        (pd.concat([drawn, new]), "1 experts of round 2 were not in the first"),
        (pd.concat([drawn, wrong]), "points of 1 of 22 experts do not sum to 100"),
    ):
        cells.to_csv(tmp_path / "experts.csv", index=False)
        with pytest.raises(CrowdpotentialError, match=what) as told:
            read_panel(tmp_path, params.experts)
        assert "stranger" not in str(told.value)
