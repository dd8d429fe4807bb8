"""Whether predictors go with the outcome alike on the sides: differences of differences, all at once."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from crowdpotential.chapters.drivers.estimates.answers import Term
from crowdpotential.chapters.drivers.estimates.fitting import Fitted
from crowdpotential.chapters.drivers.estimates.model_rows import LINEAR, ORDINAL, name_column
from crowdpotential.compare.families import Inferring, family_rows
from crowdpotential.results.measures.drivers import SIDE_DIFFERENCE
from crowdpotential.results.rows import MAIN, Columns, Row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.degrees_of_freedom import Freedom, join_freedom


def side_rows(fitted: Sequence[Fitted], outcome: Term, how: Inferring, *, is_score: bool) -> list[Row]:
    """Set the sides' models against each other, predictor by predictor.

    Args:
        fitted: of the sides that may be compared.
        outcome: of n respondents.
        how: replicates and level.
        is_score: whether the outcome is told in points.
    """
    pairs = list(combinations(fitted, 2))
    linear = [(first, second, first.differences, second.differences) for first, second in pairs]
    ordinal = [
        (first, second, first.ordinal.shares, second.ordinal.shares)
        for first, second in pairs
        if first.ordinal is not None and second.ordinal is not None
    ]
    unit = "points" if is_score else "own"
    return _rows(linear, outcome, how, {"model": LINEAR, "unit": unit}) + _rows(ordinal, outcome, how, {"model": ORDINAL, "unit": "share"})


def _rows(pairs: Sequence[tuple[Fitted, Fitted, FloatArray, FloatArray]], outcome: Term, how: Inferring, kind: Columns) -> list[Row]:
    differences, about, freedom = list[FloatArray](), list[Columns](), list[Freedom]()
    for first, second, of_first, of_second in pairs:
        places = {column.identity: place for place, column in enumerate(second.equation.columns[: second.equation.n_asked])}
        for place, column in enumerate(first.equation.columns[: first.equation.n_asked]):
            if column.identity not in places:
                continue  # left out on one of the sides, which says so
            differences.append(of_first[place] - of_second[places[column.identity]])
            freedom.append(join_freedom([first.equation.freedom, second.equation.freedom]).fewest)
            n = float(first.equation.inside.sum() + second.equation.inside.sum())
            about.append(
                {
                    **MAIN,
                    **kind,
                    **first.equation.domain.columns,
                    **name_column(column),
                    "variable_2": outcome.name,
                    "reference_bloc": second.equation.domain.bloc,
                    "n": n,
                }
            )
    if not about:
        return []
    family = f"drivers;sides;{kind['model']}"
    return family_rows(SIDE_DIFFERENCE, np.stack(differences), about, how=how, freedom=join_freedom(freedom), family=family)
