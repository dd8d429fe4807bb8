"""The key finding of the chapter: which types of people there are, where the team has given them names."""

from collections.abc import Iterator

from crowdpotential.chapters.typology.exhibits.naming import list_kinds
from crowdpotential.chapters.typology.exhibits.shares import tell_shares
from crowdpotential.views import phrases
from crowdpotential.views.frame import refer
from crowdpotential.views.key_finding import KeyFinding, interval_and_base
from crowdpotential.views.view import View


def find_types(view: View) -> Iterator[KeyFinding]:
    """State the share of each type among everybody; types without names say nothing to who has not read their portraits."""
    kinds = list_kinds(view)
    shares = {kind.name: view.results.overall("typology", "class_share", category=kind.number) for kind in kinds}
    told = {name: row for name, row in shares.items() if row is not None and not row.is_suppressed}
    if not kinds or len(told) < len(kinds) or not all(kind.is_named for kind in kinds):
        return
    name, most = max(told.items(), key=lambda entry: entry[1].estimate)
    say = view.language.say
    yield KeyFinding(
        sentence=tell_shares(view, kinds) + ".",
        value=phrases.percent(view, most, has_sign=True),
        unit=say("typology.finding_unit"),
        support=(
            interval_and_base(view, most, scale=100),
            say("bounds.quoted", label=name) + refer(view, "types-shares", before=" · "),
        ),
        is_background=True,
    )
