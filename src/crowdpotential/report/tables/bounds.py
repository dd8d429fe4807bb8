"""Sensitive questions: how far their results could be off, had everybody who kept silent been of one mind."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import Cell, Rows, head, join, number, table, tag
from crowdpotential.exhibits.plot import Scale, axis, choose_scale, dot_mark, interval_mark, span_mark, track
from crowdpotential.exhibits.results import Result
from crowdpotential.report import cells
from crowdpotential.report.frame import Caption, level, make_figure, nothing
from crowdpotential.report.view import View
from crowdpotential.report.wording import ask_briefly

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


def show_bounds(view: View) -> Fragment:
    """Draw the bounds of the share of positive answers to every sensitive question, with the interval that covers the truth."""
    found = sorted(find_bounds(view, "share_bound"), key=lambda entry: -entry.width)
    if not found:
        return nothing("qual", "bounds")
    say = view.language.say
    means = {entry.answered.variable: entry for entry in find_bounds(view, "mean_bound")}
    scale = choose_scale(
        [100 * end for entry in found for end in (entry.lowest.ci_low, entry.highest.ci_high)],
        lowest=0,
        highest=100,
    )
    heads = [
        *head(say("bounds.question")),
        axis(scale, view.numerals, spoken=say("bounds.on_scale"), suffix=" %"),
        *head(say("bounds.answered"), say("bounds.between"), say("bounds.cover", level=level(view)), say("bounds.mean")),
    ]  # fmt: skip
    rows = Rows(rows=tuple(_row(view, entry, means.get(entry.answered.variable), scale) for entry in found))
    body = table(
        say("bounds.caption"), heads=[heads], groups=[rows], css="plot", style="--lw0:15em", has_roles=True
    )
    widest = found[0]
    caption = Caption(
        title=say("bounds.title", n=len(found), low=_percent(view, widest.lowest), high=_percent(view, widest.highest)),
        subtitle=say("bounds.subtitle") + " " + say(f"frame.weighted_{view.weighting_kind}"),
        legend=[_key('<circle class="mk" cx="6" cy="6" r="5"/>') + say("bounds.answered_key"),
                _key('<rect class="open" x="2" y="1" width="22" height="10"/>', " wide") + say("bounds.between_key"),
                _key('<line class="iv" x1="0" x2="26" y1="6" y2="6"/>', " wide") + say("bounds.cover_key", level=level(view))],
        notes=[say("bounds.note"), _codes_note(view, found), say("bounds.mean_note"), _base_note(view, found)],
        rows="topline.share_bound.*, topline.mean_bound.*", files="bounds",
    )  # fmt: skip
    return make_figure(view, section="qual", anchor="bounds", caption=caption, body=body)


def find_bounds(view: View, measure: str) -> list[Bounds]:
    """List the bounds over all respondents, in the order of the questionnaire; none where a number is hidden."""
    found = []
    for answered in view.results.find("topline", measure, model="answered", bloc="", area=""):
        rows = [
            view.results.first("topline", measure, model=model, variable=answered.variable, bloc="", area="")
            for model in MODELS
        ]
        known = [row for row in rows if row is not None and not row.is_suppressed]
        if len(known) == len(MODELS):
            found.append(Bounds(answered=known[0], lowest=known[1], highest=known[2]))
    return found


def _row(view: View, entry: Bounds, mean: Bounds | None, scale: Scale) -> tuple[Cell, ...]:
    say = view.language.say
    low, high = 100 * entry.lowest.estimate, 100 * entry.highest.estimate
    marks = (
        interval_mark(scale, 100 * entry.lowest.ci_low, 100 * entry.highest.ci_high),
        span_mark(scale, low, high, "open"),
        dot_mark(scale, 100 * entry.answered.estimate),
    )
    variable = view.codebook.variable(entry.answered.variable)
    label = tag("span", variable.id, class_="flag") + " " + ask_briefly(view, variable)
    return (
        Cell(content=label, is_header=True),
        track(scale, *marks),
        Cell(
            content=_percent(view, entry.answered, has_sign=False),
            css="val",
            label=str(say("bounds.answered_short")),
        ),
        Cell(content=_ends(view, entry, 100, 1), label=str(say("bounds.between_short"))),
        Cell(content=_cover(view, entry), css="civ", label=level(view)),
        Cell(
            content=_ends(view, mean, 1, 2) if mean else Markup("—"),
            css="base",
            label=str(say("bounds.mean_short")),
        ),
    )


def _percent(view: View, row: Result, *, has_sign: bool = True) -> Markup:
    return cells.percent(view, row, has_sign=has_sign)


def _ends(view: View, entry: Bounds, scale: float, digits: int) -> Markup:
    ends = [
        number(row, view.numerals.decimal(scale * row.estimate, digits))
        for row in (entry.lowest, entry.highest)
    ]
    return tag("span", join(ends, "–"), class_="nb")


def _cover(view: View, entry: Bounds) -> Markup:
    ends = ((entry.lowest, entry.lowest.ci_low), (entry.highest, entry.highest.ci_high))
    parts = [number(row, view.numerals.decimal(100 * end, 1), "ci") for row, end in ends]
    return tag("span", join(parts, "–"), class_="nb")


def _question(view: View, entry: Bounds) -> str:
    return ask_briefly(view, view.codebook.variable(entry.answered.variable))


def _codes_note(view: View, found: Sequence[Bounds]) -> Markup:
    """Say which answers count as positive, once for all questions that share them."""
    groups: dict[Markup, list[str]] = {}
    for entry in found:
        labels = view.codebook.codes(entry.answered.variable)
        words = [
            view.language.say("bounds.quoted", label=view.text(labels[int(code)].label))
            for code in entry.answered.category.split("+")
        ]
        groups.setdefault(join(words, ", "), []).append(entry.answered.variable)
    parts = [join([", ".join(sorted(names)), words], " — ") for words, names in groups.items()]
    return view.language.say("bounds.codes", codes=join(parts, "; "))


def _base_note(view: View, found: Sequence[Bounds]) -> Markup:
    """Say how many were asked, whom the bounds are about, and how many of them answered."""
    asked, answered = ([getattr(entry, model) for entry in found] for model in ("lowest", "answered"))
    return view.language.say("bounds.base", asked=_range(view, asked), answered=_range(view, answered))


def _range(view: View, rows: Sequence[Result]) -> Markup:
    fewest, most = (choose(rows, key=lambda row: row.n) for choose in (min, max))
    return join([cells.base(view, row) for row in ((fewest,) if fewest.n == most.n else (fewest, most))], "–")


def _key(shape: str, css: str = "") -> Markup:
    return Markup('<svg class="key{}" aria-hidden="true">{}</svg>').format(css, Markup(shape))
