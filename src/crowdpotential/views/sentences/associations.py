"""In words: how strongly answers go together with the bloc, and levels of the index with groups."""

from markupsafe import Markup

from crowdpotential.exhibits.markup import join
from crowdpotential.views import phrases
from crowdpotential.views.frame import level
from crowdpotential.views.view import View
from crowdpotential.views.wording import name_of_variable


def tell_of_question(view: View, variable: str) -> Markup:
    """State how strongly the answers to a question go together with the bloc, where all blocs are shown."""
    wanted = {"variable": variable, "variable_2": "bloc"}
    strength = view.results.first("topline", "cramers_v", **wanted)
    test = view.results.first("topline", "rao_scott", **wanted)
    if strength is None or strength.is_suppressed or len(view.blocs) < len(view.params.blocs):
        return Markup("")
    values = {
        "v": phrases.estimate(view, strength, digits=2),
        "level": level(view),
        "bloc": view.bloc_word(),
    }
    if test is None:
        return view.language.say("topline.association_fixed", **values)
    interval, p_value = phrases.interval(view, strength, digits=2), phrases.p_value(view, test)
    n = sum(row.p_adjusted == row.p_adjusted for row in view.results.find("topline", "rao_scott", variable_2="bloc"))
    key = "topline.association_adjusted" if test.p_adjusted == test.p_adjusted and n > 1 else "topline.association"
    return view.language.say(key, interval=interval, p=p_value, n=n, **values)


def explain_questions(view: View) -> Markup:
    """State what the numbers beside the questions mean, where there are any."""
    if len(view.blocs) < 2 or not view.results.find("topline", "cramers_v"):
        return Markup("")
    note = view.language.say("topline.note_association", bloc=view.bloc_word())
    if view.joins_samples:
        return note
    return join([note, view.language.say("topline.note_alike", blocs=view.bloc_words)], " ")


def tell_of_levels(view: View) -> Markup:
    """State how strongly levels of the index go together with each grouping variable, where sides may be put together."""
    if len(view.params.blocs) > 1 and not view.compares_blocs:
        return Markup("")
    say = view.language.say
    tests = {row.variable_2: row for row in view.results.find("groups", "rao_scott", variable="index")}
    associations = [
        say(
            "groups.level_association",
            variable=name_of_variable(view, row.variable_2),
            v=phrases.estimate(view, row, digits=2),
            p=phrases.p_value(view, tests[row.variable_2]),
        )
        for row in view.results.find("groups", "cramers_v", variable="index")
        if row.variable_2 in tests and not row.is_suppressed
    ]
    return say("groups.note_levels", associations=join(associations, "; ")) if associations else Markup("")
