"""The pairs of sides whose gap is shown taken apart: those whose difference may be reported, read as it is read everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from crowdpotential.exhibits.results import Result, turn
from crowdpotential.verdicts import DIFFERENCE
from crowdpotential.views.sentences.gaps import Pair, headline_gap, pairs_of_sides, select_gaps
from crowdpotential.views.sentences.outcome import why_untested
from crowdpotential.views.view import View

MOST_PAIRS = 6  # four sides: of more, those established, else the widest


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPair:
    """A pair of sides, the one whose index is higher first."""

    pair: Pair  # as results.csv contrasts them
    gap: Result  # that the report states

    @property
    def names(self) -> Pair:
        """The sides in the order in which the page reads them."""
        return self.gap.bloc, self.gap.reference_bloc

    def orient(self, row: Result) -> Result:
        """Read a difference of the pair as the page does."""
        return turn(row) if self.gap.is_turned else row


@dataclass(frozen=True, slots=True, kw_only=True)
class Rungs:
    """The rungs of a pair under one model: its own compositions, then that of either side for both."""

    model: str
    rows: tuple[Result, ...]

    @property
    def own(self) -> Result:
        """The difference with the composition that each side has."""
        return self.rows[0]

    @property
    def alike(self) -> tuple[Result, ...]:
        """Those with one composition for both."""
        return self.rows[1:]


def list_shown(view: View) -> list[ShownPair]:
    """List the pairs whose gap is taken apart and may be reported; the most important where they are many."""
    taken = {(row.bloc, row.reference_bloc) for row in view.results.find("gap", "rung")}
    gaps = {gap.result_id: (pair, gap) for pair in pairs_of_sides(view) if pair in taken and (gap := headline_gap(view, pair=pair))}
    chosen = select_gaps([gap for _, gap in gaps.values()], MOST_PAIRS)
    return [ShownPair(pair=gaps[gap.result_id][0], gap=gap) for gap in chosen]


def rungs_of(view: View, shown: ShownPair) -> list[Rungs]:
    """List the rungs of a pair as measured, then without what differing items make, where there are any."""
    found = list[Rungs]()
    for model in ("raw", "adjusted"):
        rows = view.results.find("gap", "rung", bloc=shown.pair[0], reference_bloc=shown.pair[1], model=model)
        if rows:
            found.append(Rungs(model=model, rows=tuple(shown.orient(row) for row in rows)))
    return found


def headline_rungs(view: View, shown: ShownPair) -> Rungs:
    """Return the rungs that the conclusion rests on: of the model by which the difference of the sides is reported."""
    every = rungs_of(view, shown)
    return next((rungs for rungs in every if rungs.model == shown.gap.model), every[0])


def find_parts(view: View, shown: ShownPair, **wanted: str) -> list[Result]:
    """List parts of the gap of a pair."""
    rows = view.results.find("gap", "part", bloc=shown.pair[0], reference_bloc=shown.pair[1], **wanted)
    return [shown.orient(row) for row in rows]


def conclude_alike(rungs: Rungs) -> str:
    """State what both rungs with people alike conclude: first, second (who is higher), a word of a verdict, or mixed."""
    tested = [row for row in rungs.alike if not why_untested(row)]
    words = {_conclusion(row) for row in tested}
    return words.pop() if len(words) == 1 else "mixed"


def pair_words(view: View, shown: ShownPair) -> Markup:
    """Name a pair, as over its panel."""
    first, second = shown.names
    return view.language.say("areas.pair_names", area=view.bloc_name(first), reference=view.bloc_name(second))


def pair_title(view: View, shown: ShownPair, every: Sequence[ShownPair]) -> Markup:
    """Name a pair above its panel, where there are several."""
    return pair_words(view, shown) if len(every) > 1 else Markup("")


def _conclusion(row: Result) -> str:
    if row.verdict != DIFFERENCE:
        return row.verdict
    return "first" if row.estimate > 0 else "second"
