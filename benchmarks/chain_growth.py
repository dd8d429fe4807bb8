"""What the chain of replicates costs as the sample grows: respondent by respondent, and from tables counted once.

Respondents of one sampling unit and one calibration cell share a ratio of replicate to base weight, so that calibration
and tables need the groups only. The index's means are then item weights times item means, because nobody left an item out.
"""

import numpy as np
from numpy.typing import NDArray

from benchmarks.chain import (
    N_AREAS,
    N_REPLICATES,
    RAKING,
    Survey,
    draw_survey,
    fit_sample,
    run_replicates,
    spec_of,
)
from benchmarks.contest import Contest
from crowdpotential.index.measurement import Measurement, model_replicates
from crowdpotential.stats.correlation.grouped_polychoric import GroupedWeights, polychoric_grouped_replicates
from crowdpotential.stats.weighting.calibration import calibrate_replicates
from crowdpotential.stats.weighting.margins import Margin


def grow_respondents(n: int) -> Contest:
    """Time the replicates as the main job runs them, with so many respondents."""
    survey = draw_survey(n, N_REPLICATES)
    full = fit_sample(survey)
    note = f"{N_REPLICATES} replicates without the sample's own model, respondent by respondent"
    return Contest(n=n, ours=lambda: run_replicates(survey, full).ravel(), note=note)


def grow_groups(n: int) -> Contest:
    """Time the same replicates from tables by sampling unit and calibration cell."""
    survey = draw_survey(n, N_REPLICATES)
    full = fit_sample(survey)
    note = f"{N_REPLICATES} replicates without the sample's own model, from tables counted once, and their counting"
    return Contest(n=n, ours=lambda: run_groups(survey, full).ravel(), note=note)


def run_groups(survey: Survey, full: Measurement) -> NDArray[np.float64]:
    """Give what `run_replicates` gives, the index's mean by area and replicate (6, R)."""
    items, (first, second) = survey.items, survey.margins
    key = (survey.psu * len(first.labels) + first.cells) * len(second.labels) + second.cells
    _, member, group = np.unique(key, return_index=True, return_inverse=True)
    base, unit = np.bincount(group, survey.base), survey.psu[member]
    margins = [_of_groups(margin, member) for margin in survey.margins]
    again = calibrate_replicates(base, survey.multipliers, unit, margins, RAKING).weights / base[:, None]
    weights = GroupedWeights(base_weights=survey.base, group=group, ratios=again)
    correlations = polychoric_grouped_replicates(items.ranks, weights, items.n_categories, full.polychoric.correlations)
    is_weighted = np.ones(len(correlations), dtype=np.bool_)
    found = model_replicates(items, correlations, full, spec=spec_of(items), is_weighted=is_weighted)
    percent = 100 * items.ranks / (items.n_categories - 1)
    sums = np.column_stack([np.bincount(group, survey.base * item) for item in percent.T])  # (G, p)
    of_item = found.item_weights * found.dimension_weights[:, items.dimension_of_item]  # (R, p)
    means = [
        np.einsum("gr,gi,ri->r", again[mine], sums[mine], of_item, optimize=True) / (base[mine] @ again[mine])
        for mine in (survey.area[member] == area for area in range(N_AREAS))
    ]
    return np.array(means)


def _of_groups(margin: Margin, member: NDArray[np.int64]) -> Margin:
    return Margin(
        name=margin.name,
        cells=margin.cells[member],
        control_totals=margin.control_totals,
        labels=margin.labels,
    )
