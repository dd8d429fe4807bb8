"""What the uncertainty of each result is made of: who was asked, how the index was made, and what only both together do."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from crowdpotential.exhibits.drawing.canvas import (
    LINE,
    SMALL,
    TEXT,
    Frame,
    make_canvas,
    measure,
    wrap,
    write,
    write_lines,
)
from crowdpotential.exhibits.drawing.palette import color
from crowdpotential.exhibits.figure import Plan
from crowdpotential.report.figures.plan import word
from crowdpotential.report.view import View

PARTS = {"sampling": "l5", "method": "l3", "both": "l1"}  # part -> colour
LABEL, NUMBER, CHOICE, ROW, HEAD, KEY = 190.0, 84.0, 190.0, 30.0, 40.0, 24.0  # px
NARROW_ROW = 72.0  # px; label, bar, shares and choice
BAR = 14.0  # px
LEAST_TOLD = 0.005  # a choice that explains less is not named


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """The shares of one result."""

    label: str
    shares: dict[str, float]
    shares_told: tuple[str, ...]  # in per cent
    choice: str  # that matters most


def plan_sensitivity(view: View) -> Plan | None:
    """Show the shares of variance of each area's index and of each gap; None where no other choices were tried."""
    bars = _bars(view)
    if not bars:
        return None
    keys = {part: word(view, f"sens_{part}") for part in PARTS}
    heads = [*(word(view, f"sens_{part}_head") for part in PARTS), word(view, "sens_head")]

    def draw(frame: Frame) -> Figure:
        n_keys = len(PARTS) if frame.is_narrow else 1
        lines = max(len(_lines(bar)) for bar in bars)
        step = NARROW_ROW if frame.is_narrow else max(ROW, lines * TEXT * LINE + 8)
        top = n_keys * KEY + HEAD
        canvas = make_canvas(frame, top + step * len(bars))
        page = canvas.page()
        _draw_keys(page, keys, is_stacked=frame.is_narrow)
        for position, bar in enumerate(bars):
            place = _draw_stacked if frame.is_narrow else _draw_row
            place(bar, page, frame, span=(top + step * position, top + step * (position + 1)))
        _draw_heads(page, heads, frame, y=top - SMALL)
        return canvas.figure

    values = "; ".join(f"{bar.label}: {_told(view, bar)}" for bar in bars)
    return Plan(title=word(view, "sens_title"), alt=word(view, "sens_alt", values=values), draw=draw)


def draw_bar(bar: Bar, ax: Axes, *, span: tuple[float, float], y: float) -> None:
    """Draw the shares side by side; `ax` is in pixels."""
    left, width = span[0], span[1] - span[0]
    for part, token in PARTS.items():
        extent = width * bar.shares[part]
        patch = Rectangle(
            (left, y - BAR / 2), extent, BAR, facecolor=color(token), edgecolor=color("ink-3"), linewidth=0.6
        )
        ax.add_patch(patch)
        left += extent


def _lines(bar: Bar) -> tuple[str, ...]:
    return wrap(bar.label, LABEL - 12)


def _draw_row(bar: Bar, ax: Axes, frame: Frame, *, span: tuple[float, float]) -> None:
    """Set label, bar and texts side by side."""
    middle, ends = sum(span) / 2, _column_ends(frame)
    write_lines(ax, 0, middle, _lines(bar))
    draw_bar(bar, ax, span=(LABEL, ends[0] - NUMBER), y=middle)
    for end, text in zip(ends, (*bar.shares_told, bar.choice), strict=True):
        write(ax, end, middle, text, size=SMALL, ink="ink-2", align="right")


def _draw_stacked(bar: Bar, ax: Axes, frame: Frame, *, span: tuple[float, float]) -> None:
    """Set the label above and the other texts below the bar."""
    top = span[0]
    write(ax, 0, top + ROW / 2, bar.label)
    draw_bar(bar, ax, span=(0.0, frame.width), y=top + ROW + 4)
    write(ax, 0, top + ROW + 24, " · ".join(bar.shares_told), size=SMALL, ink="ink-2")
    write(ax, frame.width, top + ROW + 24, bar.choice, size=SMALL, ink="ink-2", align="right")


def _draw_heads(ax: Axes, heads: Sequence[str], frame: Frame, *, y: float) -> None:
    if frame.is_narrow:
        write(ax, 0, y, " · ".join(heads[:-1]), size=SMALL, ink="ink-3")
        return
    for end, head in zip(_column_ends(frame), heads, strict=True):
        write(ax, end, y, head, size=SMALL, ink="ink-3", align="right")


def _column_ends(frame: Frame) -> list[float]:
    """Give the right edges of the shares and of the choice."""
    last = frame.width - CHOICE
    return [last - 2 * NUMBER, last - NUMBER, last, frame.width]


def _draw_keys(ax: Axes, keys: dict[str, str], *, is_stacked: bool) -> None:
    x, y = 0.0, KEY / 2
    for part, text in keys.items():
        patch = Rectangle(
            (x, y - 6), 12, 12, facecolor=color(PARTS[part]), edgecolor=color("ink-3"), linewidth=0.6
        )
        ax.add_patch(patch)
        write(ax, x + 18, y, text, size=SMALL, ink="ink-2")
        if is_stacked:
            y += KEY
        else:
            x += 18 + measure(text, SMALL) + 22


def _bars(view: View) -> Sequence[Bar]:
    """List the areas to show, then the gaps of the blocs to show."""
    rows = view.results.find("sensitivity", "variance_share")
    bars: dict[tuple[str, ...], dict[str, float]] = {}
    for row in rows:
        shown = row.area in view.areas if row.variable == "index" else row.bloc in view.blocs
        if row.variable in {"index", "gap"} and shown and not row.is_suppressed:
            bars.setdefault((row.variable, row.bloc, row.area, row.reference_bloc), {})[row.category] = (
                row.estimate
            )
    return [
        Bar(
            label=_label(view, key),
            shares=shares,
            shares_told=tuple(view.numerals.decimal(100 * shares[part], 0) for part in PARTS),
            choice=_leading_choice(view, key),
        )
        for key, shares in bars.items()
    ]


def _label(view: View, key: tuple[str, ...]) -> str:
    kind, bloc, area, reference = key
    return (
        view.area_label(area) if kind == "index" else f"{view.bloc_name(bloc)} – {view.bloc_name(reference)}"
    )


def _leading_choice(view: View, key: tuple[str, ...]) -> str:
    """Name the choice with the largest share, its interactions included."""
    kind, bloc, area, reference = key
    rows = view.results.find(
        "sensitivity", "total_order", variable=kind, bloc=bloc, area=area, reference_bloc=reference
    )
    choices = [row for row in rows if row.category != "sampling" and row.estimate >= LEAST_TOLD]
    if not choices:
        return word(view, "sens_none")
    most = max(choices, key=lambda row: row.estimate)
    name = view.language.say(f"choice.{most.category}").striptags()
    return f"{name} {view.numerals.percent(most.estimate, 0)}"


def _told(view: View, bar: Bar) -> str:
    parts = (f"{word(view, f'sens_{part}')} {view.numerals.percent(bar.shares[part], 0)}" for part in PARTS)
    return ", ".join(parts)
