"""Heat tables of the measurement model: loadings of the exploratory solution, and the correlations of the dimensions."""

import math
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from crowdpotential.exhibits.drawing.canvas import LINE, SMALL, Frame, make_canvas, measure, wrap, write
from crowdpotential.exhibits.drawing.palette import LEVELS, color
from crowdpotential.exhibits.figure import Plan
from crowdpotential.exhibits.results import Result
from crowdpotential.report.figures.heatmap import DIGITS, HeatTable, class_texts, draw_heat_table
from crowdpotential.report.figures.plan import word
from crowdpotential.report.view import View
from crowdpotential.report.wording import fill

HEAD, KEY_ROW = 26.0, 24.0
CELL_WIDTH = 66.0  # px, wide
LABEL_WIDTH_NARROW = 56.0
LEAST_LABEL_WIDTH = 300.0  # px, wide
ROW_PADDING = 9.0


def plan_loadings(view: View) -> Plan | None:
    """Show each item's loading on each factor, the factors matched with the dimensions."""
    found = view.results.find("measurement", "loading", model="exploratory")
    if not found:
        return None
    table = _pivot(found)
    own = [view.codebook.variable(str(item)).dimension or "" for item in table.index]
    wordings = [fill(view, view.codebook.variable(str(item)).wording) for item in table.index]
    keys = [word(view, "loading_key"), word(view, "own")]

    def draw(frame: Frame) -> Figure:
        return _draw(view, frame, table, wordings=wordings, own=own, keys=keys)

    return Plan(title=word(view, "loadings_title"), alt=_describe(view, found, table), draw=draw)


def plan_factor_correlations(view: View) -> Plan | None:
    """Show how the latent dimensions of the declared model go together."""
    rows = view.results.find("measurement", "factor_correlation", model="declared")
    found = [row for row in rows if row.variable != row.variable_2]
    if not found:
        return None
    order = [
        d for d in view.params.index.dimensions if any(d in (row.variable, row.variable_2) for row in found)
    ]
    table = pd.DataFrame(math.nan, index=order[1:], columns=order[:-1])
    for row in found:
        first, second = sorted((row.variable, row.variable_2), key=order.index)
        table.loc[second, first] = row.estimate
    labels = [view.dimension_label(dimension) for dimension in table.index]
    keys = [word(view, "correlation_key")]

    def draw(frame: Frame) -> Figure:
        return _draw(view, frame, table, wordings=labels, own=[], keys=keys)

    low, high = (choose(found, key=lambda row: row.estimate) for choose in (min, max))
    values = {
        "lowest": view.numerals.decimal(low.estimate, DIGITS), "lowest_pair": _pair(view, low),
        "highest": view.numerals.decimal(high.estimate, DIGITS), "highest_pair": _pair(view, high),
    }  # fmt: skip
    return Plan(
        title=word(view, "correlations_title"), alt=word(view, "correlations_alt", **values), draw=draw
    )


def _pivot(found: Sequence[Result]) -> pd.DataFrame:
    items, factors = (
        list(dict.fromkeys(getattr(row, name) for row in found)) for name in ("variable", "variable_2")
    )
    table = pd.DataFrame(math.nan, index=items, columns=factors)
    for row in found:
        table.loc[row.variable, row.variable_2] = row.estimate
    return table


def _draw(
    view: View,
    frame: Frame,
    table: pd.DataFrame,
    *,
    wordings: Sequence[str],
    own: Sequence[str],
    keys: Sequence[str],
) -> Figure:
    n_columns = len(table.columns)
    if frame.is_narrow:
        label_width = LABEL_WIDTH_NARROW
        lines: list[tuple[str, ...]] = [(str(name),) for name in table.index]
    else:
        label_width = frame.width - n_columns * min(CELL_WIDTH, (frame.width - LEAST_LABEL_WIDTH) / n_columns)
        texts = [f"{name} · {wording}" for name, wording in zip(table.index, wordings, strict=True)]
        lines = [wrap(text, label_width - 16, SMALL) for text in texts]
        label_width = min(label_width, max(measure(line, SMALL) for entry in lines for line in entry) + 24)
    cell_width = min(CELL_WIDTH, (frame.width - label_width - 2) / n_columns)
    row_height = max(len(entry) for entry in lines) * SMALL * LINE + ROW_PADDING
    legend = _legend_height(frame, keys)
    body = row_height * len(table)
    canvas = make_canvas(frame, legend + HEAD + body + 4)
    _draw_legend(view, canvas.page(), frame, keys)
    columns = list(map(str, table.columns))
    heat = HeatTable(
        cells=table, row_lines=lines, column_labels=columns,
        own=[(row, columns.index(dimension)) for row, dimension in enumerate(own) if dimension in columns],
    )  # fmt: skip
    ax = canvas.place(label_width, legend + HEAD, cell_width * n_columns, body)
    draw_heat_table(heat, ax, numerals=view.numerals, label_width=label_width)
    return canvas.figure


def _legend_height(frame: Frame, keys: Sequence[str]) -> float:
    return KEY_ROW * (1 + (len(keys) > 1) + frame.is_narrow) + 6


def _draw_legend(view: View, page: Axes, frame: Frame, keys: Sequence[str]) -> None:
    """Draw the five classes as a strip, and under it what an outlined cell means."""
    texts = class_texts(view.numerals)
    write(page, 0, KEY_ROW / 2, keys[0], size=SMALL, ink="ink-2")
    left, top = (0.0, KEY_ROW) if frame.is_narrow else (measure(keys[0], SMALL) + 12, 0.0)
    room = (frame.width - 1) / len(texts) if frame.is_narrow else 84.0
    for number, (text, token) in enumerate(zip(texts, LEVELS, strict=True)):
        page.add_patch(
            Rectangle((left + number * room, top + 2), room, KEY_ROW - 4, facecolor=color(token), linewidth=0)
        )
        text_ink = "bg" if number == len(LEVELS) - 1 else "ink"
        write(
            page,
            left + (number + 0.5) * room,
            top + KEY_ROW / 2,
            text,
            size=SMALL,
            ink=text_ink,
            align="center",
        )
    for text in keys[1:]:
        top += KEY_ROW
        outline = Rectangle((1, top + 5), 20, KEY_ROW - 10, fill=False, edgecolor=color("ink"), linewidth=1.6)
        page.add_patch(outline)
        write(page, 30, top + KEY_ROW / 2, text, size=SMALL, ink="ink-2")


def _describe(view: View, found: Sequence[Result], table: pd.DataFrame) -> str:
    own = [row for row in found if view.codebook.variable(row.variable).dimension == row.variable_2]
    cross = [row for row in found if row not in own]
    low, high = (choose(own or found, key=lambda row: row.estimate) for choose in (min, max))
    far = max(cross or found, key=lambda row: abs(row.estimate))
    decimal = view.numerals.decimal
    return word(
        view, "loadings_alt", items=len(table), factors=len(table.columns), lowest=decimal(low.estimate, DIGITS),
        lowest_item=low.variable, highest=decimal(high.estimate, DIGITS), highest_item=high.variable,
        cross=decimal(far.estimate, DIGITS), cross_item=far.variable, cross_dimension=far.variable_2,
    )  # fmt: skip


def _pair(view: View, row: Result) -> str:
    return f"{view.dimension_label(row.variable)} – {view.dimension_label(row.variable_2)}"
