"""Parts of the difference: what falls on the composition of the sides and on coefficients, control by control and by every reference."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.composition.exhibits.shown_pairs import ShownPair, find_parts, list_shown, pair_title
from crowdpotential.exhibits.cells import Content, Mark, Number, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Key, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.plot import choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite, interval_column, interval_key, with_interval
from crowdpotential.views.frame import nothing
from crowdpotential.views.sentences.gaps import smallest_gap
from crowdpotential.views.sentences.outcome import why_untested
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View
from crowdpotential.views.wording import name_of_variable

PARTS = ("composition", "coefficients", "interaction")
CONSTANT = "constant"  # what no control has


def show_gap_parts(view: View) -> Exhibit | Fragment:
    """Show what falls on composition and on coefficients, control by control."""
    shown = list_shown(view)
    if not shown:
        return nothing("composition", "gap-parts")
    say = view.language.say
    rows = [row for one in shown for row in _detailed(view, one)]
    return Exhibit(
        setting=view.setting,
        section="composition",
        anchor="gap-parts",
        title=_title(view, shown),
        subtitle=say(f"parts.subtitle_{_kind(rows[0])}", side=_side_of(view, rows[0])),
        legend=(interval_key(view), Key(words=say("gap.zone", smallest=smallest_gap(view)), shape="zone")),
        panels=tuple(Panel(tables=(_table(view, one),), title=pair_title(view, one, shown)) for one in shown),
        arrangement="bare" if len(shown) == 1 else "panels",
        notes=(
            say("parts.note"),
            say("parts.note_coefficients"),
            say("parts.separate"),
            *explain_dashes(view, rows),
            say("frame.index_base_note", n=phrases.base(view, rows[0])) if len(shown) == 1 else "",
        ),
        rows=cite(view, "gap.part.*"),
        file="gap_parts",
    )


def show_references(view: View) -> Exhibit | Fragment:
    """Show the same whole by every choice of reference."""
    shown = list_shown(view)
    if not shown:
        return nothing("composition", "gap-references")
    say, rows = view.language.say, [row for one in shown for row in _wholes(view, one)]
    return Exhibit(
        setting=view.setting,
        section="composition",
        anchor="gap-references",
        kind="table",
        title=say("references.title"),
        subtitle=say("references.subtitle"),
        panels=tuple(Panel(tables=(_references(view, one),), title=pair_title(view, one, shown)) for one in shown),
        arrangement="bare" if len(shown) == 1 else "panels",
        notes=(say("references.note"), say("parts.separate"), *explain_dashes(view, rows)),
        rows=cite(view, "gap.part.*"),
    )


def _detailed(view: View, shown: ShownPair) -> list[Result]:
    """List the parts by control, and the wholes by the same reference."""
    model = next(row.model for row in find_parts(view, shown) if row.variable_2)
    return find_parts(view, shown, model=model)


def _wholes(view: View, shown: ShownPair) -> list[Result]:
    return find_parts(view, shown, variable_2="")


def _title(view: View, shown: Sequence[ShownPair]) -> Markup:
    """State what falls on composition where its interval says that it is something, or less than what matters."""
    say = view.language.say
    if len(shown) > 1:
        return say("parts.title_several", blocs=view.bloc_words)
    part = next(row for row in _detailed(view, shown[0]) if row.category == "composition" and not row.variable_2)
    if reason := why_untested(part):
        return say("parts.title_withheld", reason=say(f"outcome.{reason}"))
    smallest = view.params.comparability.smallest_gap_points
    if max(-part.ci_low, part.ci_high) < smallest:
        return say("parts.title_negligible", smallest=smallest_gap(view))
    if part.ci_low > 0 or part.ci_high < 0:
        first, second = (view.bloc_name(name) for name in shown[0].names)
        points = phrases.estimate(view, part, is_signed=True)
        return say("parts.title_found", points=points, first=first, second=second)
    return say("parts.title_undetermined")


def _table(view: View, shown: ShownPair) -> Table:
    say, smallest, rows = view.language.say, view.params.comparability.smallest_gap_points, _detailed(view, shown)
    scale = choose_scale([*(end for row in rows for end in (row.ci_low, row.ci_high)), -smallest, smallest, 0])
    return Table(
        form="plot",
        label_em=15.5,
        caption=say("parts.caption"),
        axis=Axis(scale=scale, spoken=say("gap.on_scale"), is_signed=True, zone=(-smallest, smallest)),
        columns=(
            Column(head=say("parts.part"), kind="label"),
            Column(kind="track"),
            Column(head=say("gap.points"), look="value"),
            interval_column(view),
        ),
        groups=tuple(
            Group(title=say(f"parts.{part}"), rows=tuple(_row(view, row) for row in own))
            for part in PARTS
            if (own := sorted((row for row in rows if row.category == part), key=lambda row: not row.variable_2))
        ),
    )


def _row(view: View, row: Result) -> Row:
    say = view.language.say
    name = (
        say("parts.constant")
        if row.variable_2 == CONSTANT
        else name_of_variable(view, row.variable_2)
        if row.variable_2
        else say("parts.whole")
    )
    return Row(
        (
            name,
            Track((Mark(row.estimate, low=row.ci_low, high=row.ci_high),)),
            Number(row, digits=2, is_signed=True),
            Number(row, part="interval", digits=2),
        ),
        look="" if row.variable_2 else "tot",
    )


def _references(view: View, shown: ShownPair) -> Table:
    say, rows = view.language.say, _wholes(view, shown)
    return Table(
        caption=say("references.title"),
        columns=(
            Column(head=say("references.reference"), kind="label"),
            *(Column(head=say(f"parts.{part}"), look="value") for part in PARTS),
        ),
        groups=(Group(rows=tuple(_reference(view, model, rows) for model in dict.fromkeys(row.model for row in rows))),),
    )


def _reference(view: View, model: str, rows: Sequence[Result]) -> Row:
    own = {row.category: row for row in rows if row.model == model}
    some = next(iter(own.values()))
    cells: list[Content] = [with_interval(own[part]) if part in own else "" for part in PARTS]
    return Row((view.language.say(f"references.{_kind(some)}", side=_side_of(view, some)), *cells))


def _kind(row: Result) -> str:
    return "side" if row.model.startswith("coefficients_of_") else row.model


def _side_of(view: View, row: Result) -> str:
    """Name the side whose coefficients value the composition; of three parts that is the second one of results.csv."""
    if row.model == "three_fold":
        return view.bloc_name(row.bloc if row.is_turned else row.reference_bloc)
    return view.bloc_name(row.model.removeprefix("coefficients_of_")) if _kind(row) == "side" else ""
