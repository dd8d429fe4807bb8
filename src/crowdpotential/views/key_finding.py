"""A key finding, which a chapter tells of itself: a sentence, a large number, what stands behind it, and what it depends on."""

from dataclasses import dataclass

from markupsafe import Markup

from crowdpotential.exhibits.markup import join, tag
from crowdpotential.exhibits.results import Result, interval_kind
from crowdpotential.views import phrases
from crowdpotential.views.frame import level, refer
from crowdpotential.views.ladder import Glyph, glyph
from crowdpotential.views.sentences.robustness import Remark
from crowdpotential.views.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFinding:
    """One headline: a sentence, a large number with its unit, what stands behind it, and what it depends on."""

    sentence: Markup
    value: Markup
    unit: Markup | str
    support: tuple[Markup, ...]
    glyph: Glyph | None = None
    depends: Markup | str = ""
    robust: Remark | None = None  # under other ways to make the index; None where none were tried
    is_background: bool = False  # only describes: left out first where there are more findings than room


def draw_card(view: View, finding: KeyFinding) -> Markup:
    """Make the entry of the list."""
    depends = tag("p", glyph(finding.glyph), tag("span", finding.depends), class_="hold") if finding.glyph and finding.depends else ""
    robust = _remark(view, finding.robust) if finding.robust else ""
    unit = tag("small", finding.unit) if finding.unit else ""
    support = tag("p", join((part for part in finding.support if part), "<br>"), class_="ci")
    return tag(
        "li",
        tag("p", finding.sentence, class_="say"),
        tag("div", tag("p", finding.value, unit, class_="big"), support, class_="est"),
        depends,
        robust,
    )


def _remark(view: View, found: Remark) -> Markup:
    """State what the finding depends on, and where that is shown."""
    where = refer(view, "robustness", before=" · ") if found.is_shown else ""
    return tag("p", glyph(found.glyph), tag("span", found.text, where), class_="hold")


def interval_and_base(view: View, row: Result, *, scale: float = 1.0, digits: int = 1) -> Markup:
    """Write an interval, the simultaneous one of a family, and the base; `scale` 100 turns shares into per cent."""
    say = view.language.say
    return say(
        "key.interval_simultaneous" if interval_kind(row) == "simultaneous" else "key.interval",
        level=level(view),
        interval=phrases.interval(view, row, scale=scale, digits=digits),
        n=phrases.base(view, row),
    )
