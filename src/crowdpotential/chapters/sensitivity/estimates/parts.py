"""Sensitivity: what the parts of the index do to its results - each left out, made up for by others, strong or weak in an area."""

from dataclasses import dataclass

import numpy as np

from crowdpotential.chapters.sensitivity.estimates.results_left_out import (
    Changes,
    change_rows,
    turning_rows,
)
from crowdpotential.compare.alternatives import Alternatives, fields_of, surroundings_of
from crowdpotential.params import Comparison
from crowdpotential.params.choices import Choices
from crowdpotential.results.measures.sensitivity import COMPENSATION, DEVIATION
from crowdpotential.results.rows import MAIN, Row, inferred, make_row, tested
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.ranges import GAINS
from crowdpotential.stats.inference.simultaneous import judge_family
from crowdpotential.verdicts import STRENGTH, UNDETERMINED, WEAKNESS


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Means of the index's parts by unit; the sample first, then its replicates."""

    dimensions: tuple[str, ...]
    means: FloatArray  # (U, k, 1 + R) of each dimension, less what differing items make of it
    dimension_weights: FloatArray  # (k, 1 + R)
    left_out: Changes  # of the index as it is printed: areas as they are, blocs less what differing items make of them
    left_out_adjusted: Changes  # of the index less what differing items make of every unit


def part_rows(alternatives: Alternatives, parts: Parts, comparison: Comparison, *, rng: np.random.Generator) -> list[Row]:
    """Report what leaving a part out changes, how far dimensions make up for each other, and where areas are strong or weak.

    Args:
        alternatives: units and verdicts.
        parts: means of the parts.
        comparison: level and adjustment.
        rng: of the critical values of ranks.
    """
    return [
        *change_rows(alternatives, parts.left_out, comparison),
        *turning_rows(alternatives, parts.left_out_adjusted, comparison, rng=rng),
        *_compensation_rows(alternatives, parts, comparison),
        *_respondent_compensation_rows(alternatives, comparison),
        *_deviation_rows(alternatives, parts, comparison),
    ]


def _compensation_rows(alternatives: Alternatives, parts: Parts, comparison: Comparison) -> list[Row]:
    """State how many points an area (else a bloc, else everybody) would lose if a low dimension could not be made up for.

    That is the arithmetic less the geometric mean of its dimensions.
    """
    weights, rows = parts.dimension_weights, list[FloatArray]()
    shown = [unit for unit in alternatives.shown if (parts.means[alternatives.units.index(unit), :, 0] > 0).all()]
    for unit in shown:
        means = parts.means[alternatives.units.index(unit)]
        positive = np.where(means > 0, means, np.nan)
        geometric = np.exp((weights * np.log(positive)).sum(axis=0))
        rows.append((weights * means).sum(axis=0) - geometric)
    freedom = [alternatives.own_freedom(area) for area in shown]
    found = alternatives.infer(rows, freedom, confidence_level=comparison.confidence_level, within=GAINS)
    return [
        make_row(
            COMPENSATION,
            inferred(found, i),
            unit.columns,
            MAIN,
            variable="index",
            n=alternatives.n_of(unit),
        )
        for i, unit in enumerate(shown)
    ]


def _respondent_compensation_rows(alternatives: Alternatives, comparison: Comparison) -> list[Row]:
    """State the same of every respondent's dimensions, where both means are among the combinations: mean of the differences."""
    cells = _arithmetic_and_geometric(alternatives.choices)
    if cells is None:
        return []
    arithmetic, geometric = (alternatives.means[cell] for cell in cells)
    shown = [alternatives.units.index(unit) for unit in alternatives.shown]
    freedom = [alternatives.own_freedom(unit) for unit in alternatives.shown]
    found = alternatives.infer(list((arithmetic - geometric)[shown]), freedom, confidence_level=comparison.confidence_level, within=GAINS)
    return [
        make_row(
            COMPENSATION,
            inferred(found, i),
            unit.columns,
            MAIN,
            variable="index",
            category="respondents",
            n=alternatives.n_of(unit),
        )
        for i, unit in enumerate(alternatives.shown)
    ]


def _arithmetic_and_geometric(choices: Choices) -> tuple[int, int] | None:
    """Find the index and its like with the other of these two means of dimensions; None where one was not computed."""
    if "aggregation" not in choices.axes:
        return None
    axis = choices.axes.index("aggregation")
    own, cells = choices.positions[choices.main], list[int]()
    for name in ("arithmetic", "geometric"):
        if name not in choices.options[axis]:
            return None
        place = choices.options[axis].index(name)
        position = (*own[:axis], place, *own[axis + 1 :])
        if position not in choices.positions:
            return None
        cells.append(choices.positions.index(position))
    return cells[0], cells[1]


def _deviation_rows(alternatives: Alternatives, parts: Parts, comparison: Comparison) -> list[Row]:
    """Report each area's dimensions against those of the areas that it may be compared with; one family of tests."""
    cases, columns, freedom = [], [], list[Freedom]()
    for field in fields_of(alternatives):
        for area in field:
            whole = surroundings_of(alternatives, area)
            if whole is None:
                continue
            against = parts.means[alternatives.units.index(whole)]
            for i, name in enumerate(parts.dimensions):
                cases.append((area, name))
                columns.append(parts.means[alternatives.units.index(area), i] - against[i])
                freedom.append(alternatives.freedom_between(area, whole))
    found = alternatives.infer(columns, freedom, confidence_level=comparison.confidence_level)
    judged = judge_family(
        found,
        alternatives.stack(columns)[:, 1:],
        replication=alternatives.replication,
        method=comparison.adjust,
    )
    words = np.where(judged.is_found, np.where(found.estimate > 0, STRENGTH, WEAKNESS), UNDETERMINED)
    return [
        make_row(
            DEVIATION,
            inferred(found, i),
            tested(judged, i, "deviations"),
            area.columns,
            MAIN,
            variable=name,
            n=alternatives.n_of(area),
            verdict=str(words[i]),
        )
        for i, (area, name) in enumerate(cases)
    ]
