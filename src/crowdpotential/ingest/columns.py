"""Harmonising, step 1: which column of a file is which variable of the codebook."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

import pandas as pd

from crowdpotential.codebook import Codebook, Variable
from crowdpotential.errors import CodebookError, ColumnError, Faults
from crowdpotential.ingest.column_hints import explain_unknown, find_nearest, suggest
from crowdpotential.ingest.column_names import find_alike, list_columns, tell_letters
from crowdpotential.ingest.ignored_columns import REST, choose_ignored, ignores_rest, refuse_misspelt
from crowdpotential.ingest.option_columns import columns_in, columns_of, name_options
from crowdpotential.ingest.raw_files import Source
from crowdpotential.ingest.readers import refuse_repeated_columns
from crowdpotential.letters import tidy
from crowdpotential.params import DataFile
from crowdpotential.quoting import show, show_id, words_of

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


def find_columns(titles: Iterable[str], spec: DataFile, codebook: Codebook) -> dict[str, str]:
    """Find the columns of a file that belong to the study: title in the file -> name in the codebook, as `match_columns` gives it."""
    known, spec = known_columns(codebook), _tidy(spec)
    tidied = {title: tidy(title) for title in titles}
    named = {title: spec.columns.get(short, short) for title, short in tidied.items()}
    others = {short: title for title, short in tidied.items() if named[title] not in known}
    named |= {others[short]: name for short, name in name_options(others, codebook, spec).items()}
    return {
        title: name
        for title, name in named.items()
        if name in known and (tidied[title] in spec.columns or not any(fnmatchcase(tidied[title], entry) for entry in spec.ignore))
    }


def match_columns(frame: pd.DataFrame, source: Source, *, codebook: Codebook, faults: Faults) -> pd.DataFrame:
    """Rename the columns of a file to variables of the codebook, and leave out those that params ignore.

    A multiple answer has one column, or one for each option or choice: `P12`, or `P12_1`, `P12_2`, ...; see `option_columns`. Names are
    compared without what nobody sees in them.

    Args:
        frame: cells as received.
        source: the file.
        codebook: of the study.
        faults: takes what is wrong with columns that can be left aside: `columns` or `ignore` name what is not in the file, or
            columns are neither in the codebook nor ignored; all of them are named, the nearest variable is suggested.

    Raises:
        ColumnError: two columns become one variable.
    """
    known, spec = known_columns(codebook), _tidy(source.spec)
    source, frame = replace(source, spec=spec), frame.rename(columns=lambda name: tidy(str(name)))
    titles = [str(column) for column in frame.columns]
    renamed = {title: spec.columns.get(title, title) for title in titles}
    with faults.collected():
        _refuse_unmapped(source, titles)
    ignored = list[str]()
    with faults.collected():
        ignored = choose_ignored(source, renamed, known)
    others = (title for title in titles if title not in ignored and renamed[title] not in known)
    renamed |= name_options(others, codebook, spec)
    sorts_rows = {tidy(name) for name in spec.where.variables()} if spec.where else set[str]()
    ignored += [title for title in titles if title in sorts_rows and renamed[title] not in known]
    strange = [title for title in titles if title not in ignored and renamed[title] not in known]
    with faults.collected():
        _refuse_strange(source, strange, known)
    unknown = [title for title in strange if title not in spec.columns]
    if ignores_rest(source, titles):
        absent, needed = known - set(renamed.values()), _needed(spec, codebook)
        with faults.collected():
            refuse_misspelt(unknown, absent=absent, needed=needed, source=source)
        source.tell("columns_ignored", REST, len(unknown), len(titles), "left_out", note=source.titles.list(unknown))
    elif unknown:
        said = explain_unknown(unknown, codebook, known, titles=source.titles, name=source.name)
        faults.add(ColumnError(said))
    kept = frame.drop(columns=[*ignored, *strange]).rename(columns=renamed)
    refuse_repeated_columns(kept, name=source.name, titles=replace(source.titles, words=words_of(known)))
    return kept


def require_columns(
    frame: pd.DataFrame,
    source: Source,
    *,
    codebook: Codebook,
    places: pd.DataFrame,
    delivered: Sequence[str],
    is_told: bool,
) -> None:
    """Refuse a file without a variable that was asked somewhere in it. Raises ColumnError naming all.

    Args:
        frame: as `match_columns` gives it.
        places: `area` and `bloc` of its rows, empty where they are not known.
        delivered: columns of the file as received, among which a missing one is looked for under another spelling.
        is_told: whether columns that the codebook does not list were told, and keys of data.columns that the file lacks, so that
            one under another spelling need not be told twice.
    """
    needed = [
        column
        for variable in codebook.variables
        if not variable.derive and variable.identifier != "drop" and is_asked_in(variable, places)
        if not columns_in(frame, variable, codebook)  # else see `refuse_incomplete`
        for column in columns_of(variable, source.spec, codebook)
    ]
    known = known_columns(codebook)
    spare = [title for title in delivered if title not in known]
    absent = [column for column in needed if column not in frame.columns]
    alike = {column: other for column in absent if (other := find_alike(column, spare))}
    reported = {*alike, *source.spec.columns.values()} if is_told else set()
    if untold := [column for column in absent if column not in reported]:
        hints = [f"is it {source.titles.show(other)} for {column}?{tell_letters(other, column)}" for column, other in alike.items()]
        hint = f" ({', '.join(hints)})" if hints and not is_told else ""
        msg = f"{source.name}: columns are missing: {list_columns(untold)}{hint}; add them, or map them in data.columns"
        raise ColumnError(msg)


def is_asked_in(variable: Variable, places: pd.DataFrame) -> bool:
    """Return whether a variable was asked in at least one of the blocs, and of the areas, of some rows."""
    listed = {"bloc": variable.blocs, "area": variable.areas}
    return all(asked is None or not set(asked).isdisjoint(places[column]) for column, asked in listed.items())


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
    if not variable.kind.has_options:
        return [variable.id]
    n_choices = len(codebook.codes(variable.id))
    choices = [f"{variable.id}_{position}" for position in range(1, n_choices + 1)]
    return [variable.id, *codebook.columns(variable.id), *choices]


def _tidy(spec: DataFile) -> DataFile:
    """Write the names of columns in params without what nobody sees in them."""
    columns = {tidy(column): variable for column, variable in spec.columns.items()}
    return spec.model_copy(update={"columns": columns, "ignore": tuple(map(tidy, spec.ignore))})


def _refuse_unmapped(source: Source, titles: Sequence[str]) -> None:
    """Refuse keys of data.columns that the file does not have."""
    if absent := [column for column in source.spec.columns if column not in titles]:
        keys = [*source.spec.columns]
        shown = {name: show(name, f"key {1 + keys.index(name)}", source.titles.words) for name in absent}
        hints = [
            suggest(source.titles.show(title), f" by {shown[column]}", tell_letters(column, title))
            for column in absent
            if (title := find_nearest(column, titles))
        ]
        hint = f" ({', '.join(hints)})" if hints else ""
        msg = f"{source.name}: data.columns names {', '.join(shown.values())}, which the file does not have{hint}; correct data.columns"
        raise ColumnError(msg)


def _refuse_strange(source: Source, strange: Sequence[str], known: Collection[str]) -> None:
    """Refuse variables of data.columns that the codebook does not have."""
    wrong = {title: source.spec.columns[title] for title in strange if title in source.spec.columns}
    for title, variable in wrong.items():
        found, said = find_nearest(variable, known), show_id(variable, "a name")
        hint = f" ({suggest(found, '', tell_letters(variable, found))})" if found else ""
        column = source.titles.show(title)
        msg = f"{source.name}: data.columns maps {column} to {said}, which is not in the codebook{hint}; correct data.columns"
        raise ColumnError(msg)


def _needed(spec: DataFile, codebook: Codebook) -> set[str]:
    asked = [variable for variable in codebook.variables if not variable.derive]
    return {column for variable in asked for column in columns_of(variable, spec, codebook)}
