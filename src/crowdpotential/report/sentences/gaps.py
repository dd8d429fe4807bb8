"""What separates the sides: which contrast may be reported, which side is named first, and what follows from it in words."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.report.markup import join
from crowdpotential.report.results import Result, turn, upright
from crowdpotential.report.sentences.above import enumerate_names
from crowdpotential.report.sentences.licences import alpha_of, find_fault, is_low
from crowdpotential.report.sentences.outcome import Outcome, outcome_of, say_outcome
from crowdpotential.report.view import View


def headline_gap(view: View, variable: str = "index") -> Result | None:
    """Give the contrast that may be reported, the side whose index is higher first.

    It is adjusted where items differ; there is none where a verdict or the measurement itself forbids it.
    """
    if view.verdict is None or not view.compares_blocs or find_fault(view) is not None:
        return None
    model = "adjusted" if view.verdict.verdict == "partial" else "raw"
    return oriented_gap(view, variable, model)


def oriented_gap(view: View, variable: str, model: str) -> Result | None:
    """Give a contrast of the first two sides, read so that the difference of the index as it is reported is not negative."""
    row = _gap(view, variable, model)
    verdict = view.verdict.verdict if view.verdict is not None else ""
    of_index = _gap(view, "index", "adjusted" if verdict == "partial" else "raw")
    return turn(row) if row is not None and of_index is not None and of_index.estimate < 0 else row


def dimension_gaps(view: View) -> list[Result]:
    """List the contrasts of the sides by dimension; none where there is but one dimension, which is the index."""
    names = view.params.index.dimensions
    return [gap for name in names if len(names) > 1 and (gap := headline_gap(view, name)) is not None]


def dimension_outcome(view: View) -> Outcome:
    """Tell what became of the question in which dimensions the sides differ; those of low reliability are left out."""
    sound = [gap for gap in dimension_gaps(view) if not is_low(view, alpha_of(view, gap.variable))]
    return outcome_of(sound, lambda gap: gap.verdict == "difference")


def say_dimensions(view: View, outcome: Outcome) -> Markup:
    """Say in which dimensions which side is higher."""
    gap = headline_gap(view)
    if gap is None or outcome.kind == "not_asked":
        return view.language.say(
            "border.caption", first=view.bloc_name(view.blocs[0]), second=view.bloc_name(view.blocs[1])
        )
    names = {"first": view.bloc_name(gap.bloc), "second": view.bloc_name(gap.reference_bloc)}
    return say_outcome(view, "border.title", outcome, clauses=_clauses(view, outcome.found), **names)


def concluded(view: View, gap: Result) -> str:
    """Give the word of a contrast's verdict; a difference below the smallest that matters is a small one."""
    is_small = (
        gap.verdict == "difference" and abs(gap.estimate) < view.params.comparability.smallest_gap_points
    )
    return f"{gap.verdict}_small" if is_small else gap.verdict


def smallest_gap(view: View) -> str:
    """Write the smallest difference that matters."""
    points = view.params.comparability.smallest_gap_points
    return view.numerals.decimal(points, 0 if float(points).is_integer() else 1)


def _gap(view: View, variable: str, model: str) -> Result | None:
    return view.results.first("gap", "contrast", variable=variable, model=model, domain_variable="")


def _clauses(view: View, found: Sequence[Result]) -> Markup:
    """Name the dimensions in which each side is higher, the widest first."""
    ordered = [upright(row) for row in sorted(found, key=lambda row: -abs(row.estimate))]
    clauses = []
    for bloc in dict.fromkeys(row.bloc for row in ordered):
        names = [view.dimension_label(row.variable) for row in ordered if row.bloc == bloc]
        clauses.append(
            view.language.say("key.above_in", bloc=view.bloc_name(bloc), names=enumerate_names(view, names))
        )
    return join(clauses, "; ")
