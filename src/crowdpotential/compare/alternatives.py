"""Sensitivity: the means of areas and blocs under every combination of choices, and what is asked of them.

Specifications have different units. What is asked of several is put in standard deviations between respondents, each specification
and replicate by its own: no change of a scale's origin or width moves it, and it says how much of the differences between people
lies between areas. For the page it is turned back into points of the index.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from crowdpotential.compare.permitted import PermittedComparisons
from crowdpotential.params.choices import Choices
from crowdpotential.results.domains import Domain
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.degrees_of_freedom import Freedom, join_freedom
from crowdpotential.stats.inference.estimation import Inference, infer_columns
from crowdpotential.stats.inference.ranges import Range
from crowdpotential.stats.replication.replicates import Replication

Kind = Literal["index", "gap", "order"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternatives:
    """Means of U units under S combinations, with what differing items make of them taken away."""

    choices: Choices
    units: tuple[Domain, ...]  # areas, blocs, everybody
    means: FloatArray  # (S, U, 1 + R) each combination on its own scale; the sample first
    spreads: FloatArray  # (S, 1 + R) between respondents, on that scale
    freedom: Freedom  # (U,) of those with an index
    pair_freedom: Freedom  # (U, U) of the difference of two units
    n: FloatArray  # (U,) respondents with an index
    replication: Replication
    permitted: PermittedComparisons
    joins_samples: bool = True  # whether everybody can be described

    @property
    def areas(self) -> tuple[Domain, ...]:
        """The areas, in the order of the units."""
        return tuple(unit for unit in self.units if unit.area)

    @property
    def shown(self) -> tuple[Domain, ...]:
        """The finest units that the study names: areas, else blocs, else everybody."""
        return self.areas or tuple(unit for unit in self.units if unit.bloc) or self.units[-1:]

    @property
    def compares_all_areas(self) -> bool:
        """Whether every two areas may be compared, so that all are one field, also those without an error."""
        return all(self.permitted.allows(*pair) for pair in combinations(self.areas, 2))

    @property
    def one_point(self) -> float:
        """Standard deviations to a point of the index."""
        return 1 / float(self.spreads[self.choices.main, 0])

    def n_of(self, unit: Domain) -> float:
        """Return how many respondents of a unit have an index."""
        return float(self.n[self.units.index(unit)])

    def stack(self, columns: Sequence[FloatArray]) -> FloatArray:
        """Return (k, 1 + R) also where there are none."""
        return np.stack(columns) if columns else np.empty((0, 1 + self.replication.coefficients.size))

    def infer(
        self,
        columns: Sequence[FloatArray],
        freedom: Sequence[Freedom],
        *,
        confidence_level: float,
        within: Range | None = None,
    ) -> Inference:
        """Infer from k columns (1 + R) of the units, the sample first."""
        return infer_columns(
            self.stack(columns),
            replication=self.replication,
            freedom=join_freedom(freedom),
            confidence_level=confidence_level,
            within=within,
        )

    def difference(self, first: Domain, second: Domain) -> FloatArray:
        """Return (S, 1 + R) first minus second, each combination on its own scale."""
        a, b = self.units.index(first), self.units.index(second)
        return np.asarray(self.means[:, a] - self.means[:, b])

    def freedom_between(self, first: Domain, second: Domain) -> Freedom:
        """Return the degrees of freedom of a difference, as contrasts have them."""
        return self.pair_freedom[self.units.index(first), self.units.index(second)]

    def own_freedom(self, unit: Domain) -> Freedom:
        """Return the degrees of freedom of a unit's mean; with none it has no error, and cannot be told from others."""
        return self.freedom[self.units.index(unit)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One result that the choices could move: the first unit against the second."""

    kind: Kind
    first: Domain
    second: Domain


def fields_of(alternatives: Alternatives) -> list[tuple[Domain, ...]]:
    """List the areas that may be compared with each other: all, or those of each bloc; fields of one are none."""
    areas, permitted = alternatives.areas, alternatives.permitted
    areas = tuple(area for area in areas if alternatives.own_freedom(area).has_error)
    if alternatives.compares_all_areas:
        fields = [areas]
    else:
        blocs = [bloc for bloc in dict.fromkeys(a.bloc for a in areas) if bloc not in permitted.closed]
        fields = [tuple(a for a in areas if a.bloc == bloc) for bloc in blocs]
    return [field for field in fields if len(field) > 1]


def surroundings_of(alternatives: Alternatives, area: Domain) -> Domain | None:
    """State against whom an area is set: everybody, or its bloc; None where it is all of that itself."""
    if alternatives.compares_all_areas and alternatives.joins_samples:
        return Domain()
    is_alone = sum(other.bloc == area.bloc for other in alternatives.areas) == 1
    return None if is_alone else Domain(bloc=area.bloc)


def list_targets(alternatives: Alternatives) -> Iterator[Target]:
    """List what the verdicts allow to ask: each area against all (or its bloc), each gap, the order of each pair."""
    fields = fields_of(alternatives)
    for field in fields:
        for area in field:
            whole = surroundings_of(alternatives, area)
            if whole is not None:
                yield Target(kind="index", first=area, second=whole)
    for first, second in gap_pairs(alternatives):
        yield Target(kind="gap", first=first, second=second)
    for field in fields:
        for first, second in combinations(field, 2):
            yield Target(kind="order", first=first, second=second)


def gap_pairs(alternatives: Alternatives) -> list[tuple[Domain, Domain]]:
    """List the first bloc against each other, where they may be compared."""
    blocs = alternatives.permitted.blocs
    pairs = [(Domain(bloc=blocs[0]), Domain(bloc=other)) for other in blocs[1:]]
    return [pair for pair in pairs if alternatives.freedom_between(*pair).has_error]


def area_pairs(alternatives: Alternatives) -> list[tuple[Domain, Domain]]:
    """List the pairs of areas that may be compared."""
    return [
        pair
        for pair in combinations(alternatives.areas, 2)
        if alternatives.permitted.allows(*pair) and alternatives.freedom_between(*pair).has_error
    ]
