"""Heat tables: a number in every cell, five classes of its size, drawn by seaborn."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.patches import Rectangle

from crowdpotential.exhibits.drawing.canvas import SMALL, axes_size, write, write_lines
from crowdpotential.exhibits.drawing.palette import LEVELS, color
from crowdpotential.exhibits.numerals import Numerals

CUTS = (0.15, 0.3, 0.45, 0.6)  # between the five classes of an absolute loading or correlation
DIGITS = 2
SMALLEST_TOLD = 0.3  # in cells too narrow for a minus, smaller numbers are colour only
LEAST_WIDTH = 40.0  # px of a cell that holds any number


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatTable:
    """Values with their row and column labels; `own` lists the cells to outline."""

    cells: pd.DataFrame  # NaN stays empty
    row_lines: Sequence[Sequence[str]]
    column_labels: Sequence[str]
    own: Sequence[tuple[int, int]] = ()  # row, column


def draw_heat_table(table: HeatTable, ax: Axes, *, numerals: Numerals, label_width: float) -> None:
    """Draw the cells, their numbers, the row labels `label_width` left of the axes and the column labels above."""
    import seaborn as sns  # noqa: PLC0415 it takes a second, and most figures do without

    values = table.cells.to_numpy(dtype=float)
    width, height = (size / count for size, count in zip(axes_size(ax), values.shape[::-1], strict=True))
    sns.heatmap(
        np.abs(values), ax=ax, mask=np.isnan(values), cmap=ListedColormap([color(level) for level in LEVELS]),
        norm=BoundaryNorm([0, *CUTS, math.inf], len(LEVELS)), cbar=False, linewidths=1.5, linecolor=color("bg"),
        xticklabels=False, yticklabels=False,
    )  # fmt: skip
    ax.set_axis_off()
    for (row, column), value in np.ndenumerate(values):
        if math.isnan(value) or (width < LEAST_WIDTH and abs(value) < SMALLEST_TOLD):
            continue
        token = "bg" if abs(value) >= CUTS[-1] else "ink-3" if abs(value) < CUTS[0] else "ink"
        write(
            ax,
            column + 0.5,
            row + 0.5,
            numerals.decimal(value, DIGITS),
            size=SMALL,
            ink=token,
            align="center",
        )
    for row, column in table.own:
        outline = Rectangle(
            (column, row), 1, 1, fill=False, edgecolor=color("ink"), linewidth=1.6, zorder=5, clip_on=False
        )
        ax.add_patch(outline)
    for row, lines in enumerate(table.row_lines):
        write_lines(ax, -label_width / width, row + 0.5, lines, size=SMALL, unit=1 / height)
    for column, label in enumerate(table.column_labels):
        write(ax, column + 0.5, -13 / height, label, size=SMALL, ink="ink-2", align="center")


def class_texts(numerals: Numerals) -> list[str]:
    """Name the five classes."""
    cuts = [numerals.decimal(cut, DIGITS) for cut in CUTS]
    between = [f"{low}–{high}" for low, high in pairwise(cuts)]
    return [f"< {cuts[0]}", *between, f"≥ {cuts[-1]}"]
