"""Weights of dimensions by experts beside those of the index, and whether the index uses them."""

from markupsafe import Markup

from crowdpotential.chapters.experts.exhibits.panel import tell_left_out
from crowdpotential.exhibits.cells import Mark, Number, Stacked, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Key, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.plot import choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import base_column, cite, interval_key, name_dimension
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View


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
    return Exhibit(
        setting=view.setting,
        section="experts",
        anchor="experts-weights",
        title=_title(view, rows),
        subtitle=say("experts.weights_subtitle"),
        legend=(
            Key(words=say("experts.by_experts"), shape="square"),
            Key(words=say("experts.in_index"), shape="tick"),
            interval_key(view),
        ),
        panels=(Panel(tables=(table,)),),
        notes=(say("experts.note_panel_interval"), _use(view), *tell_left_out(view, "no_weights", "inconsistent")),
        rows=cite(view, "experts.weight.*", "experts.n_left_out.*"),
        file="experts_weights",
    )


def _title(view: View, rows: list[Result]) -> Markup:
    """Name the dimension to which the panel gives most; that is what these experts answered, and no more."""
    largest = max(rows, key=lambda row: row.estimate)
    if len(rows) < len(view.params.index.dimensions):
        return view.language.say("experts.weights_title")
    name, share = view.dimension_label(largest.variable), phrases.percent(view, largest, has_sign=True)
    return view.language.say("experts.weights_title_most", name=name, share=share)


def _use(view: View) -> Markup:
    """State whether index or sensitivity use these weights, and how they would."""
    index, sensitivity = view.params.index, view.params.sensitivity
    given = [section.expert for section in (index, sensitivity) if section is not None and section.expert is not None]
    if not any(expert.panel for expert in given):
        return view.language.say("experts.note_unused")
    return view.language.say("experts.note_used" if index.weights == "expert" else "experts.note_tried")


def _track(row: Result, own: Result | None) -> Track:
    marks = [Mark(100 * row.estimate, low=100 * row.ci_low, high=100 * row.ci_high)]
    return Track((*marks, Mark(100 * own.estimate, shape="tick")) if own is not None else tuple(marks))
