"""Weighting: the known population counts, read from a table and checked against areas and codebook."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.contracts import MARGINS, RESPONSES, require
from crowdpotential.errors import ColumnError, MarginError
from crowdpotential.ingest.margin_shares import persons_of_shares
from crowdpotential.ingest.reference_tables import (
    SEPARATOR,
    WHOLE,
    complete_cells,
    list_categories,
    name_categories,
    read_table,
    refuse_unknown_units,
    whole_numbers,
)
from crowdpotential.params import Area

ESTIMATE = "estimate"  # a status that begins so marks a control total that is not a published count


def load_margins(
    path: Path,
    *,
    areas: Mapping[str, Area],
    variables: Sequence[str],
    codebook: Codebook,
    bloc_variables: Sequence[str] = (),
    blocs: Collection[str] = (),
) -> pd.DataFrame:
    """Read the control totals of the weighting variables; rows of other variables are left aside.

    Args:
        path: a table with columns area, variable, category, persons, source, status; a joint margin is written
            `sex*age_group` with categories such as `male*18-24`, by keys or codes. In the place of persons it may have share.
        areas: for each of which the variables are known; none: they are known of everybody.
        variables: as in params: weighting.variables.
        bloc_variables: as in params: weighting.bloc_variables; their rows carry the bloc in the column area.
        blocs: of params.

    Returns:
        Meets MARGINS, in the order of areas (or blocs), variables and codes; categories by their keys.

    Raises:
        MissingFileError, ReadError, ColumnError: the file cannot be read, or misses a column.
        MarginError: an unknown area, variable or category, one that is missing or there twice, counts that are no whole
            persons, shares that do not add up to 1, or totals that contradict each other or the population in params.
        CodebookError: a weighting variable is not in the codebook.
    """
    populations = {name: area.population for name, area in areas.items()} | population_of_blocs(areas, blocs)
    populations |= {} if areas else {WHOLE: None}
    units: dict[str, tuple[str, ...]] = {variable: tuple(areas) or (WHOLE,) for variable in variables}
    units |= dict.fromkeys(bloc_variables, tuple(population_of_blocs(areas, blocs)))
    wanted = [
        (unit, variable, category)
        for unit in populations
        for variable in units
        for category in list_categories(variable, codebook)
        if unit in units[variable]
    ]
    value, table = _read(path, has_areas=bool(areas))
    refuse_unknown_units(table[~table["variable"].isin(list(units))], populations, name=path.name, what="areas")
    table = table[table["variable"].isin(list(units))].reset_index(drop=True)
    for variable, known in units.items():
        what = "blocs" if variable in bloc_variables else "areas"
        refuse_unknown_units(table[table["variable"] == variable], known, name=path.name, what=what)
    table = name_categories(table, codebook, path.name)
    if value == "persons":
        table["persons"] = whole_numbers(table, "persons", path.name)
        table["share"] = float("nan")
    table = complete_cells(table, wanted, name=path.name, what="control total")
    if value == "share":
        table = persons_of_shares(table, populations, areas=areas, name=path.name)
    margins = table.astype({"persons": "int64"})[list(MARGINS.columns)]
    _refuse_contradicting_totals(margins, populations, path.name)
    _refuse_contradicting_blocs(margins, areas, blocs, path.name)
    require(margins, MARGINS)
    return margins


def population_of_blocs(areas: Mapping[str, Area], blocs: Collection[str]) -> dict[str, int | None]:
    """Add up the populations of each bloc's areas; null where one of them is not known, or where areas do not make up the blocs."""
    found: dict[str, int | None] = {}
    for bloc in blocs:
        own = [area.population for area in areas.values() if area.bloc == bloc]
        known = [population for population in own if population is not None]
        found[bloc] = sum(known) if own and len(known) == len(own) else None
    return found


def cell_of_respondents(responses: pd.DataFrame, variable: str, codebook: Codebook) -> "pd.Series[str]":
    """Name the category of a weighting variable that each respondent belongs to; "" where an answer is missing.

    Args:
        responses: meets RESPONSES, with the derived variables.
    """
    require(responses, RESPONSES, also=variable.split(SEPARATOR))
    cells = pd.Series("", index=responses.index, dtype="str")
    is_complete = pd.Series(data=True, index=responses.index)
    for position, part in enumerate(variable.split(SEPARATOR)):
        keys = responses[part].map({code: codebook.key_of_code(part, code) for code in codebook.codes(part)})
        is_complete &= keys.notna()
        cells = cells + (SEPARATOR if position else "") + keys.fillna("").astype("str")
    return cells.where(is_complete, "").astype("str")


def _read(path: Path, *, has_areas: bool) -> tuple[str, pd.DataFrame]:
    """Read the file, and tell whether it gives persons or shares."""
    needed = [column for column in MARGINS.columns if column not in {"persons", "share"}]
    table = read_table(path, needed, also=("persons", "share"), has_areas=has_areas)
    given = [column for column in ("persons", "share") if column in table]
    if len(given) != 1:
        fault = "has the columns persons and share" if given else "columns are missing: persons (or share)"
        msg = f"{path.name}: {fault}; give one of the two"
        raise ColumnError(msg)
    return given[0], table


def _refuse_contradicting_totals(margins: pd.DataFrame, populations: Mapping[str, int | None], name: str) -> None:
    totals = margins.groupby(["area", "variable"], sort=False)["persons"].sum()
    for unit in dict.fromkeys(margins["area"]):
        of_unit, population = totals[unit], populations[str(unit)]
        first = of_unit.index[0]
        for variable, total in of_unit.items():
            if total != of_unit[first]:
                msg = (
                    f"{name}: {unit}: {first} adds up to {of_unit[first]} persons and {variable} to {total}; "
                    "both must give the same population"
                )
                raise MarginError(msg)
        if population is not None and population != of_unit[first]:
            msg = (
                f"{name}: {unit}: the margins add up to {of_unit[first]} persons, params say {population}; "
                "correct areas.population or the margins"
            )
            raise MarginError(msg)


def _refuse_contradicting_blocs(margins: pd.DataFrame, areas: Mapping[str, Area], blocs: Collection[str], name: str) -> None:
    """A bloc's own margins must describe the people of its areas, whether or not params tell the populations; all blocs, everybody."""
    totals = margins.groupby(["area", "variable"])["persons"].sum().groupby("area").first()
    for bloc in blocs:
        ours = [name for name, area in areas.items() if area.bloc == bloc and name in totals]
        if ours and bloc in totals and totals[bloc] != totals[ours].sum():
            msg = (
                f"{name}: {bloc}: its own margins add up to {totals[bloc]} persons, those of its areas to "
                f"{totals[ours].sum()}; both must give the same population"
            )
            raise MarginError(msg)
    of_blocs, others = totals.reindex(list(blocs)), totals[~totals.index.isin(list(blocs))]
    if len(others) and len(of_blocs) and of_blocs.notna().all() and of_blocs.sum() != others.sum():
        msg = (
            f"{name}: the margins of all blocs add up to {of_blocs.sum():.0f} persons, the others to {others.sum()}; "
            "both must give the same population"
        )
        raise MarginError(msg)
