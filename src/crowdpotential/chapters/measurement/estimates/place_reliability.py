"""Omega of each dimension in every bloc and area: one factor behind its items there, found among those respondents alone."""

import numpy as np

from crowdpotential.errors import ItemError, ModelError
from crowdpotential.index.answer_correlations import correlate_answers
from crowdpotential.index.items import Items
from crowdpotential.index.places import Places
from crowdpotential.results.measures.reliability import OMEGA_ORDINAL, OMEGA_TOTAL
from crowdpotential.results.rows import MAIN, Columns, Row, make_row
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.correlation.polychoric import Polychoric
from crowdpotential.stats.factor_models.factors import fit_factor_model, fit_factor_replicates
from crowdpotential.stats.factor_models.ordinal_reliability import omega_ordinal
from crowdpotential.stats.factor_models.reliability import omega_total
from crowdpotential.verdicts import UNTESTABLE

ONE_FACTOR = "one_factor"


def place_omega_rows(items: Items, weights: FloatArray, places: Places, found: Polychoric) -> list[Row]:
    """Report omega total and the ordinal omega by dimension in each bloc and area, without errors.

    The whole declared model asks more than a few hundred respondents can answer; a dimension's own factor does not. Where even
    that is not determined (two items, an answer that nobody gave to all items), the row says untestable.

    Args:
        items: of the index.
        weights: (n,) calibrated.
        places: the first is everybody, who is reported elsewhere.
        found: correlations of everybody, at whose loadings the search begins.
    """
    rows: list[Row] = []
    several = list(range(1, len(places.labels)))
    for position, dimension in enumerate(items.dimensions):
        inside = np.flatnonzero(items.dimension_of_item == position)
        answered = (items.ranks[:, inside] >= 0).any(axis=1)
        correlated = [_correlate(items.take(places.members(place), inside), weights[places.members(place)], found) for place in several]
        loadings = _fit(correlated, found.correlations[np.ix_(inside, inside)])
        for place, own, load in zip(several, correlated, loadings, strict=True):
            domain = places.labels[place]
            n = float((places.members(place) & answered).sum())
            about: Columns = {
                **MAIN,
                "model": ONE_FACTOR,
                "variable": dimension,
                "bloc": domain.bloc,
                "area": domain.area,
                "n": n,
            }
            rows += _report(load, own, about)
    return rows


def ordinal_omega(loadings: FloatArray, found: Polychoric, inside: IntArray) -> float:
    """Return the ordinal omega of one dimension (Green and Yang 2009); NaN with numbers, without loadings, or where one is 1 or more.

    Args:
        loadings: (q,) of its items, standardised.
        found: correlations and thresholds of all items.
        inside: (q,) where its items stand among them.
    """
    thresholds = [found.thresholds[i] for i in inside]
    if not (np.abs(loadings) < 1).all() or not all(cuts.size for cuts in thresholds):
        return float("nan")
    return omega_ordinal(
        np.outer(loadings, loadings),
        found.correlations[np.ix_(inside, inside)],
        thresholds,
    )


def _correlate(items: Items, weights: FloatArray, everybody: Polychoric) -> Polychoric | None:
    try:
        return correlate_answers(items, weights, empty_cell=everybody.empty_cell)
    except ItemError:
        return None


def _fit(correlated: list[Polychoric | None], everybody: FloatArray) -> FloatArray:
    """Find the loadings (places, q) of one factor; NaN where there are none."""
    q = len(everybody)
    missing = np.full((q, q), np.nan)
    one = np.zeros(q, dtype=np.int64)
    try:
        start = fit_factor_model(everybody, one)
    except ModelError:
        return np.full((len(correlated), q), np.nan)
    if not correlated:
        return np.empty((0, q))
    matrices = [missing if own is None else own.correlations for own in correlated]
    return fit_factor_replicates(np.stack(matrices), one, start=start).loadings


def _report(loadings: FloatArray, found: Polychoric | None, about: Columns) -> list[Row]:
    if found is None or np.isnan(loadings).any():
        return [make_row(OMEGA_TOTAL, about, verdict=UNTESTABLE)]
    total = float(omega_total(loadings, 1 - loadings**2))
    ordinal = ordinal_omega(loadings, found, np.arange(len(loadings)))
    if np.isnan(ordinal):
        return [make_row(OMEGA_TOTAL, about, estimate=total, note="heywood")]
    return [
        make_row(OMEGA_TOTAL, about, estimate=total),
        make_row(OMEGA_ORDINAL, about, estimate=ordinal),
    ]
