"""What was related to what, whom the models rest on, and how closely they fit."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.drivers.exhibits.naming import (
    SECTION,
    drivers_of,
    label_of,
    name_term,
    tell_controls,
    tell_outcome,
    tell_remade,
)
from crowdpotential.exhibits.cells import Content, Named, Number, Text
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.results import Result
from crowdpotential.views.exhibit_parts import cite, with_interval
from crowdpotential.views.frame import make_prose, nothing
from crowdpotential.views.sentences.above import enumerate_quoted
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View

FITS = (("r_squared", "linear"), ("r_squared", "controls"), ("pseudo_r_squared", "ordinal"))


def introduce_drivers(view: View) -> Fragment:
    """State what is related to what, and that nothing of it is an effect."""
    drivers = drivers_of(view)
    if drivers is None:
        return nothing(SECTION, "drivers-intro")
    names = enumerate_quoted(view, [name_term(view, name) for name in drivers.predictors])
    asked = view.language.say("drivers.intro", outcome=tell_outcome(view), names=names)
    return make_prose(
        SECTION, "drivers-intro", asked + " " + tell_controls(view), tell_remade(view), view.language.say("drivers.association")
    )


def show_models(view: View) -> Exhibit | Fragment:
    """Tabulate respondents and fit of the models, and who was left out for want of which answer."""
    if drivers_of(view) is None:
        return nothing(SECTION, "driver-models")
    say, blocs = view.language.say, _blocs(view)
    fits = [row for measure, _ in FITS for row in view.results.find("drivers", measure)]
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="driver-models",
        kind="table",
        arrangement="bare",
        title=say("drivers.models_title" if fits else "drivers.models_none"),
        subtitle=say("drivers.models_subtitle", outcome=tell_outcome(view)),
        panels=(Panel(tables=(_table(view, blocs),)),),
        notes=(
            say("drivers.note_fit"),
            *_left_out(view, blocs),
            *_failures(view, blocs),
            say("drivers.missing_kept") if view.params.drivers and view.params.drivers.missing == "category" else "",
            *explain_dashes(view, fits),
        ),
        rows=cite(
            view, "drivers.n_complete.*", "drivers.n_left_out.*", "drivers.left_out.*", "drivers.r_squared.*", "drivers.pseudo_r_squared.*"
        ),
    )


def _blocs(view: View) -> list[str]:
    found = {row.bloc for row in view.results.find("drivers", "n_complete")}
    return [bloc for bloc in ("", *view.blocs) if bloc in found]


def _table(view: View, blocs: Sequence[str]) -> Table:
    say = view.language.say
    people = [_line(view, say("drivers.n_complete"), "n_complete", blocs, model="linear"), _bases(view, blocs)]
    lacking = list(dict.fromkeys((row.variable, row.category) for row in view.results.find("drivers", "n_left_out")))
    reasons = [
        _line(view, say(f"drivers.lacks_{reason}", name=name_term(view, name)), "n_left_out", blocs, variable=name, category=reason)
        for name, reason in lacking
    ]
    fits = [
        Row((say(f"drivers.{measure}_{model}"), *(_fit(view, measure, model, bloc) for bloc in blocs)))
        for measure, model in FITS
        if view.results.find("drivers", measure, model=model)
    ]
    groups = [Group(title=say("drivers.people"), rows=tuple(people))]
    groups += [Group(title=say("drivers.lacking"), rows=tuple(reasons), look="sep")] if reasons else []
    groups += [Group(title=say("drivers.fit"), rows=tuple(fits), look="sep")] if fits else []
    return Table(
        looks=("pin1",),
        caption=say("drivers.models_subtitle", outcome=tell_outcome(view)),
        columns=(Column(kind="label"), *(Column(head=_head(view, bloc), look="value") for bloc in blocs)),
        groups=tuple(groups),
    )


def _head(view: View, bloc: str) -> Content:
    return Named(view.bloc_name(bloc), bloc) if bloc else view.language.say("drivers.everybody")


def _line(view: View, label: Text, measure: str, blocs: Sequence[str], **wanted: str) -> Row:
    rows = view.results.find("drivers", measure, **wanted)
    by_bloc = {row.bloc: row for row in rows}
    return Row((label, *(Number(by_bloc[bloc], digits=0) if bloc in by_bloc else "—" for bloc in blocs)))


def _bases(view: View, blocs: Sequence[str]) -> Row:
    found = {row.bloc: row for row in view.results.find("drivers", "n_complete", model="linear")}
    return Row((view.language.say("drivers.n_all"), *(Number(found.get(bloc), part="base") for bloc in blocs)))


def _fit(view: View, measure: str, model: str, bloc: str) -> Content:
    return with_interval(view.results.first("drivers", measure, model=model, bloc=bloc))


def _left_out(view: View, blocs: Sequence[str]) -> list[Markup]:
    """Name what the models do not hold, by reason."""
    rows = [row for row in view.results.find("drivers", "left_out") if row.bloc in blocs and not row.is_suppressed]
    found = []
    for reason in dict.fromkeys(row.note for row in rows):
        names = join((_name_left_out(view, row) for row in rows if row.note == reason), "; ")
        found.append(view.language.say(f"drivers.out_{reason}", names=names))
    return found


def _name_left_out(view: View, row: Result) -> Markup:
    name: Text = name_term(view, row.variable)
    if row.category:
        name = view.language.say("drivers.of", name=name, category=label_of(view, row.variable, row.category))
    whom = view.bloc_name(row.bloc) if row.bloc else view.language.say("drivers.everybody")
    return view.language.say("drivers.whom", name=name, whom=whom)


def _failures(view: View, blocs: Sequence[str]) -> list[Markup]:
    """State why a model could not be made."""
    rows = [row for row in view.results.find("drivers", "n_complete") if row.note and row.bloc in blocs and not row.is_suppressed]
    return [
        view.language.say(
            f"drivers.failed_{row.note}",
            whom=view.bloc_name(row.bloc) if row.bloc else view.language.say("drivers.everybody"),
        )
        for row in rows
    ]
