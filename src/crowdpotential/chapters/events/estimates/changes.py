"""What changed for the same people between both forms, question by question. A change is no effect: nobody else was asked twice."""

from collections.abc import Iterator, Mapping

import numpy as np
import pingouin

from crowdpotential.chapters.events.estimates.families import judge_rows
from crowdpotential.chapters.events.estimates.means import about, estimate_columns, mean_columns
from crowdpotential.chapters.events.estimates.pairs import Pairs, list_pairs
from crowdpotential.ingest.events import Gathered
from crowdpotential.params import Event
from crowdpotential.results.measures.events import CHANGE, EFFECT_SIZE, MEAN_AFTER, MEAN_BEFORE, SIGNED_RANK
from crowdpotential.results.rows import Columns, Row, make_row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.multiplicity import adjust_p_values
from crowdpotential.stats.paired.changes import FEWEST, PairedChange, compare_pairs, standardise_change


def change_rows(name: str, event: Event, gathered: Gathered, *, fewest: int, confidence_level: float) -> list[Row]:
    """Report both means, the change and its size; questions with fewer pairs than `fewest` are left out.

    Args:
        name: of the event.
        event: of params.
        gathered: its answers.
        fewest: pairs of answers without which nothing is told.
        confidence_level: of the intervals; all questions of an event are one family of tests.
    """
    pairs = {question: own for question, own in list_pairs(event, gathered).items() if own.before.size >= max(fewest, FEWEST)}
    compared = {question: compare_pairs(own.before, own.after) for question, own in pairs.items()}
    level = confidence_level
    rows = [row for question, own in pairs.items() for row in _means(name, question, own, level)]
    changes = [make_row(CHANGE, about(name, question), _change(own, level)) for question, own in compared.items()]
    rows += judge_rows(changes, f"events.{name}.change", level)
    rows += [row for question, own in compared.items() for row in _sizes(name, question, own, level)]
    return rows + _signed_ranks(name, pairs)


def _means(name: str, question: str, pairs: Pairs, level: float) -> Iterator[Row]:
    for measure, values in ((MEAN_BEFORE, pairs.before), (MEAN_AFTER, pairs.after)):
        yield make_row(measure, about(name, question), mean_columns(values, confidence_level=level))


def _change(found: PairedChange, level: float) -> Columns:
    return estimate_columns(found.change, found.standard_error, df=found.df, n=found.n, confidence_level=level)


def _sizes(name: str, question: str, found: PairedChange, level: float) -> Iterator[Row]:
    if found.standard_error == 0:  # all change alike, which the change says by itself
        return
    size = standardise_change(found, confidence_level=level)
    yield make_row(
        EFFECT_SIZE,
        about(name, question),
        estimate=size.g_av,
        ci_low=size.ci_low,
        ci_high=size.ci_high,
        interval_type="noncentral-t",
        confidence_level=level,
        df=found.df,
        n=float(found.n),
    )


def _signed_ranks(name: str, pairs: Mapping[str, Pairs]) -> list[Row]:
    """Check each change by ranks, which make nothing of the distances between answers (Wilcoxon; Holm)."""
    moved = {question: own for question, own in pairs.items() if (own.after != own.before).any()}
    if not moved:
        return []
    found = [signed_rank(own.before, own.after) for own in moved.values()]
    adjusted = adjust_p_values(np.array([p_value for _, p_value in found]), "holm")
    return [
        make_row(
            SIGNED_RANK,
            about(name, question),
            estimate=correlation,
            p_value=p_value,
            p_adjusted=float(adjusted[at]),
            p_adjust_method="holm",
            family=f"events.{name}.ranks",
            n=float(moved[question].before.size),
        )
        for at, (question, (correlation, p_value)) in enumerate(zip(moved, found, strict=True))
    ]


def signed_rank(before: FloatArray, after: FloatArray) -> tuple[float, float]:
    """Return rank-biserial correlation and p-value of people some of whom changed."""
    found = pingouin.wilcoxon(after, before).iloc[0]
    return float(found["RBC"]), float(found[next(column for column in found.index if column.lower().startswith("p"))])
