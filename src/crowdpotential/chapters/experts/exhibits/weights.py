"""Weights of dimensions by experts beside those of the index; a line of YAML for who wants to use them."""

from crowdpotential.exhibits.cells import Mark, Number, Stacked, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Key, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.plot import choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.views.exhibit_parts import base_column, cite, interval_key, name_dimension
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View

DIGITS = 4  # of weights that are written into params


def show_weights(view: View) -> Exhibit | Fragment:
    """Draw the weight of each dimension by experts, beside that which it has in the index."""
    rows = [row for row in view.results.find("experts", "weight") if not row.is_suppressed]
    if not rows:
        return nothing("experts", "experts-weights")
    say = view.language.say
    own = {row.variable: row for row in view.results.find("sensitivity", "nominal_weight")}
    ends = [100 * end for row in (*rows, *own.values()) for end in (row.estimate, row.ci_high)]
    table = Table(
        form="plot",
        label_em=16,
        caption=say("experts.weights"),
        axis=Axis(scale=choose_scale(ends, lowest=0), spoken=say("experts.on_weights")),
        columns=(
            Column(head=say("experts.head_dimension"), kind="label"),
            Column(kind="track"),
            Column(head=say("experts.head_weight"), label=say("experts.head_weight"), look="value"),
            Column(head=say("experts.head_index"), label=say("experts.head_index"), look="plain"),
            base_column(view),
        ),
        groups=(
            Group(
                rows=tuple(
                    Row(
                        (
                            name_dimension(view, row.variable),
                            _track(row, own.get(row.variable)),
                            Stacked(Number(row, unit="percent"), Number(row, part="interval", unit="percent")),
                            Number(own.get(row.variable), unit="percent"),
                            Number(row, part="base"),
                        )
                    )
                    for row in rows
                )
            ),
        ),
    )
    left_out = next(iter(view.results.find("experts", "inconsistent")), None)
    return Exhibit(
        setting=view.setting,
        section="experts",
        anchor="experts-weights",
        title=say("experts.weights_title"),
        subtitle=say("experts.weights_subtitle"),
        legend=(
            Key(words=say("experts.by_experts"), shape="square"),
            Key(words=say("experts.in_index"), shape="tick"),
            interval_key(view),
        ),
        panels=(Panel(tables=(table,)),),
        notes=(
            say("experts.note_weights", line=yaml_line(rows)),
            say("experts.note_inconsistent", n=int(left_out.estimate), of=int(left_out.n)) if left_out and left_out.estimate else "",
        ),
        rows=cite(view, "experts.weight.*", "experts.inconsistent.*"),
        file="experts_weights",
    )


def yaml_line(rows: list[Result]) -> str:
    """Write the weights as params take them; what rounding leaves of one goes to the largest."""
    rounded = {row.variable: round(row.estimate, DIGITS) for row in rows}
    largest = max(rounded, key=lambda name: rounded[name])
    rounded[largest] = round(rounded[largest] + 1 - sum(rounded.values()), DIGITS)
    return "expert: {dimensions: {" + ", ".join(f"{name}: {weight:.{DIGITS}f}" for name, weight in rounded.items()) + "}}"


def _track(row: Result, own: Result | None) -> Track:
    marks = [Mark(100 * row.estimate, low=100 * row.ci_low, high=100 * row.ci_high)]
    return Track((*marks, Mark(100 * own.estimate, shape="tick")) if own is not None else tuple(marks))
