"""What single parts of the index do: dimensions and items left out one by one."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import Cell, Rows, fold, head, join, number, scroll, table, tag
from crowdpotential.exhibits.plot import Scale, axis, choose_scale, point_mark, track
from crowdpotential.exhibits.results import Result
from crowdpotential.report import cells
from crowdpotential.report.frame import Caption, base_of_index, bloc_legend, level, make_figure, nothing
from crowdpotential.report.sentences.left_out import Part, dimensions_left_out, is_left_out, items_left_out
from crowdpotential.report.sentences.sampling import explain_dashes
from crowdpotential.report.view import View
from crowdpotential.report.wording import fill

SECTION = "sens"
MOST_ITEMS = 5  # drawn; the others are folded away
SPREAD = 24.0  # per cent of the row's height on which the marks of blocs stand apart


def show_left_out(view: View) -> Fragment:
    """Draw how the index of every place moves without each dimension, and without the items that move it most."""
    view = view.whole
    dimensions, items = dimensions_left_out(view), items_left_out(view)
    if not dimensions and not items:
        return nothing(SECTION, "left-out")
    say, drawn = view.language.say, items[:MOST_ITEMS]
    scale = _scale([*dimensions, *drawn])
    panels = [
        (say("leftout.dimensions", n=len(dimensions)), dimensions),
        (
            say(
                f"leftout.items{'' if len(drawn) < len(items) else '_all'}",
                shown=len(drawn),
                total=len(items),
            ),
            drawn,
        ),
    ]
    body = join(
        tag("div", tag("h4", title), _chart(view, parts, scale, str(title)), class_="panel")
        for title, parts in panels
        if parts
    )
    rest = items[MOST_ITEMS:]
    if rest:
        listed = scroll(_list(view, rest), label=say("leftout.caption"), cue=say("frame.cue"))
        body += fold(say("leftout.rest", n=len(rest)), listed)
    caption = Caption(
        title=_title(view, dimensions, items),
        subtitle=say("leftout.subtitle"),
        legend=bloc_legend(view) if any(bloc for bloc, _ in view.places) else [],
        notes=[
            say("leftout.note", level=level(view)),
            say("leftout.turns_note") if is_left_out(view) else "",
            say("leftout.split", blocs=view.bloc_words)
            if len(view.place_groups) > 1 and not view.compares_blocs
            else "",
            *explain_dashes(view, [part.largest for part in (*dimensions, *items)]),
            base_of_index(view),
        ],
        rows="sensitivity.change_without.*, sensitivity.robustness_without.*",
        files="left_out",
    )
    return make_figure(view, section=SECTION, anchor="left-out", caption=caption, body=body, is_long=True)


def label_part(view: View, part: Part) -> Markup | str:
    """Name a dimension, or give an item with its wording."""
    if part.name in view.params.index.dimensions:
        return view.dimension_label(part.name)
    wording = fill(view, view.codebook.variable(part.name).wording)
    return tag("span", part.name, class_="flag") + " " + wording


def _title(view: View, dimensions: Sequence[Part], items: Sequence[Part]) -> Markup:
    """Say how far a place moves at most, in these estimates, where none is hidden."""

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


def _chart(view: View, parts: Sequence[Part], scale: Scale, caption: str) -> Markup:
    heads = [
        *head(view.language.say("leftout.without")),
        axis(scale, view.numerals, spoken=view.language.say("leftout.on_scale"), is_signed=True),
        *head(*_titles(view)),
    ]
    rows = tuple(_row(view, part, scale) for part in parts)
    return table(
        caption, heads=[heads], groups=[Rows(rows=rows)], css="plot tall", style="--lw0:14em", has_roles=True
    )


def _list(view: View, parts: Sequence[Part]) -> Markup:
    heads = head(view.language.say("leftout.without"), *_titles(view))
    rows = tuple(
        (Cell(content=label_part(view, part), is_header=True), *_cells(view, part)) for part in parts
    )
    return table(
        view.language.say("leftout.caption"), heads=[heads], groups=[Rows(rows=rows)], css="tab pin1 dense"
    )


def _titles(view: View) -> list[Markup]:
    say = view.language.say
    titles = [say("leftout.largest", level=level(view))]
    titles += [say("leftout.gap")] if _has_gap(view) else []
    return [*titles, say("leftout.turns")] if is_left_out(view) else titles


def _has_gap(view: View) -> bool:
    return view.compares_blocs and len(view.blocs) > 1


def _row(view: View, part: Part, scale: Scale) -> tuple[Cell, ...]:
    marks = [
        point_mark(scale, row.estimate, view.bloc_class(row.bloc), y=_height(view, row))
        for row in part.places
    ]
    return (
        Cell(content=label_part(view, part), is_header=True),
        track(scale, *marks, spoken=_spoken(view, part)),
        *_cells(view, part),
    )


def _cells(view: View, part: Part) -> tuple[Cell, ...]:
    say, largest = view.language.say, part.largest
    where = Markup("{} ({})").format(
        view.place_label(largest.bloc, largest.area), cells.interval(view, largest)
    )
    found = [_over(cells.estimate(view, largest, is_signed=True), where, str(say("leftout.largest_short")))]
    if _has_gap(view):
        value = cells.estimate(view, part.gap, is_signed=True)
        ends = (
            Markup("{}({})").format(_pair(view, part.gap), cells.interval(view, part.gap)) if part.gap else ""
        )
        found.append(_over(value, ends, str(say("leftout.gap_short"))))
    if is_left_out(view):
        n = number(part.turned[0], view.numerals.integer(len(part.turned))) if part.turned else "—"
        css = "verd is" if part.turned else "verd"
        found.append(Cell(content=n, css=css, label=str(say("leftout.turns_short"))))
    return tuple(found)


def _pair(view: View, gap: Result) -> Markup:
    """Name the blocs of a gap, where there are several gaps to name."""
    if len(view.blocs) < 3:
        return Markup("")
    return Markup("{} – {} ").format(view.bloc_name(gap.bloc), view.bloc_name(gap.reference_bloc))


def _over(value: Markup, below: Markup | str, label: str) -> Cell:
    """Set a number above what belongs to it."""
    return Cell(content=tag("b", value) + tag("span", below, class_="below"), css="over", label=label)


def _height(view: View, row: Result) -> str:
    """Let the marks of blocs stand one above another."""
    n = len(view.blocs)
    if n < 2 or not row.bloc:
        return "50%"
    return f"{50 + SPREAD * (2 * view.blocs.index(row.bloc) / (n - 1) - 1):.0f}%"


def _spoken(view: View, part: Part) -> str:
    values = (
        f"{view.place_label(row.bloc, row.area)} {view.numerals.signed(row.estimate)}" for row in part.places
    )
    return "; ".join(values)
