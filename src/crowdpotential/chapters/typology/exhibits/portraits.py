"""Portraits of the types in words: which answers each gives clearly more, and clearly less, often than all."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.typology.exhibits.naming import ALL, Kind, describe_answer, find_profile, list_kinds, standing_out
from crowdpotential.exhibits.cells import Cell, Number, Stacked
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, tag
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View

MOST_LISTED = 6  # answers in one cell; all stand in results.csv


def show_portraits(view: View) -> Exhibit | Fragment:
    """Describe each type: its share, how clear it is, and the answers that set it apart."""
    kinds = list_kinds(view)
    if not kinds:
        return nothing("types", "types-portraits")
    say, found = view.language.say, {kind: standing_out(view, kind) for kind in kinds}
    typology = view.params.typology
    return Exhibit(
        setting=view.setting,
        section="types",
        anchor="types-portraits",
        kind="table",
        title=_title(view, found),
        subtitle=say("typology.portraits_subtitle"),
        panels=(Panel(tables=(_table(view, kinds, found),)),),
        arrangement="bare",
        notes=(
            say(
                "typology.portraits_note",
                smallest=view.numerals.decimal(100 * (typology.smallest_difference if typology else 0.0), 0),
                most=MOST_LISTED,
            ),
            phrases.interval_note(view, view.results.find("typology", "profile_difference")),
            say("typology.portraits_named") if any(kind.is_named for kind in kinds) else "",
        ),
        rows=cite(view, "typology.class_share.type=*", "typology.profile_difference.*", "typology.certainty.*"),
    )


def _title(view: View, found: dict[Kind, tuple[Result, ...]]) -> Markup:
    n_apart = sum(bool(rows) for rows in found.values())
    key = "all" if n_apart == len(found) else "some" if n_apart else "none"
    return view.language.say(f"typology.portraits_{key}", n=len(found), apart=n_apart)


def _table(view: View, kinds: Sequence[Kind], found: dict[Kind, tuple[Result, ...]]) -> Table:
    say = view.language.say
    return Table(
        caption=say("typology.portraits_caption"),
        looks=("top", "prosy"),
        columns=(
            Column(head=say("typology.type"), kind="label"),
            Column(head=say("typology.share"), label=say("typology.share")),
            Column(head=say("typology.certainty"), label=say("typology.certainty")),
            Column(head=say("typology.more"), label=say("typology.more"), look="words", is_words=True),
            Column(head=say("typology.less"), label=say("typology.less"), look="words", is_words=True),
        ),
        groups=(Group(rows=tuple(_row(view, kind, found[kind]) for kind in kinds)),),
    )


def _row(view: View, kind: Kind, rows: Sequence[Result]) -> Row:
    share = view.results.overall("typology", "class_share", category=kind.number)
    certainty = view.results.first("typology", "certainty", category=kind.number)
    more, less = [row for row in rows if row.estimate > 0], [row for row in rows if row.estimate < 0]
    return Row(
        (
            tag("b", kind.name),
            Stacked(Number(share, unit="percent_sign"), Number(share, part="interval", unit="percent")),
            Number(certainty, unit="percent_sign", digits=0),
            Cell(_list(view, kind, more)),
            Cell(_list(view, kind, less)),
        )
    )


def _list(view: View, kind: Kind, rows: Sequence[Result]) -> Markup:
    """List answers, each with its share in the type and among all."""
    said = [
        view.language.say(
            "typology.beside",
            answer=describe_answer(view, row.variable, row.category),
            own=phrases.percent(view, find_profile(view, row, kind.key), digits=0),
            all=phrases.percent(view, find_profile(view, row, ALL), digits=0),
        )
        for row in rows[:MOST_LISTED]
    ]
    return join(said, "; ") if said else view.language.say("typology.nothing")
