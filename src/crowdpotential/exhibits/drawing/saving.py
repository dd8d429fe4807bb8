"""Figures as bytes: SVG and PNG that are the same on every run, and SVG that takes on the colours and font of the page around it."""

import io
import re
from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from crowdpotential.exhibits.drawing.canvas import DOTS_PER_INCH, FONT, drawing_style
from crowdpotential.exhibits.drawing.palette import TOKENS

FONTS = "-apple-system,'Segoe UI',Roboto,'Noto Sans','Liberation Sans',Arial,sans-serif"
LOOK = "stroke-linejoin:round;stroke-linecap:butt;font-variant-numeric:tabular-nums lining-nums"
TAG = re.compile("<[^>]*>")
DECIMALS = re.compile(r"(?<=\d)(\.\d\d)\d+")  # a hundredth of a pixel is enough
NEEDLESS = (
    re.compile(r"<metadata>.*?</metadata>", re.DOTALL),
    re.compile(r"<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL),  # it would style the whole page
    re.compile(r' transform="rotate\(-0 [^"]*\)"'),
    re.compile(rf" font-family: '{FONT}';"),  # the root element says it once
)
SPACE = re.compile(r"\s*\n\s*")
SHARPNESS = 2  # dots of a PNG for each pixel of the figure


def to_svg(figure: Figure, *, alt: str, title: str, keywords: str) -> bytes:
    """Save a figure as a file of its own."""
    about = {
        "Title": title,
        "Description": alt,
        "Keywords": keywords,
        "Creator": "crowdpotential",
        "Date": None,
    }
    text = _draw(figure, about)
    link = ' xmlns:xlink="http://www.w3.org/1999/xlink"'  # older programs know no other way to refer to a mark
    return _name(text.replace(f"'{FONT}'", FONTS), alt, font=FONTS, link=link).encode()


def to_inline(figure: Figure, *, alt: str, prefix: str) -> str:
    """Return a figure as an element for a page: its ids start with `prefix`, its colours and font are those of the page."""
    text = _draw(figure, {"Date": None, "Creator": None, "Format": None, "Type": None})
    text = text[text.index("<svg") :]
    for needless in NEEDLESS:
        text = needless.sub("", text)
    text = _keep_used_ids(text, prefix)
    for token, value in TOKENS.items():
        text = text.replace(value, f"var(--{token},{value})")
    return _name(SPACE.sub(" ", text), alt, font=f"var(--sans,{FONTS})")


def to_png(figure: Figure, *, alt: str, title: str, keywords: str) -> bytes:
    """Save a figure as a picture of twice its size in pixels."""
    stream = io.BytesIO()
    about = {"Title": title, "Description": alt, "Comment": keywords, "Software": "crowdpotential"}
    with drawing_style():
        FigureCanvasAgg(figure)
        figure.savefig(stream, format="png", dpi=DOTS_PER_INCH * SHARPNESS, metadata=about)
    return stream.getvalue()


def _draw(figure: Figure, metadata: Mapping[str, str | None]) -> str:
    stream = io.StringIO()
    with drawing_style():
        FigureCanvasSVG(figure)
        figure.savefig(stream, format="svg", metadata=dict(metadata), dpi=DOTS_PER_INCH)
    return TAG.sub(lambda found: DECIMALS.sub(r"\1", found[0]), stream.getvalue())  # numbers that are read keep theirs


def _keep_used_ids(text: str, prefix: str) -> str:
    """Make the ids that something refers to the figure's own, and drop the others."""
    text = text.replace("xlink:href", "href")
    used = set(re.findall(r'href="#([^"]+)"', text)) | set(re.findall(r"url\(#([^)]+)\)", text))
    text = re.sub(r' id="([^"]+)"', lambda found: f' id="{prefix}-{found[1]}"' if found[1] in used else "", text)
    return text.replace('href="#', f'href="#{prefix}-').replace("url(#", f"url(#{prefix}-")


def _name(text: str, alt: str, *, font: str, link: str = "") -> str:
    """Write the root element with its role, its words, its font, and the width of its container."""
    box = re.search(r'viewBox="([^"]+)"', text)
    size = box.group(1) if box else "0 0 1 1"
    attributes = f'role="img" aria-label={quoteattr(alt)} viewBox="{size}" width="100%"'
    opening = f'<svg xmlns="http://www.w3.org/2000/svg"{link} {attributes} style="{LOOK};font-family:{font}">'
    return re.sub(r"<svg[^>]*>", lambda _: opening, text, count=1)
