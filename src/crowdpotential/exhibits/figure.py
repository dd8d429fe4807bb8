"""An exhibit as a picture: inline for a page, and as SVG and PNG files of its own; each form is drawn when it is first asked for."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from matplotlib.figure import Figure

from crowdpotential.exhibits.charting import describe, to_chart
from crowdpotential.exhibits.drawing.canvas import Frame, Header, drawing_style
from crowdpotential.exhibits.drawing.palette import choose_palette
from crowdpotential.exhibits.drawing.saving import to_inline, to_png, to_svg
from crowdpotential.exhibits.drawing.sheet import draw_chart
from crowdpotential.exhibits.exhibit import Exhibit
from crowdpotential.exhibits.plain import to_plain

Width = Literal["wide", "narrow"]
WIDTHS: Mapping[Width, float] = {
    "wide": 920.0,
    "narrow": 350.0,
}  # px: the main column of the page, and a phone


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A picture that can be drawn at any width."""

    title: str
    alt: str
    draw: Callable[[Frame], Figure]
    subtitle: str = ""


@dataclass(frozen=True, kw_only=True)  # no slots: each form is drawn once, when first needed
class Drawing:
    """A picture at one width."""

    name: str
    width: Width
    plan: Plan
    tag: str  # says that the data are synthetic; empty for real ones
    keywords: str

    @property
    def alt(self) -> str:
        """What the picture shows, in words and numbers."""
        return self.plan.alt

    @cached_property
    def svg_inline(self) -> str:
        """An element for a page that has its own title, tag and colours."""
        prefix = re.sub(r"\W", "-", f"{self.name}-{self.width}")
        return to_inline(self._draw(None), alt=self.alt, prefix=prefix)

    @cached_property
    def svg(self) -> bytes:
        """A file of its own, with title and synthetic tag."""
        return to_svg(self._own, alt=self.alt, title=self.plan.title, keywords=self.keywords)

    @cached_property
    def png(self) -> bytes:
        """A picture of its own, with title and synthetic tag."""
        return to_png(self._own, alt=self.alt, title=self.plan.title, keywords=self.keywords)

    @cached_property
    def _own(self) -> Figure:
        return self._draw(Header(title=self.plan.title, subtitle=self.plan.subtitle, tag=self.tag))

    def _draw(self, header: Header | None) -> Figure:
        frame = Frame(width=WIDTHS[self.width], is_narrow=self.width == "narrow", header=header)
        with drawing_style():
            return self.plan.draw(frame)


def draw_exhibit(exhibit: Exhibit, width: Width) -> Drawing:
    """Make the picture of an exhibit, of its own drawing or else of its tables with marks; it says where its data are synthetic."""
    setting, say = exhibit.setting, exhibit.setting.language.say
    return Drawing(
        name=exhibit.file,
        width=width,
        plan=plan_exhibit(exhibit),
        tag=str(say("frame.synthetic_tag")) if setting.is_synthetic else "",
        keywords=str(say("figure.keywords")) if setting.is_synthetic else setting.study_id,
    )


def plan_exhibit(exhibit: Exhibit) -> Plan:
    """State how an exhibit is drawn: under its finding, with its legend, its texts and its notes."""
    if exhibit.picture is not None:
        return plan_exhibit(exhibit.picture)
    setting = exhibit.setting
    chart, palette = to_chart(exhibit), choose_palette(setting.blocs)
    own = exhibit.drawing
    headed = own if own is not None and own.title else exhibit
    return Plan(
        title=to_plain(setting, headed.title),
        subtitle=to_plain(setting, headed.subtitle),
        alt=exhibit.alt or describe(exhibit),
        draw=own.draw if own is not None else lambda frame: draw_chart(chart, frame, palette=palette),
    )
