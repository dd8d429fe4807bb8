"""Figures drawn by matplotlib and seaborn, set into the page as SVG in the page's own colours."""

from markupsafe import Markup

from crowdpotential.exhibits.markup import join, tag
from crowdpotential.report.view import View


def draw_inline(view: View, name: str) -> Markup:
    """Draw a figure for the main column and for a phone, of which the page shows one; nothing where there is nothing to draw.

    The alternative text of a drawing states its finding.
    """
    from crowdpotential.report.figures import build_for_view  # noqa: PLC0415 matplotlib takes a second; most notebooks draw nothing

    drawings = {width: build_for_view(name, view, width=width) for width in ("wide", "narrow")}
    return join(
        tag("div", Markup(drawing.svg_inline), class_=f"drawing {width}")
        for width, drawing in drawings.items() if drawing is not None
    )  # fmt: skip
