"""What each text changes, among everybody who was asked and on each side, and whether the sides react alike."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.vignette.exhibits.naming import (
    SECTION,
    is_found,
    is_hushed,
    list_blocs,
    name_arm,
    name_control,
    name_whom,
    tell_question,
    tell_scope,
)
from crowdpotential.exhibits.cells import Content, Number
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import bloc_keys, cite, interval_column, interval_key
from crowdpotential.views.forest import Forest, conclude, draw_forest, scale_of
from crowdpotential.views.frame import nothing, refer
from crowdpotential.views.sentences.above import enumerate_quoted
from crowdpotential.views.sentences.outcome import outcome_of, say_outcome
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View


def show_effects(view: View) -> Exhibit | Fragment:
    """Show the effect of each text against the control, weighted; the means and the unweighted effects stand in a table below."""
    rows = [row for row in view.results.find("vignette", "effect") if row.weighting != "none"]
    if not rows:
        return nothing(SECTION, "vignette")
    say, forest = view.language.say, _forest(view)
    scale, blocs = scale_of(forest, rows), list_blocs(view, rows)
    panels = []
    for bloc in blocs:
        own = [row for row in rows if row.bloc == bloc]
        marked = draw_forest(view, forest, own, [name_arm(view, row.category) for row in own], scale)
        title = name_whom(view, bloc) if blocs != [""] else ""
        panels.append(Panel(tables=(marked, _beside(view, bloc, own)), title=title, bloc=bloc))
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="vignette",
        title=tell_effects(view, rows),
        subtitle=say("vignette.subtitle", question=tell_question(view), control=name_control(view)),
        legend=(*(bloc_keys(view) if any(blocs) else ()), interval_key(view)),
        panels=tuple(panels),
        notes=(
            say("vignette.effect") + refer(view, "vignette-chance", before=" "),
            tell_scope(view),
            *dict.fromkeys(phrases.interval_note(view, [row for row in rows if row.bloc == bloc]) for bloc in blocs),
            say("vignette.note_unweighted"),
            _too_few(view),
            *explain_dashes(view, rows),
        ),
        rows=cite(view, "vignette.effect.*", "vignette.mean.*", "vignette.n_asked*", "vignette.asked_share*"),
        file="vignette",
    )


def show_effects_of_sides(view: View) -> Exhibit | Fragment:
    """Show by how much the effects differ between two sides."""
    every = view.results.find("vignette", "effect_difference")
    rows = [row for row in every if {row.bloc, row.reference_bloc} <= set(view.blocs)]
    if not rows:
        return nothing(SECTION, "vignette-sides")
    say, forest = view.language.say, _forest(view)
    scale = scale_of(forest, rows)
    panels = []
    for first, second in dict.fromkeys((row.bloc, row.reference_bloc) for row in rows):
        own = [row for row in rows if (row.bloc, row.reference_bloc) == (first, second)]
        marked = draw_forest(view, forest, own, [name_arm(view, row.category) for row in own], scale)
        pair = say("areas.pair_names", area=view.bloc_name(first), reference=view.bloc_name(second))
        panels.append(Panel(tables=(marked,), title=pair))
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="vignette-sides",
        title=_sides_title(view, every),
        subtitle=say("vignette.subtitle_sides", question=tell_question(view)),
        legend=(interval_key(view),),
        panels=tuple(panels),
        notes=(say("vignette.note_sides"), phrases.interval_note(view, every), *explain_dashes(view, rows)),
        rows=cite(view, "vignette.effect_difference.*"),
        file="vignette_sides",
    )


def _forest(view: View) -> Forest:
    say = view.language.say
    return Forest(
        caption=say("vignette.caption"),
        subject=say("vignette.text"),
        number=say("vignette.effect_head"),
        spoken=say("vignette.on_scale"),
        digits=2,
    )


def _beside(view: View, bloc: str, effects: Sequence[Result]) -> Table:
    """Tabulate the mean under each text, and the effects with every respondent counted once."""
    say = view.language.say
    plain = {row.category: row for row in view.results.find("vignette", "effect", bloc=bloc, weighting="none")}
    means = view.results.find("vignette", "mean", bloc=bloc)
    known = {row.category for row in effects}
    return Table(
        looks=("pin1",),
        caption=say("vignette.caption_means"),
        fold=say("vignette.caption_means"),
        columns=(
            Column(head=say("vignette.text"), kind="label"),
            Column(head=say("vignette.mean"), look="value"),
            interval_column(view),
            Column(head="n", look="base"),
            Column(head=say("vignette.unweighted"), look="value"),
            interval_column(view),
            Column(head=say("areas.conclusion"), look="verdict"),
        ),
        groups=(
            Group(
                rows=tuple(
                    Row((*_mean(view, row), *_plain(view, plain.get(row.category) if row.category in known else None))) for row in means
                )
            ),
        ),
    )


def _mean(view: View, row: Result) -> tuple[Content, ...]:
    return name_arm(view, row.category), Number(row, digits=2), Number(row, part="interval", digits=2), Number(row, part="base")


def _plain(view: View, row: Result | None) -> tuple[Content, ...]:
    if row is None:
        return "—", "—", "—"
    return Number(row, digits=2, is_signed=True), Number(row, part="interval", digits=2), conclude(view, row)


def tell_effects(view: View, rows: Sequence[Result]) -> Markup:
    """Name the texts that are established to change the answers of everybody asked, or of each side apart."""
    if is_hushed(view):
        return view.language.say("vignette.caption")
    told = [row for row in rows if not row.bloc]
    if told:
        outcome = outcome_of(told, is_found)
        return say_outcome(view, "vignette.title", outcome, names=_names(view, outcome.found))
    outcome = outcome_of(rows, is_found)
    found = join((_on_side(view, row) for row in outcome.found), "; ")
    return say_outcome(view, "vignette.title", outcome, names=found)


def _sides_title(view: View, every: Sequence[Result]) -> Markup:
    if is_hushed(view):
        return view.language.say("vignette.caption")
    outcome = outcome_of(every, is_found)
    return say_outcome(view, "vignette.sides_title", outcome, blocs=view.bloc_words, names=_names(view, outcome.found))


def _on_side(view: View, row: Result) -> Markup:
    return view.language.say("vignette.on_side", text=name_arm(view, row.category), bloc=view.bloc_name(row.bloc))


def _names(view: View, rows: Sequence[Result]) -> Markup:
    return enumerate_quoted(view, list(dict.fromkeys(name_arm(view, row.category) for row in rows)))


def _too_few(view: View) -> Markup:
    rows = [row for row in view.results.find("vignette", "mean") if row.note == "too_few" and row.bloc in {"", *view.blocs}]
    if not rows:
        return Markup("")
    return view.language.say("vignette.too_few", names=_names(view, rows))
