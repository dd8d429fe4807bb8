"""What would bring residents: motives, channels and topics, on each side."""

from crowdpotential.chapters.obstacles.exhibits.option_chart import SECTION, Asked, show_options
from crowdpotential.exhibits.exhibit import Exhibit
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View


def show_motives(view: View) -> Exhibit | Fragment:
    """Draw what could make residents take part."""
    return _show(view, "motives")


def show_channels(view: View) -> Exhibit | Fragment:
    """Draw through which channels residents would learn and take part."""
    return _show(view, "channels")


def show_topics(view: View) -> Exhibit | Fragment:
    """Draw on which topics residents would join in."""
    return _show(view, "topics")


def _show(view: View, role: str) -> Exhibit | Fragment:
    asked = view.params.obstacles
    if asked is None or role not in asked.questions:
        return nothing(SECTION, role)
    return show_options(view, Asked(role=role, variable=asked.questions[role]))
