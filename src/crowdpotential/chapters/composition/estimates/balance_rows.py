"""Balance: who lives on each side, how far the sides are apart before and after, and whose weight that raises."""

from collections.abc import Sequence

import numpy as np

from crowdpotential.chapters.composition.estimates.pairs import Pair
from crowdpotential.chapters.composition.estimates.rungs import Balanced
from crowdpotential.chapters.composition.estimates.side_cells import Compared
from crowdpotential.params import Comparison
from crowdpotential.results.measures import gap_parts as measures
from crowdpotential.results.rows import MAIN, Columns, Row, inferred, make_row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.estimation import infer_columns, n_effective
from crowdpotential.stats.inference.freedom import count_freedom
from crowdpotential.stats.inference.intervals import Bases
from crowdpotential.stats.weighting.balance import standardised_differences


def composition_rows(compared: Compared, sides: Sequence[str], comparison: Comparison) -> list[Row]:
    """Report the share of every category among those of each side who count, and how many do not for lack of a control.

    Args:
        compared: who counts.
        sides: those of a pair that is taken apart.
        comparison: level, and kind of interval of shares.
    """
    rows, every = list[Row](), compared.categories
    for side in sides:
        members, weights = compared.members[side], compared.design.weights
        shares = compared.sums[side].shares(every).T
        used = np.flatnonzero(shares[:, 0] > 0)
        n = float(members.sum())
        found = infer_columns(
            shares[used],
            replication=compared.design.replication,
            freedom=count_freedom(members[:, None], compared.design)[np.zeros(used.size, dtype=np.int64)],
            confidence_level=comparison.confidence_level,
            interval=comparison.share_interval,
            bases=Bases(n_respondents=np.full(used.size, n), n_effective=np.full(used.size, n_effective(weights[members]))),
        )
        rows += [
            make_row(
                measures.COMPOSITION_SHARE,
                inferred(found, i),
                MAIN,
                variable=every.names[every.control_of[place]],
                category=every.labels[place],
                bloc=side,
                n=n,
            )
            for i, place in enumerate(used)
        ]
        if compared.n_lacking[side]:
            rows.append(make_row(measures.N_LACKING, MAIN, bloc=side, estimate=float(compared.n_lacking[side]), n=n))
    return rows


def balance_rows(pair: Pair, balanced: Sequence[Balanced], compared: Compared) -> list[Row]:
    """Report how far each balanced side was from its target and is, category by category, and what that does to its weights."""
    sums, categories = {pair.first.name: pair.first, pair.second.name: pair.second}, pair.categories
    rows = list[Row]()
    for one in balanced:
        own, target = (sums[side].shares(categories)[0] for side in (one.side, one.target))
        weights = sums[one.side].masses[0] * one.factors[0]
        after = weights @ categories.indicators / weights.sum()
        about: Columns = {**MAIN, "bloc": one.side, "reference_bloc": one.target, "n": compared.n(one.side)}
        numbers = {
            measures.ASMD_BEFORE: standardised_differences(own, target),
            measures.ASMD_AFTER: standardised_differences(after, target),
            measures.BALANCE_FACTOR: after / own,
        }
        rows += [
            make_row(
                measure,
                about,
                variable=categories.names[categories.control_of[place]],
                category=label,
                estimate=float(found[place]),
            )
            for place, label in enumerate(categories.labels)
            for measure, found in numbers.items()
        ]
        rows += _weight_rows(one, compared, about)
    return rows


def _weight_rows(one: Balanced, compared: Compared, about: Columns) -> list[Row]:
    members = compared.members[one.side]
    before: FloatArray = compared.design.weights[members]
    factors = one.of_respondent[members]
    numbers = {
        measures.EFFECTIVE_BEFORE: n_effective(before),
        measures.EFFECTIVE_AFTER: n_effective(before * factors),
        measures.LARGEST_FACTOR: float(factors.max()),
    }
    return [make_row(measure, about, variable="index", estimate=number) for measure, number in numbers.items()]
