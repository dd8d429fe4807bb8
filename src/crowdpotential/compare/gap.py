"""What separates the blocs: raw, and adjusted for the items that function differently on their sides."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from crowdpotential.compare.domains import Domain
from crowdpotential.compare.estimates import (
    Contrast,
    MeanEstimates,
    Owed,
    adjust,
    contrast,
    contrast_rows,
    domain_keys,
)
from crowdpotential.params import Comparison
from crowdpotential.results import Row, inferred
from crowdpotential.stats.estimation import infer
from crowdpotential.stats.replicates import Replication


def area_rows(
    means: MeanEstimates, owed: Owed, *, blocs: Sequence[str], comparison: Comparison, smallest_gap: float
) -> list[Row]:
    """Contrast all pairs of areas in the index, as one family; pairs across the first two blocs are adjusted.

    With one bloc in `blocs`, or none, only pairs within a bloc are contrasted.

    Args:
        means: with a domain for each area.
        owed: points that differing items make between the first two blocs.
        blocs: those that may be compared, in the order of params.
        comparison: level and adjustment.
        smallest_gap: points below which a difference does not matter.
    """
    areas = [label for label in means.domains.labels if label.area]
    pairs = [
        _fair(contrast(means, a, b, "index"), owed, blocs)
        for a, b in combinations(areas, 2)
        if len(blocs) > 1 or a.bloc == b.bloc
    ]
    return contrast_rows(
        pairs,
        comparison,
        replication=means.replication,
        chapter="comparison",
        family="areas",
        smallest_gap=smallest_gap,
    )


def gap_rows(
    means: MeanEstimates, owed: Owed, *, blocs: Sequence[str], comparison: Comparison, smallest_gap: float
) -> list[Row]:
    """Contrast each bloc with the first in the index and its dimensions, raw and adjusted.

    P-values are adjusted over all blocs: one family for the index, one for the dimensions, raw and adjusted apart.
    Bloc means are population-weighted, because calibrated weights sum to the population of each area. Arguments as in
    `area_rows`.
    """
    if len(blocs) < 2:
        return []
    names = means.variables[: owed.estimate.size]
    raw = [
        replace(contrast(means, Domain(bloc=blocs[0]), Domain(bloc=other), name), model="raw")
        for other in blocs[1:]
        for name in names
    ]
    second = raw[: len(names)]
    rows = _owed_rows(second, owed, means.replication, comparison) if owed.estimate.any() else []
    adjusted = [adjust(c, owed, i) for i, c in enumerate(second)]
    adjusted += [
        replace(c, model="adjusted") for c in raw[len(names) :]
    ]  # items are told apart on two sides only
    for found in (raw, adjusted):
        of_index = [c for c in found if c.variable == names[0]]
        of_dimensions = [c for c in found if c.variable != names[0]]
        for family, contrasts in (("index", of_index), ("dimensions", of_dimensions)):
            rows += contrast_rows(
                contrasts,
                comparison,
                replication=means.replication,
                chapter="gap",
                family=family,
                smallest_gap=smallest_gap,
            )
    return rows


def gap_in_groups_rows(
    means: MeanEstimates, owed: Owed, *, blocs: Sequence[str], comparison: Comparison, smallest_gap: float
) -> list[Row]:
    """Contrast the first two blocs in the index within each group of residents; one family per grouping variable.

    Arguments as in `area_rows`.
    """
    index, rows = means.variables.index("index"), list[Row]()
    for variable in dict.fromkeys(label.domain_variable for label in means.domains.labels):
        groups = [
            label.domain
            for label in means.domains.labels
            if label.domain_variable == variable and not label.bloc
        ]
        pairs = [
            [Domain(bloc=bloc, domain_variable=variable, domain=group) for bloc in blocs[:2]]
            for group in groups
        ]
        found = [
            _fair(contrast(means, first, second, "index"), owed, blocs)
            for first, second in (pairs if variable and len(blocs) > 1 else [])
            if min(means.n[means.domains.position(side), index] for side in (first, second)) > 0
        ]
        rows += contrast_rows(
            found,
            comparison,
            replication=means.replication,
            chapter="groups",
            family=variable,
            smallest_gap=smallest_gap,
        )
    return rows


def _fair(c: Contrast, owed: Owed, blocs: Sequence[str]) -> Contrast:
    """Adjust a contrast of the index if it crosses from the first bloc to the second and items differ between them."""
    sides = (c.first.bloc, c.second.bloc)
    if not owed.estimate.any() or len(blocs) < 2:
        return c
    if sides == (blocs[0], blocs[1]):
        return adjust(c, owed, 0)
    if sides == (blocs[1], blocs[0]):
        return adjust(c, Owed(estimate=-owed.estimate, replicates=-owed.replicates), 0)
    return c


def _owed_rows(
    raw: Sequence[Contrast], owed: Owed, replication: Replication, comparison: Comparison
) -> list[Row]:
    """Report the points of each contrast that differing items make."""
    found = infer(
        owed.estimate,
        owed.replicates.T,
        replication=replication,
        degrees_of_freedom=np.array([c.degrees_of_freedom for c in raw]),
        confidence_level=comparison.confidence_level,
    )
    return [
        {
            **inferred(found, i),
            **domain_keys(c.first),
            "chapter": "gap",
            "measure": "points_owed",
            "variable": c.variable,
            "reference_bloc": c.second.bloc,
            "unit": "points",
            "sample": "main",
            "weighting": "calibrated",
            "n": c.n,
        }
        for i, c in enumerate(raw)
    ]
