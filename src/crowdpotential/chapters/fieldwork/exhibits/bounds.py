"""Sensitive questions: how far their results could be off, had everybody who kept silent been of one mind."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from crowdpotential.exhibits.cells import Content, Mark, Number, Range, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Key, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, tag
from crowdpotential.exhibits.plot import choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import level, nothing
from crowdpotential.views.view import View
from crowdpotential.views.wording import ask_briefly

MODELS = ("answered", "lowest", "highest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """A share or a mean among those who answered, and the two ends of what it could be."""

    answered: Result
    lowest: Result
    highest: Result

    @property
    def width(self) -> float:
        """What the missing answers leave open."""
        return self.highest.estimate - self.lowest.estimate


def show_bounds(view: View) -> Exhibit | Fragment:
    """Show the bounds of the share of positive answers to every sensitive question, with the interval that covers the truth."""
    found = sorted(find_bounds(view, "share_bound"), key=lambda entry: -entry.width)
    if not found:
        return nothing("qual", "bounds")
    say = view.language.say
    low, high = (phrases.percent(view, row, has_sign=True) for row in (found[0].lowest, found[0].highest))
    return Exhibit(
        setting=view.setting,
        section="qual",
        anchor="bounds",
        arrangement="bare",
        title=say("bounds.title", n=len(found), low=low, high=high),
        subtitle=say("bounds.subtitle") + " " + say(f"frame.weighted_{view.weighting_kind}"),
        legend=(
            Key(words=say("bounds.answered_key"), shape="dot"),
            Key(words=say("bounds.between_key"), shape="open"),
            Key(words=say("bounds.cover_key", level=level(view)), shape="interval"),
        ),
        panels=(Panel(tables=(_table(view, found),)),),
        notes=(
            say("bounds.note"),
            _codes_note(view, found),
            say("bounds.mean_note"),
            _base_note(view, found),
        ),
        rows=cite(view, "topline.share_bound.*", "topline.mean_bound.*"),
        file="bounds",
    )


def _table(view: View, found: Sequence[Bounds]) -> Table:
    say = view.language.say
    means = {entry.answered.variable: entry for entry in find_bounds(view, "mean_bound")}
    ends = [100 * end for entry in found for end in (entry.lowest.ci_low, entry.highest.ci_high)]
    return Table(
        form="plot",
        label_em=15,
        caption=say("bounds.caption"),
        axis=Axis(scale=choose_scale(ends, lowest=0, highest=100), spoken=say("bounds.on_scale"), suffix=" %"),
        columns=(
            Column(head=say("bounds.question"), kind="label"),
            Column(kind="track"),
            Column(head=say("bounds.answered"), label=say("bounds.answered_short"), look="value"),
            Column(head=say("bounds.between"), label=say("bounds.between_short")),
            Column(head=say("bounds.cover", level=level(view)), label=level(view), look="interval"),
            Column(head=say("bounds.mean"), label=say("bounds.mean_short"), look="base"),
        ),
        groups=(Group(rows=tuple(_row(view, entry, means.get(entry.answered.variable)) for entry in found)),),
    )


def find_bounds(view: View, measure: str) -> list[Bounds]:
    """List the bounds over all respondents, in the order of the questionnaire; none where a number is hidden."""
    found = []
    for answered in view.results.find("topline", measure, model="answered", bloc="", area=""):
        rows = [view.results.first("topline", measure, model=model, variable=answered.variable, bloc="", area="") for model in MODELS]
        known = [row for row in rows if row is not None and not row.is_suppressed]
        if len(known) == len(MODELS):
            found.append(Bounds(answered=known[0], lowest=known[1], highest=known[2]))
    return found


def _row(view: View, entry: Bounds, mean: Bounds | None) -> Row:
    lowest, highest, answered = entry.lowest, entry.highest, entry.answered
    marks = (
        Mark(low=100 * lowest.ci_low, high=100 * highest.ci_high, shape="interval"),
        Mark(low=100 * lowest.estimate, high=100 * highest.estimate, shape="open"),
        Mark(100 * answered.estimate, shape="dot"),
    )
    variable = view.codebook.variable(answered.variable)
    ends: Content = Number(None)
    if mean is not None:
        ends = Range(Number(mean.lowest, digits=2), Number(mean.highest, digits=2))
    return Row(
        (
            tag("span", variable.id, class_="flag") + " " + ask_briefly(view, variable),
            Track(marks),
            Number(answered, unit="percent"),
            Range(Number(lowest, unit="percent"), Number(highest, unit="percent")),
            Range(Number(lowest, part="ci_low", unit="percent"), Number(highest, part="ci_high", unit="percent")),
            ends,
        )
    )


def _codes_note(view: View, found: Sequence[Bounds]) -> Markup:
    """State which answers count as positive, once for all questions that share them."""
    groups: dict[Markup, list[str]] = {}
    for entry in found:
        labels = view.codebook.codes(entry.answered.variable)
        words = [
            view.language.say("bounds.quoted", label=view.text(labels[int(code)].label)) for code in entry.answered.category.split("+")
        ]
        groups.setdefault(join(words, ", "), []).append(entry.answered.variable)
    parts = [join([", ".join(sorted(names)), words], " — ") for words, names in groups.items()]
    return view.language.say("bounds.codes", codes=join(parts, "; "))


def _base_note(view: View, found: Sequence[Bounds]) -> Markup:
    """State how many were asked, whom the bounds are about, and how many of them answered."""
    asked, answered = ([getattr(entry, model) for entry in found] for model in ("lowest", "answered"))
    return view.language.say("bounds.base", asked=_range(view, asked), answered=_range(view, answered))


def _range(view: View, rows: Sequence[Result]) -> Markup:
    fewest, most = (choose(rows, key=lambda row: row.n) for choose in (min, max))
    return join([phrases.base(view, row) for row in ((fewest,) if fewest.n == most.n else (fewest, most))], "–")
