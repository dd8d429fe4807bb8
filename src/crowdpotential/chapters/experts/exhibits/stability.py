"""What changed between the rounds, statement by statement."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.experts.exhibits.panel import name_statement, read_book
from crowdpotential.exhibits.cells import Number
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.verdicts import CONSENSUS
from crowdpotential.views.exhibit_parts import base_column, cite
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View


def show_stability(view: View) -> Exhibit | Fragment:
    """List who changed a rating, by how much, and which statements experts came to agree on."""
    shifts, experts = view.results.find("experts", "shift"), view.params.experts
    if not shifts or experts is None:
        return nothing("experts", "experts-stability")
    say, book = view.language.say, read_book(view, experts)
    changed = {row.variable: row for row in view.results.find("experts", "changed")}
    heads = ("changed", "shift", "p_value")
    table = Table(
        looks=("wrap",),
        caption=say("experts.stability"),
        columns=(
            Column(head=say("experts.head_statement"), kind="label"),
            *(Column(head=say(f"experts.head_{head}"), label=say(f"experts.head_{head}")) for head in heads),
            base_column(view),
            Column(head=say("experts.head_reached"), label=say("experts.head_reached"), is_words=True),
        ),
        groups=(
            Group(
                rows=tuple(
                    Row(
                        (
                            name_statement(view, book, row.variable),
                            Number(changed.get(row.variable), unit="percent", digits=0),
                            Number(row, is_signed=True),
                            Number(row, part="p"),
                            Number(row, part="base"),
                            say(f"experts.reached_{_outcome(view, row.variable)}"),
                        )
                    )
                    for row in shifts
                )
            ),
        ),
    )
    return Exhibit(
        setting=view.setting,
        section="experts",
        anchor="experts-stability",
        kind="table",
        arrangement="bare",
        title=_title(view, [row.variable for row in shifts]),
        panels=(Panel(tables=(table,)),),
        notes=(say("experts.note_stability"), say("experts.note_dash", n=view.params.report.min_count)),
        rows=cite(view, "experts.changed.*", "experts.shift.*"),
    )


def _title(view: View, names: Sequence[str]) -> Markup:
    """Say on how many statements experts came to agree between the rounds."""
    n_gained = sum(_outcome(view, name) == "gained" for name in names)
    return view.language.say("experts.stability_title" if n_gained else "experts.stability_title_none", n=len(names), found=n_gained)


def _outcome(view: View, name: str) -> str:
    """Tell whether experts agreed in the first round, or came to agree in the last."""
    verdicts = [row.verdict == CONSENSUS for row in view.results.find("experts", "median", variable=name)]
    return {(True, True): "kept", (False, True): "gained", (True, False): "lost"}.get((verdicts[0], verdicts[-1]), "never")
