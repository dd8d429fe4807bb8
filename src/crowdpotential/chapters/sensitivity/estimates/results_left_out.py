"""Sensitivity: what each item and each dimension does to the results, seen by leaving it out (OECD and JRC 2008, step 7).

Two questions: by how much the index of areas and the gaps change, and whether a headline turns. The latter is asked by the same
tests as on the page, with an index that lacks one part in place of a combination of choices.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from crowdpotential.chapters.sensitivity.estimates.robustness import (
    Robustness,
    judge_headlines,
)
from crowdpotential.compare.alternatives import Alternatives, gap_pairs
from crowdpotential.params import Comparison
from crowdpotential.params.choices import Choices
from crowdpotential.results.measures.sensitivity import CHANGE_WITHOUT, ROBUSTNESS_WITHOUT
from crowdpotential.results.rows import MAIN, Columns, Row, inferred, make_row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.verdicts import DEPENDS, HOLDS

Changes = Mapping[str, FloatArray]  # item or dimension -> (U, 1 + R) change of each unit's index without it


def change_rows(alternatives: Alternatives, changes: Changes, comparison: Comparison) -> list[Row]:
    """Report by how much areas (else blocs, else everybody) and gaps change without each part.

    Args:
        alternatives: units and verdicts.
        changes: of every unit, in points.
        comparison: level.
    """
    units, gaps = alternatives.units, gap_pairs(alternatives)
    keys, columns, freedom = list[Columns](), list[FloatArray](), list[Freedom]()
    for name, change in changes.items():
        for unit in alternatives.shown:
            keys.append({**unit.columns, "variable": name, "n": alternatives.n_of(unit)})
            columns.append(change[units.index(unit)])
            freedom.append(alternatives.own_freedom(unit))
        for first, second in gaps:
            n = alternatives.n_of(first) + alternatives.n_of(second)
            keys.append({**first.columns, "variable": name, "reference_bloc": second.bloc, "n": n})
            columns.append(change[units.index(first)] - change[units.index(second)])
            freedom.append(alternatives.freedom_between(first, second))
    found = alternatives.infer(columns, freedom, confidence_level=comparison.confidence_level)
    return [make_row(CHANGE_WITHOUT, inferred(found, i), key, MAIN) for i, key in enumerate(keys)]


def turning_rows(alternatives: Alternatives, changes: Changes, comparison: Comparison, *, rng: np.random.Generator) -> list[Row]:
    """Report for each headline whether it holds without any single part, and without which parts it does not.

    Args:
        alternatives: the index itself is taken from them.
        changes: of every unit; what differing items make of means goes with them.
        comparison: level and adjustment, as on the page.
        rng: of the critical values of ranks.
    """
    names = ["", *changes]  # the index itself first
    own = alternatives.means[alternatives.choices.main]
    without = replace(
        alternatives,
        choices=_one_axis(alternatives.choices, names),
        means=np.stack([own, *(own + change for change in changes.values())]),
    )
    return [_turning_row(alternatives, found, names) for found in judge_headlines(without, comparison, rng=rng)]


def _one_axis(choices: Choices, names: list[str]) -> Choices:
    """Make a factorial of one choice - which part to leave out - whose options count alike; none of them is the index."""
    n = len(names) - 1
    return Choices(
        axes=("left_out",),
        options=(tuple(names),),
        shares=(np.array([0.0, *[1 / n] * n]),),
        specifications=(choices.specifications[choices.main],) * (n + 1),
        positions=tuple((place,) for place in range(n + 1)),
        main=0,
        n_left_out=0,
    )


def _turning_row(alternatives: Alternatives, found: Robustness, names: list[str]) -> Row:
    return make_row(
        ROBUSTNESS_WITHOUT,
        MAIN,
        found.first.columns,
        variable=found.headline,
        reference_bloc=found.second.bloc,
        reference_area=found.second.area,
        estimate=found.agreeing,
        n=alternatives.n_of(found.first),
        verdict=HOLDS if found.holds else DEPENDS,
        method="left out",
        note=";".join(names[place] for place in found.disagreeing),
    )
