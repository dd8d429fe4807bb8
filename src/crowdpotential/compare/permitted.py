"""What may be compared with what, and what items that function differently (DIF) make of each comparison."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from crowdpotential.compare.estimates import Contrast
from crowdpotential.results.domains import Domain
from crowdpotential.stats.arrays import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class DifPoints:
    """Points that differing items make: the index first, then its dimensions; the full sample first, then its replicates."""

    estimate: FloatArray  # (1 + k,)
    replicates: FloatArray  # (R, 1 + k)


@dataclass(frozen=True, slots=True, kw_only=True)
class PermittedComparisons:
    """The verdicts on comparability, as contrasts and ranks have to obey them."""

    blocs: tuple[str, ...]  # that may be compared, in the order of params; none or one where they may not
    between_blocs: DifPoints  # first bloc minus second
    of_blocs: Mapping[str, DifPoints] = field(default_factory=dict)  # of three or more: bloc -> against the middle of all
    # area -> against the middle of its bloc's, or against the only other one
    of_areas: Mapping[str, DifPoints] = field(default_factory=dict)
    # (variable, bloc, group) -> the same; the bloc is empty for groups of everybody
    of_groups: Mapping[tuple[str, str, str], DifPoints] = field(default_factory=dict)
    closed: Collection[str] = ()  # blocs whose areas may not be compared with each other
    closed_groups: Collection[tuple[str, str]] = ()  # variables, and the bloc or none, whose groups may not be

    @property
    def has_dif_between_blocs(self) -> bool:
        """Whether items function differently on the two sides."""
        return bool(self.of_blocs) or bool(self.between_blocs.estimate.any())

    def allows(self, first: Domain, second: Domain) -> bool:
        """Return whether two domains may be contrasted."""
        if first.area and second.area and {first.bloc, second.bloc} & set(self.closed):
            return False
        if first.domain != second.domain and (first.domain_variable, first.bloc) in self.closed_groups:
            return False
        return first.bloc == second.bloc or {first.bloc, second.bloc} <= set(self.blocs)

    def dif_points_of_domain(self, domain: Domain) -> FloatArray:
        """Return (1 + R,) index points that differing items make of a domain's mean: full sample, then replicates.

        Those between two blocs are charged to the first one; an area's or a group's own are added.
        """
        group = domain.domain_variable, domain.bloc, domain.domain
        parts = [self.dif_points_of_bloc(domain.bloc)]
        parts += [self.of_areas[domain.area]] if domain.area in self.of_areas else []
        parts += [self.of_groups[group]] if group in self.of_groups else []
        points = np.zeros(1 + len(self.between_blocs.replicates))
        for part in parts:
            points += np.concatenate([part.estimate[:1], part.replicates[:, 0]])
        return points

    def adjust_index(self, contrast: Contrast) -> Contrast:
        """Subtract from a contrast of the index what differing items make of its two sides; unchanged if they make nothing of it."""
        points = self.dif_points_of_domain(contrast.first) - self.dif_points_of_domain(contrast.second)
        if not points.any():
            return contrast
        return replace(
            contrast,
            estimate=contrast.estimate - float(points[0]),
            replicates=contrast.replicates - points[1:],
            model="adjusted",
        )

    def dif_points_of_bloc(self, bloc: str) -> DifPoints:
        """Return what differing items make of a bloc's means: of two blocs all is charged to the first one."""
        if bloc in self.of_blocs:
            return self.of_blocs[bloc]
        own = self.between_blocs
        if len(self.blocs) > 1 and bloc == self.blocs[0]:
            return own
        return DifPoints(estimate=np.zeros_like(own.estimate), replicates=np.zeros_like(own.replicates))

    def dif_points_between(self, first: str, second: str) -> DifPoints:
        """Return what differing items make of the contrast of two blocs."""
        one, other = self.dif_points_of_bloc(first), self.dif_points_of_bloc(second)
        return DifPoints(estimate=one.estimate - other.estimate, replicates=one.replicates - other.replicates)

    def adjust_gap(self, contrast: Contrast, position: int) -> Contrast:
        """Subtract from a contrast of two blocs what items make of it: position 0 the index, then the dimensions."""
        dif_points = self.dif_points_between(contrast.first.bloc, contrast.second.bloc)
        return replace(
            contrast,
            estimate=contrast.estimate - float(dif_points.estimate[position]),
            replicates=contrast.replicates - dif_points.replicates[:, position],
            model="adjusted",
        )
