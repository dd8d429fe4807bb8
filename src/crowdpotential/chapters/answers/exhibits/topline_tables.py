"""Toplines: every question in the order of the questionnaire, as it was asked, with its base. Open answers are never printed."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.answers.exhibits.question_table import (
    Distribution,
    is_fixed,
    list_distributions,
    list_tables,
)
from crowdpotential.codebook import Variable
from crowdpotential.exhibits.exhibit import Exhibit, Panel
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, tag
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import level, make_prose, nothing
from crowdpotential.views.ladder import differing_items
from crowdpotential.views.sentences.associations import explain_questions, tell_of_question
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View
from crowdpotential.views.wording import ask, ask_briefly, has_reversed


def introduce_toplines(view: View) -> Fragment:
    """State how many questions follow and how they are printed."""
    n = len({row.variable for measure in ("share", "mean") for row in view.results.find("topline", measure)})
    if not n:
        return nothing("topline", "topline-intro")
    return make_prose(
        "topline",
        "topline-intro",
        view.language.say("topline.intro", questions=view.language.count("noun.questions", n)),
    )


def show_toplines(view: View) -> Exhibit | Fragment:
    """Print the distribution of every question, in all and on each side."""
    every = list_distributions(view)
    if not every:
        return nothing("topline", "toplines")
    say, first = view.language.say, view.params.report.percent_of
    has_beside = any(shown.beside for shown in every)
    return Exhibit(
        setting=view.setting,
        section="topline",
        anchor="toplines",
        kind="table",
        arrangement="questions",
        is_long=True,
        title=_title(view, every),
        subtitle=join([say(f"topline.subtitle_{first}"), say(f"topline.beside_{first}") if has_beside else ""], " "),
        panels=tuple(_question(shown) for shown in every),
        notes=(
            say(f"frame.weighted_{view.weighting_kind}") + " " + say("topline.note", level=level(view)),
            say("topline.note_blocs", blocs=view.bloc_words) if len(view.blocs) > 1 else "",
            say("topline.note_means") if any(v.kind.is_rating for v in view.codebook.variables) else "",
            say("topline.note_turned") if has_reversed(view) else "",
            explain_questions(view),
            *explain_dashes(view, _list_rows(view)),
            _fixed(view, every),
            say("topline.open") if any(v.kind.is_open for v in view.codebook.variables) else "",
        ),
        rows=cite(view, "topline.*"),
    )


def _title(view: View, every: Sequence[Distribution]) -> Markup:
    """Name the answer that more agree on than on any other; of questions that describe the respondent nothing is said."""
    described = {
        *view.params.comparison.group_by,
        *(part for name in view.params.weighting.variables for part in name.split("*")),
        *(variable.id for variable in view.codebook.variables if variable.role or variable.derive),
    }
    found = [
        (row, shown.variable)
        for shown in every
        if shown.variable.kind.has_one_code and shown.variable.id not in described
        for category in view.codebook.codes(shown.variable.id)
        for row in shown.shares(str(category), shown.first)[:1]
        if row is not None and (row.is_suppressed or row.estimate < 1)
    ]
    if not found or any(row.is_suppressed for row, _ in found):  # a hidden answer may be more frequent
        return view.language.say("topline.title")
    most, variable = max(found, key=lambda pair: pair[0].estimate)
    return view.language.say(
        "topline.title_most",
        question=ask_briefly(view, variable),
        answer=view.text(view.codebook.codes(variable.id)[int(most.category)].label),
        share=phrases.percent(view, most, has_sign=True),
    )


def _fixed(view: View, every: Sequence[Distribution]) -> Markup:
    """Explain the dashes of shares that have no error, where there are any."""
    rows = [row for shown in every for row in shown.found.values() if row.measure == "share"]
    if not any(is_fixed(row) for row in rows):
        return Markup("")
    return view.language.say("topline.note_fixed" if view.params.weighting.method != "none" else "topline.note_fixed_none")


def _list_rows(view: View) -> list[Result]:
    return [row for measure in ("share", "mean") for row in view.results.find("topline", measure)]


def _question(shown: Distribution) -> Panel:
    """Put what kind of question it was above its tables, and what its answers go together with below."""
    view, variable = shown.view, shown.variable
    association = "" if _differs(view, variable.id) else tell_of_question(view, variable.id)
    return Panel(
        title=join([tag("span", variable.id, class_="flag"), ask(view, variable)], " "),
        lead=(join(_about(shown), "; "),),
        tables=list_tables(shown),
        after=(association, _source(view, variable), view.text(variable.note)),
    )


def _differs(view: View, variable: str) -> bool:
    """Return whether an item functions differently on the sides, so that its answers there are not compared."""
    return any(row.variable == variable for row in differing_items(view))


def _about(shown: Distribution) -> list[Markup]:
    """State what kind of question it was, and of whom it was asked."""
    view, variable, say = shown.view, shown.variable, shown.view.language.say
    about = [say(f"topline.type_{variable.type}")]
    if variable.max_answers:
        about.append(say("topline.at_most", n=variable.max_answers))
    if variable.kind.has_options and _adds_to_more_than_all(shown):
        about.append(say("topline.exceeds"))
    if variable.random_block is not None:
        about.append(say("topline.random_block"))
    if variable.random_options:
        about.append(say("topline.random_options"))
    if variable.asked_if is not None:
        about.append(say("topline.routed"))
    if variable.blocs:
        names = ", ".join(view.bloc_name(bloc) for bloc in variable.blocs if bloc in view.params.blocs)
        about.append(say("topline.only", places=names))
    if variable.areas:
        about.append(say("topline.only", places=", ".join(view.area_name(area) for area in variable.areas if area in view.params.areas)))
    if variable.dimension and variable.direction < 0:
        about.append(say("topline.reversed"))
    if _differs(view, variable.id):
        about.append(say("topline.differs", blocs=view.bloc_words))
    return about


def _source(view: View, variable: Variable) -> Markup:
    """Name the survey whose question this is, and whether its words are known."""
    if variable.source is None:
        return Markup("")
    how = "translated" if view.language.code in variable.source.translated else variable.source.wording
    return view.language.say(f"topline.source_{how}", name=view.text(variable.source.name), year=variable.source.year)


def _adds_to_more_than_all(shown: Distribution) -> bool:
    """Return whether the per cent of a question with several answers, as they are printed first, add to more than 100."""
    shares = [
        row.estimate
        for (measure, _, base, bloc), row in shown.found.items()
        if (measure, base, bloc) == ("share", shown.first, shown.sides[0])
    ]
    return sum(shares) > 1
