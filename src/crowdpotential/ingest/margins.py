"""Weighting: the known population counts, read from a table and checked against areas and codebook."""

from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.contracts import MARGINS, RESPONSES, require
from crowdpotential.errors import ColumnError, MarginError
from crowdpotential.ingest.readers import read_file
from crowdpotential.params import Area, DataFile

SEPARATOR = "*"  # between the variables of a joint margin, and between their categories
ESTIMATE = "estimate"  # a status that begins so marks a control total that is not a published count


def load_margins(
    path: Path, *, areas: Mapping[str, Area], variables: Sequence[str], codebook: Codebook
) -> pd.DataFrame:
    """Read the control totals of the weighting variables; rows of other variables are left aside.

    Args:
        path: a table with columns area, variable, category, persons, source, status; a joint margin is written
            `sex*age_group` with categories such as `male*18-24`, by keys or codes.
        variables: as in params: weighting.variables.

    Returns:
        Meets MARGINS, in the order of areas, variables and codes; categories by their keys.

    Raises:
        MissingFileError, ReadError, ColumnError: the file cannot be read, or misses a column.
        MarginError: an unknown area, variable or category, one that is missing or there twice, counts that are no whole
            persons, or totals that contradict each other or the population in params.
        CodebookError: a weighting variable is not in the codebook.
    """
    table = read_file(path, DataFile(path=path.name)).rename(columns=str.strip)
    if absent := [column for column in MARGINS.columns if column not in table]:
        msg = f"{path.name}: columns are missing: {', '.join(absent)}; a table of margins has {', '.join(MARGINS.columns)}"
        raise ColumnError(msg)
    known = {variable: list_categories(variable, codebook) for variable in variables}
    table = table.astype("str").apply(lambda column: column.str.strip())
    if unknown := sorted(set(table["area"]) - set(areas)):
        n_rows = int(table["area"].isin(unknown).sum())
        msg = f"{path.name}: {n_rows} rows name areas that params do not list ({', '.join(unknown)}); correct one of them"
        raise MarginError(msg)
    table = table[table["variable"].isin(list(variables))].reset_index(drop=True)
    table["category"] = [
        _category_key(category, variable, codebook, path.name)
        for category, variable in zip(table["category"], table["variable"], strict=True)
    ]
    _refuse_repeated_rows(table, path.name)
    table["persons"] = _whole_persons(table, path.name)
    wanted = pd.DataFrame(
        [
            (area, variable, category)
            for area in areas
            for variable in variables
            for category in known[variable]
        ],
        columns=["area", "variable", "category"],
    )
    complete = wanted.merge(table, how="left", on=["area", "variable", "category"], validate="one_to_one")
    _refuse_missing_cells(complete, path.name)
    margins = complete.astype({"persons": "int64"})[list(MARGINS.columns)]
    _refuse_contradicting_totals(margins, areas, path.name)
    require(margins, MARGINS)
    return margins


def list_categories(variable: str, codebook: Codebook) -> list[str]:
    """List the categories of a weighting variable by their keys, `male*18-24` where it joins several."""
    parts = variable.split(SEPARATOR)
    keys = [
        [codebook.key_of_code(part, code) for code in codebook.codes(codebook.variable(part).id)]
        for part in parts
    ]
    return [SEPARATOR.join(combination) for combination in product(*keys)]


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


def _category_key(category: str, variable: str, codebook: Codebook, name: str) -> str:
    parts, words = variable.split(SEPARATOR), category.split(SEPARATOR)
    codes = [codebook.code_of_key(part, word.strip()) for part, word in zip(parts, words, strict=False)]
    if len(parts) != len(words) or None in codes:
        msg = f"{name}: {variable} has no category {category} in the codebook; write keys or codes of its answers"
        raise MarginError(msg)
    return SEPARATOR.join(
        codebook.key_of_code(part, code) for part, code in zip(parts, codes, strict=True) if code is not None
    )


def _refuse_repeated_rows(table: pd.DataFrame, name: str) -> None:
    repeated = table[table.duplicated(["area", "variable", "category"])]
    if len(repeated):
        first = repeated.iloc[0]
        where = f"{first['area']}, {first['variable']}, {first['category']}"
        msg = f"{name}: {len(repeated)} rows repeat a category, such as {where}; keep one of each"
        raise MarginError(msg)


def _whole_persons(table: pd.DataFrame, name: str) -> "pd.Series[int]":
    is_whole = table["persons"].str.fullmatch(r"\d{1,15}(\.0+)?")
    if not is_whole.all():
        first = table[~is_whole].iloc[0]
        where = f"{first['area']}, {first['variable']}, {first['category']}"
        msg = f"{name}: {int((~is_whole).sum())} counts are no whole persons, such as in {where}; write 0, 1, 2, ..."
        raise MarginError(msg)
    return table["persons"].str.replace(r"\.0+$", "", regex=True).astype("int64")


def _refuse_missing_cells(complete: pd.DataFrame, name: str) -> None:
    missing = complete[complete["persons"].isna()]
    if len(missing):
        first = missing.iloc[0]
        where = f"{first['area']}, {first['variable']}, {first['category']}"
        msg = f"{name}: {len(missing)} categories have no control total, such as {where}; add their rows"
        raise MarginError(msg)


def _refuse_contradicting_totals(margins: pd.DataFrame, areas: Mapping[str, Area], name: str) -> None:
    totals = margins.pivot_table("persons", "area", "variable", aggfunc="sum", sort=False)
    for area, row in totals.iterrows():
        first, population = row.index[0], areas[str(area)].population
        for variable, total in row.items():
            if total != row[first]:
                msg = (
                    f"{name}: {area}: {first} adds up to {row[first]} persons and {variable} to {total}; "
                    "both must give the area's population"
                )
                raise MarginError(msg)
        if population is not None and population != row[first]:
            msg = (
                f"{name}: {area}: the margins add up to {row[first]} persons, params say {population}; "
                "correct areas.population or the margins"
            )
            raise MarginError(msg)
