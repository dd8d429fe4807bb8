"""The index in a study without areas: of everybody and of each bloc, with the shares of low and high scores."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import Cell, Rows, head, join, scroll, table, tag
from crowdpotential.exhibits.plot import Scale, axis, choose_scale, interval_mark, point_mark, track
from crowdpotential.exhibits.results import Result
from crowdpotential.report import cells
from crowdpotential.report.frame import (
    Caption,
    bloc_notes,
    interval_legend,
    interval_title,
    make_figure,
    nothing,
    place_title,
)
from crowdpotential.report.sentences.sampling import explain_dashes
from crowdpotential.report.view import View

LEVELS = ("low", "medium", "high")


def draw_whole(view: View, notes: Sequence[Markup]) -> Fragment:
    """Draw the mean of everybody and of each bloc with its interval; on one scale only if the verdict allows it.

    Args:
        view: of a study without areas.
        notes: on what the means rest.
    """
    panels, blocs, view = _panels(view.whole), {"", *view.blocs}, view.whole
    if not panels:
        return nothing("index", "whole")
    say = view.language.say
    drawn = [
        (rows, _scale(panel, is_whole=len(panels) > 1))
        for panel in panels
        if (rows := [row for row in panel if row.bloc in blocs])
    ]
    body = join(tag("div", _plot(view, rows, scale), class_="panel") for rows, scale in drawn)
    everybody = next((row for row in panels[0] if not row.bloc), None)
    caption = Caption(
        title=say("whole.title", mean=cells.estimate(view, everybody))
        if everybody
        else say("whole.title_apart"),
        subtitle=_subtitle(view, panels),
        legend=[interval_legend(view)],
        notes=[
            say("whole.apart", blocs=view.bloc_words) if len(panels) > 1 else "",
            _levels_note(view),
            *notes,
            *bloc_notes(view),
        ],
        rows="index.mean.index.*, index.share.index=*",
    )
    return make_figure(view, section="index", anchor="whole", caption=caption, body=body)


def draw_whole_dimensions(view: View, names: Sequence[str]) -> Fragment:
    """Show the mean of each dimension with its interval, of each bloc or of everybody; no colours, which would rank the blocs.

    Args:
        view: of a study without areas.
        names: dimensions of the index, then those beside it.
    """
    blocs, view = view.blocs if len(view.params.blocs) > 1 else ("",), view.whole
    found = {(row.variable, row.bloc): row for name in names for row in _means_of(view, name)}
    if len(names) == 1 or not any((name, bloc) in found for name in names for bloc in blocs):
        return nothing(
            "dims", "dimensions"
        )  # a single dimension is the index, which stands by itself already
    say, also = view.language.say, view.params.index.also
    top = [Cell(content="")] + [
        Cell(content=place_title(view, bloc, ""), is_header=True, scope="colgroup", span=2, css="sp")
        for bloc in blocs
    ]
    low = head(
        say("dimensions.dimension"),
        *(title for _ in blocs for title in (say("whole.mean"), interval_title(view))),
    )
    groups = [
        Rows(
            rows=tuple(_dimension(view, name, [found.get((name, bloc)) for bloc in blocs]) for name in own),
            css=css,
        )
        for own, css in (([n for n in names if n not in also], ""), (also, "beside"))
        if own
    ]
    bases = [found.get((names[0], bloc)) for bloc in blocs]
    foot = [Cell(content=say("whole.base"), is_header=True)]
    foot += [
        cell for row in bases for cell in (Cell(content=cells.base(view, row), css="base"), Cell(content=""))
    ]
    body = table(
        say("dimensions.caption"),
        heads=[top, low] if any(blocs) else [low],
        groups=groups,
        foot=[foot],
        css="tab pin1",
    )
    caption = Caption(
        title=say("dimensions.caption"),
        subtitle=say("dimensions.subtitle", halves=""),
        notes=[
            say("whole.apart_dimensions", blocs=view.bloc_words)
            if len(view.blocs) > 1 and not view.compares_blocs
            else "",
            say("dimensions.also", names=", ".join(view.dimension_label(name) for name in also))
            if also
            else "",
            say("dimensions.levels") if view.compares_blocs else say("whole.levels_differ"),
            say(f"frame.weighted_{view.weighting_kind}"),
            *explain_dashes(view, found.values()),
        ],
        rows="index.mean.*",
    )
    content = scroll(body, label=say("dimensions.caption"), cue=say("frame.cue"))
    return make_figure(view, section="dims", anchor="dimensions", caption=caption, body=content, kind="table")


def means_shown(view: View) -> tuple[Result, ...]:
    """List the means of the index that a study without areas shows: that of everybody only where sides may be put together."""
    return tuple(row for panel in _panels(view) for row in panel)


def means_without_areas(view: View) -> tuple[Result, ...]:
    """List the means of the index of everybody and of each bloc shown, as far as there are such."""
    return _means_of(view, "index")


def _means_of(view: View, variable: str) -> tuple[Result, ...]:
    found = view.results.find("index", "mean", variable=variable, area="", domain_variable="")
    return tuple(row for bloc in ("", *view.blocs) for row in found if row.bloc == bloc)


def _dimension(view: View, name: str, rows: Sequence[Result | None]) -> tuple[Cell, ...]:
    label = join([view.dimension_label(name), tag("span", name, class_="flag")], " ")
    means = [
        (
            Cell(content=tag("b", cells.estimate(view, row))),
            Cell(content=cells.interval(view, row), css="civ"),
        )
        for row in rows
    ]
    return (Cell(content=label, is_header=True), *(cell for pair in means for cell in pair))


def _panels(view: View) -> list[list[Result]]:
    """Put everybody and all blocs together if the verdict allows it, else each bloc by itself."""
    rows = list(means_without_areas(view))
    several = [row for row in rows if row.bloc]
    if len(several) < 2:
        return [rows[:1]] if rows else []
    return [rows] if view.compares_blocs else [[row] for row in several]


def _plot(view: View, rows: Sequence[Result], scale: Scale) -> Markup:
    say = view.language.say
    has_levels = view.params.index.levels is not None
    heads = [
        Cell(content=say("whole.of_whom"), is_header=True, scope="col"),
        axis(scale, view.numerals, spoken=say("areas.on_scale")),
        *head(say("areas.index"), interval_title(view)),
        *(head(*(say(f"whole.{name}") for name in LEVELS)) if has_levels else ()),
        *head(say("frame.base")),
    ]
    body = [_row(view, row, scale, LEVELS if has_levels else ()) for row in rows]
    return table(
        say("areas.caption"),
        heads=[heads],
        groups=[Rows(rows=tuple(body))],
        css="plot",
        style="--lw0:8.6em",
        has_roles=True,
    )


def _row(view: View, row: Result, scale: Scale, levels: Sequence[str]) -> tuple[Cell, ...]:
    say, css = view.language.say, view.bloc_class(row.bloc)
    marks = () if row.is_suppressed else (
        interval_mark(scale, row.ci_low, row.ci_high), point_mark(scale, row.estimate, css),
    )  # fmt: skip
    shares = [
        view.results.first("index", "share", variable="index", category=name, bloc=row.bloc, area="")
        for name in levels
    ]
    name = place_title(view, row.bloc, "") if row.bloc else say("whole.everybody")
    return (
        Cell(content=name, is_header=True),
        Cell(content=track(scale, *marks).content, css=f"track {css}"),
        Cell(content=cells.estimate(view, row), css="val"),
        Cell(content=cells.interval(view, row), css="civ", label=str(interval_title(view))),
        *(
            Cell(content=cells.percent(view, share), label=str(say(f"whole.{level}")))
            for level, share in zip(levels, shares, strict=True)
        ),
        Cell(content=cells.base(view, row), css="base", label="n"),
    )


def _scale(rows: Sequence[Result], *, is_whole: bool = False) -> Scale:
    """Choose the stretch shown: that of the means, or all of 0 to 100, where no panel says by its scale how it stands to another."""
    if is_whole:
        return choose_scale([0, 100], lowest=0, highest=100)
    shown = [row for row in rows if not row.is_suppressed]
    return choose_scale(
        [end for row in shown for end in (row.ci_low, row.ci_high, row.estimate)], lowest=0, highest=100
    )


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
    low, high = (
        view.numerals.decimal(cut, 0 if float(cut).is_integer() else 1)
        for cut in (levels.low_below, levels.high_from)
    )
    return view.language.say("whole.levels", low=low, high=high)
