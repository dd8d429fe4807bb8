"""Rows about whether the types answer alike on all sides, and what follows for shares of sides."""

import numpy as np

from crowdpotential.chapters.typology.estimates.solutions import Classified
from crowdpotential.params import Typology
from crowdpotential.results.measures import typology as measures
from crowdpotential.results.rows import MAIN, Columns, Row, make_row
from crowdpotential.stats.arrays import IntArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.latent_classes.fitting import LatentClasses, Search
from crowdpotential.stats.latent_classes.sides import SideCheck, check_sides
from crowdpotential.verdicts import COMPARABLE, DIFFERS, NOT_COMPARABLE, PARTIAL, UNTESTED

MOST_DIFFERING = 0.5  # share of indicators up to which types are still the same on all sides


def side_rows(
    found: Classified, classes: LatentClasses, side: IntArray, design: Design, *, typology: Typology, search: Search
) -> list[Row]:
    """Report what BIC rises by where profiles may differ between sides; the first row holds the verdict. None without two sides.

    Args:
        found: respondents, patterns and scale.
        classes: the chosen ones.
        side: (n,) 0 upwards, -1 for none.
        design: of the respondents.
        typology: smallest group.
        search: as the classes were fitted.
    """
    inside = found.inside & (side >= 0)
    sizes = np.bincount(side[inside])
    if np.count_nonzero(sizes) < 2:
        return []
    base: Columns = {**MAIN, "n": float(inside.sum()), "model": "sides"}
    if sizes[sizes > 0].min() < typology.min_group:
        return [make_row(measures.SIDES_COST, base, verdict=UNTESTED, note="small")]
    check = check_sides(
        found.indicators.codes[inside],
        found.indicators.n_levels,
        np.unique(side[inside], return_inverse=True)[1].astype(np.int64),
        weights=found.scale * design.weights[inside],
        classes=classes,
        search=search,
    )
    rows = [make_row(measures.SIDES_COST, base, estimate=check.of_all, verdict=judge_sides(check))]
    for name, cost in zip(found.indicators.names, check.of_indicators, strict=True):
        variable, _, category = name.partition("=")
        verdict = DIFFERS if cost < 0 else COMPARABLE
        rows.append(make_row(measures.SIDES_COST, base, variable=variable, category=category, estimate=float(cost), verdict=verdict))
    return rows


def judge_sides(check: SideCheck) -> str:
    """Return the verdict: comparable where no indicator differs, partial where at most half do and sharing all is no worse."""
    n_differing = int((check.of_indicators < 0).sum())
    if n_differing == 0 and check.of_all >= 0:
        return COMPARABLE
    return PARTIAL if n_differing <= MOST_DIFFERING * check.of_indicators.size and check.of_all >= 0 else NOT_COMPARABLE
