"""How the means of areas would stand if most items function alike: the alignment of all areas of the study."""

from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import ConvergenceError, ItemError, ModelError
from crowdpotential.index.items import Items
from crowdpotential.params import Comparability
from crowdpotential.stats.alignments.alignment import Alignment, align_groups
from crowdpotential.stats.alignments.alignment_search import AlignmentRule
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.group_models.measurement_fit import estimate_groups
from crowdpotential.stats.group_models.model_spec import Invariance, MeasurementModel
from crowdpotential.stats.group_models.moments import em_moments

FEWEST_FOR_ALIGNMENT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaAlignment:
    """The aligned areas, or what stands against it."""

    found: Alignment | None
    obstacle: str = ""  # what, where, how many and what to do; empty where there are no areas to align


def align_areas(
    items: Items,
    area: IntArray,
    weights: FloatArray,
    model: MeasurementModel,
    *,
    rule: Comparability,
    rng: np.random.Generator,
) -> AreaAlignment:
    """Align the dimensions' means over all areas of the study (Asparouhov and Muthen 2014), or say why that is impossible.

    The configural model is fitted by maximum likelihood to the weighted moments of each area.

    Args:
        items: n respondents, p items.
        area: (n,) 0..A-1, -1 for those in none.
        weights: (n,) calibrated.
        model: declared.
        rule: of params, with the alignment's loss and anchor.
        rng: of the random starts.
    """
    n_areas = int(area.max()) + 1
    if n_areas == 0:
        return AreaAlignment(found=None)
    if n_areas < FEWEST_FOR_ALIGNMENT:
        msg = f"alignment: {n_areas} areas; it takes at least {FEWEST_FOR_ALIGNMENT}, and two are a plain contrast"
        return AreaAlignment(found=None, obstacle=msg)
    answers = items.numbers
    spec = rule.alignment
    how = AlignmentRule(epsilon=spec.epsilon, power=spec.power, anchor=spec.anchor, n_starts=spec.starts)
    try:
        scaled = weights / weights.mean()
        moments = [em_moments(answers[area == a], scaled[area == a], names=items.names) for a in range(n_areas)]
        simple = MeasurementModel(dimension_of_item=items.dimension_of_item, method_items=model.method_items)
        found = estimate_groups(moments, simple, Invariance(level="configural"))
        own = np.arange(simple.n_items), simple.dimension_of_item
        aligned = align_groups(
            np.stack([one.loadings[own] for one in found]),
            np.stack([one.intercepts for one in found]),
            np.bincount(area[area >= 0]).astype(np.float64),
            items.dimension_of_item,
            rule=how,
            rng=rng,
            names=items.names,
        )
    except (ConvergenceError, ItemError, ModelError) as error:
        return AreaAlignment(found=None, obstacle=str(error))
    return AreaAlignment(found=aligned)
