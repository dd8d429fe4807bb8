"""The key finding of the chapter: what texts change, the only effect that a survey can establish."""

from collections.abc import Iterator

from crowdpotential.chapters.vignette.exhibits.effects import tell_effects
from crowdpotential.chapters.vignette.exhibits.naming import is_found, is_hushed, name_arm, tell_question
from crowdpotential.views import phrases
from crowdpotential.views.frame import refer
from crowdpotential.views.key_finding import KeyFinding, interval_and_base
from crowdpotential.views.sentences.outcome import outcome_of
from crowdpotential.views.view import View


def find_effect(view: View) -> Iterator[KeyFinding]:
    """Name the texts that are established to change the answers of everybody who was asked, with the largest of their effects."""
    rows = [row for row in view.results.find("vignette", "effect", bloc="") if row.weighting != "none"]
    outcome = outcome_of(rows, is_found)
    if not rows or not outcome.is_tested or is_hushed(view):
        return
    say, most = view.language.say, max(outcome.found or outcome.tested, key=lambda row: abs(row.estimate))
    text = say("bounds.quoted", label=name_arm(view, most.category))
    yield KeyFinding(
        sentence=tell_effects(view, rows) + ".",
        value=phrases.estimate(view, most, is_signed=True),
        unit=say("vignette.finding_unit"),
        support=(
            interval_and_base(view, most),
            say("vignette.finding_answer", text=text, question=tell_question(view)) + refer(view, "vignette", before=" · "),
        ),
        glyph="full",
        depends=say("vignette.finding_chance"),
    )
