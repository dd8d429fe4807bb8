"""Sensitivity: rows of results - what the uncertainty of each result is made of, and which headlines hold."""

from collections.abc import Sequence

import numpy as np

from crowdpotential.chapters.sensitivity.estimates.robustness import (
    Robustness,
    judge_headlines,
)
from crowdpotential.compare.alternatives import Alternatives, Target, list_targets
from crowdpotential.params import Comparison
from crowdpotential.params.choices import Choices
from crowdpotential.results.measures import sensitivity
from crowdpotential.results.rows import MAIN, Columns, Row, make_row
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.composites.joint_shares import JointShares, decompose_jointly, draw_out
from crowdpotential.verdicts import DEPENDS, HOLDS

SAMPLING = "sampling"
ABOUT: Columns = {**MAIN, "method": "factorial"}


def sensitivity_rows(alternatives: Alternatives, comparison: Comparison, *, rng: np.random.Generator) -> list[Row]:
    """Report the choices, the shares of variance of every target, and the verdict on every headline.

    Args:
        alternatives: means under every combination.
        comparison: level and adjustment.
        rng: of the critical values of ranks.
    """
    rows = _choice_rows(alternatives)
    grid = complete_grid(alternatives.choices)
    for target in list_targets(alternatives):
        rows += _target_rows(alternatives, target, grid)
    return rows + [_verdict_row(alternatives, found) for found in judge_headlines(alternatives, comparison, rng=rng)]


def complete_grid(choices: Choices) -> tuple[IntArray, ...]:
    """Remove options until every combination of the rest was computed, the index among them: positions by axis.

    With nothing left out these are all options. The option whose going costs the fewest combinations goes first.
    """
    kept = [list(range(n)) for n in choices.shape]
    there, main = choices.is_computed, choices.positions[choices.main]
    while not there[np.ix_(*kept)].all():
        candidates = [
            (int(there[np.ix_(*_without(kept, axis, place))].sum()), axis, place)
            for axis in range(len(kept))
            for place in kept[axis]
            if place != main[axis] and not _line(there, kept, axis, place).all()
        ]
        _, axis, place = max(candidates)
        kept = _without(kept, axis, place)
    return tuple(np.array(places) for places in kept)


def _without(kept: Sequence[list[int]], axis: int, place: int) -> list[list[int]]:
    return [[p for p in places if (a, p) != (axis, place)] for a, places in enumerate(kept)]


def _line(there: BoolArray, kept: Sequence[list[int]], axis: int, place: int) -> BoolArray:
    return there[np.ix_(*[[place] if a == axis else places for a, places in enumerate(kept)])]


def _choice_rows(alternatives: Alternatives) -> list[Row]:
    """State what was tried: how many combinations, and the options of each choice with what they count."""
    choices = alternatives.choices
    everybody: Columns = {
        **ABOUT,
        "n": float(alternatives.n[-1]),
        "n_replicates": float(alternatives.means.shape[2] - 1),
    }
    rows = [
        make_row(measure, everybody, estimate=float(count))
        for measure, count in (
            (sensitivity.N_COMBINATIONS, len(choices.specifications)),
            (sensitivity.N_LEFT_OUT, choices.n_left_out),
        )
    ]
    own = dict(zip(choices.axes, choices.positions[choices.main], strict=True))
    for axis, options, shares in zip(choices.axes, choices.options, choices.shares, strict=True):
        rows += [
            make_row(
                sensitivity.OPTION,
                everybody,
                variable=axis,
                category=option,
                estimate=float(share),
                verdict="main" if place == own[axis] else "",
            )
            for place, (option, share) in enumerate(zip(options, shares, strict=True))
        ]
    return rows


def _target_rows(alternatives: Alternatives, target: Target, grid: tuple[IntArray, ...]) -> list[Row]:
    """Report range and shares of one target; the order of a pair by how many evaluations agree with the index."""
    choices, about = alternatives.choices, _about(alternatives, target)
    difference = alternatives.difference(target.first, target.second)
    values = difference / alternatives.spreads
    drawn = draw_out(values[:, 0], values[:, 1:], alternatives.replication)  # (S, R)
    rows: list[Row] = []
    if target.kind == "order":
        drawn = np.sign(drawn)
        same = (drawn == np.sign(values[choices.main, 0])).mean(axis=1)
        share = float(choices.cell_shares @ same)
        rows.append(make_row(sensitivity.SAME_ORDER, about, estimate=share))
    else:
        in_points = values[:, 0] / alternatives.one_point
        rows.append(
            make_row(
                sensitivity.RANGE,
                about,
                estimate=float(in_points[choices.main]),
                ci_low=float(in_points.min()),
                ci_high=float(in_points.max()),
                interval_type="range",
            )
        )
    shares = _decompose(alternatives, drawn, grid)
    if np.isnan(shares.sampling):
        return rows
    parts = {SAMPLING: shares.sampling, "method": shares.method, "both": shares.both}
    for measure, found in (
        (sensitivity.VARIANCE_SHARE, parts),
        (sensitivity.FIRST_ORDER, _by_choice(choices, grid, shares.first_order)),
        (sensitivity.TOTAL_ORDER, _by_choice(choices, grid, shares.total)),
    ):
        rows += [make_row(measure, about, category=name, estimate=float(share)) for name, share in found.items()]
    return rows


def _decompose(alternatives: Alternatives, drawn: FloatArray, grid: tuple[IntArray, ...]) -> JointShares:
    """Decompose over the complete part of the grid."""
    choices = alternatives.choices
    whole = np.full((*choices.shape, drawn.shape[1]), np.nan)
    for cell, position in enumerate(choices.positions):
        whole[position] = drawn[cell]
    weights = [shares[places] for shares, places in zip(choices.shares, grid, strict=True)]
    part = whole[np.ix_(*grid)] if grid else whole
    return decompose_jointly(part, weights, replication=alternatives.replication)


def _by_choice(choices: Choices, grid: tuple[IntArray, ...], shares: FloatArray) -> dict[str, float]:
    """Name the shares of the choices that have options to choose from, and of sampling."""
    found = {axis: float(share) for axis, places, share in zip(choices.axes, grid, shares, strict=False) if len(places) > 1}
    return found | {SAMPLING: float(shares[-1])}


def _verdict_row(alternatives: Alternatives, found: Robustness) -> Row:
    return make_row(
        sensitivity.ROBUSTNESS,
        ABOUT,
        found.first.columns,
        reference_bloc=found.second.bloc,
        reference_area=found.second.area,
        variable=found.headline,
        n=float(alternatives.n[alternatives.units.index(found.first)]),
        estimate=found.agreeing,
        verdict=HOLDS if found.holds else DEPENDS,
        note=";".join(found.depends_on),
    )


def _about(alternatives: Alternatives, target: Target) -> Columns:
    is_index = target.kind == "index"
    return {
        **ABOUT,
        **target.first.columns,
        "variable": target.kind,
        "reference_bloc": "" if is_index else target.second.bloc,
        "reference_area": "" if is_index else target.second.area,
        "n": float(alternatives.n[alternatives.units.index(target.first)]),
    }
