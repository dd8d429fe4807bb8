"""Keys: does each item go with the rest of its dimension, as the codebook declares - in the sample, and in each part of it?

Nothing is turned silently. An item that goes against its dimension is declared in the wrong direction, or measures something else; one
that does so in a single file or area was coded the other way round there.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import Faults, ItemError
from crowdpotential.index.item_scores import item_scores
from crowdpotential.index.items import Items
from crowdpotential.index.units import Units
from crowdpotential.results.measures.reliability import ITEM_REST
from crowdpotential.results.rows import MAIN, Row, inferred, make_row
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.correlation.domain_correlations import correlate_in_domains, upper_bound
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import Inference, infer_columns
from crowdpotential.stats.inference.freedom import mean_freedom
from crowdpotential.stats.inference.multiplicity import adjust_p_values
from crowdpotential.stats.inference.ranges import CORRELATIONS
from crowdpotential.verdicts import CONTRARY, NEAR_ZERO

EVERYBODY = 0  # among the units
FEWEST = 30  # respondents of a unit who answered the item and another one; with fewer a sign is chance
CLEARLY = 0.2  # a correlation as low as minus this is no chance where its interval lies below zero


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCorrelations:
    """Correlations of some variables with others in every unit."""

    inference: Inference  # (U * q,) units one after the other
    n: IntArray  # (U, q) respondents behind each
    elsewhere: FloatArray  # (U, q) the same correlation in all others; NaN for everybody
    is_below: BoolArray  # (U, q) surely below zero
    is_doubtful: BoolArray  # (U, q) low, and not surely so

    def of_unit(self, values: FloatArray) -> FloatArray:
        """Arrange (U * q,) values by unit, (U, q)."""
        return values.reshape(self.n.shape)


def correlate_in_units(x: FloatArray, y: FloatArray, design: Design, units: Units, *, confidence_level: float) -> UnitCorrelations:
    """Correlate q pairs of variables (Pearson, weighted) in each unit, with replicate errors.

    A correlation is surely below zero if its whole interval is, and if it is either -0.2 or lower or significant after Holm's adjustment
    over all units but everybody; of everybody the interval decides. Where the design gives no interval (a single sampling unit), that of
    respondents drawn one by one takes its place, for this alone.

    Args:
        x, y: (n, q) missing as NaN.
        design: of the n respondents.
        units: of them.
        confidence_level: of the intervals and, by its complement, of the tests.
    """
    members = np.column_stack([units.members(unit) for unit in range(len(units.listed))])
    by_unit = correlate_in_domains(x, y, design.all_weights, units.cell_of_respondent, units.holds)
    known = np.asarray(~(np.isnan(x) | np.isnan(y)))
    flat = by_unit.correlations.reshape(-1, by_unit.correlations.shape[2])
    found = infer_columns(
        flat,
        replication=design.replication,
        freedom=mean_freedom(members, known, design).flat,
        confidence_level=confidence_level,
        within=CORRELATIONS,
    )
    simple = upper_bound(by_unit.correlations[..., 0], by_unit.n_effective, confidence_level=confidence_level)
    is_below, is_doubtful = _judge(found, by_unit.n, simple)
    return UnitCorrelations(
        inference=found,
        n=by_unit.n,
        elsewhere=by_unit.elsewhere,
        is_below=is_below,
        is_doubtful=is_doubtful,
    )


def item_rest(items: Items, design: Design, units: Units, *, confidence_level: float) -> UnitCorrelations:
    """Correlate each item with the mean of the others of its dimension, in every unit; arguments as in `correlate_in_units`.

    An item that goes against its dimension in the whole sample is judged there alone.
    """
    return correlate_in_units(item_scores(items), rest_scores(items), design, units, confidence_level=confidence_level)


def rest_scores(items: Items) -> FloatArray:
    """Average for each item the other answered items of its dimension: (n, p), NaN where none was answered."""
    scores = item_scores(items)
    same = items.dimension_of_item[:, None] == items.dimension_of_item
    np.fill_diagonal(same, val=False)
    known = ~np.isnan(scores)
    counts = known.astype(np.float64) @ same
    rest: FloatArray = np.divide(np.where(known, scores, 0.0) @ same, counts, out=np.full(scores.shape, np.nan), where=counts > 0)
    return rest


def refuse_contrary(found: UnitCorrelations, items: Items, units: Units, *, keep: Collection[str]) -> None:
    """Refuse items that go against the rest of their dimension in the sample or in a part of it.

    Args:
        found: as `item_rest` gives it.
        items: of everything that is scored, turned into the declared direction.
        units: of the sample.
        keep: items to use all the same, by their names.

    Raises:
        ItemError: they are named, with their correlations; one error for the sample and for each part.
    """
    faults, kept = Faults(), np.isin(items.names, list(keep))
    estimate = found.of_unit(found.inference.estimate)
    is_contrary = units.widest(found.is_below) & ~kept
    for unit in np.flatnonzero(is_contrary.any(axis=1)):
        named = ", ".join(
            f"{items.names[i]} ({items.dimensions[items.dimension_of_item[i]]}, {estimate[unit, i]:.2f}"
            + ("" if unit == EVERYBODY else f", elsewhere {found.elsewhere[unit, i]:.2f}")
            + ")"
            for i in np.flatnonzero(is_contrary[unit])
        )
        n = int(is_contrary[unit].sum())
        if unit == EVERYBODY:
            msg = (
                f"{n} items go against the rest of their dimension: {named}; correct `direction` in the codebook, leave them out, or "
                "name them in index.keep_negative_items"
            )
        else:
            msg = (
                f"{units.listed[unit]}: {n} items go against the rest of their dimension there: {named}; they look reversed, so turn "
                "their codes in the file; if they are right, name them in index.keep_negative_items, and nothing is compared across them"
            )
        faults.add(ItemError(msg))
    faults.raise_any()


def item_rest_rows(found: UnitCorrelations, items: Items, units: Units) -> list[Row]:
    """Report the correlations, everybody first; one whose interval holds zero in the whole sample is flagged."""
    low, high = (found.of_unit(end) for end in (found.inference.ci_low, found.inference.ci_high))
    rows: list[Row] = []
    for number, unit in enumerate(units.listed):
        if number and not unit.bloc and not unit.area:
            continue  # a file is told of by `check`
        for i, name in enumerate(items.names):
            is_near_zero = number == EVERYBODY and low[number, i] <= 0 <= high[number, i]
            verdict = CONTRARY if found.is_below[number, i] else NEAR_ZERO if is_near_zero else ""
            rows.append(
                make_row(
                    ITEM_REST,
                    inferred(found.inference, number * len(items.names) + i),
                    MAIN,
                    variable=name,
                    bloc=unit.bloc,
                    area="" if unit.is_side else unit.area,
                    n=float(found.n[number, i]),
                    verdict=verdict,
                )
            )
    return rows


def _judge(found: Inference, n: IntArray, simple: FloatArray) -> tuple[BoolArray, BoolArray]:
    estimate, high = found.estimate.reshape(n.shape), found.ci_high.reshape(n.shape)
    high = np.where(np.isnan(high), simple, high)
    p_value = found.p_value.reshape(n.shape)
    p_adjusted = np.full(n.shape, np.nan)
    p_adjusted[1:] = adjust_p_values(p_value[1:].ravel(), "holm").reshape(n[1:].shape)
    is_enough, is_low = n >= FEWEST, estimate <= -CLEARLY
    is_below = (high < 0) & (is_low | (p_adjusted < 1 - found.confidence_level)) & is_enough
    is_below[EVERYBODY] = high[EVERYBODY] < 0
    is_below[1:] &= ~is_below[EVERYBODY]
    is_doubtful = ((high < 0) | is_low) & is_enough & ~is_below & ~is_below[EVERYBODY]
    is_doubtful[EVERYBODY] = False
    return is_below, is_doubtful
