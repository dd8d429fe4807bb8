"""A forest: numbers one below another, each with the interval of its family and what follows from it, about a line at zero."""

from collections.abc import Sequence
from dataclasses import dataclass

from crowdpotential.exhibits.cells import Cell, Mark, Number, Shape, Text, Track, Unit
from crowdpotential.exhibits.exhibit import Axis, Column, Group, Row, Table
from crowdpotential.exhibits.plot import Scale, choose_scale
from crowdpotential.exhibits.results import Result, ends
from crowdpotential.verdicts import DIFFERENCE
from crowdpotential.views.exhibit_parts import base_column, interval_column
from crowdpotential.views.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """How the rows of a forest are written, and the words around them."""

    caption: Text
    subject: Text  # head of the names
    number: Text  # head of the numbers
    spoken: Text  # what the scale measures
    is_share: bool = False  # written in per cent
    digits: int = 1

    @property
    def factor(self) -> float:
        """By how much a number is multiplied before it stands on the scale."""
        return 100.0 if self.is_share else 1.0


def scale_of(forest: Forest, rows: Sequence[Result]) -> Scale:
    """Choose the scale that holds zero and all intervals of rows."""
    known = [row for row in rows if not row.is_suppressed]
    values = [end * forest.factor for row in known for end in (row.estimate, *ends(row))]
    return choose_scale([0.0, *values])


def draw_forest(view: View, forest: Forest, rows: Sequence[Result], names: Sequence[Text], scale: Scale) -> Table:
    """Put rows of results into a table with marks, in their order."""
    say = view.language.say
    return Table(
        form="plot",
        label_em=17,
        caption=forest.caption,
        axis=Axis(scale=scale, spoken=forest.spoken, is_signed=True),
        columns=(
            Column(head=forest.subject, kind="label"),
            Column(kind="track"),
            Column(head=forest.number, look="value"),
            interval_column(view),
            Column(head=say("areas.p"), label=say("areas.p"), look="interval"),
            base_column(view),
            Column(head=say("areas.conclusion"), look="verdict"),
        ),
        groups=(Group(rows=tuple(_row(view, forest, row, name) for row, name in zip(rows, names, strict=True))),),
    )


def conclude(view: View, row: Result) -> Text:
    """Return whether a number is established to differ from zero; a dash of one that nobody tested."""
    if row.is_suppressed or not row.verdict:
        return "—"
    return view.language.say("forest.established" if row.verdict == DIFFERENCE else "forest.open")


def _row(view: View, forest: Forest, row: Result, name: Text) -> Row:
    low, high = (end * forest.factor for end in ends(row))
    marks = () if row.is_suppressed else (Mark(row.estimate * forest.factor, low=low, high=high, bloc=row.bloc, shape=_shape(row)),)
    unit: Unit = "percent" if forest.is_share else "own"
    return Row(
        (
            name,
            Track(marks),
            Number(row, digits=forest.digits, unit=unit, is_signed=True),
            Number(row, part="interval", digits=forest.digits, unit=unit),
            Number(row, part="p"),
            Number(row, part="base"),
            Cell(conclude(view, row), look="established" if row.verdict == DIFFERENCE else None),
        )
    )


def _shape(row: Result) -> Shape:
    return "point" if row.bloc else "dot"
