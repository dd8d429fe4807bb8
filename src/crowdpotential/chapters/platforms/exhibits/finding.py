"""The key finding of the chapter: platforms that claim more users than the survey finds."""

from collections.abc import Iterator

from crowdpotential.chapters.platforms.exhibits.named import name_platform
from crowdpotential.chapters.platforms.exhibits.platform_claims import exceeding, list_claims, tell_claims
from crowdpotential.views import phrases
from crowdpotential.views.frame import refer
from crowdpotential.views.key_finding import KeyFinding, interval_and_base
from crowdpotential.views.view import View


def find_excess(view: View) -> Iterator[KeyFinding]:
    """Name claims that are established to exceed the survey, with the largest excess; else there is nothing to warn of."""
    claims = list_claims(view)
    above = exceeding(claims)
    if not above:
        return
    most = max(above, key=lambda row: row.estimate)
    owner = next(claim.platform for claim in claims if claim.excess is most)
    yield KeyFinding(
        sentence=tell_claims(view, claims) + ".",
        value=phrases.estimate(view, most, is_signed=True),
        unit=view.language.say("platforms.on_scale"),
        support=(interval_and_base(view, most), name_platform(view, owner) + refer(view, "platform-claims", before=" · ")),
        is_background=True,
    )
