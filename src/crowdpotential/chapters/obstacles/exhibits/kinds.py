"""Kinds of barriers: cannot, do not want, nobody asked, or whatever a study tells apart; by place, and by group of residents."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.obstacles.exhibits.option_chart import SECTION
from crowdpotential.exhibits.cells import Cell, Mark, Number, Stacked, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.plot import choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.verdicts import DIFFERENCE
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import base_column, bloc_keys, cite, interval_column, interval_key, name_place
from crowdpotential.views.frame import level, nothing
from crowdpotential.views.sentences.outcome import outcome_of, say_outcome
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import Place, View
from crowdpotential.views.wording import label_of_key, name_of_variable


def show_kinds(view: View) -> Exhibit | Fragment:
    """Draw who names a barrier of each kind: everybody, each side and each area."""
    rows = _rows(view)
    if not rows:
        return nothing(SECTION, "barrier-kinds")
    say = view.language.say
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="barrier-kinds",
        title=_title(view.whole),
        subtitle=say("obstacles.subtitle_kinds"),
        legend=(*(bloc_keys(view) if len(view.params.blocs) > 1 else ()), interval_key(view)),
        panels=(Panel(tables=(_chart(view, rows),)),),
        arrangement="bare",
        notes=(
            _list_members(view),
            say("obstacles.note_kinds"),
            *explain_dashes(view, rows),
            _lacking(view, "area" if view.areas else "bloc"),
        ),
        rows=cite(view, "obstacles.kind_share.*", "obstacles.kind_contrast.*"),
        file="barrier_kinds",
    )


def show_kinds_of_groups(view: View) -> Exhibit | Fragment:
    """Tabulate who names a barrier of each kind among groups of residents."""
    found = [row for row in view.results.find(SECTION, "kind_share") if row.domain_variable]
    variables = list(dict.fromkeys(row.domain_variable for row in found))
    if not variables:
        return nothing(SECTION, "barrier-groups")
    say, kinds = view.language.say, _kinds(view)
    table = Table(
        caption=say("obstacles.caption_groups"),
        columns=(
            Column(head=say("obstacles.group"), kind="label"),
            *(Column(head=name) for name in kinds.values()),
            Column(head="n", look="base"),
        ),
        groups=tuple(Group(title=name_of_variable(view, name), rows=_group_rows(view, name)) for name in variables),
        looks=("pin1",),
    )
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="barrier-groups",
        kind="table",
        arrangement="bare",
        title=say("obstacles.title_groups"),
        subtitle=say("obstacles.subtitle_groups", level=level(view)),
        panels=(Panel(tables=(table,)),),
        notes=(say("obstacles.note_groups"), *explain_dashes(view, found), *(_lacking(view, name) for name in variables)),
        rows=cite(view, "obstacles.kind_share.*"),
        is_long=True,
    )


def _kinds(view: View) -> dict[str, str]:
    """Return the kinds of barriers by key, with what they are called."""
    asked = view.params.obstacles
    return {key: view.text(name) for key, name in asked.kinds.items()} if asked else {}


def _rows(view: View) -> list[Result]:
    """List the shares of everybody and of the places shown."""
    places = set(_places(view))
    return [row for row in view.results.find(SECTION, "kind_share") if not row.domain_variable and (row.bloc, row.area) in places]


def _places(view: View) -> list[Place]:
    """List everybody, then each side with its areas; areas by themselves where they lie on none."""
    sides = [(bloc, "") for bloc in view.blocs] if len(view.params.blocs) > 1 else []
    if not view.params.is_nested:
        return [("", ""), *sides, *(("", area) for area in view.areas)]
    nested = [
        place for bloc in view.blocs for place in [*((b, a) for b, a in sides if b == bloc), *((bloc, a) for a in view.areas_of(bloc))]
    ]
    return [("", ""), *nested]


def _chart(view: View, rows: Sequence[Result]) -> Table:
    say, found = view.language.say, {(row.category, row.bloc, row.area): row for row in rows}
    ends = [100 * end for row in _rows(view.whole) if not row.is_suppressed for end in (row.estimate, row.ci_low, row.ci_high)]
    return Table(
        form="plot",
        label_em=12,
        caption=say("obstacles.caption_kinds"),
        axis=Axis(scale=choose_scale(ends, lowest=0, highest=100), spoken=say("obstacles.on_scale"), suffix=" %"),
        columns=(
            Column(head=say("obstacles.where"), kind="label"),
            Column(kind="track"),
            Column(head=say("obstacles.percent"), look="value"),
            interval_column(view),
            base_column(view),
        ),
        groups=tuple(
            Group(title=name, rows=tuple(_row(view, found[kind, *place]) for place in _places(view) if (kind, *place) in found))
            for kind, name in _kinds(view).items()
            if any(row.category == kind for row in rows)
        ),
    )


def _row(view: View, row: Result) -> Row:
    mark = Mark(100 * row.estimate, low=100 * row.ci_low, high=100 * row.ci_high, bloc=row.bloc)
    return Row(
        (
            Cell(name_place(view, row.bloc, row.area), look=None if row.area else "strong"),
            Track(() if row.is_suppressed else (mark,), bloc=row.bloc),
            Number(row, unit="percent"),
            Number(row, part="interval", unit="percent"),
            Number(row, part="base"),
        )
    )


def _group_rows(view: View, variable: str) -> tuple[Row, ...]:
    rows = view.results.find(SECTION, "kind_share", domain_variable=variable)
    groups = dict.fromkeys(row.domain for row in rows)
    found = {(row.domain, row.category): row for row in rows}
    return tuple(
        Row(
            (
                label_of_key(view, variable, group),
                *(_stacked(found.get((group, kind))) for kind in _kinds(view)),
                Number(next((row for (own, _), row in found.items() if own == group), None), part="base"),
            )
        )
        for group in groups
    )


def _stacked(row: Result | None) -> Stacked:
    return Stacked(Number(row, unit="percent"), Number(row, part="interval", unit="percent"))


def _list_members(view: View) -> Markup | str:
    """State which barriers make up each kind."""
    asked = view.params.obstacles
    if asked is None or asked.kind is None:
        return ""
    parts = []
    for kind, name in _kinds(view).items():
        codes = [entry for entry in view.codebook.codes(asked.barriers).values() if str(entry.attributes.get(asked.kind)) == kind]
        parts.append(view.language.say("obstacles.kind_is", kind=name, options=", ".join(view.text(entry.label) for entry in codes)))
    return join(parts, " ")


def _lacking(view: View, family: str) -> Markup | str:
    """State which kinds are told nowhere in a family of domains, because one of their barriers is too rare there."""
    told = {row.category for row in view.results.find(SECTION, "kind_share") if _is_of(row, family)}
    lacking = [name for kind, name in _kinds(view).items() if kind not in told]
    if not lacking or not told:
        return ""
    word = view.area_words if family == "area" else view.bloc_words if family == "bloc" else name_of_variable(view, family)
    return view.language.say("obstacles.kinds_untold", family=word, kinds=", ".join(lacking), few=view.params.report.min_count)


def _is_of(row: Result, family: str) -> bool:
    if family == "area":
        return bool(row.area) and not row.domain_variable
    if family == "bloc":
        return bool(row.bloc) and not (row.area or row.domain_variable)
    return row.domain_variable == family


def _title(view: View) -> Markup:
    """Order the kinds by how many name one of them, and count in which of them sides are established to differ."""
    whole = [row for row in _rows(view) if not (row.bloc or row.area)]
    contrasts = view.results.find(SECTION, "kind_contrast")
    outcome = outcome_of(contrasts, lambda row: row.verdict == DIFFERENCE, is_asked=bool(contrasts))
    sides = say_outcome(view, "obstacles.kind_sides", outcome, blocs=view.bloc_words)
    if not whole or any(row.is_suppressed for row in whole):
        return view.language.say("obstacles.caption_kinds") + sides
    kinds, ordered = _kinds(view), sorted(whole, key=lambda row: -row.estimate)
    listed = [
        view.language.say("obstacles.kind", kind=kinds[row.category], share=phrases.percent(view, row, has_sign=True)) for row in ordered
    ]
    return view.language.say("obstacles.title_kinds", listed=join(listed, ", ")) + sides
