"""The key finding of the chapter: what goes most closely with the outcome, where that is established."""

from collections.abc import Iterator

from crowdpotential.chapters.drivers.exhibits.importance import find_leader, tell_leader
from crowdpotential.chapters.drivers.exhibits.naming import is_hushed, tell_outcome
from crowdpotential.views import phrases
from crowdpotential.views.frame import refer
from crowdpotential.views.key_finding import KeyFinding, interval_and_base
from crowdpotential.views.view import View


def find_closest(view: View) -> Iterator[KeyFinding]:
    """Name the predictor whose part is established to be larger than each other's, among everybody."""
    leader = find_leader(view)
    share = view.results.overall("drivers", "importance_share", variable=leader) if leader else None
    if share is None or share.is_suppressed or is_hushed(view, [leader]):
        return
    say = view.language.say
    yield KeyFinding(
        sentence=tell_leader(view, leader, share) + ".",
        value=phrases.percent(view, share, has_sign=True),
        unit=say("drivers.finding_unit"),
        support=(
            interval_and_base(view, share, scale=100),
            say("drivers.finding_outcome", outcome=tell_outcome(view)) + refer(view, "driver-importance", before=" · "),
        ),
        glyph="dash",
        depends=say("drivers.association"),
        is_background=True,
    )
