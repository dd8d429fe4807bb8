"""Build a picture by the name of its files: of an exhibit, or by a plan of its own where the exhibit is not yet a record."""

from collections.abc import Callable, Mapping

from crowdpotential.exhibits.exhibit import Exhibit
from crowdpotential.exhibits.figure import Drawing, Plan, Width, draw_exhibit, draw_plan
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.report.tables.area_map import show_area_map
from crowdpotential.report.tables.balance import show_balance
from crowdpotential.report.tables.border import show_gap_steps
from crowdpotential.report.tables.bounds import show_bounds
from crowdpotential.report.tables.dumbbells import show_dimension_gaps
from crowdpotential.report.tables.effective_weights import show_effective_weights
from crowdpotential.report.tables.factor_correlations import show_factor_correlations
from crowdpotential.report.tables.groups import show_groups
from crowdpotential.report.tables.index import show_area_estimates
from crowdpotential.report.tables.left_out import show_left_out
from crowdpotential.report.tables.levels import show_levels
from crowdpotential.report.tables.loadings import show_loadings
from crowdpotential.report.tables.margins import show_margins
from crowdpotential.report.tables.scree import show_scree
from crowdpotential.report.tables.sensitivity import show_uncertainty
from crowdpotential.report.tables.shifted_items import show_item_shifts
from crowdpotential.report.tables.target_groups import show_target_groups
from crowdpotential.report.tables.weights import show_weight_spread
from crowdpotential.report.view import View

PLANS: Mapping[str, Callable[[View], Plan | None]] = {}
EXHIBITS: Mapping[str, Callable[[View], Exhibit | Fragment]] = {  # by the name of its files
    "area_estimates": show_area_estimates,
    "whole": show_area_estimates,  # stands in the same place where a study has no areas
    "map": show_area_map,
    "groups": show_groups,
    "target_groups": show_target_groups,
    "dimensions": show_dimension_gaps,
    "gap_steps": show_gap_steps,
    "levels": show_levels,
    "margins": show_margins,
    "weights": show_weight_spread,
    "balance": show_balance,
    "bounds": show_bounds,
    "scree": show_scree,
    "loadings": show_loadings,
    "factor_correlations": show_factor_correlations,
    "effective_weights": show_effective_weights,
    "left_out": show_left_out,
    "sensitivity": show_uncertainty,
    "item_shifts": show_item_shifts,
}
FIGURES: tuple[str, ...] = (*EXHIBITS, *PLANS)


def build_for_view(name: str, view: View, *, width: Width) -> Drawing | None:
    """Make a picture of what a view shows of a run; None where there is nothing to show."""
    if name in EXHIBITS:
        exhibit = EXHIBITS[name](view)
        return draw_exhibit(exhibit, width) if isinstance(exhibit, Exhibit) and exhibit.file == name else None
    plan = PLANS[name](view)
    return draw_plan(view.setting, name, plan, width) if plan is not None else None
