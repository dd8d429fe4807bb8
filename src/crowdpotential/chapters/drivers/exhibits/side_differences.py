"""Whether predictors go with the outcome alike on the sides."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.drivers.exhibits.naming import SECTION, is_found, is_hushed, name_row, quote_names, tell_outcome
from crowdpotential.exhibits.cells import Text
from crowdpotential.exhibits.exhibit import Exhibit, Panel
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite, interval_key
from crowdpotential.views.forest import Forest, draw_forest, scale_of
from crowdpotential.views.frame import nothing
from crowdpotential.views.sentences.outcome import outcome_of, say_outcome
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View


def show_side_differences(view: View) -> Exhibit | Fragment:
    """Show by how much the differences with each predictor differ between two sides, a panel for each pair."""
    rows = [
        row for row in view.results.find("drivers", "side_difference", model="linear") if {row.bloc, row.reference_bloc} <= set(view.blocs)
    ]
    if not rows:
        return nothing(SECTION, "driver-sides")
    say = view.language.say
    forest = Forest(
        caption=say("drivers.caption_sides", outcome=tell_outcome(view)),
        subject=say("drivers.predictor"),
        number=say("drivers.difference"),
        spoken=say("drivers.on_scale"),
        digits=1 if rows[0].unit == "points" else 2,
    )
    pairs = list(dict.fromkeys((row.bloc, row.reference_bloc) for row in rows))
    scale = scale_of(forest, rows)
    panels = []
    for first, second in pairs:
        own = [row for row in rows if (row.bloc, row.reference_bloc) == (first, second)]
        table = draw_forest(view, forest, own, [name_row(view, row) for row in own], scale)
        panels.append(Panel(tables=(table,), title=_pair(view, first, second)))
    every = view.results.find("drivers", "side_difference", model="linear")
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="driver-sides",
        title=_title(view, every),
        subtitle=say("drivers.subtitle_sides", outcome=tell_outcome(view)),
        legend=(interval_key(view),),
        panels=tuple(panels),
        notes=(
            say("drivers.note_sides"),
            phrases.interval_note(view, every),
            *explain_dashes(view, rows),
            say("drivers.shares_beside") if view.results.find("drivers", "side_difference", model="ordinal") else "",
        ),
        rows=cite(view, "drivers.side_difference.*"),
        file="driver_sides",
    )


def _pair(view: View, first: str, second: str) -> Text:
    return view.language.say("areas.pair_names", area=view.bloc_name(first), reference=view.bloc_name(second))


def _title(view: View, rows: Sequence[Result]) -> Markup:
    outcome = outcome_of(rows, is_found)
    if is_hushed(view, [row.variable for row in outcome.found]):
        return view.language.say("drivers.caption_sides", outcome=tell_outcome(view))
    return say_outcome(view, "drivers.sides_title", outcome, blocs=view.bloc_words, names=quote_names(view, outcome.found))
