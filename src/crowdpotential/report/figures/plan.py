"""What a figure is before it is drawn: its title, its alternative text, and how to draw it at a given width."""

from crowdpotential.exhibits.drawing.chart import Column, Key
from crowdpotential.exhibits.numerals import ABSENT
from crowdpotential.exhibits.plot import Scale
from crowdpotential.exhibits.results import Result, ends
from crowdpotential.report.figures.words import say
from crowdpotential.report.view import View


def word(view: View, key: str, **values: object) -> str:
    """Give a text of the figures in the language of the view."""
    return say(view.language.code, key, **values)


def level(view: View) -> str:
    """Write the confidence level."""
    return view.numerals.percent(view.params.comparison.confidence_level, 0)


def groups_of_blocs(view: View) -> list[tuple[str, ...]]:
    """Say which blocs may stand on one scale: all of them, or each by itself; the empty name stands for a study without blocs."""
    if view.compares_blocs or len(view.blocs) < 2:
        return [view.blocs or ("",)]
    return [(bloc,) for bloc in view.blocs]


def estimate(
    view: View, row: Result | None, *, digits: int = 1, is_signed: bool = False, factor: float = 1
) -> str:
    """Write an estimate, with `factor` 100 in per cent; what disclosure control hides is said to be hidden."""
    if row is None:
        return ABSENT
    if row.is_suppressed:
        return word(view, "hidden")
    return (view.numerals.signed if is_signed else view.numerals.decimal)(factor * row.estimate, digits)


def interval(view: View, row: Result | None, *, digits: int = 1) -> str:
    """Write the interval of an estimate, the simultaneous one where it has one."""
    if row is None or row.is_suppressed:
        return ABSENT
    return view.numerals.interval(*ends(row), digits).striptags()


def base(view: View, row: Result | None) -> str:
    """Write the unweighted base, in brackets where it is small."""
    if row is None or row.is_suppressed:
        return ABSENT
    text = view.numerals.integer(row.n)
    return f"[{text}]" if row.n < view.params.report.small_base else text


def ticks(view: View, scale: Scale, *, is_signed: bool = False) -> list[str]:
    """Write the values of an axis."""
    digits = 0 if all(float(tick).is_integer() for tick in scale.ticks) else 1
    write = view.numerals.signed if is_signed else view.numerals.decimal
    return [write(tick, digits) for tick in scale.ticks]


def bloc_keys(view: View) -> list[Key]:
    """List the marks of the blocs."""
    specs = [(bloc, view.params.blocs[bloc]) for bloc in view.blocs]
    return [Key(text=view.text(spec.areas_label or spec.name), bloc=bloc) for bloc, spec in specs]


def interval_key(view: View) -> Key:
    """Explain the line through a mark."""
    return Key(text=word(view, "interval_key", level=level(view)), shape="interval")


def mean_columns(view: View) -> list[Column]:
    """Head the columns of a mean, its interval and its base."""
    interval_head = word(view, "interval_head", level=level(view))
    return [
        Column(position=0, head=[word(view, "mean")], width=76, is_strong=True),
        Column(position=1, head=[interval_head], width=96, short=interval_head),
        Column(position=2, head=[word(view, "base")], width=72, short="n ="),
    ]


def mean_cells(view: View, row: Result) -> list[str]:
    """Write a mean, its interval and its base."""
    return [estimate(view, row), interval(view, row), base(view, row)]


def summary(view: View, row: Result) -> str:
    """Write an estimate with its interval, for alternative texts."""
    return estimate(view, row) if row.is_suppressed else f"{estimate(view, row)} ({interval(view, row)})"
