"""All rows of the chapter on the vignette: everybody who was asked, and those of each side."""

from crowdpotential.chapters.vignette.estimates.chance_rows import chance_rows
from crowdpotential.chapters.vignette.estimates.effect_rows import (
    Effects,
    Measuring,
    effect_rows,
    estimate_effects,
    mean_rows,
    side_rows,
)
from crowdpotential.chapters.vignette.estimates.experiment import Experiment
from crowdpotential.results.domains import Domain, Domains
from crowdpotential.results.measures.vignette import ASKED_SHARE, N_ASKED
from crowdpotential.results.rows import MAIN, Row, inferred, make_row
from crowdpotential.stats.arrays import BoolArray
from crowdpotential.stats.inference.freedom import count_freedom
from crowdpotential.stats.inference.ranges import SHARES


def vignette_rows(experiment: Experiment, domains: Domains, how: Measuring) -> list[Row]:
    """Report who was asked, whether chance gave the texts, their effects, and whether these differ between sides.

    Args:
        experiment: of n respondents.
        domains: everybody, if they are one population, and sides; a single side is not repeated.
        how: the design.
    """
    sides = [label for label in domains.labels if label.bloc]
    everybody = [Domain()] if Domain() in domains.labels else []
    rows, of_sides = list[Row](), list[Effects]()
    for label in [*everybody, *(sides if len(sides) > 1 or not everybody else [])]:
        inside = domains.members[:, domains.position(label)]
        asked = inside & (experiment.arm_of >= 0)
        rows += _asked_rows(label, inside, asked, how)
        if not asked.any():
            continue
        rows += chance_rows(experiment, label, inside) + mean_rows(experiment, label, inside, how)
        effects = estimate_effects(experiment, label, inside, how)
        if effects is not None:
            rows += effect_rows(experiment, effects, inside, how)
            of_sides += [effects] if label.bloc else []
    return rows + side_rows(experiment, of_sides, how)


def _asked_rows(label: Domain, inside: BoolArray, asked: BoolArray, how: Measuring) -> list[Row]:
    n = float(inside.sum())
    rows = [make_row(N_ASKED, MAIN, label.columns, estimate=float(asked.sum()), n=n)]
    if not inside.any():
        return rows
    weights = how.design.all_weights
    shares = (asked.astype(float) @ weights) / (inside.astype(float) @ weights)
    found = how.inferring.infer(shares[None], count_freedom(inside[:, None], how.design), SHARES)
    return [*rows, make_row(ASKED_SHARE, inferred(found, 0), MAIN, label.columns, n=n)]
