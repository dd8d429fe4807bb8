"""Charts that are tables: a scale, its axis, and the fluid tracks that stand in table cells.

Positions are percentages and there is no viewBox, so that marks keep their size at any width and text stays text. Tracks are hidden from
assistive technology because the cells beside them say the same.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from crowdpotential.exhibits.markup import Cell, tag
from crowdpotential.exhibits.numerals import Numerals

MOST_CELLS = 12  # places drawn one by one
CHARACTER_PX, GAP_PX, ROOMS_PX = 7, 8, (120, 180, 240)  # of an axis; parts.css knows the same rooms
STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 25.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A stretch of a measure and the values that its axis names."""

    low: float
    high: float
    ticks: tuple[float, ...]

    @property
    def digits(self) -> int:
        """Digits that tell its ends apart: none where both are whole."""
        return 0 if all(float(end).is_integer() for end in (self.low, self.high)) else 1

    def position(self, value: float) -> str:
        """Return a value's place as a percentage of the track, held inside it."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return f"{round(100 * share, 2):g}%"


def choose_scale(values: Iterable[float], *, lowest: float = -math.inf, highest: float = math.inf, most_steps: int = 6) -> Scale:
    """Choose round ends around values, and ticks between them.

    Args:
        values: everything that must fit, interval ends included.
        lowest: the measure cannot be below this.
        highest: the measure cannot be above this.
        most_steps: steps between ticks that the values may take; a narrow track has room for few.
    """
    known = [value for value in values if math.isfinite(value)] or [0.0, 1.0]
    low, high = min(known), max(known)
    step = next((step for step in STEPS if (high - low) / step <= most_steps), STEPS[-1])
    first = max(math.floor(low / step) * step, lowest)
    last = min(math.ceil(high / step) * step, highest)
    if last - first < step:
        last = first + step
    count = round((last - first) / step)
    return Scale(low=first, high=last, ticks=tuple(first + step * i for i in range(count + 1)))


def axis(scale: Scale, numerals: Numerals, *, spoken: str, is_signed: bool = False, suffix: str = "") -> Cell:
    """Make the head cell of a track: the values of its ticks."""
    names, last = write_ticks(scale, numerals, is_signed=is_signed, suffix=suffix), len(scale.ticks) - 1
    texts = [
        tag(
            "text",
            name,
            x=scale.position(tick),
            y="13",
            class_=_when_shown(i, last),
            text_anchor="start" if i == 0 else "end" if i == last else "middle",
        )
        for i, (tick, name) in enumerate(zip(scale.ticks, names, strict=True))
    ]
    drawing = tag("svg", *texts, class_=f"ax {_room(names)}", aria_hidden="true")
    content = tag("div", drawing, class_="axis") + tag("span", spoken, class_="vh")
    return Cell(content=content, css="track", is_header=True, scope="col")


def write_ticks(scale: Scale, numerals: Numerals, *, is_signed: bool = False, suffix: str = "") -> list[str]:
    """Write the values that an axis names."""
    digits = 0 if all(float(tick).is_integer() for tick in scale.ticks) else 1
    write = numerals.signed if is_signed else numerals.decimal
    last = len(scale.ticks) - 1
    return [write(tick, digits) + (suffix if i == last else "") for i, tick in enumerate(scale.ticks)]


def _when_shown(i: int, last: int) -> str:
    """Name the ticks that a narrow track leaves out: every second one if the last stays, then all between the ends."""
    if i in (0, last):
        return ""
    return "inner second" if i % 2 or last % 2 else "inner"


def _room(names: Sequence[str]) -> str:
    """Choose the class of the width that an axis needs to print all its ticks apart."""
    needed = sum(CHARACTER_PX * len(name) + GAP_PX for name in names)
    return f"n{next((room for room in ROOMS_PX if needed <= room), ROOMS_PX[-1])}"


def track(scale: Scale, *marks: Markup, zone: tuple[float, float] | None = None, spoken: str = "") -> Cell:
    """Make the cell that carries the marks of one row over the grid of the scale."""
    back: list[Markup] = []
    if zone:
        left, right = (max(scale.low, min(scale.high, end)) for end in zone)
        width = f"{round(100 * (right - left) / (scale.high - scale.low), 2):g}%"
        back.append(tag("rect", class_="zone", x=scale.position(left), y="0", width=width, height="100%"))
    for tick in scale.ticks:
        x = scale.position(tick)
        is_zero = abs(tick) < 1e-9 and scale.low < 0  # noqa: PLR2004 a tick at zero, up to rounding
        back.append(tag("line", class_="g0" if is_zero else "g", x1=x, x2=x, y1="0", y2="100%"))
    drawing = tag("svg", *back, *marks, class_="t", aria_hidden="true")
    return Cell(content=(tag("span", spoken, class_="vh") if spoken else Markup("")) + drawing, css="track")


def interval_mark(scale: Scale, low: float, high: float, *, y: str = "50%") -> Markup:
    """Draw an interval as a line."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return Markup("")
    return tag("line", class_="iv", x1=scale.position(low), x2=scale.position(high), y1=y, y2=y)


def span_mark(scale: Scale, low: float, high: float, css: str) -> Markup:
    """Draw a stretch of the scale as a bar: a box of quartiles (box), or what missing answers leave open (open)."""
    return _stretch(scale, low, high, css, height=14)


def bar_mark(scale: Scale, low: float, high: float, css: str) -> Markup:
    """Draw a stretch of a bar that is put together of several, edge to edge."""
    return _stretch(scale, low, high, css, height=16)


def rank_cells(low: int, high: int, n: int) -> Markup:
    """Draw the places 1 to n as cells in a row, those from low to high filled; in one bar where they are too many to be told apart."""
    if n > MOST_CELLS:
        spans = [(0.0, 100.0, ""), (100 * (low - 1) / n, 100 * (high - low + 1) / n, "on")]
    else:
        width = 100 / n
        spans = [(i * width, 0.82 * width, "on" if low <= i + 1 <= high else "") for i in range(n)]
    cells = (tag("rect", class_=css, x=f"{round(x, 2):g}%", y="0", width=f"{round(width, 2):g}%", height="11") for x, width, css in spans)
    return tag("svg", *cells, aria_hidden="true")


def tick_mark(scale: Scale, value: float) -> Markup:
    """Draw a value as a short line across the track."""
    if not math.isfinite(value):
        return Markup("")
    x = scale.position(value)
    return tag("line", class_="tick", x1=x, x2=x, y1="18%", y2="82%")


def ring_mark(scale: Scale, value: float) -> Markup:
    """Draw a value before weighting as a ring."""
    if not math.isfinite(value):
        return Markup("")
    return Markup('<use href="#mark-ring" x="{}" y="50%" class="ring"/>').format(scale.position(value))


def dot_mark(scale: Scale, value: float) -> Markup:
    """Draw an estimate that is about no bloc as a dot."""
    if not math.isfinite(value):
        return Markup("")
    return tag("circle", class_="mk", cx=scale.position(value), cy="50%", r="6")


def point_mark(scale: Scale, value: float, css: str, *, y: str = "50%") -> Markup:
    """Draw an estimate as the mark of its bloc (b1, b2, ...) or as a square (none)."""
    if not math.isfinite(value):
        return Markup("")
    use = Markup('<use href="#mark-{}" x="{}" y="{}" class="mk {}"/>')
    return use.format(css, scale.position(value), y, css)


def _stretch(scale: Scale, low: float, high: float, css: str, *, height: int) -> Markup:
    """Draw a rectangle from low to high, held inside the scale; nothing where an end is not known."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return Markup("")
    left, right = (max(scale.low, min(scale.high, end)) for end in (low, high))
    width = f"{round(100 * (right - left) / (scale.high - scale.low), 2):g}%"
    return tag(
        "rect",
        class_=css,
        x=scale.position(left),
        y="50%",
        width=width,
        height=str(height),
        transform=f"translate(0 -{height // 2})",
    )
