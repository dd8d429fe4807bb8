"""How much of what the predictors account for falls to each: bars with intervals."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.drivers.exhibits.naming import (
    SECTION,
    Shown,
    is_found,
    is_hushed,
    leading,
    list_shown,
    name_term,
    tell_outcome,
    title_of_shown,
)
from crowdpotential.exhibits.cells import Mark, Number, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.plot import Scale, choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import base_column, cite, interval_column, interval_key
from crowdpotential.views.frame import nothing
from crowdpotential.views.sentences.outcome import outcome_of, say_outcome, why_untested
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View

BAR = 2  # shade


def show_importance(view: View) -> Exhibit | Fragment:
    """Show the share of each predictor, among everybody and on each side."""
    rows = view.results.find("drivers", "importance_share")
    if len({row.variable for row in rows}) < 2:
        return nothing(SECTION, "driver-importance")
    say, shown = view.language.say, list_shown(view, rows)
    known = [row for row in rows if not row.is_suppressed]
    scale = choose_scale([0.0, *(100 * end for row in known for end in (row.estimate, row.ci_high))], lowest=0, highest=100)
    is_alone = len(shown) == 1 and not shown[0].bloc
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="driver-importance",
        title=_title(view),
        subtitle=say("drivers.subtitle_importance", outcome=tell_outcome(view)),
        legend=(interval_key(view),),
        panels=tuple(
            Panel(
                tables=(_table(view, one, scale),),
                title="" if is_alone else title_of_shown(view, one),
                bloc=one.bloc,
                after=(_sum(view, one),),
            )
            for one in shown
        ),
        notes=(
            say("drivers.note_importance"),
            say("drivers.note_leader", n=len(leading(list_shown(view.whole, _contrasts(view))))),
            say("drivers.association"),
            *explain_dashes(view, rows),
        ),
        rows=cite(view, "drivers.importance_share.*", "drivers.importance.*", "drivers.importance_contrast.*", "drivers.r_squared.*"),
        file="driver_importance",
    )


def _table(view: View, shown: Shown, scale: Scale) -> Table:
    say = view.language.say
    return Table(
        form="plot",
        label_em=17,
        caption=say("drivers.caption_importance"),
        axis=Axis(scale=scale, spoken=say("drivers.on_scale_importance"), suffix="%"),
        columns=(
            Column(head=say("drivers.predictor"), kind="label"),
            Column(kind="track"),
            Column(head=say("drivers.share"), look="value"),
            interval_column(view),
            Column(head=say("drivers.part"), label=say("drivers.part"), look="interval"),
            base_column(view),
        ),
        groups=(Group(rows=tuple(_row(view, row) for row in sorted(shown.rows, key=lambda row: -row.estimate))),),
    )


def _row(view: View, row: Result) -> Row:
    part = view.results.first("drivers", "importance", variable=row.variable, bloc=row.bloc)
    value, low, high = (100 * number for number in (row.estimate, row.ci_low, row.ci_high))
    bar = (Mark(value, low=0.0, high=value, shape="bar", level=BAR), Mark(value, low=low, high=high, shape="interval"))
    return Row(
        (
            name_term(view, row.variable),
            Track(() if row.is_suppressed else bar),
            Number(row, unit="percent"),
            Number(row, part="interval", unit="percent"),
            Number(part, unit="percent"),
            Number(row, part="base"),
        )
    )


def _sum(view: View, shown: Shown) -> Markup:
    """State what all together account for, and the controls alone."""
    whole, controls = (view.results.first("drivers", "r_squared", bloc=shown.bloc, model=model) for model in ("linear", "controls"))
    key = "drivers.sum_controls" if controls is not None else "drivers.sum"
    return view.language.say(
        key,
        whole=phrases.percent(view, whole, has_sign=True),
        interval=phrases.interval(view, whole, scale=100),
        controls=phrases.percent(view, controls, has_sign=True),
    )


def _contrasts(view: View) -> Sequence[Result]:
    return view.results.find("drivers", "importance_contrast")


def _title(view: View) -> Markup:
    """Name the predictor that is established above all others, if there is one among everybody; else state that none is."""
    rows = leading(list_shown(view.whole, _contrasts(view)))
    if any(row.bloc for row in rows):
        return view.language.say("drivers.importance_sides")
    outcome = outcome_of(rows, is_found)
    leader = find_leader(view)
    if is_hushed(view, [leader] if leader else []):
        return view.language.say("drivers.caption_importance")
    if leader:
        return tell_leader(view, leader, view.results.overall("drivers", "importance_share", variable=leader))
    return say_outcome(view, "drivers.importance_title", outcome, outcome=tell_outcome(view))


def find_leader(view: View) -> str:
    """Name the predictor that is established above all others among everybody; empty if none is, or where sides are modelled apart."""
    rows = leading(list_shown(view.whole, _contrasts(view)))
    is_tested = not any(row.bloc for row in rows) and outcome_of(rows, is_found).is_tested
    return _leader(rows) if is_tested else ""


def tell_leader(view: View, leader: str, share: Result | None) -> Markup:
    """State how much of what all predictors account for falls to the first."""
    return view.language.say(
        "drivers.importance_title_leader", name=name_term(view, leader), share=phrases.percent(view, share, has_sign=True)
    )


def _leader(rows: Sequence[Result]) -> str:
    """Name the predictor whose part is established to be larger than each other's; empty if none is."""
    names = dict.fromkeys(name for row in rows for name in (row.variable, row.variable_2))
    for name in names:
        own = [row for row in rows if name in {row.variable, row.variable_2}]
        if all(not why_untested(row) and is_found(row) and (row.estimate > 0) == (row.variable == name) for row in own):
            return name
    return ""
