"""What separates the blocs: raw, and adjusted for the items that function differently on their sides."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from crowdpotential.compare.domains import Domain
from crowdpotential.compare.estimates import Contrast, MeanEstimates, contrast, contrast_rows, domain_keys
from crowdpotential.params import Comparison
from crowdpotential.results import Row, inferred
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.estimation import infer


def gap_rows(
    means: MeanEstimates,
    owed: FloatArray,
    owed_replicates: FloatArray,
    *,
    blocs: Sequence[str],
    comparison: Comparison,
    smallest_gap: float,
) -> list[Row]:
    """Contrast each bloc with the first in the index and its dimensions; the second also adjusted.

    Bloc means are population-weighted, because calibrated weights sum to the population of each area.

    Args:
        means: with a domain for each bloc.
        owed: (1 + k,) points of the contrast of the first two blocs that differing items make: index, dimensions.
        owed_replicates: (R, 1 + k).
        blocs: in the order of params.
        comparison: level and adjustment.
        smallest_gap: points below which a difference does not matter.
    """
    rows: list[Row] = []
    for number, other in enumerate(blocs[1:]):
        raw = [
            contrast(means, Domain(bloc=blocs[0]), Domain(bloc=other), v)
            for v in means.variables[: len(owed)]
        ]
        models = {"raw": raw}
        if number == 0:
            models["adjusted"] = [
                replace(c, estimate=c.estimate - owed[i], replicates=c.replicates - owed_replicates[:, i])
                for i, c in enumerate(raw)
            ]
        for model, found in models.items():
            for chosen, family in ((found[:1], "index"), (found[1:], "dimensions")):
                made = contrast_rows(
                    chosen, comparison, chapter="gap", family=family, smallest_gap=smallest_gap
                )
                rows += [{**row, "model": model} for row in made]
        if number == 0 and owed.any():
            rows += _owed_rows(raw, owed, owed_replicates, comparison)
    return rows


def gap_in_groups_rows(
    means: MeanEstimates, *, blocs: Sequence[str], comparison: Comparison, smallest_gap: float
) -> list[Row]:
    """Contrast the first two blocs in the index within each group of residents; one family per grouping variable."""
    index = means.variables.index("index")
    rows: list[Row] = []
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
            contrast(means, first, second, "index")
            for first, second in (pairs if variable and len(blocs) > 1 else [])
            if min(means.n[means.domains.position(side), index] for side in (first, second)) > 0
        ]
        rows += contrast_rows(found, comparison, chapter="groups", family=variable, smallest_gap=smallest_gap)
    return rows


def _owed_rows(
    raw: Sequence[Contrast], owed: FloatArray, owed_replicates: FloatArray, comparison: Comparison
) -> list[Row]:
    """Report the points of each contrast that differing items make; zero, and without an error, where none differs."""
    found = infer(
        owed,
        owed_replicates.T,
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
