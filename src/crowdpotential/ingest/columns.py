"""Harmonising, step 1: which column of a file is which variable of the codebook."""

import re
from collections.abc import Collection, Sequence

import pandas as pd

from crowdpotential.codebook import Codebook, Variable
from crowdpotential.errors import CodebookError, ColumnError, Faults
from crowdpotential.ingest.column_names import find_alike, list_columns, show_column, tell_letters
from crowdpotential.ingest.ignored_columns import REST, choose_ignored, ignores_rest, refuse_misspelt
from crowdpotential.ingest.option_columns import columns_in, columns_of, name_options
from crowdpotential.ingest.raw_files import Source
from crowdpotential.ingest.readers import refuse_repeated_columns
from crowdpotential.params import DataFile
from crowdpotential.validation import nearest

NAMELESS = re.compile(r"column \d+")  # what reading calls a column whose header is blank

RESERVED = (
    "respondent_id",
    "source",
    "area",
    "bloc",
    "sample_type",
)  # the program's own columns of RESPONSES


def known_columns(codebook: Codebook) -> frozenset[str]:
    """Name every column that a file may have after the codebook, in any form of multiple answers."""
    asked = [variable for variable in codebook.variables if not variable.derive]
    return frozenset(column for variable in asked for column in _may_be(variable, codebook))


def match_columns(frame: pd.DataFrame, source: Source, *, codebook: Codebook) -> pd.DataFrame:
    """Rename the columns of a file to variables of the codebook, and leave out those that params ignore.

    A multiple answer has one column, or one for each option or choice: `P12`, or `P12_1`, `P12_2`, ...

    Raises:
        ColumnError: `columns` or `ignore` name what is not in the file, two columns become one variable, or columns are neither
            in the codebook nor ignored; all of them are named, the nearest variable is suggested.
    """
    faults, known = Faults(), known_columns(codebook)
    titles = [str(column) for column in frame.columns]
    renamed = {title: source.spec.columns.get(title, title) for title in titles}
    with faults.collected():
        _refuse_unmapped(source, titles)
    ignored = list[str]()
    with faults.collected():
        ignored = choose_ignored(source, renamed, known)
    others = (title for title in titles if title not in ignored and renamed[title] not in known)
    renamed |= name_options(others, codebook, source.spec)
    sorts_rows = source.spec.where.variables() if source.spec.where else set[str]()
    ignored += [title for title in titles if title in sorts_rows and renamed[title] not in known]
    unknown = [title for title in titles if title not in ignored and renamed[title] not in known]
    if ignores_rest(source, titles):
        absent, needed = known - set(renamed.values()), _needed(source.spec, codebook)
        with faults.collected():
            refuse_misspelt(unknown, absent=absent, needed=needed, name=source.name)
        source.tell(
            "columns_ignored", REST, len(unknown), len(titles), "left_out", note=list_columns(unknown)
        )
        ignored += unknown
    elif unknown:
        faults.add(ColumnError(_explain_unknown(unknown, codebook, known, source.name)))
    kept = frame.drop(columns=ignored).rename(columns=renamed)
    with faults.collected():
        refuse_repeated_columns(kept, name=source.name)
    faults.raise_any()
    return kept


def require_columns(
    frame: pd.DataFrame,
    source: Source,
    *,
    codebook: Codebook,
    blocs: Sequence[str],
    delivered: Sequence[str],
) -> None:
    """Refuse a file without a variable that was asked in one of its blocs. Raises ColumnError naming all.

    Args:
        frame: as `match_columns` gives it.
        blocs: of its rows.
        delivered: columns of the file as received, among which a missing one is looked for under another spelling.
    """
    needed = [
        column
        for variable in codebook.variables
        if not variable.derive and variable.identifier != "drop" and is_asked_in(variable, blocs)
        if not columns_in(frame, variable, codebook)  # else see `refuse_incomplete`
        for column in columns_of(variable, source.spec, codebook)
    ]
    if absent := [column for column in needed if column not in frame.columns]:
        spare = [title for title in delivered if title not in known_columns(codebook)]
        alike = {column: other for column in absent if (other := find_alike(column, spare))}
        hints = [
            f"is it {show_column(other)} for {column}?{tell_letters(other, column)}"
            for column, other in alike.items()
        ]
        hint = f" ({', '.join(hints)})" if hints else ""
        msg = f"{source.name}: columns are missing: {list_columns(absent)}{hint}; add them, or map them in data.columns"
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


def _may_be(variable: Variable, codebook: Codebook) -> list[str]:
    if variable.type != "multiple":
        return [variable.id]
    n_choices = len(codebook.codes(variable.id))
    choices = [f"{variable.id}_{position}" for position in range(1, n_choices + 1)]
    return [variable.id, *codebook.columns(variable.id), *choices]


def _refuse_unmapped(source: Source, titles: Sequence[str]) -> None:
    """Refuse keys of data.columns that the file does not have."""
    if absent := [column for column in source.spec.columns if column not in titles]:
        found = [(column, nearest(column, titles)) for column in absent]
        hints = [f"did you mean {show_column(near)} by {column}?" for column, near in found if near]
        hint = f" ({', '.join(hints)})" if hints else ""
        msg = f"{source.name}: data.columns names {', '.join(absent)}, which the file does not have{hint}; correct data.columns"
        raise ColumnError(msg)


def _explain_unknown(unknown: Sequence[str], codebook: Codebook, known: Collection[str], name: str) -> str:
    """Name every column that the codebook does not list, and what it may be."""
    named = [title for title in unknown if not NAMELESS.fullmatch(title)]
    nameless = [title for title in unknown if NAMELESS.fullmatch(title)]
    parts = []
    if named:
        which = f"column {show_column(named[0])} is" if len(named) == 1 else f"{len(named)} columns are"
        rest = "" if len(named) == 1 else f": {list_columns(named)}"
        parts.append(f"{which} not in the codebook{_hints(named, codebook, known)}{rest}")
    if nameless:
        verb = "has" if len(nameless) == 1 else "have"
        parts.append(f"{list_columns(nameless)} {verb} no name in the header, but content")
    return (
        f"{name}: {'; '.join(parts)}; map what the study uses in data.columns, and list the others in data.ignore, by name, "
        "pattern (such as RW*) or as rest"
    )


def _hints(named: Sequence[str], codebook: Codebook, known: Collection[str]) -> str:
    """Suggest what unknown columns may be, where there are few of them or the names are nearly the same."""
    derived = [title for title in named if title in codebook.by_id]
    others = [title for title in named if title not in derived]
    found = [(title, find_alike(title, sorted(known))) for title in others]
    if len(others) == 1:
        found = [(title, near or nearest(title, known)) for title, near in found]
    suggestions = [
        f"did you mean {near}{'' if len(named) == 1 else f' by {show_column(title)}'}?{tell_letters(title, near)}"
        for title, near in found
        if near
    ]
    told = [f"the program derives {list_columns(derived)}"] * bool(derived) + suggestions
    return f" ({', '.join(told)})" if told else ""


def _needed(spec: DataFile, codebook: Codebook) -> set[str]:
    asked = [variable for variable in codebook.variables if not variable.derive]
    return {column for variable in asked for column in columns_of(variable, spec, codebook)}
