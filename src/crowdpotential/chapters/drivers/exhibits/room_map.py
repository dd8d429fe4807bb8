"""Importance beside room for improvement: a map of the predictors."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from crowdpotential.chapters.drivers.exhibits.naming import (
    OPPOSED,
    SECTION,
    Shown,
    differs_by_side,
    is_hushed,
    leading,
    list_shown,
    name_term,
    quote_names,
    tell_outcome,
    title_of_shown,
)
from crowdpotential.exhibits.cells import Number, Text
from crowdpotential.exhibits.exhibit import Column, Drawing, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.plain import to_plain
from crowdpotential.exhibits.results import Result
from crowdpotential.verdicts import PRIORITY, UNDETERMINED
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite, interval_column
from crowdpotential.views.frame import nothing
from crowdpotential.views.sentences.outcome import outcome_of, say_outcome
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View


def show_map(view: View) -> Exhibit | Fragment:
    """Draw the predictors by where they stand on their scales and how much they matter; the tables hold the numbers."""
    rows = [row for row in view.results.find("drivers", "level_deviation") if not row.is_suppressed]
    shown = list_shown(view, rows)
    if not shown:
        return nothing(SECTION, "driver-map")
    say, everybody = view.language.say, [one for one in shown if not one.bloc]
    drawn = everybody or shown
    is_alone = len(shown) == 1 and not shown[0].bloc
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="driver-map",
        title=_title(view, rows),
        subtitle=say("drivers.subtitle_map", outcome=tell_outcome(view)),
        panels=tuple(
            Panel(tables=(_table(view, one),), title="" if is_alone else title_of_shown(view, one), bloc=one.bloc) for one in shown
        ),
        notes=(
            *(_places(view, one) for one in shown),
            say("drivers.note_map"),
            say("drivers.association"),
            *explain_dashes(view, rows),
        ),
        rows=cite(view, "drivers.level.*", "drivers.level_deviation.*", "drivers.importance_excess.*", "drivers.importance_share.*"),
        file="driver_map",
        alt=_describe(view, drawn),
        drawing=Drawing(draw=lambda frame: _draw(view, drawn, frame), is_inline=True),
    )


def _table(view: View, shown: Shown) -> Table:
    say = view.language.say
    return Table(
        looks=("pin1",),
        caption=say("drivers.caption_map"),
        columns=(
            Column(head=say("drivers.predictor"), kind="label"),
            Column(head=say("drivers.share"), look="value"),
            interval_column(view),
            Column(head=say("drivers.level"), look="value"),
            interval_column(view),
            Column(head=say("drivers.place"), look="verdict"),
        ),
        groups=(Group(rows=tuple(_row(view, row) for row in _order(view, shown))),),
    )


def _order(view: View, shown: Shown) -> list[Result]:
    return sorted(shown.rows, key=lambda row: -(share.estimate if (share := _share(view, row)) else 0.0))


def _share(view: View, row: Result) -> Result | None:
    return view.results.first("drivers", "importance_share", variable=row.variable, bloc=row.bloc)


def _level(view: View, row: Result) -> Result | None:
    return view.results.first("drivers", "level", variable=row.variable, bloc=row.bloc)


def _row(view: View, row: Result) -> Row:
    share, level = _share(view, row), _level(view, row)
    return Row(
        (
            name_term(view, row.variable),
            Number(share, unit="percent"),
            Number(share, part="interval", unit="percent"),
            Number(level),
            Number(level, part="interval"),
            view.language.say(f"drivers.place_{_place(row)}"),
        )
    )


def _place(row: Result) -> str:
    return OPPOSED if row.note == OPPOSED else row.verdict or UNDETERMINED


def _title(view: View, rows: Sequence[Result]) -> Markup:
    """Name the predictors that matter more than most and stand lower, where that is established."""
    told = leading(list_shown(view.whole, rows))
    outcome = outcome_of(told, lambda row: row.verdict == PRIORITY)
    if differs_by_side(told, outcome.found) or is_hushed(view, [row.variable for row in outcome.found]):
        return view.language.say("drivers.caption_map")
    return say_outcome(view, "drivers.map_title", outcome, names=quote_names(view, outcome.found))


def _places(view: View, shown: Shown) -> Markup:
    """State the places that are established; nothing where none is."""
    say = view.language.say
    told = [
        say("drivers.place_of", name=name_term(view, row.variable), place=say(f"drivers.place_{_place(row)}"))
        for row in _order(view, shown)
        if _place(row) != UNDETERMINED
    ]
    return say("drivers.places", whom=title_of_shown(view, shown), places=join(told, "; ")) if told else Markup("")


def _describe(view: View, drawn: Sequence[Shown]) -> str:
    entries = (
        view.language.say(
            "drivers.map_entry",
            name=name_term(view, row.variable),
            share=phrases.percent(view, _share(view, row), has_sign=True),
            level=phrases.estimate(view, _level(view, row)),
        )
        for one in drawn
        for row in _order(view, one)
    )
    text: Text = view.language.say("drivers.map_alt", entries=join(entries, "; "))
    return to_plain(view.setting, text)


def _draw(view: View, drawn: Sequence[Shown], frame: Any) -> Any:  # noqa: ANN401 a Frame -> Figure, known only where something is drawn
    from crowdpotential.chapters.drivers.exhibits.map_drawing import Point, RoomMap, draw_maps  # noqa: PLC0415 matplotlib takes a second

    say = view.language.say
    maps = [
        RoomMap(
            title=str(title_of_shown(view, one)) if len(drawn) > 1 else "",
            points=[
                Point(name=name_term(view, row.variable), level=level, share=share, is_priority=row.verdict == PRIORITY)
                for row in _order(view, one)
                if (level := _level(view, row)) is not None and (share := _share(view, row)) is not None
            ],
            even=100 / len({row.variable for row in view.results.find("drivers", "importance_share") if row.bloc == one.bloc}),
        )
        for one in drawn
    ]
    words = {key: to_plain(view.setting, say(f"drivers.{key}")) for key in ("axis_level", "axis_share", "corner")}
    return draw_maps(maps, frame, view.numerals, words)
