"""How to reach each type: channels, motives and barriers that its people name, beside those of all."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.typology.exhibits.naming import Kind, list_kinds, may_headline
from crowdpotential.exhibits.cells import Cell, Look, Number
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.results import Result
from crowdpotential.verdicts import DIFFERENCE
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View
from crowdpotential.views.wording import name_of_variable

PURPOSES = ("channels", "motives", "barriers")
MOST_LISTED = 3  # answers of one purpose in a sentence


def show_reach(view: View) -> Exhibit | Fragment:
    """Show the channels, motives and barriers of each type; answers that it names more or less often than all are marked."""
    kinds = list_kinds(view)
    rows = view.results.find("typology", "reach")
    if not kinds or not rows:
        return nothing("types", "types-reach")
    say = view.language.say
    return Exhibit(
        setting=view.setting,
        section="types",
        anchor="types-reach",
        kind="table",
        title=_title(view, kinds),
        subtitle=say("typology.reach_subtitle"),
        panels=tuple(_panel(view, kinds, purpose) for purpose in PURPOSES if any(row.model == purpose for row in rows)),
        notes=(
            *(_tell(view, kind) for kind in kinds),
            say("typology.reach_note"),
            say("typology.profiles_note"),
        ),
        rows=cite(view, "typology.reach.*", "typology.reach_difference.*"),
        is_long=True,
    )


def _panel(view: View, kinds: Sequence[Kind], purpose: str) -> Panel:
    rows = view.results.find("typology", "reach", model=purpose, variable_2=kinds[0].key)
    table = Table(
        caption=view.language.say(f"typology.{purpose}"),
        looks=("pin1",),
        columns=(
            Column(head=name_of_variable(view, rows[0].variable), kind="label"),
            *(Column(head=kind.name, label=kind.name) for kind in kinds),
        ),
        groups=(Group(rows=tuple(_row(view, kinds, row) for row in rows)),),
    )
    return Panel(title=view.language.say(f"typology.{purpose}"), tables=(table,))


def _row(view: View, kinds: Sequence[Kind], row: Result) -> Row:
    return Row((_label(view, row), *(_cell(view, row, kind) for kind in kinds)))


def _cell(view: View, row: Result, kind: Kind) -> Cell:
    own = view.results.first("typology", "reach", variable=row.variable, category=row.category, variable_2=kind.key)
    difference = view.results.first("typology", "reach_difference", variable=row.variable, category=row.category, variable_2=kind.key)
    is_told = difference is not None and not difference.is_suppressed and difference.verdict == DIFFERENCE
    look: Look = "plain" if not is_told or difference is None else "up" if difference.estimate > 0 else "down"
    return Cell(Number(own, unit="percent", digits=0), look=look)


def _label(view: View, row: Result) -> str:
    return view.text(view.codebook.codes(row.variable)[int(row.category)].label)


def _standing_out(view: View, kind: Kind) -> list[Result]:
    """List what a type names more often than all, the largest difference first."""
    rows = view.results.find("typology", "reach_difference", variable_2=kind.key)
    found = [row for row in rows if row.verdict == DIFFERENCE and row.estimate > 0 and not row.is_suppressed]
    return sorted(found, key=lambda row: -row.estimate)


def _title(view: View, kinds: Sequence[Kind]) -> Markup:
    every = [(kind, row) for kind in kinds for row in _standing_out(view, kind)]
    found = [(kind, row) for kind, row in every if may_headline(view, row)]
    if not found:
        return view.language.say("typology.reach_some" if every else "typology.reach_none")
    kind, row = max(found, key=lambda each: each[1].estimate)
    own = view.results.first("typology", "reach", variable=row.variable, category=row.category, variable_2=kind.key)
    return view.language.say(
        "typology.reach_title",
        name=kind.name,
        answer=_label(view, row),
        own=phrases.percent(view, own, digits=0, has_sign=True),
        points=phrases.percent(view, row, digits=0),
    )


def _tell(view: View, kind: Kind) -> Markup:
    """Say in a sentence what a type names more often than all."""
    rows, said = _standing_out(view, kind), list[Markup]()
    for purpose in PURPOSES:
        own = [row for row in rows if row.model == purpose][:MOST_LISTED]
        if own:
            listed = join((view.language.say("typology.quoted", answer=_label(view, row)) for row in own), ", ")
            said.append(view.language.say(f"typology.tell_{purpose}", listed=listed))
    if not said:
        return view.language.say("typology.tell_nothing", name=kind.name)
    return view.language.say("typology.tell", name=kind.name, told=join(said, "; "))
