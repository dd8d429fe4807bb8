"""What single parts of the index do: dimensions and items left out one by one."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.exhibits.cells import Bracketed, Cell, Content, Joined, Mark, Number, Stacked, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import number, tag
from crowdpotential.exhibits.plot import Scale, choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.views.exhibit_parts import bloc_keys, cite
from crowdpotential.views.frame import base_of_index, level, nothing
from crowdpotential.views.sentences.parts_left_out import (
    Part,
    dimensions_left_out,
    is_left_out,
    items_left_out,
)
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View
from crowdpotential.views.wording import fill

SECTION = "sens"
MOST_ITEMS = 5  # drawn; the others are folded away
SPREAD = 1.5  # steps by which the marks of the outer sides stand off the middle of a row


def show_left_out(view: View) -> Exhibit | Fragment:
    """Show how the index of every place moves without each dimension, and without the items that move it most."""
    view = view.whole
    dimensions, items = dimensions_left_out(view), items_left_out(view)
    if not dimensions and not items:
        return nothing(SECTION, "left-out")
    say = view.language.say
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="left-out",
        title=_title(view, dimensions, items),
        subtitle=say("leftout.subtitle"),
        legend=bloc_keys(view) if any(bloc for bloc, _ in view.places) else (),
        panels=_panels(view, dimensions, items),
        notes=_notes(view, [*dimensions, *items]),
        rows=cite(view, "sensitivity.change_without.*", "sensitivity.robustness_without.*"),
        file="left_out",
        is_long=True,
    )


def _panels(view: View, dimensions: Sequence[Part], items: Sequence[Part]) -> tuple[Panel, ...]:
    """Put dimensions, then the items that move most, on one scale; the other items are put away."""
    say, drawn, rest = view.language.say, items[:MOST_ITEMS], items[MOST_ITEMS:]
    scale, key = _scale([*dimensions, *drawn]), "leftout.items" if rest else "leftout.items_all"
    titled = (
        (say("leftout.dimensions", n=len(dimensions)), dimensions),
        (say(key, shown=len(drawn), total=len(items)), drawn),
    )
    panels = [Panel(tables=(_chart(view, parts, scale, title),), title=title) for title, parts in titled if parts]
    if rest:
        panels.append(Panel(tables=(_list(view, rest),)))
    return tuple(panels)


def _notes(view: View, parts: Sequence[Part]) -> tuple[Markup | str, ...]:
    say, are_apart = view.language.say, len(view.place_groups) > 1 and not view.compares_blocs
    return (
        say("leftout.note", level=level(view)),
        say("leftout.turns_note") if is_left_out(view) else "",
        say("leftout.split", blocs=view.bloc_words) if are_apart else "",
        *explain_dashes(view, [part.largest for part in parts]),
        base_of_index(view),
    )


def label_part(view: View, part: Part) -> Markup | str:
    """Name a dimension, or give an item with its wording."""
    if part.name in view.params.index.dimensions:
        return view.dimension_label(part.name)
    wording = fill(view, view.codebook.variable(part.name).wording)
    return tag("span", part.name, class_="flag") + " " + wording


def _title(view: View, dimensions: Sequence[Part], items: Sequence[Part]) -> Markup:
    """State how far a place moves at most, in these estimates, where none is hidden."""

    def most(parts: Sequence[Part]) -> Markup:
        row = parts[0].largest
        return number(row, view.numerals.decimal(abs(row.estimate)))

    say = view.language.say
    if any(row.is_suppressed for row in view.results.find("sensitivity", "change_without")):
        return say("leftout.title_hidden")
    if dimensions and items:
        return say("leftout.title_both", dimension=most(dimensions), item=most(items))
    return say("leftout.title_one", most=most(dimensions or items))


def _scale(parts: Sequence[Part]) -> Scale:
    return choose_scale([0.0, *(row.estimate for part in parts for row in part.places)], most_steps=5)


def _chart(view: View, parts: Sequence[Part], scale: Scale, title: Markup) -> Table:
    say = view.language.say
    return Table(
        form="plot",
        looks=("tall",),
        label_em=14,
        caption=title,
        axis=Axis(scale=scale, spoken=say("leftout.on_scale"), is_signed=True),
        columns=(
            Column(head=say("leftout.without"), kind="label"),
            Column(kind="track"),
            *_columns(view),
        ),
        groups=(Group(rows=tuple(Row((label_part(view, part), _track(view, part), *_cells(view, part))) for part in parts)),),
    )


def _list(view: View, parts: Sequence[Part]) -> Table:
    """List the parts that are not drawn."""
    say = view.language.say
    return Table(
        looks=("pin1", "dense"),
        caption=say("leftout.caption"),
        fold=say("leftout.rest", n=len(parts)),
        columns=(Column(head=say("leftout.without"), kind="label"), *_columns(view)),
        groups=(Group(rows=tuple(Row((label_part(view, part), *_cells(view, part))) for part in parts)),),
    )


def _columns(view: View) -> tuple[Column, ...]:
    say = view.language.say
    gap = Column(head=say("leftout.gap"), label=say("leftout.gap_short"))
    turns = Column(head=say("leftout.turns"), label=say("leftout.turns_short"), look="verdict")
    return (
        Column(head=say("leftout.largest", level=level(view)), label=say("leftout.largest_short")),
        *((gap,) if _has_gap(view) else ()),
        *((turns,) if is_left_out(view) else ()),
    )


def _has_gap(view: View) -> bool:
    return view.compares_blocs and len(view.blocs) > 1


def _track(view: View, part: Part) -> Track:
    """Mark the change of every place, those of sides one above another."""
    marks = (Mark(row.estimate, bloc=row.bloc, step=_step(view, row)) for row in part.places)
    return Track(tuple(marks), spoken=_spoken(view, part))


def _step(view: View, row: Result) -> float:
    n = len(view.blocs)
    if n < 2 or not row.bloc:
        return 0.0
    return SPREAD * (2 * view.blocs.index(row.bloc) / (n - 1) - 1)


def _cells(view: View, part: Part) -> tuple[Cell | Content, ...]:
    """Write the largest change and whose it is, the largest change of a gap, and how many findings change."""
    largest = part.largest
    where = _with_interval(view.place_label(largest.bloc, largest.area), largest)
    return (
        Stacked(Number(largest, is_signed=True), where),
        *((_gap(view, part.gap),) if _has_gap(view) else ()),
        *((_turned(view, part),) if is_left_out(view) else ()),
    )


def _gap(view: View, gap: Result | None) -> Content:
    """Write the change of a gap, named where there are several gaps to name."""
    if gap is None:
        return Number(None)
    pair = f"{view.bloc_name(gap.bloc)} – {view.bloc_name(gap.reference_bloc)}" if len(view.blocs) > 2 else ""
    return Stacked(Number(gap, is_signed=True), _with_interval(pair, gap))


def _with_interval(name: str, row: Result) -> Content:
    """Name whose change it is, with its interval in brackets."""
    interval = Bracketed(Number(row, part="interval"))
    return Joined((name, interval)) if name else interval


def _turned(view: View, part: Part) -> Cell | Content:
    """Count the findings that change, by the first of them."""
    if not part.turned:
        return "—"
    words = view.numerals.integer(len(part.turned))
    return Cell(Number(part.turned[0], words=words), look="established")


def _spoken(view: View, part: Part) -> str:
    values = (f"{view.place_label(row.bloc, row.area)} {view.numerals.signed(row.estimate)}" for row in part.places)
    return "; ".join(values)
