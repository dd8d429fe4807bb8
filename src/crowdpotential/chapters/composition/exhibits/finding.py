"""The key finding of the chapter: whether the sides differ where people on both are alike."""

from collections.abc import Iterator

from crowdpotential.chapters.composition.exhibits.gap_ladder import name_composition, tell_alike
from crowdpotential.chapters.composition.exhibits.shown_pairs import headline_rungs, list_shown
from crowdpotential.views import phrases
from crowdpotential.views.frame import refer
from crowdpotential.views.key_finding import KeyFinding, interval_and_base
from crowdpotential.views.sentences.outcome import why_untested
from crowdpotential.views.view import View


def find_alike(view: View) -> Iterator[KeyFinding]:
    """Conclude on two sides with people alike; several pairs are left to the chapter."""
    shown = list_shown(view)
    if len(shown) != 1:
        return
    rungs = headline_rungs(view, shown[0])
    tested = [row for row in rungs.alike if not why_untested(row)]
    if why_untested(rungs.own) or not tested:
        return
    row = tested[0]
    yield KeyFinding(
        sentence=tell_alike(view, shown) + ".",
        value=phrases.estimate(view, row, is_signed=True),
        unit=view.language.say("ladder.finding_unit"),
        support=(interval_and_base(view, row), name_composition(view, row) + refer(view, "gap-ladder", before=" · ")),
    )
