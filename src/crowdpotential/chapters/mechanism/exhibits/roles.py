"""Whom residents want to organise, to moderate and to answer: shares of everybody and on each side."""

from collections.abc import Iterable

from markupsafe import Markup

from crowdpotential.chapters.mechanism.exhibits.lines import SECTION
from crowdpotential.exhibits.cells import Named, Number, Stacked
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import level, nothing
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View
from crowdpotential.views.wording import ask_briefly, label_of_code


def show_roles(view: View) -> Exhibit | Fragment:
    """Tabulate who should organise, moderate and answer, as residents want it."""
    spec = view.params.mechanism
    rows = view.results.find(SECTION, "wanted")
    if spec is None or not rows:
        return nothing(SECTION, "roles")
    say, sides = view.language.say, _sides(view)
    table = Table(
        caption=say("mechanism.caption_roles"),
        columns=(
            Column(head=say("mechanism.who"), kind="label"),
            *(Column(head=Named(view.bloc_name(bloc), bloc) if bloc else say("mechanism.everybody")) for bloc in sides),
        ),
        groups=tuple(
            Group(title=ask_briefly(view, view.codebook.variable(name)), rows=tuple(_rows_of(view, name, sides)))
            for name in dict.fromkeys(spec.roles.values())
        ),
        looks=("pin1",),
    )
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="roles",
        kind="table",
        arrangement="bare",
        title=_title(view.whole),
        subtitle=say("mechanism.subtitle_roles", level=level(view)),
        panels=(Panel(tables=(table,)),),
        notes=(say("mechanism.note_roles"), *explain_dashes(view, rows)),
        rows=cite(view, "mechanism.wanted.*"),
    )


def say_wanted(view: View, actor: str) -> Markup:
    """State how many residents want an actor in which role; nothing where nobody was asked."""
    roles = view.params.mechanism.roles if view.params.mechanism is not None else {}
    parts = [
        view.language.say("mechanism.wanted", role=_name_role(view, role), share=phrases.percent(view, row, has_sign=True))
        for role, name in roles.items()
        for row in _of_everybody(view)
        if row.variable == name and view.codebook.key_of_code(name, int(row.category)) == actor
    ]
    return join(parts, "; ")


def _name_role(view: View, role: str) -> Markup | str:
    """Name a role in a word or two where the report has one for it, else by its question."""
    if f"mechanism.role_{role}" in view.language.sentences:
        return view.language.say(f"mechanism.role_{role}")
    spec = view.params.mechanism
    return ask_briefly(view, view.codebook.variable(spec.roles[role])) if spec is not None else role


def _sides(view: View) -> list[str]:
    several = len(view.params.blocs) > 1
    return [*([""] if view.joins_samples else []), *(view.blocs if several else [])]


def _rows_of(view: View, variable: str, sides: Iterable[str]) -> Iterable[Row]:
    every = list(sides)
    for code in view.codebook.codes(variable):
        rows = [view.results.first(SECTION, "wanted", variable=variable, category=str(code), bloc=bloc) for bloc in every]
        if any(rows):
            cells = (Stacked(Number(row, unit="percent"), Number(row, part="interval", unit="percent")) for row in rows)
            yield Row((label_of_code(view, variable, str(code)), *cells))


def _of_everybody(view: View) -> list[Result]:
    return [row for row in view.results.find(SECTION, "wanted", bloc="") if not row.is_suppressed]


def _title(view: View) -> Markup:
    """Name whom most want in each role, where nothing is hidden that could be more."""
    spec, rows = view.params.mechanism, view.results.find(SECTION, "wanted", bloc="")
    if spec is None or not rows or any(row.is_suppressed for row in rows):
        return view.language.say("mechanism.caption_roles")
    listed = []
    for role, name in spec.roles.items():
        most = max((row for row in rows if row.variable == name), key=lambda row: row.estimate, default=None)
        if most is not None:
            who, share = label_of_code(view, name, most.category), phrases.percent(view, most, has_sign=True)
            listed.append(view.language.say("mechanism.wants", role=_name_role(view, role), who=who, share=share))
    return view.language.say("mechanism.title_roles", listed=join(listed, "; "))
