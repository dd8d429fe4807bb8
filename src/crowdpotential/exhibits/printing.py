"""Contents of cells as markup: every number names its row of results.csv, small bases are marked, hidden numbers are crossed."""

from markupsafe import Markup, escape

from crowdpotential.exhibits.cells import (
    Bracketed,
    Content,
    Joined,
    Named,
    Number,
    Range,
    RankSet,
    Stacked,
    Text,
    Track,
    Verdict,
)
from crowdpotential.exhibits.markup import join, mark, number, tag
from crowdpotential.exhibits.numerals import ABSENT
from crowdpotential.exhibits.plot import rank_cells
from crowdpotential.exhibits.results import Result
from crowdpotential.exhibits.setting import Setting

SPOKEN_PARTS = {
    "estimate": "",
    "ci_low": "ci",
    "ci_high": "ci",
    "interval": "ci",
    "places": "ci",
    "standard_error": "se",
    "base": "n",
}


def print_content(setting: Setting, content: Content) -> Markup:
    """Print what a cell holds; marks are drawn where their scale is known."""
    match content:
        case Number():
            return print_number(setting, content)
        case Verdict(row):
            return print_verdict(setting, row)
        case Named(words, bloc):
            return (mark(setting.bloc_class(bloc)) if bloc else Markup("")) + words
        case Joined(parts, separator):
            printed = [text for part in parts if (text := print_content(setting, part))]
            return join(printed, str(separator))
        case Track():
            return Markup("")
    return _print_several(setting, content)


def print_number(setting: Setting, shown: Number) -> Markup:
    """Print a number with the key of its row."""
    row = shown.row
    if row is None or (row.is_suppressed and shown.part != "estimate"):
        return Markup(ABSENT)
    if row.is_suppressed:
        return _print_hidden(setting, row)
    if shown.part == "base":
        return _print_base(setting, row)
    text = shown.words or write_number(setting, shown)
    printed = number(row, text, SPOKEN_PARTS.get(shown.part, shown.part))
    return tag("b", printed) if shown.is_strong else printed


def _print_several(setting: Setting, content: Text | Range | Bracketed | Stacked | RankSet) -> Markup:
    """Print numbers that stand together as one; what is text already stays."""
    match content:
        case Range(low, high):
            return tag("span", print_number(setting, low), "–", print_number(setting, high), class_="nb")
        case Bracketed(inner):
            return tag("span", "(", print_number(setting, inner), ")", class_="civ")
        case Stacked(above, below):
            return _print_stacked(setting, above, below)
        case RankSet(row, n):
            return _print_ranks(setting, row, n)
    return escape(content)


def print_verdict(setting: Setting, row: Result | None) -> Markup:
    """Print the conclusion about a contrast in words."""
    if row is None or row.is_suppressed or not row.verdict:
        return Markup(ABSENT)
    return setting.language.say(f"conclusion.{row.verdict}")


def write_number(setting: Setting, shown: Number) -> Text:
    """Write a part of a row as its number says, without the key of the row."""
    numerals, first, last = setting.numerals, shown.values[0], shown.values[-1]
    factor = 1.0 if shown.unit == "own" else 100.0
    match shown.part:
        case "p":
            return numerals.p_value(first)
        case "places":
            return numerals.integer(first) if first == last else numerals.interval(first, last, 0)
        case "interval":
            return numerals.interval(factor * first, factor * last, shown.digits)
    if shown.unit == "percent_sign":
        return numerals.percent(first, shown.digits)
    write = numerals.signed if shown.is_signed else numerals.decimal
    return write(factor * first, shown.digits)


def _print_base(setting: Setting, row: Result) -> Markup:
    """Print the unweighted base, in brackets where it is small."""
    if row.n != row.n:
        return Markup(ABSENT)
    text = setting.numerals.integer(row.n)
    if row.n >= setting.small_base:
        return number(row, text, "n")
    meaning = setting.language.say("cell.small_base", smallest=setting.small_base)
    return number(row, tag("abbr", f"[{text}]", title=meaning, class_="flag"), "n")


def _print_hidden(setting: Setting, row: Result) -> Markup:
    meaning = setting.language.say("cell.suppressed")
    return tag("abbr", "×", title=meaning, class_="flag", data_result=row.result_id)


def _print_stacked(setting: Setting, above: Number, below: Content) -> Markup:
    if above.row is None or above.row.is_suppressed:
        return print_number(setting, above)
    under = tag("span", print_content(setting, below), class_="below")
    return tag("span", tag("b", print_number(setting, above)), under, class_="over")


def _print_ranks(setting: Setting, row: Result, n: int) -> Markup:
    drawn = rank_cells(int(row.ci_low), int(row.ci_high), n)
    return tag("span", drawn, tag("b", print_number(setting, Number(row, part="places"))), class_="ranks")
