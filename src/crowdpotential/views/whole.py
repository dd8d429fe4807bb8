"""The index in a study without areas: of everybody and of each bloc, with the shares of low and high scores."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from crowdpotential.exhibits.cells import Cell, Number
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, GroupLook, Panel, Row, Span, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, tag
from crowdpotential.exhibits.plot import Scale, choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import (
    base_column,
    cite,
    interval_column,
    interval_key,
    mean_cells,
    mean_track,
    name_place,
)
from crowdpotential.views.frame import bloc_notes, interval_title, nothing
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View

LEVELS = ("low", "medium", "high")
Means = Mapping[tuple[str, str], Result]  # dimension and bloc -> its mean


def show_whole(view: View, notes: Sequence[Markup]) -> Exhibit | Fragment:
    """Show the mean of everybody and of each bloc with its interval; on one scale only if the verdict allows it.

    Args:
        view: of a study without areas.
        notes: on what the means rest.
    """
    panels, blocs, view = _panels(view.whole), {"", *view.blocs}, view.whole
    if not panels:
        return nothing("index", "whole")
    say = view.language.say
    shown = [(panel, rows) for panel in panels if (rows := [row for row in panel if row.bloc in blocs])]
    everybody = next((row for row in panels[0] if not row.bloc), None)
    title = say("whole.title", mean=phrases.estimate(view, everybody)) if everybody else say("whole.title_apart")
    return Exhibit(
        setting=view.setting,
        section="index",
        anchor="whole",
        title=title,
        subtitle=_subtitle(view, panels),
        legend=(interval_key(view),),
        panels=tuple(Panel(tables=(_plot(view, rows, _scale(panel, is_whole=len(panels) > 1)),)) for panel, rows in shown),
        notes=(
            say("whole.apart", blocs=view.bloc_words) if len(panels) > 1 else "",
            _levels_note(view),
            *notes,
            *bloc_notes(view),
        ),
        rows=cite(view, "index.mean.index.*", "index.share.index=*"),
        file="whole",
    )


def show_whole_dimensions(view: View, names: Sequence[str]) -> Exhibit | Fragment:
    """Show the mean of each dimension with its interval, of each bloc or of everybody; no colours, which would rank the blocs.

    Args:
        view: of a study without areas.
        names: dimensions of the index, then those beside it.
    """
    blocs, view = view.blocs if len(view.params.blocs) > 1 else ("",), view.whole
    found = {(row.variable, row.bloc): row for name in names for row in _means_of(view, name)}
    if len(names) == 1 or not any((name, bloc) in found for name in names for bloc in blocs):
        return nothing("dims", "dimensions")  # a single dimension is the index, which stands by itself already
    say = view.language.say
    return Exhibit(
        setting=view.setting,
        section="dims",
        anchor="dimensions",
        kind="table",
        arrangement="bare",
        title=say("dimensions.caption"),
        subtitle=say("dimensions.subtitle", halves=""),
        panels=(Panel(tables=(_dimensions(view, names, blocs, found),)),),
        notes=(*_notes_on_dimensions(view), *explain_dashes(view, found.values())),
        rows=cite(view, "index.mean.*"),
    )


def _dimensions(view: View, names: Sequence[str], blocs: Sequence[str], found: Means) -> Table:
    say, also = view.language.say, view.params.index.also
    pair = (Column(head=say("whole.mean"), look="strong"), Column(head=interval_title(view), look="interval"))
    spans = (Span(), *(Span(head=name_place(view, bloc, ""), n=len(pair)) for bloc in blocs))
    groups: list[tuple[Sequence[str], GroupLook]] = [
        ([n for n in names if n not in also], ""),
        (also, "beside"),
    ]
    bases = [found.get((names[0], bloc)) for bloc in blocs]
    return Table(
        looks=("pin1",),
        caption=say("dimensions.caption"),
        spans=spans if any(blocs) else (),
        columns=(
            Column(head=say("dimensions.dimension"), kind="label"),
            *(column for _ in blocs for column in pair),
        ),
        groups=tuple(
            Group(rows=tuple(_dimension(view, name, [found.get((name, bloc)) for bloc in blocs]) for name in own), look=look)
            for own, look in groups
            if own
        ),
        foot=(
            Row(
                (
                    say("whole.base"),
                    *(cell for row in bases for cell in (Cell(Number(row, part="base"), look="base"), Cell("", look="plain"))),
                )
            ),
        ),
    )


def _notes_on_dimensions(view: View) -> tuple[Markup, ...]:
    say, also = view.language.say, view.params.index.also
    are_apart = len(view.blocs) > 1 and not view.compares_blocs
    names = ", ".join(view.dimension_label(name) for name in also)
    return (
        say("whole.apart_dimensions", blocs=view.bloc_words) if are_apart else Markup(""),
        say("dimensions.also", names=names) if also else Markup(""),
        say("dimensions.levels") if view.compares_blocs else say("whole.levels_differ"),
        say(f"frame.weighted_{view.weighting_kind}"),
    )


def means_shown(view: View) -> tuple[Result, ...]:
    """List the means of the index that a study without areas shows: that of everybody only where sides may be put together."""
    return tuple(row for panel in _panels(view) for row in panel)


def means_without_areas(view: View) -> tuple[Result, ...]:
    """List the means of the index of everybody and of each bloc shown, as far as there are such."""
    return _means_of(view, "index")


def _means_of(view: View, variable: str) -> tuple[Result, ...]:
    found = view.results.find("index", "mean", variable=variable, area="", domain_variable="")
    return tuple(row for bloc in ("", *view.blocs) for row in found if row.bloc == bloc)


def _dimension(view: View, name: str, rows: Sequence[Result | None]) -> Row:
    label = join([view.dimension_label(name), tag("span", name, class_="flag")], " ")
    return Row((label, *(cell for row in rows for cell in (Number(row), Number(row, part="interval")))))


def _panels(view: View) -> list[list[Result]]:
    """Put everybody and all blocs together if the verdict allows it, else each bloc by itself."""
    rows = list(means_without_areas(view))
    several = [row for row in rows if row.bloc]
    if len(several) < 2:
        return [rows[:1]] if rows else []
    return [rows] if view.compares_blocs else [[row] for row in several]


def _plot(view: View, rows: Sequence[Result], scale: Scale) -> Table:
    say, levels = view.language.say, LEVELS if view.params.index.levels is not None else ()
    return Table(
        form="plot",
        label_em=8.6,
        caption=say("areas.caption"),
        axis=Axis(scale=scale, spoken=say("areas.on_scale")),
        columns=(
            Column(head=say("whole.of_whom"), kind="label"),
            Column(kind="track"),
            Column(head=say("areas.index"), look="value"),
            interval_column(view),
            *(Column(head=say(f"whole.{name}"), label=say(f"whole.{name}")) for name in levels),
            base_column(view),
        ),
        groups=(Group(rows=tuple(_row(view, row, levels) for row in rows)),),
    )


def _row(view: View, row: Result, levels: Sequence[str]) -> Row:
    shares = [view.results.first("index", "share", variable="index", category=name, bloc=row.bloc, area="") for name in levels]
    mean, interval, base = mean_cells(row)
    return Row(
        (
            name_place(view, row.bloc, ""),
            mean_track(row, row.bloc),
            mean,
            interval,
            *(Number(share, unit="percent") for share in shares),
            base,
        )
    )


def _scale(rows: Sequence[Result], *, is_whole: bool = False) -> Scale:
    """Choose the stretch shown: that of the means, or all of 0 to 100, where no panel says by its scale how it stands to another."""
    if is_whole:
        return choose_scale([0, 100], lowest=0, highest=100)
    shown = [row for row in rows if not row.is_suppressed]
    return choose_scale([end for row in shown for end in (row.ci_low, row.ci_high, row.estimate)], lowest=0, highest=100)


def _subtitle(view: View, panels: Sequence[Sequence[Result]]) -> Markup:
    say, scale = view.language.say, _scale(panels[0])
    cut: Markup | str = ""
    if len(panels) == 1 and (scale.low > 0 or scale.high < 100):
        cut = say("areas.cut", span=view.numerals.interval(scale.low, scale.high, scale.digits))
    weighted = say(f"frame.weighted_{view.weighting_kind}")
    return say("areas.subtitle", index=view.text(view.params.index.name), cut=cut, weighted=weighted)


def _levels_note(view: View) -> Markup:
    levels = view.params.index.levels
    if levels is None:
        return Markup("")
    low, high = (view.numerals.decimal(cut, 0 if float(cut).is_integer() else 1) for cut in (levels.low_below, levels.high_from))
    return view.language.say("whole.levels", low=low, high=high)
