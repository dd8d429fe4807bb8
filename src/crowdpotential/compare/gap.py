"""What separates the blocs: raw, and adjusted for the items that function differently on their sides."""

from collections.abc import Sequence

import numpy as np

from crowdpotential.compare.domains import Domain
from crowdpotential.compare.estimates import Contrast, MeanEstimates, contrast, contrast_rows
from crowdpotential.params import Comparability, Comparison
from crowdpotential.results import Row
from crowdpotential.stats.arrays import FloatArray


def gap_rows(
    means: MeanEstimates,
    owed: FloatArray,
    owed_replicates: FloatArray,
    *,
    blocs: Sequence[str],
    comparison: Comparison,
    rule: Comparability,
) -> list[Row]:
    """Contrast the blocs in the index, in its dimensions, and within each group of residents.

    Bloc means are population-weighted, because calibrated weights sum to the population of each area.

    Args:
        owed: (1 + k,) points of the contrast of the first two blocs that differing items make, index first, then dimensions.
        owed_replicates: (1 + k, R).
    """
    if len(blocs) < 2:
        return []
    first, second = Domain(bloc=blocs[0]), Domain(bloc=blocs[1])
    names = means.variables[: len(owed)]
    raw = [contrast(means, first, second, name) for name in names]
    adjusted = [_without(c, owed[i], owed_replicates[i]) for i, c in enumerate(raw)]
    rows: list[Row] = []
    for model, found in (("raw", raw), ("adjusted", adjusted)):
        for chosen, family in ((found[:1], "index"), (found[1:], "dimensions")):
            rows += contrast_rows(
                chosen,
                comparison,
                chapter="gap",
                family=family,
                smallest_gap=rule.smallest_gap_points,
                model=model,
            )
    if owed.any():
        share = [_with(c, owed[i], owed_replicates[i]) for i, c in enumerate(raw)]
        for row in contrast_rows(
            share, comparison, chapter="gap", family="owed", smallest_gap=rule.smallest_gap_points
        ):
            rows.append(
                {**row, "measure": "points_owed", "p_value": np.nan, "p_adjusted": np.nan, "verdict": ""}
            )
    others = [contrast(means, Domain(bloc=blocs[0]), Domain(bloc=name), "index") for name in blocs[2:]]
    rows += contrast_rows(
        others, comparison, chapter="gap", family="index", smallest_gap=rule.smallest_gap_points, model="raw"
    )
    return rows + _group_rows(means, blocs, comparison, rule)


def _group_rows(
    means: MeanEstimates, blocs: Sequence[str], comparison: Comparison, rule: Comparability
) -> list[Row]:
    index = means.variables.index("index")
    rows: list[Row] = []
    variables = dict.fromkeys(
        label.domain_variable for label in means.domains.labels if label.domain_variable
    )
    for variable in variables:
        found: list[Contrast] = []
        for label in means.domains.labels:
            if label.domain_variable != variable or label.bloc:
                continue
            pair = [Domain(bloc=bloc, domain_variable=variable, domain=label.domain) for bloc in blocs[:2]]
            if all(means.n[means.domains.position(side), index] > 0 for side in pair):
                found.append(contrast(means, pair[0], pair[1], "index"))
        rows += contrast_rows(
            found, comparison, chapter="groups", family=variable, smallest_gap=rule.smallest_gap_points
        )
    return rows


def _without(c: Contrast, owed: float, owed_replicates: FloatArray) -> Contrast:
    return Contrast(
        first=c.first, second=c.second, variable=c.variable, estimate=c.estimate - float(owed),
        replicates=c.replicates - owed_replicates, degrees_of_freedom=c.degrees_of_freedom, n=c.n,
    )  # fmt: skip


def _with(c: Contrast, owed: float, owed_replicates: FloatArray) -> Contrast:
    return Contrast(
        first=c.first, second=c.second, variable=c.variable, estimate=float(owed),
        replicates=owed_replicates, degrees_of_freedom=c.degrees_of_freedom, n=c.n,
    )  # fmt: skip
