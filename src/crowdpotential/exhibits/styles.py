"""The look of the report: one set of tokens and parts for the page and for notebooks; the synthetic watermark and the running head."""

import re
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from crowdpotential.exhibits.language import Language


@cache
def read_template(name: str) -> str:
    """Read a file of the folder `templates`."""
    return (files("crowdpotential.exhibits") / "templates" / name).read_text(encoding="utf-8")


def page_style(language: Language, *, title: str, foot: str, is_synthetic: bool) -> str:
    """Return the style sheet of the page, with what stands at the head and foot of printed pages."""
    head = language.say("page.synthetic_head") if is_synthetic else ""
    running = (
        "@page {"
        f" @top-left {{ content: {_css_string(title)}; font: 400 8pt sans-serif; color: #555; }}"
        f" @top-right {{ content: {_css_string(str(head))}; font: 700 8pt sans-serif; color: #6a3d9a; }}"
        f" @bottom-left {{ content: {_css_string(foot)}; font: 400 8pt sans-serif; color: #555; }}"
        ' @bottom-right { content: counter(page) " / " counter(pages); font: 400 8pt sans-serif; color: #555; } }'
    )
    parts = [read_template(name) for name in ("tokens.css", "parts.css", "page.css")] + [running]
    if is_synthetic:
        parts.append(_watermark(language))
    return "\n".join(parts)


def notebook_style(language: Language, *, is_synthetic: bool) -> str:
    """Return the style sheet for notebook outputs: light, and confined to them."""
    tokens = read_template("tokens.css").split("@media", maxsplit=1)[0].replace(":root", ".cp").replace("light dark", "light")
    own = "color: var(--ink); background: var(--bg); font: 400 16px/1.55 var(--sans); max-width: 920px; padding: 4px 16px 16px;"
    mark = _watermark(language).split("@media", maxsplit=1)[0].replace(":root", ".cp") if is_synthetic else ""
    confined = f".cp {{ {own}\n{re.sub(r'/[*].*?[*]/', '', read_template('parts.css'), flags=re.DOTALL)} }}"
    return f"<style>{tokens}{confined}{read_template('notebook.css')}{mark}</style>{read_template('marks.svg')}"


def _watermark(language: Language) -> str:
    text = str(language.say("page.watermark"))
    light, dark = _watermark_image(text, "#6a3d9a", 0.085), _watermark_image(text, "#c6a8ef", 0.1)
    return f":root {{ --watermark: {light}; }}\n@media screen and (prefers-color-scheme: dark) {{ :root {{ --watermark: {dark}; }} }}"


def _watermark_image(text: str, colour: str, opacity: float) -> str:
    drawing = (
        "<svg xmlns='http://www.w3.org/2000/svg' width='420' height='170'><text x='210' y='90' text-anchor='middle'"
        " transform='rotate(-14 210 85)' font-family='Arial,sans-serif' font-size='16' letter-spacing='3'"
        f" fill='{colour}' fill-opacity='{opacity}'>{text}</text></svg>"
    )
    return 'url("data:image/svg+xml,' + quote(drawing, safe=" =:/'") + '")'


def _css_string(text: str) -> str:
    """Quote text for CSS; what could end the string or the style element is written as a code point."""
    return '"' + "".join(f"\\{ord(c):x} " if c in '"\\<>&\n\r' else c for c in text) + '"'
