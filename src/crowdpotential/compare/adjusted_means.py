"""Means after the adjustment for items that function differently: their differences are the adjusted contrasts.

Only the differences are known: which side is charged with what items make of one is a convention (`PermittedComparisons.owed_of`,
`PermittedComparisons.owed_by`),
and another one moves both means alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.compare.estimates import Contrast, MeanEstimates
from crowdpotential.compare.permitted import PermittedComparisons
from crowdpotential.params import Comparison
from crowdpotential.results.domains import Domain
from crowdpotential.results.measure import Measure
from crowdpotential.results.rows import MAIN, Row, inferred, make_row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.estimation import infer


@dataclass(frozen=True, slots=True, kw_only=True)
class DifOfMean:
    """What differing items make of one mean."""

    domain: Domain
    variable: str
    points: FloatArray  # (1 + R,) the full sample first, then its replicates


def list_dif_of_sides(permitted: PermittedComparisons, variables: Sequence[str]) -> list[DifOfMean]:
    """List what items make of the index and dimensions of each side that may be compared; nothing where they function alike."""
    if not permitted.has_dif_between_blocs:
        return []
    dif_points = {bloc: permitted.dif_points_of_bloc(bloc) for bloc in permitted.blocs}
    return [
        DifOfMean(
            domain=Domain(bloc=bloc),
            variable=name,
            points=np.concatenate([own.estimate[i : i + 1], own.replicates[:, i]]),
        )
        for bloc, own in dif_points.items()
        for i, name in enumerate(variables)
    ]


def list_dif_of_means(permitted: PermittedComparisons, contrasts: Sequence[Contrast]) -> list[DifOfMean]:
    """List what items make of the index of every domain that an adjusted contrast sets against another."""
    domains = dict.fromkeys(side for found in contrasts if found.model == "adjusted" for side in (found.first, found.second))
    return [DifOfMean(domain=domain, variable="index", points=permitted.dif_points_of_domain(domain)) for domain in domains]


def adjusted_mean_rows(means: MeanEstimates, dif_of_means: Sequence[DifOfMean], comparison: Comparison, *, measure: Measure) -> list[Row]:
    """Report means less what differing items make of them; freedom and range are those of the mean itself.

    Args:
        means: as they are.
        charges: what to take from which of them.
        comparison: level of the intervals.
        measure: of the chapter in whose contrasts they stand.
    """
    if not dif_of_means:
        return []
    places = [(means.domains.position(c.domain), means.variables.index(c.variable)) for c in dif_of_means]
    rows, columns = map(np.array, zip(*places, strict=True))
    points = np.stack([c.points for c in dif_of_means])
    found = infer(
        means.estimate[rows, columns] - points[:, 0],
        means.replicates[rows, columns] - points[:, 1:],
        replication=means.replication,
        freedom=means.freedom[rows, columns],
        confidence_level=comparison.confidence_level,
        within=means.within,
    )
    return [
        make_row(
            measure,
            inferred(found, i),
            dif_of_mean.domain.columns,
            MAIN,
            model="adjusted",
            variable=dif_of_mean.variable,
            n=means.n[places[i]],
            n_effective=means.n_effective[places[i]],
        )
        for i, dif_of_mean in enumerate(dif_of_means)
    ]
