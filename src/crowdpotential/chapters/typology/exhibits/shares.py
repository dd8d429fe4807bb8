"""How many belong to each type: of all, on each side, in each area and group."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.typology.exhibits.naming import Kind, describe_answer, list_kinds
from crowdpotential.exhibits.cells import Cell, Content, Look, Mark, Named, Number, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.plot import choose_scale
from crowdpotential.exhibits.results import Result, upright
from crowdpotential.verdicts import DIFFERENCE, DIFFERS, NOT_COMPARABLE, PARTIAL, UNTESTED
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import area_keys, base_column, cite, interval_column, interval_key, name_place
from crowdpotential.views.frame import level, nothing
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View
from crowdpotential.views.wording import label_of_key, name_of_variable


def show_shares(view: View) -> Exhibit | Fragment:
    """Draw the share of each type among all, on each side, in each area and in each group, with intervals."""
    kinds = list_kinds(view)
    rows = [row for kind in kinds for row in _list_rows(view, kind)]
    if not rows:
        return nothing("types", "types-shares")
    say = view.language.say
    return Exhibit(
        setting=view.setting,
        section="types",
        anchor="types-shares",
        title=tell_shares(view, kinds),
        subtitle=say("typology.shares_subtitle", level=level(view)) + " " + say(f"frame.weighted_{view.weighting_kind}"),
        legend=(*area_keys(view), interval_key(view)),
        panels=(Panel(tables=(_table(view, kinds),)),),
        arrangement="bare",
        notes=(
            say("typology.shares_note"),
            *_tell_sides(view.whole, kinds),
            *_tell_left_out(view),
            *explain_dashes(view, rows),
        ),
        rows=cite(view, "typology.class_share.type=*", "typology.share_difference.*", "typology.sides_cost.*", "typology.left_out.*"),
        file="types_shares",
        is_long=True,
    )


def _list_rows(view: View, kind: Kind) -> list[Result]:
    """List the shares of a type in the places and groups that are shown."""
    return [
        row
        for row in view.results.find("typology", "class_share", category=kind.number)
        if (not row.area or row.area in view.areas) and (not row.bloc or row.bloc in view.blocs)
    ]


def _table(view: View, kinds: Sequence[Kind]) -> Table:
    """Draw the places and groups shown on the scale of all."""
    say, rows = view.language.say, view.results.find("typology", "class_share")
    ends = [100 * end for row in rows if not row.is_suppressed for end in (row.ci_low, row.ci_high)]
    return Table(
        form="plot",
        label_em=16,
        caption=say("typology.shares_caption"),
        axis=Axis(scale=choose_scale(ends, lowest=0, highest=100), spoken=say("typology.on_scale"), suffix=" %"),
        columns=(
            Column(head=say("typology.whom"), kind="label"),
            Column(kind="track"),
            Column(head=say("typology.share"), look="value"),
            interval_column(view),
            base_column(view),
        ),
        groups=tuple(
            Group(title=kind.name, rows=tuple(_row(view, row) for row in _list_rows(view, kind)), look="sep" if at else "")
            for at, kind in enumerate(kinds)
        ),
    )


def _row(view: View, row: Result) -> Row:
    mark = Mark(100 * row.estimate, low=100 * row.ci_low, high=100 * row.ci_high, bloc=row.bloc)
    look: Look | None = None if row.area or row.domain_variable else "strong"
    return Row(
        (
            Cell(_name(view, row), look=look),
            Track(() if row.is_suppressed else (mark,), bloc=row.bloc or None),
            Number(row, unit="percent"),
            Number(row, part="interval", unit="percent"),
            Number(row, part="base"),
        )
    )


def _name(view: View, row: Result) -> Content:
    if row.domain_variable:
        group = label_of_key(view, row.domain_variable, row.domain)
        return Named(view.language.say("typology.group", variable=name_of_variable(view, row.domain_variable).rstrip("?:"), group=group))
    return name_place(view, row.bloc, row.area)


def tell_shares(view: View, kinds: Sequence[Kind]) -> Markup:
    """State how many belong to each type, and on which side a type is more frequent where that is established."""
    shares = {kind: view.results.overall("typology", "class_share", category=kind.number) for kind in kinds}
    told = join(
        (
            view.language.say("typology.share_of", name=kind.name, share=phrases.percent(view, row, digits=0, has_sign=True))
            for kind, row in shares.items()
            if row is not None
        ),
        ", ",
    )
    return view.language.say("typology.shares_title", listed=told)


def _tell_sides(view: View, kinds: Sequence[Kind]) -> list[Markup]:
    """State whether the types answer alike on all sides, and what separates their shares there."""
    check = view.results.first("typology", "sides_cost", variable="")
    if check is None:
        return []
    differing = view.results.find("typology", "sides_cost", verdict=DIFFERS)
    answers = join((_name_indicator(view, row) for row in differing), "; ")
    said = [view.language.say(f"typology.sides_{check.verdict}", answers=answers, sides=view.bloc_words, places=_name_places(view))]
    if check.verdict == NOT_COMPARABLE:
        return said
    rows = view.results.find("typology", "share_difference")
    names = {kind.number: kind.name for kind in kinds}
    found = [upright(row) for row in rows if row.verdict == DIFFERENCE and not row.is_suppressed]
    said += [
        view.language.say(
            "typology.side_more",
            name=names[row.category],
            first=view.bloc_name(row.bloc),
            second=view.bloc_name(row.reference_bloc),
            points=phrases.percent(view, row),
            interval=phrases.interval(view, row, scale=100),
        )
        for row in found
    ]
    if rows and not found:
        said.append(view.language.say("typology.side_none", sides=view.bloc_words))
    if check.verdict in {PARTIAL, UNTESTED} and found:
        said.append(view.language.say("typology.side_caution"))
    return said


def _name_places(view: View) -> str:
    """Name sides and areas by the study's words, as after 'shares of'."""
    return str(view.language.say("typology.and")).join(words for words in (view.bloc_words, view.area_words) if words)


def _name_indicator(view: View, row: Result) -> Markup:
    if row.category or row.variable not in view.codebook.by_id:
        return describe_answer(view, row.variable, row.category) if row.category else join([view.dimension_label(row.variable)])
    return join([name_of_variable(view, row.variable)])


def _tell_left_out(view: View) -> list[Markup]:
    """Name the places and groups that are too small for shares of types."""
    rows = [row for row in view.results.find("typology", "left_out") if row.note == "small" and not row.is_suppressed]
    typology = view.params.typology
    if not rows or typology is None:
        return []
    listed = join((_said(view, row) for row in rows), "; ")
    return [view.language.say("typology.left_out", listed=listed, fewest=view.numerals.integer(typology.min_group))]


def _said(view: View, row: Result) -> Markup:
    name = _name(view, row)
    return join([name.words if isinstance(name, Named) else name, Markup(" (n = "), phrases.count(view, row), ")"])
