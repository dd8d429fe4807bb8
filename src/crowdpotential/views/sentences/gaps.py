"""What separates the sides: which contrast may be reported, which side is named first, and what follows from it in words."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from markupsafe import Markup

from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.results import Result, by_size, ends, turn, upright
from crowdpotential.verdicts import EQUIVALENT, PARTIAL, UNDETERMINED
from crowdpotential.views.sentences.above import enumerate_quoted, say_above
from crowdpotential.views.sentences.obstacles import alpha_of, find_fault, is_low
from crowdpotential.views.sentences.outcome import Outcome, outcome_of, say_outcome
from crowdpotential.views.sentences.standing import is_established
from crowdpotential.views.view import View

MOST_GAPS = 21  # seven sides: beyond that a full list of pairs is no reading matter
WIDEST = 5  # of many pairs none of which is established
Pair = tuple[str, str]  # two sides, as results.csv contrasts them
Conclusion = Literal["difference_large", "difference_open", "difference_small", "equivalent", "undetermined"]


def pairs_of_sides(view: View) -> tuple[Pair, ...]:
    """List the pairs of sides that are contrasted and shown."""
    rows = view.results.find("gap", "contrast", variable="index", model="raw", domain_variable="")
    pairs = dict.fromkeys((row.bloc, row.reference_bloc) for row in rows)
    return tuple(pair for pair in pairs if set(pair) <= set(view.blocs))


def headline_gap(view: View, variable: str = "index", pair: Pair | None = None) -> Result | None:
    """Return the contrast of two sides that may be reported, the side whose index is higher first; of the first pair unless told.

    It is adjusted where items differ; there is none where a verdict or the measurement itself forbids it.
    """
    if view.verdict is None or not view.compares_blocs or find_fault(view) is not None:
        return None
    return oriented_gap(view, variable, _model(view), pair)


def oriented_gap(view: View, variable: str, model: str, pair: Pair | None = None) -> Result | None:
    """Return a contrast of two sides, read so that the difference of the index as it is reported is not negative."""
    row, of_index = (_gap(view, name, of, pair) for name, of in ((variable, model), ("index", _model(view))))
    return turn(row) if row is not None and of_index is not None and of_index.estimate < 0 else row


def side_gaps(view: View) -> list[Result]:
    """List the contrasts of the index between sides that may be reported."""
    return [gap for pair in pairs_of_sides(view) if (gap := headline_gap(view, pair=pair)) is not None]


def select_gaps(gaps: Sequence[Result], most: int) -> list[Result]:
    """List the contrasts of sides that an exhibit shows: all where they are few, else those established, else the widest."""
    if len(gaps) <= most:
        return list(gaps)
    ordered = by_size(gaps)
    return [gap for gap in ordered if is_established(gap)][:most] or ordered[:WIDEST]


def say_selection(view: View, n: int, shown: Sequence[Result], *, established: str = "gap.shown") -> Markup:
    """State which of n contrasts are shown, where they are too many; `established` is the sentence for those that are differences."""
    if len(shown) == n:
        return Markup("")
    key = established if is_established(shown[0]) else "areas.pairs_widest"
    return view.language.say(key, n=n, shown=len(shown))


def dimension_gaps(view: View, pair: Pair | None = None) -> list[Result]:
    """List the contrasts of two sides by dimension; none where there is but one dimension, which is the index."""
    names = view.params.dimensions
    found = [headline_gap(view, name, pair) for name in names if len(names) > 1]
    return [gap for gap in found if gap is not None]


def dimension_outcome(view: View) -> Outcome:
    """Return what became of the question in which dimensions the sides differ; those of low reliability are left out."""
    every = [gap for pair in pairs_of_sides(view) for gap in dimension_gaps(view, pair)]
    return outcome_of((gap for gap in every if not is_low(view, alpha_of(view, gap.variable))), is_established)


def say_dimensions(view: View, outcome: Outcome) -> Markup:
    """State in which dimensions which side is higher; of several pairs of sides, how many contrasts are established."""
    gap = headline_gap(view)
    if gap is None or outcome.kind == "not_asked":
        return view.language.say("border.caption_several", blocs=view.bloc_words)
    if len(pairs_of_sides(view)) > 1:
        return say_outcome(view, "border.several", outcome, blocs=view.bloc_words)
    names = {"first": view.bloc_name(gap.bloc), "second": view.bloc_name(gap.reference_bloc)}
    return say_outcome(view, "border.title", outcome, clauses=_clauses(view, outcome.found), **names)


def say_sides(view: View, outcome: Outcome) -> Markup:
    """State which sides stand above which, where there are more than two; the widest pair where they are many."""
    found = [upright(row) for row in outcome.found]
    pairs = [(view.bloc_name(row.bloc), view.bloc_name(row.reference_bloc)) for row in found]
    named = say_above(view, pairs)
    if pairs and not named:
        first, second = pairs[max(range(len(found)), key=lambda i: found[i].estimate)]
        named = view.language.say("key.widest_of_many", first=first, second=second)
    return say_outcome(view, "gap.sides", outcome, named=named, blocs=view.bloc_words)


def concluded(view: View, gap: Result) -> Conclusion:
    """State what an interval decides: whether there is a difference, and where there is one whether it matters in practice.

    An interval within the smallest difference that matters is of one that does not matter, or of equivalent sides where it holds zero;
    one beyond it is of one that does; of an established difference whose interval holds it the data do not decide.
    """
    if gap.verdict == UNDETERMINED:
        return "undetermined"
    low, high = ends(gap)
    nearest = max(low, -high)  # to zero; negative where the interval holds it
    if gap.verdict == EQUIVALENT:
        return "difference_small" if nearest > 0 else "equivalent"
    return "difference_large" if nearest >= view.params.comparability.smallest_gap_points else "difference_open"


def smallest_gap(view: View) -> str:
    """Write the smallest difference that matters with as many decimals as the study gives it."""
    points = view.params.comparability.smallest_gap_points
    exponent = Decimal(str(float(points))).normalize().as_tuple().exponent
    return view.numerals.decimal(points, max(0, -int(exponent)))


def _gap(view: View, variable: str, model: str, pair: Pair | None) -> Result | None:
    pair = pair or next(iter(pairs_of_sides(view)), None)
    wanted = {"bloc": pair[0], "reference_bloc": pair[1]} if pair else {}
    return view.results.first("gap", "contrast", variable=variable, model=model, domain_variable="", **wanted)


def _model(view: View) -> str:
    return "adjusted" if view.verdict is not None and view.verdict.verdict == PARTIAL else "raw"


def _clauses(view: View, found: Sequence[Result]) -> Markup:
    """Name the dimensions in which each side is higher, the widest first."""
    ordered = [upright(row) for row in by_size(found)]
    clauses = []
    for bloc in dict.fromkeys(row.bloc for row in ordered):
        names = [view.dimension_label(row.variable) for row in ordered if row.bloc == bloc]
        clauses.append(view.language.say("key.above_in", bloc=view.bloc_name(bloc), names=enumerate_quoted(view, names)))
    return join(clauses, "; ")
