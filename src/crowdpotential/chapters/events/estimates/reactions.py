"""What participants answer once, after the event: ratings, and options of questions with several answers."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from crowdpotential.chapters.events.estimates.means import about, mean_columns
from crowdpotential.codebook import Codebook
from crowdpotential.disclosure.few import Few
from crowdpotential.ingest.events import Gathered
from crowdpotential.params import Event
from crowdpotential.results.measures.events import AGREEING, CHOSEN, RATING
from crowdpotential.results.rows import Columns, Row, make_row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.wilson import wilson_intervals


def reaction_rows(name: str, event: Event, gathered: Gathered, *, few: Few, confidence_level: float) -> list[Row]:
    """Report the questions that are asked once; those on fewer answers than `few.base` are left out.

    Args:
        name: of the event.
        event: of params.
        gathered: answers of all who filled in the form after the event.
        few: how few are too few for a mean, and for a share.
        confidence_level: of the intervals.
    """
    book, rows = gathered.codebook, list[Row]()
    for question in event.levels.reaction if event.waves is not None else event.levels.questions:
        answers = gathered.after[list(book.columns(question))].dropna()
        if len(answers) < few.base:
            continue
        if book.variable(question).kind.has_options:
            rows += _options(name, question, answers, book, few=few, confidence_level=confidence_level)
        else:
            rows += _rating(name, question, answers[question], book, few=few, confidence_level=confidence_level)
    return rows


def _rating(name: str, question: str, answers: "pd.Series[float]", book: Codebook, *, few: Few, confidence_level: float) -> Iterator[Row]:
    values: FloatArray = np.asarray(answers, dtype=np.float64)
    yield make_row(RATING, about(name, question), mean_columns(values, confidence_level=confidence_level))
    n_above = int((values > sum(book.bounds(question)) / 2).sum())
    if _may_be_told(n_above, values.size, few):
        yield make_row(AGREEING, about(name, question), _share(n_above, values.size, confidence_level))


def _options(name: str, question: str, answers: pd.DataFrame, book: Codebook, *, few: Few, confidence_level: float) -> Iterator[Row]:
    for code, column in zip(book.codes(question), book.columns(question), strict=True):
        n_chosen = int((answers[column] == 1).sum())
        if _may_be_told(n_chosen, len(answers), few):
            yield make_row(CHOSEN, about(name, question), _share(n_chosen, len(answers), confidence_level), category=str(code))


def _share(count: int, n: int, confidence_level: float) -> Columns:
    ends = wilson_intervals(np.array([count]), np.array([n]), confidence_level=confidence_level)
    return {
        "estimate": count / n,
        "ci_low": float(ends.low[0]),
        "ci_high": float(ends.high[0]),
        "interval_type": "wilson",
        "confidence_level": confidence_level,
        "n": float(n),
    }


def _may_be_told(n: int, base: int, few: Few) -> bool:
    """Return whether a share tells of nobody in particular: it is of none or all, or of enough on both sides."""
    return all(part == 0 or part >= few.count for part in (n, base - n))
