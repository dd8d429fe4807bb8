"""The number of factors: eigenvalues of the correlation matrix beside those of random data (Horn 1965)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crowdpotential.exhibits.drawing.canvas import SMALL, Frame, axes_size, make_canvas, measure, write
from crowdpotential.exhibits.drawing.palette import color
from crowdpotential.exhibits.figure import Plan
from crowdpotential.exhibits.plot import Scale, choose_scale
from crowdpotential.report.figures.plan import word
from crowdpotential.report.view import View

HEIGHT, LEFT, RIGHT, BELOW, LEGEND, AXIS_HEAD = 250.0, 34.0, 8.0, 44.0, 28.0, 30.0  # px
MOST_NUMBERS = 15  # beyond that the axis names every fifth
OBSERVED: dict[str, Any] = {"color": color("ink-2"), "linewidth": 1.4}
RANDOM: dict[str, Any] = {"color": color("ink-3"), "linewidth": 1.6, "linestyle": (0, (5, 3))}
DIGITS = 2
NAMED = 3  # eigenvalues told beyond the last factor in the alternative text


@dataclass(frozen=True, slots=True, kw_only=True)
class Scree:
    """Eigenvalues from the largest on."""

    observed: Sequence[float]
    random: Sequence[float]
    n_factors: int


def plan_scree(view: View) -> Plan | None:
    """Show the observed eigenvalues and the random ones that they have to exceed."""
    table = _find(view)
    if table is None:
        return None
    shown = min(table.n_factors + NAMED, len(table.observed))
    listed = {
        name: "; ".join(view.numerals.decimal(value, DIGITS) for value in values[:shown])
        for name, values in (("observed", table.observed), ("random", table.random))
    }
    factors = word(view, "factors_found", n=table.n_factors)
    scale = choose_scale([0.0, *table.observed, *table.random], lowest=0)
    labels = {name: word(view, name) for name in ("observed", "random", "eigenvalue", "factor_number")}
    texts = [view.numerals.decimal(tick, 0 if float(tick).is_integer() else 1) for tick in scale.ticks]

    def draw(frame: Frame) -> Figure:
        legend = LEGEND * (2 if frame.is_narrow else 1) + AXIS_HEAD
        canvas = make_canvas(frame, legend + HEIGHT + BELOW)
        page = canvas.page()
        _draw_legend(page, labels, factors, frame)
        write(page, 0, legend - AXIS_HEAD / 2 - 2, labels["eigenvalue"], size=SMALL, ink="ink-3")
        ax = canvas.place(LEFT, legend, frame.width - LEFT - RIGHT, HEIGHT)
        draw_scree(table, ax, scale=scale, ticks=texts, label=labels["factor_number"])
        return canvas.figure

    return Plan(
        title=word(view, "scree_title"), alt=word(view, "scree_alt", factors=factors, **listed), draw=draw
    )


def draw_scree(table: Scree, ax: Axes, *, scale: Scale, ticks: Sequence[str], label: str) -> None:
    """Draw both lines; the factors above random are filled, the others hollow."""
    numbers = list(range(1, len(table.observed) + 1))
    last = len(numbers) + 0.6
    ax.set(xlim=(0.4, last), ylim=(scale.low, scale.high))
    pixel = (scale.high - scale.low) / axes_size(ax)[1]
    for tick, text in zip(scale.ticks, ticks, strict=True):
        ax.axhline(tick, color=color("ink-3" if tick == 0 else "grid"), linewidth=1, zorder=0)
        ax.annotate(
            text, (0, tick), xycoords=("axes fraction", "data"), xytext=(-8, 0), textcoords="offset points", ha="right",
            va="center_baseline", fontsize=SMALL, color=color("ink-3"),
        )  # fmt: skip
    ax.plot(numbers, table.random, **RANDOM, clip_on=False)
    ax.plot(numbers, table.observed, **OBSERVED, zorder=2, clip_on=False)
    for part, face in ((slice(table.n_factors), "ink"), (slice(table.n_factors, None), "bg")):
        ax.plot(
            numbers[part], table.observed[part], linestyle="none", marker="o", markersize=8, zorder=3, clip_on=False,
            markerfacecolor=color(face), markeredgecolor=color("ink"),
        )  # fmt: skip
    step = 1 if len(numbers) <= MOST_NUMBERS else 5
    for number in [1, *(n for n in numbers if n > 1 and n % step == 0)]:
        write(ax, number, scale.low - 16 * pixel, str(number), size=SMALL, ink="ink-3", align="center")
    write(ax, last, scale.low - 34 * pixel, label, size=SMALL, ink="ink-3", align="right")


def _draw_legend(page: Axes, labels: dict[str, str], factors: str, frame: Frame) -> None:
    left, y = 0.0, LEGEND / 2 - 2
    for name, look in (("observed", OBSERVED), ("random", RANDOM)):
        page.plot([left, left + 28], [y, y], **look)
        if name == "observed":
            page.plot([left + 14], [y], marker="o", markersize=8, color=color("ink"))
        write(page, left + 36, y, labels[name], ink="ink-2")
        left += 36 + measure(labels[name]) + 22
    left, y = (0.0, y + LEGEND) if frame.is_narrow else (left, y)
    write(page, left, y, factors, is_bold=True)


def _find(view: View) -> Scree | None:
    values = {
        measure_: {int(row.variable): row.estimate for row in view.results.find("measurement", measure_)}
        for measure_ in ("eigenvalue", "eigenvalue_random")
    }
    chosen = view.results.first("measurement", "n_factors", model="components")
    if not all(values.values()) or chosen is None or chosen.is_suppressed:
        return None
    observed, random = ([found[number] for number in sorted(found)] for found in values.values())
    return Scree(observed=observed, random=random, n_factors=int(chosen.estimate))
