"""Toplines: the table of one question - its per cent of one base first and of the other beside, the mean, and how many each base holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crowdpotential.codebook import Variable
from crowdpotential.exhibits.cells import Cell, Content, Named, Number, Text, content_of
from crowdpotential.exhibits.exhibit import Column, Group, Row, RowLook, Table
from crowdpotential.exhibits.numerals import ABSENT
from crowdpotential.exhibits.results import Result
from crowdpotential.views.frame import interval_title
from crowdpotential.views.view import View
from crowdpotential.views.wording import ask

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
        n = {base: [row.n if (row := self.member(base, side)) and not row.is_suppressed else 0.0 for side in self.sides] for base in BASES}
        return any(n["asked"]) and n["asked"] == n["answered"]

    @property
    def beside(self) -> str:
        """The other base; empty where it has no number of its own."""
        if self.variable.kind.is_number or self.is_answered_by_all:
            return ""
        return next(base for base in BASES if base != self.first)

    def member(self, base: str, side: str) -> Result | None:
        """Return a share of a base, which tells how many are in it; one that is told, if any is."""
        own = [row for (measure, _, of, bloc), row in self.found.items() if (measure, of, bloc) == ("share", base, side)]
        return min(own, key=lambda row: row.is_suppressed, default=None)

    def shares(self, category: str, base: str) -> list[Result | None]:
        """Return the share of an answer on each side."""
        return [self.found.get(("share", category, base, side)) for side in self.sides]

    def means(self) -> list[Result | None]:
        """Return the mean of those who answered on each side."""
        return [self.found.get(("mean", "", "answered", side)) for side in self.sides]


def list_distributions(view: View) -> list[Distribution]:
    """Find the numbers of every question, in the order of the questionnaire."""
    found: dict[str, dict[tuple[str, str, str, str], Result]] = {}
    for measure in ("share", "mean"):
        for row in view.results.find("topline", measure):
            found.setdefault(row.variable, {})[measure, row.category, row.base, row.bloc] = row
    return [
        Distribution(view=view, variable=variable, found=found[variable.id]) for variable in view.codebook.variables if variable.id in found
    ]


def list_tables(shown: Distribution) -> tuple[Table, ...]:
    """Tabulate the mean of a number that respondents gave, and the shares of a question's answers."""
    mean = _tabulate_mean(shown) if shown.variable.kind.is_number else None
    return tuple(table for table in (mean, _tabulate_shares(shown)) if table is not None)


def is_fixed(row: Result | None) -> bool:
    """Return whether a share has no error at all: weights hold it, or nobody or everybody gave the answer."""
    return row is not None and not row.is_suppressed and row.ci_high - row.ci_low < FIXED_SHARE


def _tabulate_shares(shown: Distribution) -> Table | None:
    """Tabulate the shares of a question's answers, with the mean of what was rated."""
    view, variable = shown.view, shown.variable
    codes, missing = view.codebook.codes(variable.id), view.codebook.missing_codes(variable.id)
    labels = {str(code): view.text(entry.label) for code, entry in codes.items()}
    labels |= {str(code): view.text(entry.label) for code, entry in missing.items()}
    rows = [
        _share_row(shown, category, label, look="miss" if int(category) in missing else "")
        for category, label in labels.items()
        if any(row for base in BASES for row in shown.shares(category, base))
    ]
    if not rows:
        return None
    if variable.kind.is_rating and any(shown.means()):
        rows.append(_mean_row(shown, codes))
    unit = view.language.say(f"topline.percent_{'all' if shown.is_answered_by_all else shown.first}")
    return _lay_out(shown, rows, unit=unit, foot=_bases(shown))


def _tabulate_mean(shown: Distribution) -> Table | None:
    """Tabulate the mean of a number that respondents gave, with its interval."""
    view, means = shown.view, shown.means()
    if not any(means):
        return None
    say, n = view.language.say, [Number(row, part="base") for row in means]
    row = _row(say("topline.mean"), [Number(row) for row in means], Number(means[0], part="interval"))
    foot = _row(say("topline.n_answered"), n, "")
    return _lay_out(shown, [row], unit=view.text(shown.variable.unit), foot=[foot])


def _share_row(shown: Distribution, category: str, label: Text, *, look: RowLook) -> Row:
    shares = shown.shares(category, shown.first)
    numbers = [Number(row, unit="percent") for row in shares]
    words = ABSENT if is_fixed(shares[0]) else ""
    interval = Number(shares[0], part="interval", unit="percent", words=words)
    beside = [Number(shown.shares(category, shown.beside)[0], unit="percent")] if shown.beside else []
    return _row(label, numbers, interval, beside, look)


def _mean_row(shown: Distribution, codes: Mapping[int, object]) -> Row:
    means = shown.means()
    label = shown.view.language.say("topline.mean_codes", low=min(codes), high=max(codes))
    interval = Number(means[0], part="interval", digits=2)
    beside = [""] if shown.beside else []
    return _row(label, [Number(row, digits=2) for row in means], interval, beside, "mean")


def _bases(shown: Distribution) -> list[Row]:
    """State how many were asked and how many answered, each below the per cent of that base; once where both are the same."""
    say, rows = shown.view.language.say, list[Row]()
    for base in BASES if shown.beside else (shown.first,):
        label = say("topline.base" if shown.is_answered_by_all else f"topline.n_{base}")
        n: list[Content] = [Number(shown.member(base, side), part="base") for side in shown.sides]
        here, beside = (n[0], "") if base == shown.first else ("", n[0])
        rows.append(_row(label, [here, *n[1:]], "", [beside] if shown.beside else []))
    return rows


def _row(
    label: Text,
    numbers: Sequence[Content],
    interval: Content,
    beside: Sequence[Content] = (),
    look: RowLook = "",
) -> Row:
    """Put the first side's number, its interval and what stands beside before the numbers of the other sides."""
    return Row((label, numbers[0], interval, *beside, *numbers[1:]), look=look)


def _plain(row: Row) -> Row:
    """Make the cells of a row look like none of their columns."""
    label, *rest = row.cells
    return Row((label, *(Cell(content_of(cell), look="plain") for cell in rest)))


def _lay_out(shown: Distribution, rows: Sequence[Row], *, unit: Text, foot: Sequence[Row]) -> Table:
    view, (first, *others) = shown.view, [_side_title(shown.view, side) for side in shown.sides]
    return Table(
        caption=f"{shown.variable.id}: {ask(view, shown.variable)}",
        looks=("wrap", "top"),
        is_wide=False,
        columns=(
            Column(head=unit, kind="label"),
            Column(head=first, look="strong"),
            Column(head=interval_title(view), look="interval"),
            *_beside_columns(shown),
            *(Column(head=title) for title in others),
        ),
        groups=(Group(rows=tuple(rows)),),
        foot=tuple(_plain(row) for row in foot),
    )


def _beside_columns(shown: Distribution) -> list[Column]:
    """Return the head of the column of the other base, in a word where the table is narrow."""
    if not shown.beside:
        return []
    words, word = (shown.view.language.say(f"topline.{key}_{shown.beside}") for key in ("of", "of_short"))
    return [Column(head=words, short=word, look="interval")]


def _side_title(view: View, side: str) -> Content:
    return Named(view.bloc_name(side), side) if side else view.language.say("topline.all")
