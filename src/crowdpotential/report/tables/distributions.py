"""Toplines: the table of one question - its per cent of one base first and of the other beside, the mean, and how many each base holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from crowdpotential.codebook import Variable
from crowdpotential.exhibits.markup import Cell, Rows, head, mark, table, tag
from crowdpotential.exhibits.numerals import ABSENT
from crowdpotential.exhibits.results import Result
from crowdpotential.report import cells
from crowdpotential.report.frame import interval_title
from crowdpotential.report.view import View
from crowdpotential.report.wording import ask

Found = Mapping[tuple[str, str, str, str], Result]  # measure, category, base, bloc

BASES = ("asked", "answered")
FIXED_SHARE = 5e-6  # a narrower interval is what raking leaves of a controlled share, and six significant digits of none


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """The numbers of one question, and how they are laid out."""

    view: View
    variable: Variable
    found: Found

    @property
    def sides(self) -> list[str]:
        """All together, unless nothing is said of them, and each bloc; or the only bloc that was asked or is shown."""
        view, variable = self.view, self.variable
        asked = [bloc for bloc in view.blocs if not variable.blocs or bloc in variable.blocs]
        if len(view.params.blocs) < 2:
            return [""]
        of_all = [""] if any(not bloc for *_, bloc in self.found) and len(asked) > 1 else []
        return [*of_all, *asked]

    @property
    def first(self) -> str:
        """The base that is printed first; of a number only missing codes have shares, and those are of all asked."""
        return "asked" if self.variable.kind.is_number else self.view.params.report.percent_of

    @property
    def is_answered_by_all(self) -> bool:
        """Whether nobody who was asked left the question unanswered, so that both bases are one."""
        n = {
            base: [
                row.n if (row := self.member(base, side)) and not row.is_suppressed else 0.0
                for side in self.sides
            ]
            for base in BASES
        }
        return any(n["asked"]) and n["asked"] == n["answered"]

    @property
    def beside(self) -> str:
        """The other base; empty where it has no number of its own."""
        if self.variable.kind.is_number or self.is_answered_by_all:
            return ""
        return next(base for base in BASES if base != self.first)

    def member(self, base: str, side: str) -> Result | None:
        """Give a share of a base, which tells how many are in it; one that is told, if any is."""
        own = [
            row
            for (measure, _, of, bloc), row in self.found.items()
            if (measure, of, bloc) == ("share", base, side)
        ]
        return min(own, key=lambda row: row.is_suppressed, default=None)

    def shares(self, category: str, base: str) -> list[Result | None]:
        """Give the share of an answer on each side."""
        return [self.found.get(("share", category, base, side)) for side in self.sides]

    def means(self) -> list[Result | None]:
        """Give the mean of those who answered on each side."""
        return [self.found.get(("mean", "", "answered", side)) for side in self.sides]


def list_distributions(view: View) -> list[Distribution]:
    """Find the numbers of every question, in the order of the questionnaire."""
    found: dict[str, dict[tuple[str, str, str, str], Result]] = {}
    for measure in ("share", "mean"):
        for row in view.results.find("topline", measure):
            found.setdefault(row.variable, {})[measure, row.category, row.base, row.bloc] = row
    return [
        Distribution(view=view, variable=variable, found=found[variable.id])
        for variable in view.codebook.variables
        if variable.id in found
    ]


def show_shares(shown: Distribution) -> Markup:
    """Draw the shares of a question's answers, with the mean of what was rated."""
    view, variable = shown.view, shown.variable
    codes, missing = view.codebook.codes(variable.id), view.codebook.missing_codes(variable.id)
    labels = {str(code): view.text(entry.label) for code, entry in codes.items()}
    labels |= {str(code): view.text(entry.label) for code, entry in missing.items()}
    given = [
        category for category in labels if any(row for base in BASES for row in shown.shares(category, base))
    ]
    if not given:
        return Markup("")
    lines = [_share_line(shown, category, labels[category]) for category in given]
    css = ["miss" if int(category) in missing else "" for category in given]
    if variable.kind.is_rating and any(shown.means()):
        lines.append(_mean_line(shown, codes))
        css.append("mean")
    unit = view.language.say(f"topline.percent_{'all' if shown.is_answered_by_all else shown.first}")
    return _lay_out(shown, Rows(rows=tuple(lines), row_css=tuple(css)), unit=unit, foot=_bases(shown))


def show_mean(shown: Distribution) -> Markup:
    """Draw the mean of a number that respondents gave, with its interval."""
    view, means = shown.view, shown.means()
    if not any(means):
        return Markup("")
    numbers, n = [cells.estimate(view, row) for row in means], [cells.base(view, row) for row in means]
    line = _line(view.language.say("topline.mean"), numbers, cells.interval(view, means[0]))
    foot = [
        Cell(content=view.language.say("topline.n_answered"), is_header=True),
        Cell(content=n[0]),
        Cell(content=""),
    ]
    foot += [Cell(content=text) for text in n[1:]]
    return _lay_out(shown, Rows(rows=(line,)), unit=view.text(shown.variable.unit), foot=[foot])


def is_fixed(row: Result | None) -> bool:
    """Whether a share has no error at all: weights hold it, or nobody or everybody gave the answer."""
    return row is not None and not row.is_suppressed and row.ci_high - row.ci_low < FIXED_SHARE


def _share_line(shown: Distribution, category: str, label: str) -> tuple[Cell, ...]:
    shares = shown.shares(category, shown.first)
    beside = shown.shares(category, shown.beside)[0] if shown.beside else None
    numbers = [cells.percent(shown.view, row) for row in shares]
    return _line(
        label, numbers, _interval(shown.view, shares[0]), _beside(shown, cells.percent(shown.view, beside))
    )


def _mean_line(shown: Distribution, codes: Mapping[int, object]) -> tuple[Cell, ...]:
    view, means = shown.view, shown.means()
    label = view.language.say("topline.mean_codes", low=min(codes), high=max(codes))
    numbers = [cells.estimate(view, row, digits=2) for row in means]
    return _line(label, numbers, cells.interval(view, means[0], digits=2), _beside(shown, Markup("")))


def _bases(shown: Distribution) -> list[Sequence[Cell]]:
    """Say how many were asked and how many answered, each below the per cent of that base; once where both are the same."""
    say, lines = shown.view.language.say, list[Sequence[Cell]]()
    for base in BASES if shown.beside else (shown.first,):
        label = say("topline.base" if shown.is_answered_by_all else f"topline.n_{base}")
        n = [cells.base(shown.view, shown.member(base, side)) for side in shown.sides]
        here, beside = (n[0], Markup("")) if base == shown.first else (Markup(""), n[0])
        texts = [here, Markup(""), *_beside(shown, beside), *n[1:]]
        lines.append([Cell(content=label, is_header=True), *(Cell(content=text) for text in texts)])
    return lines


def _beside(shown: Distribution, content: Markup) -> list[Markup]:
    """Fill the column of the other base, where there is one."""
    return [content] if shown.beside else []


def _interval(view: View, row: Result | None) -> Markup:
    """Print the interval of a share, but none of a share that the weights hold fixed."""
    return Markup(ABSENT) if is_fixed(row) else cells.interval(view, row, scale=100)


def _line(
    label: Markup | str, numbers: Sequence[Markup], interval: Markup, beside: Sequence[Markup] = ()
) -> tuple[Cell, ...]:
    """Put the first side's number, its interval and what stands beside before the numbers of the other sides."""
    return (
        Cell(content=label, is_header=True), Cell(content=tag("b", numbers[0])), Cell(content=interval, css="civ"),
        *(Cell(content=content, css="civ") for content in beside), *(Cell(content=text) for text in numbers[1:]),
    )  # fmt: skip


def _lay_out(
    shown: Distribution, lines: Rows, *, unit: Markup | str, foot: Sequence[Sequence[Cell]]
) -> Markup:
    view, sides = shown.view, shown.sides
    titles = [_side_title(view, side) for side in sides]
    heads = [*head(unit, titles[0], interval_title(view)), *_beside_title(shown), *head(*titles[1:])]
    caption = f"{shown.variable.id}: {ask(view, shown.variable)}"
    return table(caption, heads=[heads], groups=[lines], foot=foot, css="tab wrap top")


def _beside_title(shown: Distribution) -> list[Cell]:
    """Head the column of the other base, in a word where the table is narrow."""
    if not shown.beside:
        return []
    words, word = (shown.view.language.say(f"topline.{key}_{shown.beside}") for key in ("of", "of_short"))
    return [Cell(content=words, is_header=True, scope="col", label=str(word))]


def _side_title(view: View, side: str) -> Markup | str:
    if not side:
        return view.language.say("topline.all")
    return mark(view.bloc_class(side)) + view.bloc_name(side)
