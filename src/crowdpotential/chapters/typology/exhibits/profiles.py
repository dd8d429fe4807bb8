"""Profiles of the types: the share of each that gives an answer, beside that of all."""

import math
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from crowdpotential.chapters.typology.exhibits.naming import (
    ALL,
    Kind,
    describe_answer,
    find_profile,
    list_kinds,
    may_headline,
    standing_out,
)
from crowdpotential.exhibits.cells import Cell, Content, Number
from crowdpotential.exhibits.exhibit import Column, Drawing, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.plain import to_plain
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View
from crowdpotential.views.wording import ask_briefly

CUTS = (0.15, 0.3, 0.45, 0.6)  # between the five shades, as in the picture


def show_profiles(view: View) -> Exhibit | Fragment:
    """Show how often each type gives each answer, as a heat map and in numbers."""
    kinds = list_kinds(view)
    answers = view.results.find("typology", "profile", variable_2=ALL)
    if not kinds or not answers:
        return nothing("types", "types-profiles")
    say, widest = view.language.say, _find_widest(view, kinds)
    title = _title(view, kinds, widest)
    return Exhibit(
        setting=view.setting,
        section="types",
        anchor="types-profiles",
        title=title,
        subtitle=say("typology.profiles_subtitle"),
        panels=(Panel(tables=(_table(view, kinds, answers),)),),
        arrangement="bare",
        notes=(say("typology.profiles_shading"),),
        rows=cite(view, "typology.profile.*", "typology.profile_difference.*"),
        file="types_profiles",
        alt=to_plain(view.setting, title),
        drawing=Drawing(draw=lambda frame: _draw(view, kinds, answers, frame), is_inline=False),
    )


def _find_widest(view: View, kinds: Sequence[Kind]) -> tuple[Kind, Result] | None:
    """Find the largest established difference of a type from all, in an answer that may stand in a title."""
    found = [(kind, rows[0]) for kind in kinds if (rows := [row for row in standing_out(view, kind) if may_headline(view, row)])]
    return max(found, key=lambda each: abs(each[1].estimate), default=None)


def _title(view: View, kinds: Sequence[Kind], widest: tuple[Kind, Result] | None) -> Markup:
    if widest is None and any(standing_out(view, kind) for kind in kinds):
        return view.language.say("typology.profiles_plain", n=len(kinds))
    if widest is None:
        return view.language.say("typology.profiles_none", n=len(kinds))
    kind, row = widest
    return view.language.say(
        "typology.profiles_title",
        name=kind.name,
        answer=describe_answer(view, row.variable, row.category),
        own=phrases.percent(view, find_profile(view, row, kind.key), digits=0, has_sign=True),
        all=phrases.percent(view, find_profile(view, row, ALL), digits=0, has_sign=True),
    )


def _table(view: View, kinds: Sequence[Kind], answers: Sequence[Result]) -> Table:
    say = view.language.say
    return Table(
        caption=say("typology.profiles_caption"),
        looks=("heat", "pin1"),
        columns=(
            Column(head=say("typology.answer_head"), kind="label"),
            *(Column(head=kind.name, label=kind.name) for kind in kinds),
            Column(head=say("typology.all"), label=say("typology.all")),
        ),
        groups=tuple(
            Group(
                title=_name_question(view, variable),
                rows=tuple(_row(view, kinds, row) for row in answers if row.variable == variable),
            )
            for variable in dict.fromkeys(row.variable for row in answers)
        ),
    )


def _row(view: View, kinds: Sequence[Kind], row: Result) -> Row:
    found = [find_profile(view, row, kind.key) for kind in kinds]
    return Row((_label_answer(view, row), *(_cell(own) for own in (*found, row))))


def _cell(own: Result | None) -> Cell:
    is_known = own is not None and not own.is_suppressed
    level = 1 + sum(own.estimate >= cut for cut in CUTS) if own is not None and is_known else 0
    return Cell(Number(own, unit="percent", digits=0), look="shade", level=level)


def _name_question(view: View, variable: str) -> str:
    if variable not in view.codebook.by_id:
        return view.dimension_label(variable)
    return ask_briefly(view, view.codebook.variable(variable))


def _label_answer(view: View, row: Result) -> Content:
    if row.variable not in view.codebook.by_id:
        return view.language.say(f"typology.band_{row.category}")
    return view.text(view.codebook.codes(row.variable)[int(row.category)].label)


def _draw(view: View, kinds: Sequence[Kind], answers: Sequence[Result], frame: Any) -> Any:  # noqa: ANN401 a Frame -> Figure, known only where something is drawn
    from crowdpotential.exhibits.drawing.heat_map import HeatMap, draw_heat_map  # noqa: PLC0415 matplotlib takes a second

    def value(row: Result | None) -> float:
        return math.nan if row is None or row.is_suppressed else row.estimate

    heat = HeatMap(
        values=[[*(value(find_profile(view, row, kind.key)) for kind in kinds), value(row)] for row in answers],
        names=[f"{row.variable} {row.category}" for row in answers],
        wordings=[to_plain(view.setting, describe_answer(view, row.variable, row.category)) for row in answers],
        columns=[*(f"{view.language.say('typology.type_short')} {kind.number}" for kind in kinds), str(view.language.say("typology.all"))],
        key=str(view.language.say("typology.profiles_key")),
    )
    return draw_heat_map(heat, frame, view.numerals)
