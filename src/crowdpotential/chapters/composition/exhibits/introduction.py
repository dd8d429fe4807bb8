"""What the section on composition asks, what it finds in a sentence, and which gaps it cannot take apart."""

from markupsafe import Markup

from crowdpotential.chapters.composition.exhibits.shown_pairs import ShownPair, find_parts, list_shown
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, number
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.frame import make_prose, nothing
from crowdpotential.views.sentences.obstacles import obstacle_to_sides
from crowdpotential.views.sentences.outcome import why_untested
from crowdpotential.views.view import View
from crowdpotential.views.wording import label_of_key, name_of_variable


def introduce_composition(view: View) -> Fragment:
    """State by which controls the gap is taken apart, what falls on composition, and what could not be done."""
    say, gap = view.language.say, view.params.gap
    if gap is None or view.verdict is None or len(view.blocs) < 2:
        return nothing("composition", "composition-intro")
    if reason := obstacle_to_sides(view):
        words = say("composition.refused", blocs=view.bloc_words, reason=say(f"outcome.{reason}"))
        return make_prose("composition", "composition-intro", words)
    controls = join([say("composition.quoted", name=name_of_variable(view, name)) for name in gap.controls], ", ")
    shown, obstacles = list_shown(view), _list_obstacles(view)
    if not shown and not obstacles:
        return nothing("composition", "composition-intro")
    about = join([say("composition.intro", controls=controls), *(_say_part(view, one) for one in shown)], " ") if shown else Markup("")
    return make_prose("composition", "composition-intro", about, *obstacles, *(_list_lacking(view) if shown else ()))


def _say_part(view: View, shown: ShownPair) -> Markup:
    """State how much of a difference falls on composition."""
    say, found = view.language.say, _composition(view, shown)
    if found is None or why_untested(found):
        return Markup("")
    first, second = (view.bloc_name(name) for name in shown.names)
    whole = shown.orient(view.results.find("gap", "rung", bloc=shown.pair[0], reference_bloc=shown.pair[1])[0])
    return say(
        "composition.part",
        first=first,
        second=second,
        part=phrases.estimate(view, found, is_signed=True),
        ci=phrases.interval(view, found),
        gap=phrases.estimate(view, whole, is_signed=True),
    )


def _composition(view: View, shown: ShownPair) -> Result | None:
    return next(iter(find_parts(view, shown, category="composition", variable_2="")), None)


def _list_obstacles(view: View) -> list[Markup]:
    """State of each pair that is not taken apart what forbids it."""
    return [
        view.language.say(
            f"composition.left_{row.model}",
            side=view.bloc_name(row.bloc),
            against=view.bloc_name(row.reference_bloc),
            control=name_of_variable(view, row.variable_2) if row.variable_2 else "",
            category=label_of_key(view, row.variable_2, row.category) if row.category else "",
            needed=phrases.count(view, row),
        )
        for row in view.results.find("gap", "not_taken_apart")
        if {row.bloc, row.reference_bloc} <= set(view.blocs)
    ]


def _list_lacking(view: View) -> list[Markup]:
    """State how many do not count for want of a control, and that this moves the difference from the one reported elsewhere."""
    rows = [row for row in view.results.find("gap", "n_lacking_control") if row.bloc in view.blocs]
    if not rows:
        return []
    named = [f"{view.bloc_name(row.bloc)} — {number(row, view.numerals.integer(row.estimate))}" for row in rows]
    return [view.language.say("composition.lacking", named=Markup(", ").join(Markup(one) for one in named))]
