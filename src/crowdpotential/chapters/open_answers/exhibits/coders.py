"""How far two coders agree on the themes of open answers."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.open_answers.exhibits.questions import SECTION, Asked, list_asked
from crowdpotential.exhibits.cells import Number
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite, interval_column
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View
from crowdpotential.views.wording import ask

RELIABLE, TENTATIVE = 0.800, 0.667  # Krippendorff 2004, Content Analysis, page 241


def show_agreement(view: View) -> Exhibit | Fragment:
    """List Krippendorff's alpha of each open question and theme, with its interval and the number of answers coded twice."""
    asked = list_asked(view, "agreement")
    if not asked:
        return nothing(SECTION, "coder-agreement")
    say = view.language.say
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="coder-agreement",
        kind="table",
        arrangement="bare",
        title=_title(view, asked),
        subtitle=say("open_answers.subtitle_agreement"),
        panels=(Panel(tables=(_table(view, asked),)),),
        notes=(
            say("open_answers.note_alpha", reliable=view.numerals.decimal(RELIABLE, 2), tentative=view.numerals.decimal(TENTATIVE, 3)),
            say("open_answers.note_rule"),
            *(_tell_disagreed(view, one) for one in asked),
        ),
        rows=cite(view, "open_answers.agreement.*", "open_answers.n_disagreed.*"),
    )


def _rows(view: View, asked: Asked) -> Sequence[Result]:
    """List the agreement on all themes, then on each in the order of the frame."""
    return view.results.find(SECTION, "agreement", variable=asked.variable)


def _table(view: View, asked: list[Asked]) -> Table:
    say = view.language.say
    return Table(
        caption=say("open_answers.caption_agreement"),
        columns=(
            Column(head=say("open_answers.theme"), kind="label"),
            Column(head=say("open_answers.alpha"), look="value"),
            interval_column(view),
            Column(head=say("open_answers.coded_twice"), label="n", look="base"),
        ),
        groups=tuple(
            Group(
                title=ask(view, view.codebook.variable(one.variable)),
                rows=tuple(
                    Row(
                        (
                            one.label(view, row.category) if row.category else say("open_answers.all_themes"),
                            Number(row, digits=2),
                            Number(row, part="interval", digits=2),
                            Number(row, part="base"),
                        )
                    )
                    for row in _rows(view, one)
                ),
            )
            for one in asked
        ),
    )


def _title(view: View, asked: list[Asked]) -> Markup:
    """Say on how many themes the coders agree reliably: the lower end of the interval reaches the bound."""
    say = view.language.say
    told = [row for one in asked for row in _rows(view, one) if row.category and not row.is_suppressed]
    if not told:
        return say("open_answers.caption_agreement")
    return say("open_answers.title_agreement", n=len(told), found=sum(row.ci_low >= RELIABLE for row in told))


def _tell_disagreed(view: View, asked: Asked) -> Markup | str:
    row = next(iter(view.results.find(SECTION, "n_disagreed", variable=asked.variable)), None)
    if row is None or row.is_suppressed:
        return ""
    question = ask(view, view.codebook.variable(asked.variable))
    return view.language.say("open_answers.disagreed", question=question, count=phrases.count(view, row), n=int(row.n))
