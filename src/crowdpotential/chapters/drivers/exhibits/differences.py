"""What differs with each predictor, other things being equal: the mean outcome, and the share of high answers."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.drivers.exhibits.naming import (
    SECTION,
    Shown,
    differs_by_side,
    high_answers,
    is_found,
    is_hushed,
    label_of_high,
    leading,
    list_shown,
    name_row,
    name_term,
    quote_names,
    tell_controls,
    tell_outcome,
    tell_remade,
    title_of_shown,
)
from crowdpotential.exhibits.exhibit import Exhibit, Panel
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.plot import Scale
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import bloc_keys, cite, interval_key
from crowdpotential.views.forest import Forest, draw_forest, scale_of
from crowdpotential.views.frame import nothing
from crowdpotential.views.sentences.outcome import outcome_of, say_outcome
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View


def show_differences(view: View) -> Exhibit | Fragment:
    """Show how the mean outcome differs with each predictor, among everybody and on each side."""
    rows = view.results.find("drivers", "difference")
    if not rows:
        return nothing(SECTION, "drivers")
    say = view.language.say
    unit = say("drivers.points") if rows[0].unit == "points" else _unit(view, rows[0])
    forest = Forest(
        caption=say("drivers.caption", outcome=tell_outcome(view)),
        subject=say("drivers.predictor"),
        number=say("drivers.difference"),
        spoken=say("drivers.on_scale"),
        digits=1 if rows[0].unit == "points" else 2,
    )
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="drivers",
        title=_title(view, rows),
        subtitle=say("drivers.subtitle", outcome=tell_outcome(view), unit=unit),
        legend=(*(bloc_keys(view) if any(row.bloc for row in rows) else ()), interval_key(view)),
        panels=_panels(view, forest, rows),
        notes=_notes(view, rows),
        rows=cite(view, "drivers.difference.*"),
        file="drivers",
    )


def show_share_differences(view: View) -> Exhibit | Fragment:
    """Show how the share of high answers differs with each predictor."""
    rows, high = view.results.find("drivers", "share_difference"), high_answers(view)
    if not rows or high is None:
        return nothing(SECTION, "driver-shares")
    say, answer = view.language.say, label_of_high(view, high)
    forest = Forest(
        caption=say("drivers.caption_shares", answer=answer),
        subject=say("drivers.predictor"),
        number=say("drivers.difference_points"),
        spoken=say("drivers.on_scale_shares"),
        is_share=True,
    )
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="driver-shares",
        title=_share_title(view, rows),
        subtitle=say("drivers.subtitle_shares", outcome=tell_outcome(view), answer=answer),
        legend=(*(bloc_keys(view) if any(row.bloc for row in rows) else ()), interval_key(view)),
        panels=_panels(view, forest, rows),
        notes=(*_notes(view, rows), _level(view, high), tell_assumption(view)),
        rows=cite(view, "drivers.share_difference.*", "drivers.high_share.*", "drivers.departure.*", "drivers.parallel_test.*"),
        file="driver_shares",
    )


def _panels(view: View, forest: Forest, rows: Sequence[Result]) -> tuple[Panel, ...]:
    shown, scale = list_shown(view, rows), scale_of(forest, rows)
    is_alone = len(shown) == 1 and not shown[0].bloc
    return tuple(_panel(view, forest, one, scale, is_alone=is_alone) for one in shown)


def _panel(view: View, forest: Forest, shown: Shown, scale: Scale, *, is_alone: bool) -> Panel:
    names = [name_row(view, row) for row in shown.rows]
    table = draw_forest(view, forest, shown.rows, names, scale)
    return Panel(tables=(table,), title="" if is_alone else title_of_shown(view, shown), bloc=shown.bloc)


def _title(view: View, rows: Sequence[Result]) -> Markup:
    told = leading(list_shown(view.whole, rows))
    outcome = outcome_of(told, is_found)
    if differs_by_side(told, outcome.found) or is_hushed(view, [row.variable for row in outcome.found]):
        return view.language.say("drivers.caption", outcome=tell_outcome(view))
    return say_outcome(view, "drivers.title", outcome, outcome=tell_outcome(view), names=quote_names(view, outcome.found))


def _share_title(view: View, rows: Sequence[Result]) -> Markup:
    told = leading(list_shown(view.whole, rows))
    outcome, high = outcome_of(told, is_found), high_answers(view)
    if high is not None and (differs_by_side(told, outcome.found) or is_hushed(view, [row.variable for row in outcome.found])):
        return view.language.say("drivers.caption_shares", answer=label_of_high(view, high))
    return say_outcome(view, "drivers.share_title", outcome, outcome=tell_outcome(view), names=quote_names(view, outcome.found))


def _notes(view: View, rows: Sequence[Result]) -> tuple[Markup | str, ...]:
    say = view.language.say
    promises = dict.fromkeys(phrases.interval_note(view, one.rows) for one in list_shown(view, rows))
    return (
        say("drivers.association"),
        say("drivers.read") + " " + tell_controls(view),
        tell_remade(view),
        *promises,
        *explain_dashes(view, rows),
        say("drivers.errors"),
    )


def _level(view: View, high: Result) -> Markup:
    rows = view.results.find("drivers", "high_share")
    told = join(
        (
            view.language.say(
                "drivers.share_of",
                whom=view.bloc_name(row.bloc) if row.bloc else view.language.say("drivers.everybody"),
                share=phrases.percent(view, row, has_sign=True),
            )
            for row in rows
        ),
        "; ",
    )
    return view.language.say("drivers.shares_now", answer=label_of_high(view, high), shares=told)


def tell_assumption(view: View) -> Markup:
    """State what the ordinal model assumes, and what a check of it found."""
    say = view.language.say
    rows = view.results.find("drivers", "departure")  # of the whole study, which the sentence counts
    outcome = outcome_of(rows, is_found)
    checked = say_outcome(view, "drivers.departure", outcome, named=join((_name_departure(view, row) for row in outcome.found), "; "))
    return say("drivers.note_shares") + " " + (checked if rows else say("drivers.departure_unchecked")) + "." + _tell_parallel(view)


def _tell_parallel(view: View) -> Markup:
    """State for which predictors and controls no single odds ratio serves all answers, and what that means for what is told."""
    say = view.language.say
    rows = view.results.find("drivers", "parallel_test")
    tested = [row for row in rows if not math.isnan(row.p_adjusted)]
    if not tested:
        return " " + say("drivers.parallel_untested") if rows else Markup("")
    found = [row for row in tested if is_found(row)]
    names = join((_name_tested(view, row) for row in found), "; ")
    told = say(f"drivers.parallel_{'some' if found else 'none'}", n=len(tested), found=len(found), names=names)
    left = say("drivers.parallel_left", n=len(rows) - len(tested)) if len(tested) < len(rows) else Markup("")
    return " " + told + (" " + left if left else left)


def _name_tested(view: View, row: Result) -> Markup:
    whom = view.bloc_name(row.bloc) if row.bloc else view.language.say("drivers.everybody")
    return view.language.say("drivers.whom", name=name_term(view, row.variable), whom=whom)


def _name_departure(view: View, row: Result) -> Markup:
    say = view.language.say
    named = say("drivers.whom", name=name_row(view, row), whom=view.bloc_name(row.bloc) if row.bloc else say("drivers.everybody"))
    return say("drivers.departure_of", name=named, points=phrases.percent(view, row), interval=phrases.interval(view, row, scale=100))


def _unit(view: View, row: Result) -> Markup:
    variable = view.codebook.variable(row.variable_2)
    if variable.kind.is_number:
        return view.language.say("drivers.own", unit=view.text(variable.unit) or "1")
    codes = view.codebook.codes(row.variable_2)
    return view.language.say("drivers.codes", low=min(codes), high=max(codes))
