"""Means of quantities: too few respondents, or one who holds nearly all of it (the p-per-cent rule), and the places that protect them.

A sum is unsafe where the second largest contributor, who knows his own, could tell the largest to within p per cent: where all others
together hold less than p per cent of it (Hundepool et al. 2012, 4.2.2). Contributions are answers as given: weights are not known outside.
The error of a mean is a sum of squares, which one far answer makes nearly alone: error times number is how far it lies from the mean.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from crowdpotential.disclosure.answers import Line
from crowdpotential.disclosure.audit import Table
from crowdpotential.disclosure.companions import hide_companions
from crowdpotential.disclosure.hidden_answers import Hidden
from crowdpotential.disclosure.people import Domain, People
from crowdpotential.stats.arrays import BoolArray, FloatArray


def is_dominated(amounts: FloatArray, per_cent: float) -> bool:
    """Return whether the largest of these quantities is known to the second largest to within some per cent of it."""
    sizes = np.sort(np.abs(amounts))[::-1]
    return bool(sizes.size and sizes[0] > 0 and sizes[2:].sum() < per_cent / 100 * sizes[0])


def is_error_dominated(amounts: FloatArray, weights: FloatArray, per_cent: float) -> bool:
    """Return whether the error of a mean is that of one respondent, whose distance from it its root tells to within some per cent."""
    if not amounts.size:
        return False
    squares = (amounts - np.average(amounts, weights=weights)) ** 2
    of_squares = 100 * ((1 + per_cent / 100) ** 2 - 1)
    return is_dominated(squares, of_squares) or is_dominated(weights**2 * squares, of_squares)


def hide_amounts(
    amounts: FloatArray,
    lines: Sequence[Line],
    places: Mapping[Domain, BoolArray],
    people: People,
    *,
    fewest: int,
    per_cent: float,
) -> Hidden:
    """Find the places whose mean of a quantity is hidden.

    Args:
        amounts: (n,) missing as NaN.
        lines: rows of the means.
        places: place -> (n,) who lives there.
        people: respondents of the main sample.
        fewest: respondents that a mean may rest on.
        per_cent: of the rule of dominance; 0 switches it off.
    """
    numbers, weights, known = people.places, people.weights, ~np.isnan(amounts)
    members = [places[line.place] & known for line in lines]
    small = {i for i, inside in enumerate(members) if inside.sum() < fewest}
    few = {
        i
        for i, inside in enumerate(members)
        if is_dominated(amounts[inside], per_cent) or is_error_dominated(amounts[inside], weights[inside], per_cent)
    } - small
    if not small | few:
        return Hidden()
    first = np.unique(numbers, return_index=True)[1]
    is_positive = bool((amounts[known] >= 0).all())
    table = Table(
        cells=np.array([places[line.place][first] for line in lines], dtype=np.float64),
        fixed=np.empty((0, first.size)),
        truth=np.bincount(numbers[known], (weights * np.nan_to_num(amounts))[known], first.size).astype(np.float64),
        lower=np.zeros(first.size) if is_positive else np.full(first.size, -np.inf),
        upper=np.full(first.size, np.inf),
    )
    primary = sorted(small | few)

    def cost(i: int) -> tuple[float, ...]:
        return lines[i].place.rank, lines[i].n

    found = hide_companions(table, primary, [table.cells[i] for i in primary], candidates=range(len(lines)), cost=cost)
    return Hidden(
        small=frozenset(lines[i].position for i in small),
        few=frozenset(lines[i].position for i in few),
        companions=frozenset(lines[i].position for i in found.hidden - set(primary)),
        exposed=frozenset(lines[primary[at]].position for at in found.exposed),
    )
