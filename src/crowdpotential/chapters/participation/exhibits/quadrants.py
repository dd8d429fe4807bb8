"""Potential beside participation as four fields: who takes part and who could be won."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from crowdpotential.chapters.participation.exhibits.parts import (
    SECTION,
    Whom,
    explain,
    has_numbers,
    list_headlines,
    list_wholes,
    percent,
    say_persons,
    step_labels,
    thousands,
)
from crowdpotential.exhibits.cells import Number
from crowdpotential.exhibits.exhibit import Column, Drawing, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.plain import to_plain
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import base_column, cite, interval_column
from crowdpotential.views.frame import level, nothing
from crowdpotential.views.view import View

FIELDS = ("high_out", "high_in", "lower_out", "lower_in")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: its share, and the thousands of people in it where these are told."""

    share: Result
    persons: Result | None


def find_fields(view: View, whom: Whom) -> Mapping[str, Field]:
    """Find the four fields of a place or group; none where one is lacking."""
    found = dict[str, Field]()
    for name in FIELDS:
        share = view.results.first("participation", "quadrant_share", category=name, **whom.wanted)
        persons = view.results.first("participation", "quadrant_persons", category=name, **whom.wanted)
        if share is None:
            return {}
        found[name] = Field(share=share, persons=persons)
    return found


def show_quadrants(view: View) -> Exhibit | Fragment:
    """Draw the four fields of potential and participation, of everybody or of each side."""
    maps = [(whom, fields) for whom in list_wholes(view) if (fields := find_fields(view, whom))]
    if not maps:
        return nothing(SECTION, "quadrants")
    rows = [row for _, fields in maps for one in fields.values() for row in (one.share, one.persons)]
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="quadrants",
        title=_title(view, maps[0][0], maps[0][1]),
        subtitle=_subtitle(view),
        panels=tuple(
            Panel(
                tables=(_table(view, fields),),
                title=view.bloc_name(whom.bloc) if whom.bloc else "",
                bloc=whom.bloc,
            )
            for whom, fields in maps
        ),
        notes=list_notes(view, rows),
        rows=cite(view, "participation.quadrant_share.*", "participation.quadrant_persons.*"),
        file="quadrants",
        alt=_describe(view, maps),
        drawing=Drawing(draw=lambda frame: _draw(view, maps, frame)),
    )


def name_participating(view: View) -> str:
    """Name the step that counts as taking part."""
    declared = view.params.participation
    return step_labels(view)[declared.participating] if declared and declared.participating else ""


def write_cut(view: View) -> str:
    """Write the index from which potential is high."""
    declared = view.params.participation
    cut = (declared.cut(view.params.index.levels) if declared else None) or 0.0
    return view.numerals.decimal(cut, 0 if float(cut).is_integer() else 1)


def list_notes(view: View, rows: "list[Result | None]") -> tuple[Markup | str, ...]:
    """State what a field rests on, and what it does not say."""
    say, counts = view.language.say, bool(view.results.find("participation", "quadrant_persons"))
    return (
        say("participation.quadrant_note", step=name_participating(view), cut=write_cut(view)),
        say("participation.quadrant_error"),
        say("participation.quadrant_apart", blocs=view.bloc_words) if len(view.blocs) > 1 and not view.compares_blocs else "",
        say_persons(view, is_told=counts),
        *explain(view, rows),
    )


def _subtitle(view: View) -> Markup:
    say = view.language.say
    words = say("participation.quadrant_subtitle", step=name_participating(view), cut=write_cut(view), level=level(view))
    return words + " " + say(f"frame.weighted_{view.weighting_kind}")


def _title(view: View, whom: Whom, fields: Mapping[str, Field]) -> Markup:
    """State how many could be won, where that is told of everybody and taking part is not sensitive."""
    say, idle = view.language.say, fields["high_out"]
    if whom.bloc or not has_numbers([idle.share]) or not list_headlines(view, [idle.share.variable_2]):
        return say("participation.quadrant_caption")
    share = phrases.percent(view, idle.share, has_sign=True)
    if not has_numbers([idle.persons]):
        return say("participation.quadrant_title_share", share=share)
    digits = thousands(idle.persons).digits
    return say(
        "participation.quadrant_title",
        share=share,
        persons=phrases.estimate(view, idle.persons, digits=digits),
        interval=phrases.interval(view, idle.persons, digits=digits),
        level=level(view),
    )


def _table(view: View, fields: Mapping[str, Field]) -> Table:
    say, counts = view.language.say, any(field.persons for field in fields.values())
    people = (Column(head=say("participation.thousands"), look="value"), interval_column(view)) if counts else ()
    return Table(
        caption=say("participation.quadrant_caption"),
        columns=(
            Column(head=say("participation.field"), kind="label"),
            Column(head=say("participation.share"), look="value"),
            interval_column(view),
            *people,
            base_column(view),
        ),
        groups=(Group(rows=tuple(_row(view, name, field, counts=counts) for name, field in fields.items())),),
    )


def _row(view: View, name: str, field: Field, *, counts: bool) -> Row:
    people = (thousands(field.persons), thousands(field.persons, "interval")) if counts else ()
    share = field.share
    label = view.language.say(f"participation.{name}")
    return Row((label, percent(share), percent(share, "interval"), *people, Number(share, part="base")))


def _describe(view: View, maps: "list[tuple[Whom, Mapping[str, Field]]]") -> str:
    """Write every field with its share and people, for whoever cannot see the map."""
    parts = []
    for whom, fields in maps:
        listed = join(
            (join([view.language.say(f"participation.{name}"), _figures(view, field)], ": ") for name, field in fields.items()), "; "
        )
        parts.append(join([view.bloc_name(whom.bloc), listed], ": ") if whom.bloc else listed)
    return to_plain(view.setting, view.language.say("participation.quadrant_alt", listed=join(parts, ". ")))


def _figures(view: View, field: Field) -> Markup:
    share = phrases.percent(view, field.share, has_sign=True)
    if not has_numbers([field.persons]):
        return share
    digits = thousands(field.persons).digits
    return view.language.say("participation.quadrant_figures", share=share, persons=phrases.estimate(view, field.persons, digits=digits))


def _draw(view: View, maps: "list[tuple[Whom, Mapping[str, Field]]]", frame: Any) -> Any:  # noqa: ANN401 a Frame -> Figure, known only where something is drawn
    from crowdpotential.chapters.participation.exhibits.quadrant_drawing import (  # noqa: PLC0415 matplotlib takes a second
        FourFields,
        Square,
        draw_fields,
    )

    say = view.language.say
    drawn = [
        FourFields(
            title=view.bloc_name(whom.bloc) if whom.bloc else "",
            squares={
                name: Square(
                    title=str(say(f"participation.{name}_short")),
                    share=field.share.estimate if has_numbers([field.share]) else None,
                    lines=[to_plain(view.setting, line) for line in _lines(view, field)],
                )
                for name, field in fields.items()
            },
        )
        for whom, fields in maps
    ]
    words = {name: str(say(f"participation.axis_{name}")) for name in ("out", "in", "high", "lower")}
    return draw_fields(drawn, words, frame)


def _lines(view: View, field: Field) -> list[Markup]:
    """Write a share, then the people, each with its interval."""
    say, lines = view.language.say, [phrases.percent(view, field.share, has_sign=True)]
    if field.share.is_suppressed:
        return lines
    lines.append(say("participation.field_interval", interval=phrases.interval(view, field.share, scale=100)))
    if has_numbers([field.persons]):
        digits = thousands(field.persons).digits
        interval = phrases.interval(view, field.persons, digits=digits)
        lines.append(say("participation.field_persons", persons=phrases.estimate(view, field.persons, digits=digits), interval=interval))
    return lines
