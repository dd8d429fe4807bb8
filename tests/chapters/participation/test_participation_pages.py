"""What the chapter says: every sentence somewhere, only of what the study has, and nothing where nothing is told."""

from dataclasses import replace
from typing import Any

import pytest
from report.reading import as_fragment
from report.studies import FULL, STATES, edit, open_study, study, text_of

from crowdpotential.chapters.participation import CHAPTER
from crowdpotential.exhibits.exhibit import Exhibit
from crowdpotential.exhibits.figure import draw_exhibit
from crowdpotential.exhibits.language import load_language
from crowdpotential.store import Run
from crowdpotential.views.view import View, open_view

UNSAID = {  # by these studies: of drawings, of several pairs of sides, of other outcomes and other weights
    *("axis_high", "axis_in", "axis_lower", "axis_out", "field_interval", "field_persons"),
    *("high_in_short", "high_out_short", "lower_in_short", "lower_out_short", "lorenz_curve", "lorenz_equal"),
    *("sides_first", "sides_title_all", "sides_title_none", "sides_title_not_testable"),
    *(
        "intro_one",
        "intro_one_share",
        "intro_shares",
        "funnel_subtitle_shares",
        "places_subtitle_shares",
        "nested",
        "not_asked",
        "note_no_persons",
        "note_persons_scaled",
        "inequality_title_all",
        "quadrant_title_share",
        "finding_unit",
    ),
    *("quadrant_apart", "places_title_sides"),
    *("dash_nobody", "dash_everybody", "dash_few_active", "dash_all_of_it", "unused_contrast", "unused_contrasts"),
}


def keys_of_chapter(view: View) -> set[str]:
    """List the sentences that the chapter asks for."""
    said = set[str]()

    class Recorder(dict[str, object]):
        def __getitem__(self, key: str) -> object:
            said.add(key)
            return super().__getitem__(key)

    language = replace(view.language, sentences=Recorder(view.language.sentences))
    for show in CHAPTER.exhibits().values():
        as_fragment(show(replace(view, language=language)))
    for find in CHAPTER.findings():
        list(find(replace(view, language=language).whole))
    return said


def shown(run: Run, anchor: str, language: str = "en") -> Any:  # noqa: ANN401 an exhibit or a fragment
    return CHAPTER.exhibits()[anchor](open_view(run, language=language))


def test_every_sentence_is_said_by_the_study_that_has_everything_or_is_named() -> None:
    own = {key for key in load_language("en").sentences if key.startswith("participation.")}
    said = {key for state in STATES for key in keys_of_chapter(open_study(FULL, state, "en"))}
    assert own - said == {f"participation.{name}" for name in UNSAID} - said
    assert {f"participation.{name}" for name in UNSAID} <= own


@pytest.mark.parametrize("language", ["ru", "en"])
def test_both_drawings_are_made_for_page_and_phone(language: str) -> None:
    for anchor in ("quadrants", "lorenz"):
        exhibit = shown(study(FULL), anchor, language)
        for width in ("wide", "narrow"):
            drawing = draw_exhibit(exhibit, width)  # type: ignore[arg-type]
            assert drawing.svg.startswith(b"<?xml")
            assert len(drawing.alt) > 100


def test_steps_without_gaps_are_called_nested_and_gaps_are_counted() -> None:
    assert "The steps are not nested" in text_of(shown(study(FULL), "funnel").html)
    nested = edit(study(FULL), {"chapter": "participation", "measure": "step_apart"}, estimate=0.0)
    assert "The steps are nested: no respondent" in text_of(shown(nested, "funnel").html)


@pytest.mark.parametrize(
    ("verdict", "said"),
    [("difference", "established in all comparisons (4)"), ("undetermined", "In none of the 4 comparisons")],
)
def test_the_title_of_sides_says_what_was_tested(verdict: str, said: str) -> None:
    adjusted = 0.001 if verdict == "difference" else 0.9
    run = edit(study(FULL), {"chapter": "participation", "measure": "step_contrast"}, verdict=verdict, p_adjusted=adjusted)
    assert said in text_of(shown(run, "funnel-sides").html)


def test_a_share_of_nobody_has_a_dash_and_a_reason() -> None:
    row = {"result_id": "participation.step_share.proposed"}
    nobody = edit(study(FULL), row, estimate=0.0, ci_low=float("nan"), ci_high=float("nan"), note="nobody")
    assert "A share of 0 %: no respondent is among them" in text_of(shown(nobody, "funnel").html)


def test_without_head_counts_the_page_says_why() -> None:
    run = study(FULL)
    frame = run.results[~run.results["measure"].isin(["step_persons", "quadrant_persons"])]
    without = replace(run, results=frame)
    assert "Numbers of people are not given" in text_of(shown(without, "funnel").html)
    assert "thousand" not in shown(without, "quadrants").title
    for anchor in ("participation-intro", "funnel", "funnel-places"):
        assert "number of people" not in text_of(shown(without, anchor).html)
        assert "how many people" not in text_of(shown(without, anchor).html)


def test_a_step_that_rests_on_a_sensitive_answer_stands_in_no_title() -> None:
    run = study(FULL)
    assert "proposed an idea" in str(shown(run, "funnel").title)
    hushed = {"deeds", "times"}
    variables = tuple(one.model_copy(update={"sensitive": one.id in hushed}) for one in run.codebook.variables)
    looked_up_anew = type(run.codebook).model_construct(**{**dict(run.codebook), "variables": variables})
    quiet = replace(run, codebook=looked_up_anew)
    for anchor in ("quadrants", "inequality"):
        assert any(letter.isdigit() for letter in str(shown(run, anchor).title))
        assert "%" not in str(shown(quiet, anchor).title)
    assert "have registered" in str(shown(quiet, "funnel").title)
    assert "proposed" not in str(shown(quiet, "funnel").title)


def test_what_may_not_be_compared_stands_in_panels_of_its_own() -> None:
    run = study(FULL)
    frame = run.results.copy()
    of_sides = (frame["measure"] == "verdict") & (frame["chapter"] == "comparability") & (frame["variable"] == "index")
    frame.loc[of_sides & (frame["bloc"] == ""), ["verdict", "note"]] = "not_comparable", "metric_change"
    exhibit = shown(replace(run, results=frame), "unused-potential")
    assert isinstance(exhibit, Exhibit)
    assert [panel.bloc for panel in exhibit.panels] == ["", "A", "B"]
    assert "Levels of the index are not compared" in text_of(exhibit.html)


def test_a_contrast_of_unused_potential_is_told_with_its_verdict() -> None:
    run = study(FULL)
    frame = run.results.copy()
    row = frame[frame["result_id"] == "participation.step_contrast.did.bloc=A.vs=B"].iloc[0].copy()
    row["measure"], row["variable"], row["result_id"] = "quadrant_contrast", "index", "participation.quadrant_contrast.index.bloc=A.vs=B"
    with_one = replace(run, results=type(frame)([*frame.to_dict("records"), row.to_dict()], columns=frame.columns))
    assert "Difference of the shares: A less B" in text_of(shown(with_one, "unused-potential").html)


def test_a_study_without_steps_has_no_such_chapter() -> None:
    run = study(FULL)
    params = run.params.model_copy(update={"participation": None})
    view = open_view(replace(run, params=params, results=run.results[run.results["chapter"] != "participation"]), language="en")
    assert all(not show(view).html for show in CHAPTER.exhibits().values())
