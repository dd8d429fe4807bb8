"""The ladder: the gap of the index as it is, and with one side weighted to the composition of the other; less what differing items make.

Each rung of all pairs is one family of contrasts, and its word is that of every contrast of the report: equivalent where the interval lies
within the smallest gap of interest, which rejects both one-sided tests of Schuirmann (1987) at half of one minus the level.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from crowdpotential.chapters.composition.estimates.pairs import Obstacle, Pair
from crowdpotential.chapters.composition.estimates.side_cells import Compared
from crowdpotential.compare.estimates import conclude
from crowdpotential.compare.permitted import PermittedComparisons
from crowdpotential.errors import ConvergenceError
from crowdpotential.params import Comparison
from crowdpotential.results.measures.gap_parts import RUNG
from crowdpotential.results.rows import MAIN, Row, inferred, make_row, tested
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.decomposition.categories import SideSums
from crowdpotential.stats.decomposition.entropy_balancing import balance_entropy
from crowdpotential.stats.inference.degrees_of_freedom import Freedom, join_freedom
from crowdpotential.stats.inference.estimation import infer_columns
from crowdpotential.stats.inference.freedom import contrast_freedom
from crowdpotential.stats.inference.simultaneous import judge_family

RAW, ADJUSTED = "raw", "adjusted"  # models of a rung, as of every contrast of sides


@dataclass(frozen=True, slots=True, kw_only=True)
class Balanced:
    """One side of a pair with the composition of the other."""

    side: str
    target: str
    factors: FloatArray  # (K, C) new over old weight of each cell of the pair
    of_respondent: FloatArray  # (n,) the same in the sample; zero for others


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One difference of two sides."""

    pair: Pair
    composition: str  # whose composition both have; empty: each its own
    kind: str  # own, second or first: rungs of one kind and model are judged together
    values: FloatArray  # (1 + R,)
    freedom: Freedom
    n: float
    model: str = RAW


def balance_pair(pair: Pair, compared: Compared) -> tuple[list[Balanced], list[Obstacle]]:
    """Weight each side of a pair to the composition of the other; where no weights do it, that is an obstacle."""
    found, obstacles = list[Balanced](), list[Obstacle]()
    for own, target in ((pair.first, pair.second), (pair.second, pair.first)):
        try:
            found.append(_balance(own, target, pair, compared))
        except ConvergenceError:
            obstacles.append(Obstacle(reason="no_balance", side=own.name, against=target.name))
    return found, obstacles


def list_rungs(pair: Pair, balanced: Sequence[Balanced], compared: Compared, permitted: PermittedComparisons) -> list[Rung]:
    """List the rungs of a pair: as measured, then less what items that function differently make, where some do."""
    first, second = (compared.members[name][:, None].astype(np.float64) for name in pair.names)
    n, values = compared.n(*pair.names), pair.first.means - pair.second.means
    freedom = contrast_freedom(first, second, compared.design)[0]
    rungs = [Rung(pair=pair, composition="", kind="own", values=values, freedom=freedom, n=n)]
    for one in balanced:
        is_first = one.side == pair.names[0]
        own, weights = (pair.first if is_first else pair.second), one.of_respondent[:, None]
        mean = (own.totals * one.factors).sum(axis=1) / (own.masses * one.factors).sum(axis=1)
        rungs.append(
            Rung(
                pair=pair,
                composition=one.target,
                kind="second" if is_first else "first",
                values=mean - pair.second.means if is_first else pair.first.means - mean,
                freedom=contrast_freedom(weights if is_first else first, second if is_first else weights, compared.design)[0],
                n=n,
            )
        )
    return rungs + (_adjust(rungs, permitted) if permitted.has_dif_between_blocs else [])


def rung_rows(rungs: Sequence[Rung], compared: Compared, comparison: Comparison, *, smallest_gap: float) -> list[Row]:
    """Report all rungs, those of one kind and model as one family over the pairs.

    Args:
        rungs: of all pairs.
        compared: whose design they rest on.
        comparison: level and adjustment.
        smallest_gap: points below which a difference does not matter.
    """
    kinds = {kind: place for place, kind in enumerate(("own", "second", "first"))}
    ordered = sorted(rungs, key=lambda rung: (rung.model != RAW, kinds[rung.kind]))
    return [
        row
        for (_, kind), family in groupby(ordered, key=lambda rung: (rung.model, rung.kind))
        for row in _family_rows(list(family), kind, compared, comparison, smallest_gap=smallest_gap)
    ]


def _balance(own: SideSums, target: SideSums, pair: Pair, compared: Compared) -> Balanced:
    categories = pair.categories
    goals = target.shares(categories)[:, ~categories.is_first]
    factors = balance_entropy(own.masses, goals, categories.contrasts, what=f"side {own.name} as {target.name}").factors
    of_cell = np.zeros(len(compared.categories.indicators))
    of_cell[pair.in_cell] = factors[0]
    members = compared.members[own.name]
    return Balanced(
        side=own.name,
        target=target.name,
        factors=factors,
        of_respondent=np.where(members, of_cell[compared.cell_of], 0.0),
    )


def _adjust(rungs: Sequence[Rung], permitted: PermittedComparisons) -> list[Rung]:
    """Take off what differing items make of a difference: the same whatever the composition, for they shift everybody of a side."""
    found = list[Rung]()
    for rung in rungs:
        points = permitted.dif_points_between(*rung.pair.names)
        made = np.concatenate([points.estimate[:1], points.replicates[:, 0]])
        found.append(replace(rung, values=rung.values - made, model=ADJUSTED))
    return found


def _family_rows(family: Sequence[Rung], kind: str, compared: Compared, comparison: Comparison, *, smallest_gap: float) -> list[Row]:
    values, replication = np.stack([rung.values for rung in family]), compared.design.replication
    found = infer_columns(
        values,
        replication=replication,
        freedom=join_freedom([rung.freedom for rung in family]),
        confidence_level=comparison.confidence_level,
    )
    judged = judge_family(found, values[:, 1:], replication=replication, method=comparison.adjust)
    return [
        make_row(
            RUNG,
            inferred(found, i),
            tested(judged, i, kind),
            MAIN,
            variable="index",
            category=rung.composition,
            model=rung.model,
            bloc=rung.pair.names[0],
            reference_bloc=rung.pair.names[1],
            n=rung.n,
            verdict=conclude(judged, i, smallest_gap),
        )
        for i, rung in enumerate(family)
    ]
