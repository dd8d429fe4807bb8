"""What people say afterwards about before, beside what they said then: whether the yardstick itself moved (Howard 1980)."""

from collections.abc import Iterator

from crowdpotential.chapters.events.estimates.families import judge_rows
from crowdpotential.chapters.events.estimates.means import about, estimate_columns
from crowdpotential.chapters.events.estimates.pairs import list_pairs
from crowdpotential.ingest.events import Gathered
from crowdpotential.params import Event
from crowdpotential.results.measure import Measure
from crowdpotential.results.measures.events import RETROSPECTIVE, SHIFT
from crowdpotential.results.rows import Row, make_row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.paired.changes import FEWEST, compare_pairs


def retrospective_rows(name: str, event: Event, gathered: Gathered, *, fewest: int, confidence_level: float) -> list[Row]:
    """Report the change as people see it afterwards, and how far their view of before has moved; as `change_rows`."""
    pairs = [(question, own) for question, own in list_pairs(event, gathered).items() if own.before.size >= max(fewest, FEWEST)]
    asked = [(question, own.before, own.then, own.after) for question, own in pairs if own.then is not None]
    changes, shifts = list[Row](), list[Row]()
    for question, before, then, after in asked:
        changes += _rows(RETROSPECTIVE, name, question, (then, after), confidence_level)
        shifts += _rows(SHIFT, name, question, (before, then), confidence_level)
    return [
        *judge_rows(changes, f"events.{name}.retrospective", confidence_level),
        *judge_rows(shifts, f"events.{name}.shift", confidence_level),
    ]


def _rows(measure: Measure, name: str, question: str, answers: tuple[FloatArray, FloatArray], confidence_level: float) -> Iterator[Row]:
    found = compare_pairs(*answers)
    yield make_row(
        measure,
        about(name, question),
        estimate_columns(found.change, found.standard_error, df=found.df, n=found.n, confidence_level=confidence_level),
    )
