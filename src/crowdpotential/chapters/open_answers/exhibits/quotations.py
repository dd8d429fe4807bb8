"""What respondents said in their own words: answers that coders released, under their themes."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.open_answers.exhibits.questions import SECTION, Asked, list_asked
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.results import Result
from crowdpotential.store import read_quotations
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View
from crowdpotential.views.wording import ask

Quoted = dict[str, dict[str, list[str]]]  # question -> theme -> answers


def show_quotations(view: View) -> Exhibit | Fragment:
    """List the answers that may be quoted, and count those that coders released and that are not."""
    quoted = _read(view)
    asked = [one for one in list_asked(view, "n_quoted") if one.variable in quoted]
    if not asked:
        return nothing(SECTION, "open-quotations")
    say = view.language.say
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="open-quotations",
        kind="table",
        title=say("open_answers.title_quotations"),
        subtitle=say("open_answers.subtitle_quotations"),
        panels=tuple(_panel(view, one, quoted[one.variable]) for one in asked),
        notes=(
            say("open_answers.note_quotations", n=view.params.report.suppress_below),
            *(_tell_left_out(view, row) for row in view.results.find(SECTION, "n_not_quoted")),
        ),
        rows=cite(view, "open_answers.n_quoted.*", "open_answers.n_not_quoted.*"),
        is_long=True,
    )


def _read(view: View) -> Quoted:
    found: Quoted = {}
    for question, theme, answer in read_quotations(view.run.output).itertuples(index=False, name=None):
        found.setdefault(question, {}).setdefault(theme, []).append(answer)
    return found


def _panel(view: View, asked: Asked, quoted: dict[str, list[str]]) -> Panel:
    say = view.language.say
    table = Table(
        looks=("wrap",),
        caption=say("open_answers.caption_quotations"),
        columns=(Column(head=say("open_answers.quotation"), kind="label"),),
        groups=tuple(Group(title=asked.label(view, key), rows=_rows(view, answers)) for key, answers in quoted.items()),
    )
    return Panel(title=ask(view, view.codebook.variable(asked.variable)), tables=(table,))


def _rows(view: View, answers: Sequence[str]) -> tuple[Row, ...]:
    return tuple(Row((view.language.say("open_answers.quoted", answer=answer),)) for answer in answers)


def _tell_left_out(view: View, row: Result) -> Markup | str:
    """State how many released answers are not quoted, and why."""
    if row.is_suppressed:
        return ""
    question = ask(view, view.codebook.variable(row.variable))
    return view.language.say(f"open_answers.not_quoted_{row.domain}", question=question, count=phrases.count(view, row), n=int(row.n))
