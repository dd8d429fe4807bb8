"""How often rank sets hold the true ranks over repeated surveys.

The rank of an area is one more than the number of areas that are truly above it (Mogstad, Romano, Shaikh and Wilhelm
2024). Areas that are truly tied could be put in any order, so that more is asked here: a set holds the truth if it
reaches from that rank to the number of areas that are not truly below, the area itself among them. Whoever holds all
of these holds the rank in the former sense, however ties are broken.
"""

import numpy as np

from crowdpotential.stats.arrays import BoolArray, FloatArray
from simulations.coverage import NOMINAL, Coverage
from simulations.index_coverage import Surveyed
from simulations.survey_chain import RankInterval
from simulations.weighting_coverage import AREAS

LOWEST_ERRORS = 2.0  # Monte-Carlo errors by which the share of surveys may fall short of the nominal level
TIED = 1e-9  # points of the index: copies of an area differ by rounding alone
JOINTLY, SINGLY = "all ranks", "ranks"


def true_ranks(means: FloatArray) -> RankInterval:
    """Give the best and worst rank of each area under any order of those that are tied.

    Args:
        means: (areas,) of a census; higher is better.
    """
    difference = means[None, :] - means[:, None]
    return RankInterval(lower=1.0 + (difference > TIED).sum(axis=1), upper=means.size - (difference < -TIED).sum(axis=1))


def cover_ranks(surveyed: Surveyed, *, slack: float = 0.0) -> list[Coverage]:
    """Count for each kind of sets how often they hold all true ranks at once, then those of each area.

    Args:
        surveyed: of one world; surveys without rank sets are counted as withheld.
        slack: Monte-Carlo errors by which few surveys may exceed the limits for many.
    """
    truth = true_ranks(surveyed.census.means[:, 0])
    ranked = [one.ranks for one in surveyed.found if one.ranks]
    rows = []
    for kind in ranked[0]:
        lower, upper = (np.stack([getattr(one[kind], end) for one in ranked]) for end in ("lower", "upper"))
        holds = (lower <= truth.lower) & (upper >= truth.upper)  # (surveys, areas)
        rows.append(_row(surveyed, kind, holds.all(axis=1), variable=JOINTLY, slack=slack))
        rows.append(_row(surveyed, kind, holds.ravel(), slack=slack))
        rows += [_row(surveyed, kind, holds[:, place], area=area, slack=slack) for place, area in enumerate(AREAS)]
    return rows


def describe_widths(surveyed: Surveyed) -> str:
    """Say how many ranks a set holds on average, and how many the truth allows."""
    truth = true_ranks(surveyed.census.means[:, 0])
    ranked = [one.ranks for one in surveyed.found if one.ranks]
    widths = {kind: np.mean([_width(one[kind]) for one in ranked]) for kind in ranked[0]}
    named = ", ".join(f"{width:.2f} {kind}" for kind, width in widths.items())
    return f"{surveyed.world.name}: ranks of {len(AREAS)} in a set: {named}; true {_width(truth).mean():.2f}"


def _width(ranks: RankInterval) -> FloatArray:
    return ranks.upper - ranks.lower + 1


def _row(
    surveyed: Surveyed,
    kind: str,
    holds: BoolArray,
    *,
    variable: str = SINGLY,
    area: str = "",
    slack: float = 0.0,
) -> Coverage:
    coverage, error = float(holds.mean()), float(np.sqrt(NOMINAL * (1 - NOMINAL) / holds.size))
    lowest = NOMINAL - (LOWEST_ERRORS + slack) * error
    return Coverage(
        plan=surveyed.world.name,
        method=kind,
        variable=variable,
        area=area,
        n_intervals=holds.size,
        n_withheld=sum(not one.ranks for one in surveyed.found),
        coverage=coverage,
        monte_carlo_error=error,
        lowest=lowest,
        highest=1.0,
        is_within=lowest <= coverage,
        bias=np.nan,
        se_ratio=np.nan,
    )
