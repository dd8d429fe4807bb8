"""How many types there are: the criteria of every number that was tried."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.typology.exhibits.naming import list_lost_names, number_row
from crowdpotential.exhibits.cells import Cell, Number
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, number
from crowdpotential.exhibits.results import Result
from crowdpotential.verdicts import HOLDS
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View
from crowdpotential.views.wording import name_of_variable

CRITERIA = ("bic", "abic", "clc")  # without digits: thousands
SHARES = {"entropy": 2, "smallest_class": 1, "stability": 2}  # digits; the smallest class in per cent


def show_number(view: View) -> Exhibit | Fragment:
    """Show the criteria of each number of classes, and say which one is shown as types, or why none is."""
    row = number_row(view)
    if row is None or row.is_suppressed:
        return nothing("types", "types-number")
    say, models = view.language.say, _models(view)
    return Exhibit(
        setting=view.setting,
        section="types",
        anchor="types-number",
        kind="table",
        title=_title(view, row),
        subtitle=say("typology.number_subtitle"),
        panels=(Panel(tables=(_table(view, row, models),)),) if models else (),
        arrangement="bare",
        notes=tuple(_notes(view, row)),
        rows=cite(view, "typology.n_classes*", *(f"typology.{name}.model=*" for name in (*CRITERIA, *SHARES, "n_parameters"))),
    )


def _models(view: View) -> list[str]:
    return [row.model for row in view.results.find("typology", "bic")]


def _title(view: View, row: Result) -> Markup:
    if row.verdict == HOLDS:
        n = int(row.estimate)
        return view.language.say("typology.number_title", n=n, number=number(row, view.numerals.integer(n)))
    return view.language.say("typology.number_none", reason=view.language.say(f"typology.why_{row.note}"))


def _table(view: View, chosen: Result, models: Sequence[str]) -> Table:
    say = view.language.say
    return Table(
        caption=say("typology.number_caption"),
        columns=(
            Column(head=say("typology.classes"), kind="label"),
            Column(head=say("typology.n_parameters")),
            *(Column(head=name.upper() if name != "abic" else "aBIC", label=name.upper()) for name in CRITERIA),
            *(Column(head=say(f"typology.{name}"), label=say(f"typology.{name}")) for name in SHARES),
        ),
        groups=(Group(rows=tuple(_row(view, chosen, model) for model in models)),),
    )


def _row(view: View, chosen: Result, model: str) -> Row:
    def find(name: str) -> Result | None:
        return view.results.first("typology", name, model=model)

    n = model.partition("=")[2]
    is_chosen = chosen.verdict == HOLDS and int(n) == int(chosen.estimate)
    label = view.language.say("typology.chosen" if is_chosen else "typology.tried", n=n)
    values = [
        Number(find("n_parameters"), digits=0),
        *(Number(find(name), digits=0) for name in CRITERIA),
        *(Number(find(name), digits=digits, unit="percent_sign" if name == "smallest_class" else "own") for name, digits in SHARES.items()),
    ]
    return Row((label, *(Cell(value, look="strong" if is_chosen else None) for value in values)))


def _notes(view: View, row: Result) -> list[Markup | str]:
    say, typology = view.language.say, view.params.typology
    if typology is None:
        return []
    notes: list[Markup | str] = [
        say(
            "typology.number_note" if row.n_effective < row.n else "typology.number_note_equal",
            n=number(row, view.numerals.integer(row.n), "n"),
            worth=view.numerals.integer(row.n_effective),
            resamples=view.numerals.integer(typology.resamples),
            starts=view.numerals.integer(typology.starts),
        ),
        say(
            "typology.number_rule",
            smallest=view.numerals.percent(typology.min_share, 0),
            respondents=view.numerals.integer(typology.min_respondents),
            stable=view.numerals.decimal(typology.min_stability, 1),
        ),
    ]
    if row.method == "given":
        notes.append(say("typology.number_given"))
    if row.verdict == HOLDS and int(row.estimate) == max(typology.classes):
        notes.append(say("typology.number_largest"))
    notes += [
        say("typology.unclassified", n=number(left, view.numerals.integer(left.estimate)))
        for left in view.results.find("typology", "n_unclassified")
        if not left.is_suppressed
    ]
    idle = [left.variable for left in view.results.find("typology", "left_out") if left.note == "idle"]
    if idle:
        notes.append(say("typology.idle", names=join((_name(view, name) for name in idle), "; ")))
    if lost := list_lost_names(view):
        notes.append(say("typology.lost_names", names=", ".join(lost)))
    return notes


def _name(view: View, indicator: str) -> str:
    question, _, code = indicator.partition("=")
    if question not in view.codebook.by_id:
        return view.dimension_label(question)
    return view.text(view.codebook.codes(question)[int(code)].label) if code else name_of_variable(view, question)
