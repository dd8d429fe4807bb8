"""What would make a declared model fit that does not? Changes that a questionnaire could declare, each fitted and judged anew.

Modification indices of the answers as numbers name the candidates (`modification_indices`); what is told of one is its own fit, by the
same estimator and rule as the declared model. Dimensions are never joined here: that asks more of the answers, and cures no misfit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from crowdpotential.codebook import FEWEST_FOR_FACTOR
from crowdpotential.index.dimension_fits import IMPOSSIBLE, BaseFit, fit_base, fit_dimensions
from crowdpotential.index.fit_rule import FitVerdict, count_items, judge_fit
from crowdpotential.index.group_samples import gather_numbers
from crowdpotential.index.items import Items
from crowdpotential.index.level_fits import Estimator
from crowdpotential.params import Comparability
from crowdpotential.stats.arrays import IntArray
from crowdpotential.stats.group_models.group_structure import KINDS
from crowdpotential.stats.group_models.measurement_fit import fit_measurement
from crowdpotential.stats.group_models.model_spec import Invariance, MeasurementModel
from crowdpotential.stats.group_models.modification_indices import Releases, find_releases
from crowdpotential.stats.group_models.unrestricted_model import UnrestrictedModel, fit_unrestricted
from crowdpotential.stats.inference.design import Design

Change = Literal["pairs", "wording", "move", "two"]
MOST_PAIRS = 3
SMALLEST_CHANGE = 0.1  # correlation of residuals, or loading, below which a release is not worth declaring
FEWEST_OF_DIMENSION = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One change of the declared model."""

    change: Change
    places: tuple[int, ...]  # items: pairs one after another, those of the wording factor, that move, or that part
    dimension: str  # where the item moves to, or that is two; else empty
    model: MeasurementModel
    dimensions: tuple[str, ...]  # of the model


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A change that was fitted."""

    candidate: Candidate
    fit: BaseFit
    verdict: FitVerdict


def try_changes(
    items: Items,
    design: Design,
    model: MeasurementModel,
    verdict: FitVerdict,
    *,
    estimator: Estimator,
    rule: Comparability,
    empty_cell: float,
) -> tuple[Trial, ...]:
    """Fit the model with each change that the answers suggest; what cannot be fitted is left out.

    Args:
        items: of the index.
        design: weights and sampling units of the respondents.
        model: declared, without a general factor.
        verdict: of that model; nothing is tried if it is none of a misfit.
        estimator: as `choose_estimator` gives it.
        rule: of the verdicts.
        empty_cell: as in `gather_ordered`.
    """
    if not verdict.is_misfit:
        return ()
    trials: list[Trial] = []
    for candidate in list_candidates(items, design, model, verdict):
        grows = candidate.change == "pairs" and any(trial.candidate.change == "pairs" and not trial.verdict.is_misfit for trial in trials)
        if grows:
            continue
        own = replace(items, dimensions=candidate.dimensions, dimension_of_item=candidate.model.dimension_of_item)
        everybody = np.zeros(len(items.ranks), dtype=np.int64)
        given = (own, everybody, design, candidate.model)
        try:
            fit = fit_base(*given, estimator=estimator, empty_cell=empty_cell)
        except IMPOSSIBLE:
            continue
        parts = fit_dimensions(*given, estimator=estimator, empty_cell=empty_cell)
        trials.append(
            Trial(
                candidate=candidate,
                fit=fit,
                verdict=judge_fit(fit, rule, parts, n_items=count_items(own)),
            )
        )
    return tuple(trials)


def list_candidates(items: Items, design: Design, model: MeasurementModel, verdict: FitVerdict) -> list[Candidate]:
    """List the changes to try: pairs of items, the fewest first; a wording factor; an item elsewhere; a dimension that is two."""
    try:
        everybody = np.zeros(len(items.ranks), dtype=np.int64)
        unrestricted = fit_unrestricted(gather_numbers(items, everybody, design))
        pairs, releases = _find_pairs(unrestricted, model)
    except IMPOSSIBLE:
        return _find_wording(items, model)
    listed: list[Candidate] = []
    for number in range(1, len(pairs) + 1):
        chosen = np.array(pairs[:number], dtype=np.int64)
        changed = replace(model, residual_pairs=np.vstack([model.residual_pairs, chosen]))
        listed.append(_describe("pairs", chosen.ravel(), items, changed))
    listed += _find_wording(items, model)
    listed += _find_move(items, model, releases)
    failing = dict.fromkeys(one.part for one in verdict.shortfalls if one.part)
    for name in failing if len(items.dimensions) > 1 else items.dimensions:
        listed += _find_split(items, unrestricted, model, items.dimensions.index(name))
    return listed


def _find_pairs(unrestricted: UnrestrictedModel, model: MeasurementModel) -> tuple[list[tuple[int, int]], Releases]:
    """Find the pairs whose residuals would help most, each after those before it; and the releases of the declared model."""
    pairs: list[tuple[int, int]] = []
    declared = releases = _find_releases(unrestricted, model)
    while (at := _find_largest(releases, "residuals")) is not None:
        row, column = int(releases.row[at]), int(releases.column[at])
        pairs.append((min(row, column), max(row, column)))
        if len(pairs) == MOST_PAIRS:
            break
        changed = replace(model, residual_pairs=np.vstack([model.residual_pairs, np.array(pairs)]))
        releases = _find_releases(unrestricted, changed)
    return pairs, declared


def _find_releases(unrestricted: UnrestrictedModel, model: MeasurementModel) -> Releases:
    fit = fit_measurement(unrestricted, model, Invariance(level="configural"))
    return find_releases(unrestricted.sample, fit)


def _find_largest(releases: Releases, kind: str) -> int | None:
    """Find the release of a kind that would lower chi-square most, among those that are large enough to declare."""
    wanted = (releases.kind == KINDS.index(kind)) & (np.abs(releases.standardised_change) >= SMALLEST_CHANGE)
    places = np.flatnonzero(wanted)
    return int(places[0]) if places.size else None


def _find_wording(items: Items, model: MeasurementModel) -> list[Candidate]:
    turned = np.flatnonzero(items.is_reversed)
    if model.has_method_factor or not FEWEST_FOR_FACTOR <= turned.size < model.n_items:
        return []
    return [_describe("wording", turned, items, replace(model, method_items=turned))]


def _find_move(items: Items, model: MeasurementModel, releases: Releases) -> list[Candidate]:
    k = model.n_dimensions
    is_item = (releases.kind == KINDS.index("loadings")) & (releases.column < k)
    large = np.flatnonzero(is_item & (releases.standardised_change >= SMALLEST_CHANGE))
    if not large.size:
        return []
    item, to = int(releases.row[large[0]]), int(releases.column[large[0]])
    moved = model.dimension_of_item.copy()
    moved[item] = to
    if np.bincount(moved, minlength=k).min() < FEWEST_OF_DIMENSION:
        return []
    changed = replace(model, dimension_of_item=moved)
    return [_describe("move", np.array([item]), items, changed, dimension=items.dimensions[to])]


def _find_split(items: Items, unrestricted: UnrestrictedModel, model: MeasurementModel, dimension: int) -> list[Candidate]:
    """Split the items of a dimension by the sign of what one factor leaves of their correlations."""
    own = np.flatnonzero(model.dimension_of_item == dimension)
    covariance = unrestricted.sample.moments[0].covariance[np.ix_(own, own)]
    deviations = np.sqrt(np.diag(covariance))
    correlations = covariance / np.outer(deviations, deviations)
    vectors = np.linalg.eigh(correlations).eigenvectors
    parts = vectors[:, -2] > 0  # the second component of items that all correlate sets two kinds against each other
    if min(parts.sum(), (~parts).sum()) < FEWEST_OF_DIMENSION:
        return []
    apart = own[parts if parts.sum() <= (~parts).sum() else ~parts]
    split = model.dimension_of_item.copy()
    split[apart] = model.n_dimensions
    changed = replace(model, dimension_of_item=split)
    name = items.dimensions[dimension]
    named = (*items.dimensions, f"{name} 2")
    return [_describe("two", apart, items, changed, dimension=name, dimensions=named)]


def _describe(
    change: Change,
    places: IntArray,
    items: Items,
    model: MeasurementModel,
    *,
    dimension: str = "",
    dimensions: Sequence[str] = (),
) -> Candidate:
    return Candidate(
        change=change,
        places=tuple(int(place) for place in places),
        dimension=dimension,
        model=model,
        dimensions=tuple(dimensions) or items.dimensions,
    )
