"""Build a figure by its name: inline for a page, and as files of its own; each form is drawn when it is first asked for."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from matplotlib.figure import Figure

from crowdpotential.report.figures.areas import plan_area_estimates
from crowdpotential.report.figures.canvas import Frame, Header, drawing_style
from crowdpotential.report.figures.dimensions import plan_dimensions
from crowdpotential.report.figures.effective_weights import plan_effective_weights
from crowdpotential.report.figures.groups import plan_groups
from crowdpotential.report.figures.left_out import plan_left_out
from crowdpotential.report.figures.lists import plan_balance, plan_bounds, plan_gap_steps, plan_target_groups
from crowdpotential.report.figures.loadings import plan_factor_correlations, plan_loadings
from crowdpotential.report.figures.map import plan_map
from crowdpotential.report.figures.margins import plan_margins
from crowdpotential.report.figures.plan import Plan, word
from crowdpotential.report.figures.saving import to_inline, to_png, to_svg
from crowdpotential.report.figures.scree import plan_scree
from crowdpotential.report.figures.sensitivity import plan_sensitivity
from crowdpotential.report.figures.shifts import plan_item_shifts
from crowdpotential.report.figures.weights import plan_weights
from crowdpotential.report.view import View

Width = Literal["wide", "narrow"]
WIDTHS: Mapping[Width, float] = {
    "wide": 920.0,
    "narrow": 350.0,
}  # px: the main column of the page, and a phone
PLANS: Mapping[str, Callable[[View], Plan | None]] = {
    "area_estimates": plan_area_estimates,
    "map": plan_map,
    "dimensions": plan_dimensions,
    "scree": plan_scree,
    "loadings": plan_loadings,
    "factor_correlations": plan_factor_correlations,
    "margins": plan_margins,
    "item_shifts": plan_item_shifts,
    "groups": plan_groups,
    "weights": plan_weights,
    "sensitivity": plan_sensitivity,
    "left_out": plan_left_out,
    "effective_weights": plan_effective_weights,
    "gap_steps": plan_gap_steps,
    "target_groups": plan_target_groups,
    "balance": plan_balance,
    "bounds": plan_bounds,
}
FIGURES: tuple[str, ...] = tuple(PLANS)


@dataclass(frozen=True, kw_only=True)  # no slots: each form is drawn once, when first needed
class Drawing:
    """A figure at one width."""

    name: str
    width: Width
    plan: Plan
    tag: str  # says that the data are synthetic; empty for real ones
    keywords: str

    @property
    def alt(self) -> str:
        """What the figure shows, in words and numbers."""
        return self.plan.alt

    @cached_property
    def svg_inline(self) -> str:
        """An element for a page that has its own title, tag and colours."""
        return to_inline(
            self._draw(None), alt=self.alt, prefix=re.sub(r"\W", "-", f"{self.name}-{self.width}")
        )

    @cached_property
    def svg(self) -> bytes:
        """A file of its own, with title and synthetic tag."""
        return to_svg(self._own, alt=self.alt, title=self.plan.title, keywords=self.keywords)

    @cached_property
    def png(self) -> bytes:
        """A picture of its own, with title and synthetic tag."""
        return to_png(self._own, alt=self.alt, title=self.plan.title, keywords=self.keywords)

    @cached_property
    def _own(self) -> Figure:
        return self._draw(Header(title=self.plan.title, tag=self.tag))

    def _draw(self, header: Header | None) -> Figure:
        with drawing_style():
            return self.plan.draw(
                Frame(width=WIDTHS[self.width], is_narrow=self.width == "narrow", header=header)
            )


def build_for_view(name: str, view: View, *, width: Width) -> Drawing | None:
    """Make a figure of what a view shows of a run; None where there is nothing to show."""
    plan = PLANS[name](view)
    if plan is None:
        return None
    return Drawing(
        name=name,
        width=width,
        plan=plan,
        tag=word(view, "synthetic") if view.is_synthetic else "",
        keywords=word(view, "synthetic_keywords") if view.is_synthetic else view.params.study.id,
    )
