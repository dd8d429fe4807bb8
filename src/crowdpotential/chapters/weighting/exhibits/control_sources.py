"""The list of sources that the control totals come from."""

from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import tag
from crowdpotential.views.frame import make_panel, nothing
from crowdpotential.views.sentences.citations import list_sources
from crowdpotential.views.view import View


def show_sources(view: View) -> Fragment:
    """List where the control totals come from."""
    entries = list_sources(view, view.results.find("weighting", "margin_control"))
    if not entries:
        return nothing("weights", "sources")
    title = tag("h3", view.language.say("margins.sources"))
    box = tag("div", title, tag("ul", *(tag("li", entry) for entry in entries)), class_="sources", id="sources")
    return make_panel("weights", "sources", box)
