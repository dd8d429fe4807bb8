"""Parts that many exhibits share: legends of sides and intervals, names of places, columns of a mean, rows that a study has."""

from markupsafe import Markup

from crowdpotential.exhibits.cells import Bracketed, Content, Joined, Mark, Named, Number, Track
from crowdpotential.exhibits.exhibit import Column, Key
from crowdpotential.exhibits.markup import join, tag
from crowdpotential.exhibits.results import Result
from crowdpotential.views.frame import existing_rows, interval_title, level
from crowdpotential.views.view import View


def bloc_keys(view: View) -> tuple[Key, ...]:
    """List the marks of the sides."""
    specs = {bloc: view.params.blocs[bloc] for bloc in view.blocs}
    return tuple(Key(words=view.text(spec.areas_label or spec.name), bloc=bloc) for bloc, spec in specs.items())


def area_keys(view: View) -> tuple[Key, ...]:
    """List the marks that areas carry: those of the sides in which they lie."""
    return bloc_keys(view) if view.params.is_nested else ()


def interval_key(view: View) -> Key:
    """Explain the line through a mark."""
    return Key(words=view.language.say("frame.interval", level=level(view)), shape="interval")


def name_place(view: View, bloc: str, area: str) -> Named:
    """Name a place briefly, behind the mark of its side: an area, else a side, else all together."""
    return Named(view.place_label(bloc, area), bloc)


def name_area(view: View, area: str) -> Named:
    """Name an area briefly, behind the mark of the side in which it lies."""
    return name_place(view, view.bloc_of(area), area)


def name_dimension(view: View, dimension: str) -> Markup:
    """Name a dimension, its short name behind it in quieter letters."""
    return join([view.dimension_label(dimension), tag("span", dimension, class_="flag")], " ")


def interval_column(view: View) -> Column:
    """Return the head of a column of intervals."""
    return Column(head=interval_title(view), label=interval_title(view), look="interval")


def base_column(view: View) -> Column:
    """Return the head of a column of bases."""
    return Column(head=view.language.say("frame.base"), label="n", look="base")


def mean_track(row: Result, bloc: str) -> Track:
    """Mark a mean and its interval in the colour of a side; nothing of one that is hidden."""
    if row.is_suppressed:
        return Track(bloc=bloc)
    return Track((Mark(row.estimate, low=row.ci_low, high=row.ci_high, bloc=bloc),), bloc=bloc)


def mean_cells(row: Result | None) -> tuple[Number, Number, Number]:
    """Write a mean, its interval and its base."""
    return Number(row), Number(row, part="interval"), Number(row, part="base")


def cite(view: View, *patterns: str) -> tuple[str, ...]:
    """Keep those of the patterns of result_id that a row of this study matches."""
    return tuple(pattern for pattern in patterns if existing_rows(view, pattern))


def contrast_columns(view: View) -> tuple[Column, ...]:
    """List the columns of a table of contrasts: the pair, its difference, interval and p-value, and what follows."""
    say = view.language.say
    return (
        Column(head=say("areas.pair"), kind="label"),
        Column(head=say("areas.difference"), look="value"),
        Column(head=interval_title(view), look="interval"),
        Column(head=say("areas.p"), look="interval"),
        Column(head=say("areas.conclusion"), look="verdict"),
    )


def with_interval(row: Result | None) -> Content:
    """Write an estimate with two decimals and its interval in brackets, unless they are hidden."""
    found = Number(row, digits=2)
    if row is None or row.is_suppressed:
        return found
    return Joined((found, Bracketed(Number(row, part="interval", digits=2))))
