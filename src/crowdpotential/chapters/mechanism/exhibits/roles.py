"""Whom residents want to organise, to moderate and to answer: shares of everybody and on each side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
from crowdpotential.views.sentences.most_named import leads
from crowdpotential.views.sentences.obstacles import is_sensitive_answer
from crowdpotential.views.sentences.outcome import why_untested
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View
from crowdpotential.views.wording import ask_briefly, label_of_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Who is named most in a role, and whether it is established that nobody is named as often."""

    role: str
    row: Result
    is_first: bool


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
        view.language.say("mechanism.wanted", role=name_role(view, role), share=phrases.percent(view, row, has_sign=True))
        for role, name in roles.items()
        for row in _of_everybody(view)
        if row.variable == name and view.codebook.key_of_code(name, int(row.category)) == actor
    ]
    return join(parts, "; ")


def name_role(view: View, role: str) -> Markup | str:
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
    """Name who comes first in each role where that is established, and the roles in which it is not."""
    found = find_first(view)
    return tell_first(view, found) if found else view.language.say("mechanism.caption_roles")


def find_first(view: View) -> list[Wanted]:
    """Find whom most of everybody want in each role that has no sensitive answer in front.

    None where a share is hidden, which could be higher, or has no interval.
    """
    spec, rows = view.params.mechanism, view.results.find(SECTION, "wanted", bloc="")
    if spec is None or any(why_untested(row) for row in rows):
        return []
    found = []
    for role, variable in spec.roles.items():
        shares = [row for row in rows if row.variable == variable]
        most = max(shares, key=lambda row: row.estimate, default=None)
        if most is not None and len(shares) > 1 and not is_sensitive_answer(view, variable, most.category):
            found.append(Wanted(role=role, row=most, is_first=leads(most, shares)))
    return found


def tell_first(view: View, found: Sequence[Wanted]) -> Markup:
    """Name who is established to come first in each role, and the roles in which nobody is."""
    say = view.language.say
    listed = join((name_wanted(view, one) for one in found if one.is_first), "; ")
    rest = join((name_role(view, one.role) for one in found if not one.is_first), ", ")
    if not listed:
        return say("mechanism.title_roles_none", roles=rest)
    return say("mechanism.title_roles", listed=listed) + (say("mechanism.roles_open", roles=rest) if rest else "")


def name_wanted(view: View, one: Wanted) -> Markup:
    """Name a role, and who is wanted in it by how many."""
    who, share = label_of_code(view, one.row.variable, one.row.category), phrases.percent(view, one.row, has_sign=True)
    return view.language.say("mechanism.wants", role=name_role(view, one.role), who=who, share=share)
