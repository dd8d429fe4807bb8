"""What chapters add to the key findings: only what their results bear, in the order of the page, and never past the account of the data."""

from dataclasses import replace

import pytest
from markupsafe import Markup, escape
from report.studies import FULL, edit, open_study, study, text_of, with_hidden

from crowdpotential.chapters import composition, drivers, mechanism, obstacles, participation, platforms, typology, vignette
from crowdpotential.chapters.key_findings.exhibits.key_findings import MOST_FINDINGS, choose, list_findings
from crowdpotential.chapters.registration import Chapter
from crowdpotential.chapters.registry import CHAPTERS
from crowdpotential.params import TypeName
from crowdpotential.store import Run
from crowdpotential.views.key_finding import KeyFinding
from crowdpotential.views.view import open_view

TELLING = (composition, participation, obstacles, mechanism, platforms, typology, drivers, vignette)
SHARES = {"chapter": "obstacles", "measure": "share", "bloc": "", "area": "", "domain_variable": ""}


def told(chapter: Chapter, run: Run) -> list[str]:
    """List the sentences that a chapter adds."""
    view = open_view(run, language="en").whole
    return [text_of(str(finding.sentence)) for find in chapter.findings() for finding in find(view)]


def without_sensitive(run: Run) -> Run:
    """Call nothing sensitive."""
    plain = run.codebook.model_dump(by_alias=True)
    for variable in plain["variables"]:
        variable["sensitive"] = False
    return replace(run, codebook=type(run.codebook).model_validate(plain))


def with_all_types_named(run: Run) -> Run:
    """Name every type by an answer that it gives more often than the others."""
    rows = run.results.query("chapter == 'typology' and measure == 'profile' and variable_2 != 'type=all' and not is_suppressed")
    names = {}
    for kind in sorted(rows["variable_2"].unique()):
        firsts = rows.loc[rows.groupby(["variable", "category"])["estimate"].idxmax()]
        coded = firsts[firsts["variable"].isin(run.codebook.by_id)]
        own = coded[coded["variable_2"] == kind].iloc[0]
        names[kind] = TypeName(name={"en": f"people of {kind}", "ru": kind}, most=f"{own['variable']}={own['category']}")
    return replace(run, params=run.params.model_copy(update={"typology": run.params.typology.model_copy(update={"names": names})}))


def test_chapters_that_tell_something_are_those_tested_here() -> None:
    assert {name for name, chapter in CHAPTERS.items() if chapter.findings()} == {module.__name__.split(".")[-1] for module in TELLING}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_findings_follow_the_page_and_the_data_come_last(language: str) -> None:
    view = open_study(FULL, "computed", language)
    listed = [str(finding.sentence) for finding in list_findings(view)]
    own = [str(finding.sentence) for chapter in CHAPTERS.values() for find in chapter.findings() for finding in find(view.whole)]
    assert len(own) >= 5
    assert [sentence for sentence in listed if sentence in own] == own
    assert len(listed) <= MOST_FINDINGS
    last = open_view(study(FULL), language=language).language
    assert str(last.say("key.see_quality")) in "".join(str(part) for part in list_findings(view)[-1].support)


@pytest.mark.parametrize("chapter", [module.CHAPTER for module in TELLING], ids=lambda chapter: chapter.section)
def test_nothing_is_told_of_hidden_numbers(chapter: Chapter) -> None:
    view = open_study(FULL, "hidden", "en").whole
    assert [list(find(view)) for find in chapter.findings()] == [[]]


def test_a_barrier_comes_first_only_where_it_is_established() -> None:
    run = study(FULL)
    assert "that it comes first is not established" in told(obstacles.CHAPTER, run)[0]
    first = edit(run, {**SHARES, "category": "1"}, estimate=0.9, ci_low=0.85, ci_high=0.95)
    assert told(obstacles.CHAPTER, first) == ["The first barrier to taking part is “no time”: it is named more often than any other."]
    assert told(obstacles.CHAPTER, with_hidden(run, {**SHARES, "category": "2"})) == [], "a hidden share may be higher"


def test_who_could_be_won_is_not_counted_by_an_index_that_does_not_hang_together() -> None:
    run = study(FULL)
    assert "Who could be won" in told(participation.CHAPTER, run)[0]
    alphas = {"chapter": "measurement", "measure": "alpha", "model": "", "bloc": "", "area": ""}
    assert told(participation.CHAPTER, edit(run, alphas, estimate=0.31, ci_high=0.59)) == []


def test_without_head_counts_those_who_could_be_won_are_a_share() -> None:
    run = study(FULL)
    shares = replace(run, results=run.results[run.results["measure"] != "quadrant_persons"])
    (found,) = participation.CHAPTER.findings()[0](open_view(shares, language="en").whole)
    assert text_of(str(found.value)).endswith("%")


def test_platforms_are_named_only_where_a_claim_is_established_to_exceed_the_survey() -> None:
    run = study(FULL)
    assert told(platforms.CHAPTER, run) == ["1 of 2 claims tested exceed what the survey finds."]
    assert told(platforms.CHAPTER, edit(run, {"chapter": "platforms", "measure": "excess"}, verdict="undetermined")) == []


def test_a_sensitive_outcome_makes_no_finding_and_another_one_only_with_a_leader() -> None:
    run = study(FULL)
    assert told(drivers.CHAPTER, run) == []
    (sentence,) = told(drivers.CHAPTER, without_sensitive(run))
    assert "goes most closely with it" in sentence
    level = edit(without_sensitive(run), {"chapter": "drivers", "measure": "importance_contrast"}, verdict="undetermined")
    assert told(drivers.CHAPTER, level) == []


def test_types_are_told_where_the_team_has_named_them_all() -> None:
    run = study(FULL)
    assert told(typology.CHAPTER, run) == []
    (sentence,) = told(typology.CHAPTER, with_all_types_named(run))
    assert sentence.count("people of type=") == 3


def test_a_text_that_is_not_established_to_change_answers_is_told_as_such() -> None:
    run = edit(study(FULL), {"chapter": "vignette", "measure": "effect"}, verdict="undetermined")
    assert "established" in told(vignette.CHAPTER, run)[0]


def test_sides_that_cannot_be_tested_alike_are_left_to_the_chapter() -> None:
    run = study(FULL)
    assert "with the same composition" in told(composition.CHAPTER, run)[0]
    nan = float("nan")
    untold = edit(run, {"chapter": "gap", "measure": "rung"}, ci_low=nan, ci_high=nan, verdict="")
    assert told(composition.CHAPTER, untold) == []


def test_who_is_wanted_is_told_of_roles_in_which_somebody_is_established_to_come_first() -> None:
    run = study(FULL)
    wanted = {"chapter": "mechanism", "measure": "wanted", "bloc": ""}
    level = edit(run, wanted, ci_low=0.1, ci_high=0.9)
    assert told(mechanism.CHAPTER, level) == []
    roles = list(dict.fromkeys(run.params.mechanism.roles.values()))
    first = str(next(iter(run.codebook.codes(roles[0]))))
    shares = edit(level, {**wanted, "variable": roles[0], "category": first}, estimate=0.96, ci_low=0.92, ci_high=0.98)
    (sentence,) = told(mechanism.CHAPTER, shares)
    assert sentence.startswith("Whose task it is, as residents see it. Whom residents name more often than any other:")
    assert "(96.0%)" in sentence
    assert ("who comes first is not established" in sentence) == (len(roles) > 1)
    sensitive = shares.codebook.model_dump(by_alias=True)
    for variable in sensitive["variables"]:
        variable["sensitive"] = variable["sensitive"] or variable["id"] == roles[0]
    assert told(mechanism.CHAPTER, replace(shares, codebook=type(run.codebook).model_validate(sensitive))) == []


@pytest.mark.parametrize(("most", "kept"), [(5, "abcde"), (4, "abce"), (3, "ace"), (2, "ac"), (0, "")])
def test_what_only_describes_gives_way_to_what_can_be_done_and_order_stays(most: int, kept: str) -> None:
    made = [KeyFinding(sentence=escape(at), value=Markup(), unit="", support=(), is_background=at in "bd") for at in "abcde"]
    assert "".join(finding.sentence for finding in choose(made, most)) == kept
