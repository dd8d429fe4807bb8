"""Weighting: margins known as shares become whole persons, once, before anything is calibrated to them."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd

from crowdpotential.errors import MarginError
from crowdpotential.ingest.findings import Finding, findings_frame
from crowdpotential.ingest.reference_tables import place, place_of
from crowdpotential.ingest.table_numbers import plain_number
from crowdpotential.params import Area

EXACT = Decimal("1e-12")  # shares with more digits than this were computed, not rounded


def persons_of_shares(table: pd.DataFrame, populations: Mapping[str, int | None], *, areas: Mapping[str, Area], name: str) -> pd.DataFrame:
    """Turn the shares of each area and variable into whole persons that add up to its population (largest remainder).

    Shares of one area and variable are taken as rounded to the digits of the longest of them, so their sum may be off by half a
    unit of that last digit for each cell; the rest is spread in proportion.

    Args:
        table: area, variable, category and share, as text.
        populations: of each area or bloc, or of all; null where params do not tell it.
        areas: of params, which may tell it.

    Returns:
        The table with `persons`, and `share` as a number.

    Raises:
        MarginError: something that is no share, shares that do not add up to 1, or a population that params do not tell.
    """
    shares = [_share_of(table, position, name) for position in range(len(table))]
    persons = np.zeros(len(table), dtype=np.int64)
    for unit, variable in dict.fromkeys(zip(table["area"], table["variable"], strict=True)):
        rows = np.flatnonzero((table["area"] == unit) & (table["variable"] == variable))
        ours, population = [shares[row] for row in rows], populations[unit]
        _refuse_other_sums(ours, f"{name}: {unit}, {variable}")
        if population is None:
            is_told = unit in areas or any(area.bloc == unit for area in areas.values())
            add = "add areas.population, or " if is_told else ""
            msg = f"{name}: {unit}: shares need the number of persons; {add}give persons in the place of shares"
            raise MarginError(msg)
        persons[rows] = _largest_remainder([Fraction(share) for share in ours], population)
    return table.assign(persons=persons, share=np.array([float(share) for share in shares]))


def rounding_of(margins: pd.DataFrame) -> pd.DataFrame:
    """Return what turning shares into whole persons has moved, by area and variable.

    Args:
        margins: meets MARGINS.

    Returns:
        area, variable, n_cells, n_changed (cells whose share of the population is no whole number of persons), largest_change
        (in persons); without rows where the margins were counts from the start.
    """
    given = margins[margins["share"].notna()]
    population = given.groupby(["area", "variable"])["persons"].transform("sum")
    change = (given["persons"] - given["share"] * population).abs()
    grouped = given.assign(change=change, is_changed=change > float(EXACT) * population).groupby(["area", "variable"], sort=False)
    return grouped.agg(n_cells=("persons", "size"), n_changed=("is_changed", "sum"), largest_change=("change", "max")).reset_index()


def rounding_findings(margins: pd.DataFrame, areas: Mapping[str, Area], *, is_synthetic: bool) -> pd.DataFrame:
    """List the margins that were turned from shares into whole persons. Returns: meets FINDINGS."""
    return findings_frame(
        [
            Finding(
                rule="margin_rounded",
                n=int(row["n_changed"]),
                base=int(row["n_cells"]),
                action="whole_persons",
                area=where.get("area", ""),
                bloc=where.get("bloc", ""),
                variable=row["variable"],
            )
            for row in rounding_of(margins).to_dict("records")
            for where in (place_of(row["area"], areas),)
        ],
        is_synthetic=is_synthetic,
    )


def _share_of(table: pd.DataFrame, position: int, name: str) -> Decimal:
    text = plain_number(str(table["share"].iloc[position]))
    is_pct = text.endswith("%")
    try:
        share = Decimal(text.removesuffix("%").strip()).scaleb(-2 if is_pct else 0)
    except ArithmeticError:
        share = Decimal(-1)
    if not share.is_finite() or not 0 <= share <= 1:
        where = place(table.iloc[[position]])
        msg = f"{name}: {where}: the share is missing, or not between 0 and 1; write it as 0.25 or 25%, not as 25"
        raise MarginError(msg)
    return share


def _refuse_other_sums(shares: list[Decimal], where: str) -> None:
    exponents = [share.as_tuple().exponent for share in shares]
    finest = min(exponent for exponent in exponents if isinstance(exponent, int))
    allowed = len(shares) * max(Decimal(5).scaleb(finest - 1), EXACT)
    if abs(total := sum(shares, Decimal(0)) - 1) > allowed:
        msg = (
            f"{where}: {len(shares)} shares add up to {total + 1:f}; rounding explains {allowed:f} at most, so correct them "
            "or give more digits"
        )
        raise MarginError(msg)


def _largest_remainder(shares: list[Fraction], population: int) -> list[int]:
    """Round down, and give the persons left over to the cells that lost the largest part of one."""
    exact = [share * population / sum(shares) for share in shares]
    persons = [int(quota) for quota in exact]
    by_remainder = sorted(range(len(exact)), key=lambda cell: (persons[cell] - exact[cell], cell))
    for cell in by_remainder[: population - sum(persons)]:
        persons[cell] += 1
    return persons
