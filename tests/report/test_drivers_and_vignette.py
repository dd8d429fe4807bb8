"""Pages on drivers and on the vignette: whole sentences in every state, nothing concluded of what was not tested."""

import pytest
from report.studies import STATES, open_study, text_of
from report.test_outcomes_of_studies import LEFTOVERS

from crowdpotential.chapters.registry import CHAPTERS

SHOWS = {anchor: show for name in ("drivers", "vignette") for anchor, show in CHAPTERS[name].exhibits().items()}
CONCLUDED = {
    "en": ("” goes together with “", "Change willingness", "Matter more than most and", "goes most closely"),
    "ru": ("готовность меняют",),
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
