"""Who stands above whom, in one clause: those below that have the same above them are named together."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from crowdpotential.exhibits.markup import join, number
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.sentences.outcome import Outcome
from crowdpotential.views.view import View

MOST_CLAUSES = 3
MOST_NAMES = 8


def widest_pair(outcome: Outcome) -> Result:
    """Return the widest established contrast, else the widest of all."""
    return max(outcome.found or outcome.tested, key=lambda row: abs(row.estimate))


def name_pairs(view: View, found: Sequence[Result]) -> Markup:
    """Name who stands above whom: all of them, or where they are too many the widest pair."""
    labels = [(view.area_label(row.area), view.area_label(row.reference_area)) for row in found]
    if not labels:
        return Markup("")
    most = max(found, key=lambda row: abs(row.estimate))
    return say_above(view, labels) or view.language.say(
        "key.widest_of_many", first=view.area_label(most.area), second=view.area_label(most.reference_area)
    )


def say_above(view: View, pairs: Iterable[tuple[str, str]]) -> Markup:
    """Name all pairs of (higher, lower); nothing where they are too many for a sentence."""
    above: dict[str, list[str]] = {}
    for higher, lower in pairs:
        above.setdefault(lower, []).append(higher)
    below: dict[tuple[str, ...], list[str]] = {}
    for lower, highers in above.items():
        below.setdefault(tuple(sorted(highers)), []).append(lower)
    n_names = sum(len(highers) + len(lowers) for highers, lowers in below.items())
    if not below or len(below) > MOST_CLAUSES or n_names > MOST_NAMES:
        return Markup("")
    clauses = (
        view.language.say("above.clause", n=len(highers), highers=enumerate_names(view, highers), lowers=enumerate_names(view, lowers))
        for highers, lowers in below.items()
    )
    return join(clauses, "; ")


def enumerate_names(view: View, names: Sequence[object]) -> Markup:
    """List names with an 'and' before the last."""
    if len(names) < 2:
        return join(names)
    return view.language.say("above.and", first=join(names[:-1], ", "), last=names[-1])


def enumerate_quoted(view: View, names: Sequence[object]) -> Markup:
    """List names of several words, each in quotation marks."""
    return enumerate_names(view, [view.language.say("bounds.quoted", label=name) for name in names])


def say_overall(view: View, test: Result | None) -> Markup:
    """Return an overall test as F with its degrees of freedom and p; nothing where there is none."""
    if test is None or test.is_suppressed or test.estimate != test.estimate:
        return Markup("")
    numerals = view.numerals
    freedom = [numerals.integer(test.df_numerator), numerals.integer(round(test.df))]
    return view.language.say(
        "above.test",
        numerator=number(test, freedom[0], "df"),
        denominator=number(test, freedom[1], "df"),
        f=number(test, numerals.decimal(test.estimate, 2)),
        p=phrases.p_value(view, test),
    )
