"""Groups that are to be compared, and what the engine of comparability asks of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crowdpotential.chapters.comparability.estimates.loading_differences import (
    LoadingDifferences,
    compare_loadings,
)
from crowdpotential.index.dimension_fits import BaseFit, fit_dimensions
from crowdpotential.index.fit_rule import FitVerdict, count_items, judge_fit
from crowdpotential.index.item_shifts import (
    ItemShifts,
    judge_shifts,
    measure_shifts,
    response_spread,
    spread_within,
)
from crowdpotential.index.items import Items
from crowdpotential.index.level_fits import (
    Estimator,
    FindFreed,
    ItemParameters,
    LevelFit,
    LevelFits,
    choose_estimator,
)
from crowdpotential.index.level_steps import fit_all_levels
from crowdpotential.params import Comparability
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.inference.design import Design

EVERYBODY = "everybody"  # name of the one group of a model of all groups together


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The groups that are to be compared, all with respondents, and the rule."""

    items: Items
    group: IntArray  # (n,) 0..G-1
    names: tuple[str, ...]  # (G,)
    design: Design
    model: MeasurementModel
    rule: Comparability
    confidence_level: float
    empty_cell: float

    @property
    def estimator(self) -> Estimator:
        """What the levels are fitted by."""
        return choose_estimator(self.items, self.rule.estimator)

    def fit(self, group: IntArray, last: str, find_freed: FindFreed | None = None) -> LevelFits:
        """Fit the levels to these groups, or to all together as one."""
        return fit_all_levels(
            self.items,
            group,
            self.design,
            self.model,
            estimator=self.estimator,
            empty_cell=self.empty_cell,
            find_freed=find_freed,
            last=last,
            group_names=self.names if group.any() else (EVERYBODY,),
        )

    def slopes_of(self, judged: ItemParameters) -> FloatArray:
        """(p,) standard deviations of an item within groups for one unit of its dimension; of responses behind answers, as means move."""
        weights, loadings = self.design.weights, judged.loadings.mean(axis=0)
        if self.estimator == "mlr":
            return np.asarray(loadings / spread_within(self.items.numbers, weights, self.group))
        deviations = np.sqrt((judged.deviations**2).mean(axis=0))
        return np.asarray(loadings / deviations * response_spread(self.items, self.group, weights))

    def fit_dimensions(self, group: IntArray) -> Mapping[str, BaseFit]:
        """Fit each dimension on its own."""
        return fit_dimensions(
            self.items,
            group,
            self.design,
            self.model,
            estimator=self.estimator,
            empty_cell=self.empty_cell,
            group_names=self.names if group.any() else (EVERYBODY,),
        )

    def judge(self, fit: LevelFit, dimensions: Mapping[str, BaseFit]) -> FitVerdict:
        """Judge a base model, with each of its dimensions on its own."""
        return judge_fit(fit, self.rule, dimensions, n_items=count_items(self.items))

    def compare_loadings(self, levels: LevelFits) -> Mapping[str, LoadingDifferences]:
        """Return whose loadings differ in the configural model."""
        return compare_loadings(
            levels.fits["configural"].parameters,
            self.items.dimension_of_item,
            self.names,
            rule=self.rule,
            confidence_level=self.confidence_level,
        )

    def find_shifts(self, slopes: FloatArray) -> dict[str, ItemShifts]:
        """Measure and judge the shifts of the items, (p,) slopes in deviations of an item within groups."""
        measured = measure_shifts(self.items, self.group, self.design, slopes, confidence_level=self.confidence_level)
        return dict(zip(self.names, judge_shifts(measured, rule=self.rule), strict=False))
