"""Pages on drivers and on the vignette: whole sentences in every state, nothing concluded of what was not tested."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from report.studies import STATES, open_study, study, text_of
from report.test_outcomes_of_studies import LEFTOVERS

from crowdpotential.chapters.drivers.exhibits.naming import differs_by_side
from crowdpotential.chapters.registry import CHAPTERS
from crowdpotential.store import Run
from crowdpotential.views.view import open_view

SHOWS = {anchor: show for name in ("drivers", "vignette") for anchor, show in CHAPTERS[name].exhibits().items()}
CONCLUDED = {
    "en": ("” goes together with “", "answers are changed by", "Matter more than most and", "goes most closely"),
    "ru": ("ответы меняют",),
}


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("anchor", SHOWS)
def test_every_exhibit_is_whole_and_concludes_nothing_untested(anchor: str, state: str, language: str) -> None:
    said = text_of(SHOWS[anchor](open_study("full", state, language)).html)
    assert [hit.group() for hit in LEFTOVERS.finditer(said)] == []
    if state != "computed":
        assert not any(words in said for words in CONCLUDED[language])


def test_associations_are_called_so_and_only_the_experiment_has_effects() -> None:
    view = open_study("full", "computed", "en")
    for anchor in ("drivers", "driver-shares", "driver-importance", "driver-map"):
        said = text_of(SHOWS[anchor](view).html)
        assert "associations among respondents, not effects" in said
    assert "an effect of the text" in text_of(SHOWS["vignette"](view).html)


@pytest.mark.parametrize("name", ["bare", "nothing", "two_sides"])
def test_a_study_that_asks_for_neither_sees_nothing_of_them(name: str) -> None:
    view = open_study(name, "computed", "en")
    assert [anchor for anchor, show in SHOWS.items() if show(view).html] == []
    assert not view.run.results["chapter"].isin(["drivers", "vignette"]).any()


def test_a_sensitive_outcome_or_predictor_stands_in_no_title() -> None:
    run = study("full")
    sensitive = {one.id: one.sensitive for one in run.codebook.variables}
    assert sensitive["opinion"]
    assert not sensitive["will"]
    assert str(_shown(_calling(run, "will"), "vignette").title) == "Effects of the texts"
    assert "answers" in str(_shown(run, "vignette").title)
    assert "other things being equal" not in str(_shown(run, "drivers").title)
    assert "other things being equal" in str(_shown(_calling(run), "drivers").title)


def test_predictors_found_on_one_side_only_are_named_in_no_title() -> None:
    both = [_row("A"), _row("B")]
    assert not differs_by_side(both, both)
    assert differs_by_side(both, both[:1])
    assert not differs_by_side(both[:1], both[:1])


def _row(bloc: str) -> Any:  # noqa: ANN401 what is read of a row
    return SimpleNamespace(variable="X", category="", bloc=bloc)


def _calling(run: Run, *sensitive: str) -> Run:
    """Call these questions sensitive, and no others."""
    variables = tuple(one.model_copy(update={"sensitive": one.id in sensitive}) for one in run.codebook.variables)
    return replace(run, codebook=type(run.codebook).model_construct(**{**dict(run.codebook), "variables": variables}))


def _shown(run: Run, anchor: str) -> Any:  # noqa: ANN401 an exhibit
    return SHOWS[anchor](open_view(run, language="en"))
