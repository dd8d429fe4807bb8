"""The marks of one row, drawn in its cell of a page over the grid of the scale."""

from math import isfinite

from markupsafe import Markup

from crowdpotential.exhibits import markup
from crowdpotential.exhibits.cells import Mark, Track
from crowdpotential.exhibits.exhibit import Axis
from crowdpotential.exhibits.markup import tag
from crowdpotential.exhibits.plot import (
    Scale,
    bar_mark,
    dot_mark,
    interval_mark,
    point_mark,
    ring_mark,
    span_mark,
    tick_mark,
    track,
)
from crowdpotential.exhibits.printing import write_number
from crowdpotential.exhibits.setting import Setting

STEP = 16.0  # per cent of a row that a mark stands above or below its middle
BESIDE = {"left": ("-11", "end"), "right": ("11", "start")}  # px from the mark, and which end of the text


def draw_track(setting: Setting, axis: Axis, row: Track) -> markup.Cell:
    """Draw the marks of a row."""
    drawn = [_link(axis.scale, row.marks)] if row.is_linked else []
    drawn += [_draw(setting, axis.scale, mark) for mark in row.marks]
    cell = track(axis.scale, *drawn, zone=axis.zone, spoken=row.spoken)
    css = cell.css if row.bloc is None else f"{cell.css} {setting.bloc_class(row.bloc)}"
    return markup.Cell(content=cell.content, css=css)


def _link(scale: Scale, marks: tuple[Mark, ...]) -> Markup:
    """Join the first and the last mark."""
    positions = [scale.position(mark.value) for mark in marks if isfinite(mark.value)]
    if len(positions) < 2:
        return Markup("")
    return tag("line", class_="between", x1=positions[0], x2=positions[-1], y1="50%", y2="50%")


def _draw(setting: Setting, scale: Scale, mark: Mark) -> Markup:
    """Draw a mark, its interval under it, its number beside it."""
    if mark.shape == "bar":
        return bar_mark(scale, mark.low, mark.high, f"lv{mark.level}")
    if mark.shape in {"box", "open"}:
        return span_mark(scale, mark.low, mark.high, mark.shape)
    y = _height(mark)
    css = setting.bloc_class(mark.bloc)
    shapes = {
        "point": point_mark(scale, mark.value, css, y=y),
        "dot": dot_mark(scale, mark.value),
        "ring": ring_mark(scale, mark.value),
        "tick": tick_mark(scale, mark.value),
    }
    drawn = interval_mark(scale, mark.low, mark.high, y=y) + shapes.get(mark.shape, Markup(""))
    return drawn + _beside(setting, scale, mark) if mark.beside is not None else drawn


def _height(mark: Mark) -> str:
    """Return the place of a mark in its row, from the top."""
    return f"{50 + STEP * mark.step:.0f}%"


def _beside(setting: Setting, scale: Scale, mark: Mark) -> Markup:
    """Print the number of a mark on its outer side, in the colour of its side."""
    if mark.beside is None or mark.beside.row is None:
        return Markup("")
    dx, anchor = BESIDE[mark.side]
    return tag(
        "text",
        write_number(setting, mark.beside),
        class_=f"dv {setting.bloc_class(mark.bloc)}",
        x=scale.position(mark.value),
        y=_height(mark),
        dx=dx,
        dy="4.5",
        text_anchor=anchor,
        data_result=mark.beside.row.result_id,
    )
