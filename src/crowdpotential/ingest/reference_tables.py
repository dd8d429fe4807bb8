"""Weighting: tables of known figures (margins, means, eligible persons), read and checked against params and codebook."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain, product
from pathlib import Path

import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.errors import MarginError
from crowdpotential.ingest.table_files import read_known_table
from crowdpotential.ingest.table_numbers import is_whole, plain_number
from crowdpotential.params import Area
from crowdpotential.quoting import may_quote, show, words_of
from crowdpotential.results.rows import Columns
from crowdpotential.validation import nearest

WHOLE = "all"  # in the column `area`, as is nothing at all: figures of everybody, where they are known of no areas
SEPARATOR = "*"  # between the variables of a joint margin, and between their categories
KEY = ["area", "variable", "category"]


def read_table(path: Path, columns: Iterable[str], *, also: Iterable[str] = (), has_areas: bool = True) -> pd.DataFrame:
    """Read a table of known figures as text, without blanks around names and cells.

    Args:
        columns: that it needs.
        also: columns that it may have; any others are left aside.
        has_areas: false: figures are of everybody, and the column `area` may be empty or left out.

    Raises:
        MissingFileError, ReadError: the file cannot be read.
        ColumnError: columns are missing.
    """
    optional = [] if has_areas else ["area"]
    needed = [column for column in columns if column not in optional]
    table = read_known_table(path, needed=needed, also=[*also, *optional])
    if has_areas:
        return table
    return table.assign(area=table["area"].replace("", WHOLE) if "area" in table else WHOLE)


def refuse_unknown_units(table: pd.DataFrame, known: Collection[str], *, name: str, what: str) -> None:
    """Refuse rows whose column `area` names nothing of params. Raises MarginError naming them."""
    if unknown := sorted(set(table["area"]) - set(known)):
        n_rows = int(table["area"].isin(unknown).sum())
        words = words_of(known)
        hints = [f" (did you mean {near}?)" for word in unknown if (near := nearest(word, known))]
        named = [word for word in unknown if may_quote(word, words)]
        n_others = len(unknown) - len(named)
        others = f"{n_others} {'name' if n_others == 1 else 'names'} of no area or side"
        said = ", ".join([*named, *([others] if n_others else [])])
        hint = hints[0] if len(unknown) == 1 and hints else ""
        msg = f"{name}: {n_rows} rows name {what} that params do not list ({said}){hint}; correct one of them"
        raise MarginError(msg)


def name_categories(table: pd.DataFrame, codebook: Codebook, name: str) -> pd.DataFrame:
    """Name the categories of a table by their keys, and refuse one that stands there twice.

    Raises:
        MarginError: a category that the codebook does not have, or a repeated row.
    """
    named = table.assign(
        category=[
            _category_key(category, variable, codebook, name)
            for category, variable in zip(table["category"], table["variable"], strict=True)
        ]
    ).astype({"category": "str"})
    repeated = named[named.duplicated(KEY)]
    if len(repeated):
        msg = f"{name}: {len(repeated)} rows repeat a category, such as {place(repeated)}; keep one of each"
        raise MarginError(msg)
    return named


def whole_numbers(table: pd.DataFrame, column: str, name: str) -> "pd.Series[int]":
    """Read a column of counts. Raises MarginError with the number of cells that hold none."""
    numbers = table[column].map(plain_number)
    is_bad = ~numbers.map(is_whole).astype("bool")
    if is_bad.any():
        first = place(table[is_bad])
        msg = (
            f"{name}: {int(is_bad.sum())} counts are no whole {column}, such as in {first}; write 0, 1, 2, ..., without a point or a comma "
            "between thousands"
        )
        raise MarginError(msg)
    return numbers.str.replace(r"\.0+$", "", regex=True).astype("int64")


def complete_cells(table: pd.DataFrame, wanted: Sequence[tuple[str, str, str]], *, name: str, what: str) -> pd.DataFrame:
    """Put the cells of a table into the order of those that are wanted.

    Raises:
        MarginError: cells without a row, counted, the first of them named.
    """
    order = pd.DataFrame(wanted, columns=KEY)
    found = order.merge(table, how="left", on=KEY, validate="one_to_one", indicator="found")
    missing = found[found["found"] == "left_only"]
    if len(missing):
        msg = f"{name}: {len(missing)} categories have no {what}, such as {place(missing)}; add their rows"
        raise MarginError(msg)
    return found.drop(columns="found")


def list_categories(variable: str, codebook: Codebook) -> list[str]:
    """List the categories of a weighting variable by their keys, `male*18-24` where it joins several."""
    parts = variable.split(SEPARATOR)
    keys = [[codebook.key_of_code(part, code) for code in codebook.codes(codebook.variable(part).id)] for part in parts]
    return [SEPARATOR.join(combination) for combination in product(*keys)]


def units_of_respondents(responses: pd.DataFrame, known: Collection[str]) -> "pd.Series[str]":
    """Name the unit of a table of known figures that each respondent belongs to: his area, his bloc, or all."""
    if set(known) == {WHOLE}:
        return pd.Series(WHOLE, index=responses.index, dtype="str")
    return responses["area" if set(known) & set(responses["area"]) else "bloc"].astype("str")


def place_of(unit: str, areas: Mapping[str, Area]) -> Columns:
    """State in the columns area and bloc whether a figure is about an area, a whole bloc or everybody."""
    if unit in areas:
        return {"area": unit, "bloc": areas[unit].bloc}
    return {"area": "", "bloc": "" if unit == WHOLE else unit}


def place(rows: pd.DataFrame) -> str:
    """State which cell the first of some rows is."""
    return ", ".join(str(rows.iloc[0][column]) for column in KEY)


def _category_key(category: str, variable: str, codebook: Codebook, name: str) -> str:
    parts, words = variable.split(SEPARATOR), category.split(SEPARATOR)
    codes = [codebook.code_of_key(part, word.strip()) for part, word in zip(parts, words, strict=False)]
    if len(parts) != len(words) or None in codes:
        known = [codebook.key_of_code(part, code) for part in parts for code in codebook.codes(part)]
        labels = [entry.label.values() for part in parts for entry in codebook.codes(part).values()]
        near = nearest(category, known)
        hint = f" (did you mean {near}?)" if near else ""
        said = category if category in known else show(category, "of such a name", words_of([*known, *chain.from_iterable(labels)]))
        msg = f"{name}: {variable} has no category {said} in the codebook{hint}; write keys or codes of its answers"
        raise MarginError(msg)
    return SEPARATOR.join(codebook.key_of_code(part, code) for part, code in zip(parts, codes, strict=True) if code is not None)
