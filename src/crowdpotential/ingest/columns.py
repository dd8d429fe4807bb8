"""Harmonising, step 1: which column of a file is which variable of the codebook."""

from collections.abc import Sequence

import pandas as pd

from crowdpotential.codebook import Codebook, Variable
from crowdpotential.errors import CodebookError, ColumnError
from crowdpotential.ingest.readers import refuse_repeated_columns
from crowdpotential.params import DataFile
from crowdpotential.validation import nearest

RESERVED = (
    "respondent_id",
    "source",
    "area",
    "bloc",
    "sample_type",
)  # the program's own columns of RESPONSES


def match_columns(frame: pd.DataFrame, spec: DataFile, *, codebook: Codebook, name: str) -> pd.DataFrame:
    """Rename the columns of a file to variables of the codebook, and leave out those that params ignore.

    A multiple answer has one column, or one for each option or choice: `P12`, or `P12_1`, `P12_2`, ...

    Raises:
        ColumnError: `columns` or `ignore` name what is not in the file, two columns become one variable, or a
            column is neither in the codebook nor ignored (the nearest variable is suggested).
    """
    if absent := [column for column in [*spec.columns, *spec.ignore] if column not in frame.columns]:
        hint = _suggest(absent[0], list(frame.columns))
        msg = f"{name}: params name column {absent[0]}, which the file does not have{hint}; correct data"
        raise ColumnError(msg)
    kept = frame.drop(columns=list(spec.ignore)).rename(columns=dict(spec.columns))
    refuse_repeated_columns(kept, name=name)
    asked = [variable for variable in codebook.variables if not variable.derive]
    known = [column for variable in asked for column in _may_be(variable, codebook)]
    if unknown := [str(column) for column in kept.columns if column not in known]:
        more = f" (and {len(unknown) - 1} more)" if len(unknown) > 1 else ""
        is_derived = unknown[0] in codebook.by_id
        hint = "; the program derives it" if is_derived else _suggest(unknown[0], known)
        what = f"{name}: column {unknown[0]} is not in the codebook{hint}{more}"
        msg = f"{what}; map it in data.columns or list it in data.ignore"
        raise ColumnError(msg)
    return kept


def require_columns(
    frame: pd.DataFrame, spec: DataFile, *, codebook: Codebook, blocs: Sequence[str], name: str
) -> None:
    """Refuse a file without a variable that was asked in one of its blocs. Raises ColumnError naming all."""
    needed = [
        column
        for variable in codebook.variables
        if not variable.derive and variable.identifier != "drop" and is_asked_in(variable, blocs)
        for column in _must_be(variable, spec, codebook)
    ]
    if absent := [column for column in needed if column not in frame.columns]:
        msg = f"{name}: columns are missing: {', '.join(absent)}; add them, or map them in data.columns"
        raise ColumnError(msg)


def is_asked_in(variable: Variable, blocs: Sequence[str]) -> bool:
    """Say whether a variable was asked in at least one of the blocs."""
    return variable.blocs is None or bool(set(variable.blocs) & set(blocs))


def refuse_reserved_names(codebook: Codebook) -> None:
    """Refuse a variable that takes a column name of the program, unless it plays that very role.

    Raises:
        CodebookError: such as a question called `source`.
    """
    for variable in codebook.variables:
        if variable.id in RESERVED and variable.role != variable.id:
            msg = f"{codebook.id}: variable {variable.id}: the program needs this name itself; rename it"
            raise CodebookError(msg)


def choice_columns(frame: pd.DataFrame, variable: str) -> list[str]:
    """List the columns that hold the first, second, ... choice of a multiple answer."""
    columns: list[str] = []
    while f"{variable}_{len(columns) + 1}" in frame.columns:
        columns.append(f"{variable}_{len(columns) + 1}")
    return columns


def _may_be(variable: Variable, codebook: Codebook) -> list[str]:
    if variable.type != "multiple":
        return [variable.id]
    n_choices = len(codebook.codes(variable.id))
    choices = [f"{variable.id}_{position}" for position in range(1, n_choices + 1)]
    return [variable.id, *codebook.columns(variable.id), *choices]


def _must_be(variable: Variable, spec: DataFile, codebook: Codebook) -> tuple[str, ...]:
    if variable.type != "multiple" or spec.multiple == "delimited":
        return (variable.id,)
    if spec.multiple == "codes_in_order":
        return (f"{variable.id}_1",)
    return codebook.columns(variable.id)


def _suggest(word: str, known: Sequence[str]) -> str:
    found = nearest(word, known)
    return f" (did you mean {found}?)" if found else ""
