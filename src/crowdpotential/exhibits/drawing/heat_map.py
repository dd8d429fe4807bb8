"""Heat maps: a number in every cell, its size in five classes, drawn by seaborn."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from crowdpotential.exhibits.drawing.canvas import (
    LINE,
    SMALL,
    Frame,
    axes_size,
    make_canvas,
    measure,
    wrap,
    write,
    write_lines,
)
from crowdpotential.exhibits.drawing.palette import LEVELS, color
from crowdpotential.exhibits.numerals import Numerals

CUTS = (0.15, 0.3, 0.45, 0.6)  # between the five classes of an absolute loading or correlation
DIGITS = 2
SMALLEST_WRITTEN = 0.3  # in cells too narrow for a minus, smaller numbers are colour only
LEAST_WIDTH = 40.0  # px of a cell that holds any number
HEAD, KEY_ROW, CLASS_WIDTH, ROW_PADDING = 26.0, 24.0, 84.0, 9.0  # px
CELL_WIDTH, LEAST_LABEL_WIDTH, LABEL_WIDTH_NARROW = 66.0, 300.0, 56.0  # px


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap:
    """Values in rows and columns, and the words around them."""

    values: Sequence[Sequence[float]]  # NaN stays empty
    names: Sequence[str]  # of the rows; a phone shows them alone
    wordings: Sequence[str]  # of the rows
    columns: Sequence[str]
    key: str  # what the classes are of
    outlined: Sequence[str] = ()  # in each row the column whose cell is outlined
    outline_key: str = ""  # what an outlined cell means


def draw_heat_map(heat: HeatMap, frame: Frame, numerals: Numerals) -> Figure:
    """Draw the cells, their numbers, the labels left of them and above, and the classes as a legend."""
    n = len(heat.columns)
    label_width, lines = _label_rows(heat, frame)
    cell_width = min(CELL_WIDTH, (frame.width - label_width - 2) / n)
    body = len(lines) * (max(map(len, lines)) * SMALL * LINE + ROW_PADDING)
    top = KEY_ROW * (1 + bool(heat.outline_key) + frame.is_narrow) + 6 + HEAD
    canvas = make_canvas(frame, top + body + 4)
    _draw_key(heat, canvas.page(), frame, numerals)
    ax = canvas.place(label_width, top, cell_width * n, body)
    _draw_cells(heat, ax)
    _write_cells(heat, ax, numerals)
    width, height = cell_width, body / len(lines)
    for row, label in enumerate(lines):
        write_lines(ax, -label_width / width, row + 0.5, label, size=SMALL, unit=1 / height)
    for column, name in enumerate(heat.columns):
        write(ax, column + 0.5, -13 / height, name, size=SMALL, ink="ink-2", align="center")
    return canvas.figure


def _label_rows(heat: HeatMap, frame: Frame) -> tuple[float, list[tuple[str, ...]]]:
    """Break the labels of the rows into lines; return the width that they take, and the lines."""
    if frame.is_narrow:
        return LABEL_WIDTH_NARROW, [(name,) for name in heat.names]
    n = len(heat.columns)
    room = frame.width - n * min(CELL_WIDTH, (frame.width - LEAST_LABEL_WIDTH) / n)
    texts = [f"{name} · {wording}" for name, wording in zip(heat.names, heat.wordings, strict=True)]
    lines = [wrap(text, room - 16, SMALL) for text in texts]
    return min(room, max(measure(line, SMALL) for label in lines for line in label) + 24), lines


def _draw_cells(heat: HeatMap, ax: Axes) -> None:
    import seaborn as sns  # noqa: PLC0415 it takes a second, and most pictures do without

    values = np.array(heat.values, dtype=float)
    sns.heatmap(
        np.abs(values),
        ax=ax,
        mask=np.isnan(values),
        cmap=ListedColormap([color(level) for level in LEVELS]),
        norm=BoundaryNorm([0, *CUTS, math.inf], len(LEVELS)),
        cbar=False,
        linewidths=1.5,
        linecolor=color("bg"),
        xticklabels=False,
        yticklabels=False,
    )
    ax.set_axis_off()
    for row, name in enumerate(heat.outlined):
        if name in heat.columns:
            outline = Rectangle((heat.columns.index(name), row), 1, 1, fill=False, edgecolor=color("ink"), linewidth=1.6)
            outline.set(zorder=5, clip_on=False)
            ax.add_patch(outline)


def _write_cells(heat: HeatMap, ax: Axes, numerals: Numerals) -> None:
    is_tight = axes_size(ax)[0] / len(heat.columns) < LEAST_WIDTH
    for (row, column), value in np.ndenumerate(np.array(heat.values, dtype=float)):
        if math.isnan(value) or (is_tight and abs(value) < SMALLEST_WRITTEN):
            continue
        ink = "bg" if abs(value) >= CUTS[-1] else "ink-3" if abs(value) < CUTS[0] else "ink"
        text = numerals.decimal(value, DIGITS)
        write(ax, column + 0.5, row + 0.5, text, size=SMALL, ink=ink, align="center")


def _draw_key(heat: HeatMap, page: Axes, frame: Frame, numerals: Numerals) -> None:
    """Draw the five classes as a strip, and under it what an outlined cell means."""
    texts = _name_classes(numerals)
    write(page, 0, KEY_ROW / 2, heat.key, size=SMALL, ink="ink-2")
    left, top = (0.0, KEY_ROW) if frame.is_narrow else (measure(heat.key, SMALL) + 12, 0.0)
    width = (frame.width - 1) / len(texts) if frame.is_narrow else CLASS_WIDTH
    for number, (text, level) in enumerate(zip(texts, LEVELS, strict=True)):
        corner = (left + number * width, top + 2)
        page.add_patch(Rectangle(corner, width, KEY_ROW - 4, facecolor=color(level), linewidth=0))
        ink = "bg" if level == LEVELS[-1] else "ink"
        write(page, corner[0] + width / 2, top + KEY_ROW / 2, text, size=SMALL, ink=ink, align="center")
    if heat.outline_key:
        top += KEY_ROW
        outline = Rectangle((1, top + 5), 20, KEY_ROW - 10, fill=False, edgecolor=color("ink"), linewidth=1.6)
        page.add_patch(outline)
        write(page, 30, top + KEY_ROW / 2, heat.outline_key, size=SMALL, ink="ink-2")


def _name_classes(numerals: Numerals) -> list[str]:
    cuts = [numerals.decimal(cut, DIGITS) for cut in CUTS]
    return [f"< {cuts[0]}", *(f"{low}–{high}" for low, high in pairwise(cuts)), f"≥ {cuts[-1]}"]
