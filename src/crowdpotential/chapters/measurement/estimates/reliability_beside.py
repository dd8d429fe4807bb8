"""Reliability of what is scored beside the index: one factor behind the items of each scale, found without the model of the index."""

from collections.abc import Mapping

import numpy as np

from crowdpotential.chapters.measurement.estimates.dimension_reliability import answer_rows
from crowdpotential.chapters.measurement.estimates.place_reliability import (
    ONE_FACTOR,
    place_omega_rows,
)
from crowdpotential.errors import ItemError, ModelError
from crowdpotential.index.answer_correlations import correlate_answers, correlate_replicates
from crowdpotential.index.items import Items
from crowdpotential.index.places import Places
from crowdpotential.results.measures.measurement import N_FILLED_CELLS
from crowdpotential.results.measures.reliability import OMEGA_TOTAL
from crowdpotential.results.rows import MAIN, Columns, Row, inferred, make_row
from crowdpotential.stats.factor_models.factors import fit_factor_model, fit_factor_replicates
from crowdpotential.stats.factor_models.reliability import omega_total
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import infer
from crowdpotential.stats.inference.freedom import count_freedom
from crowdpotential.stats.inference.ranges import OMEGAS
from crowdpotential.verdicts import UNTESTABLE


def beside_rows(
    beside: Mapping[str, Items],
    design: Design,
    places: Places,
    *,
    empty_cell: float,
    confidence_level: float,
) -> list[Row]:
    """Report omega total with replicate errors, the ordinal omega and alphas of each scale, and its omegas in blocs and areas.

    A scale whose factor is not determined (two items) has alphas alone; the row of its omega says untestable, and why.

    Args:
        beside: dimension -> its items.
        design: of the respondents.
        places: everybody first.
        empty_cell: respondents to add to the empty cell of a table of two answers each.
        confidence_level: of the intervals.
    """
    rows: list[Row] = []
    for name, items in beside.items():
        given = np.asarray((items.ranks >= 0).any(axis=1))
        own: Columns = {**MAIN, "model": ONE_FACTOR, "variable": name, "n": float(given.sum())}
        found = correlate_answers(items, design.weights, empty_cell=empty_cell)
        if found.n_filled:
            rows.append(make_row(N_FILLED_CELLS, own, model="", estimate=float(found.n_filled)))
        loadings = np.full(len(items.names), np.nan)
        try:
            model = fit_factor_model(found.correlations, items.dimension_of_item, names=items.names)
        except (ItemError, ModelError) as error:
            rows.append(make_row(OMEGA_TOTAL, own, verdict=UNTESTABLE, note=str(error)))
        else:
            loadings = model.loadings
            correlations = correlate_replicates(items, design.replicate_weights, start=found.correlations, empty_cell=empty_cell)
            spread = fit_factor_replicates(correlations, items.dimension_of_item, start=model).loadings
            omega = infer(
                omega_total(loadings[None], 1 - loadings[None] ** 2),
                omega_total(spread, 1 - spread**2)[None],
                replication=design.replication,
                freedom=count_freedom(given[:, None], design),
                confidence_level=confidence_level,
                within=OMEGAS,
            )
            rows.append(make_row(OMEGA_TOTAL, inferred(omega, 0), own))
        rows += answer_rows(
            items,
            np.arange(len(items.names)),
            (found, loadings),
            own,
            confidence_level=confidence_level,
        )
        rows += place_omega_rows(items, design.weights, places, found)
    return rows
