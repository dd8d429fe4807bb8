"""The key finding of the chapter: whom residents want in which role, where it is established who comes first."""

from collections.abc import Iterator

from crowdpotential.chapters.mechanism.exhibits.roles import find_first, name_role, tell_first
from crowdpotential.views import phrases
from crowdpotential.views.frame import refer
from crowdpotential.views.key_finding import KeyFinding, interval_and_base
from crowdpotential.views.view import View


def find_actor(view: View) -> Iterator[KeyFinding]:
    """Name whom most want, with the number of the first role of params in which somebody is established to come first."""
    found = find_first(view)
    one = next((one for one in found if one.is_first), None)
    if one is None:
        return
    say = view.language.say
    yield KeyFinding(
        sentence=say("mechanism.finding", told=tell_first(view, found)),
        value=phrases.percent(view, one.row, has_sign=True),
        unit=say("mechanism.finding_unit"),
        support=(
            interval_and_base(view, one.row, scale=100),
            say("bounds.quoted", label=name_role(view, one.role)) + refer(view, "roles", before=" · "),
        ),
    )
