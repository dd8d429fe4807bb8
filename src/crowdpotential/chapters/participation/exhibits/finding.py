"""The key finding of the chapter: how many could be won, who have high potential and do not take part."""

from collections.abc import Iterator

from crowdpotential.chapters.participation.exhibits.parts import Whom, has_numbers, list_headlines, thousands
from crowdpotential.chapters.participation.exhibits.quadrants import find_fields, name_participating, write_cut
from crowdpotential.views import phrases
from crowdpotential.views.frame import refer
from crowdpotential.views.key_finding import KeyFinding, interval_and_base
from crowdpotential.views.sentences.obstacles import find_fault
from crowdpotential.views.view import View


def find_unused(view: View) -> Iterator[KeyFinding]:
    """Count those who could be won among everybody, where the index may be read and taking part is not sensitive."""
    fields = find_fields(view, Whom()) if view.joins_samples and find_fault(view) is None else {}
    idle = fields.get("high_out")
    if idle is None or not has_numbers([idle.share]) or not list_headlines(view, [idle.share.variable_2]):
        return
    say, row, share = view.language.say, idle.persons, phrases.percent(view, idle.share, has_sign=True)
    words = say("participation.finding", cut=write_cut(view), step=name_participating(view))
    where = refer(view, "quadrants", before=" · ")
    if row is None or not has_numbers([row]):
        support = (interval_and_base(view, idle.share, scale=100), where)
        yield KeyFinding(sentence=words, value=share, unit=say("participation.finding_unit"), support=support)
        return
    digits = thousands(row).digits
    yield KeyFinding(
        sentence=words,
        value=phrases.estimate(view, row, digits=digits),
        unit=say("participation.thousands"),
        support=(interval_and_base(view, row, digits=digits), say("participation.finding_share", share=share) + where),
    )
