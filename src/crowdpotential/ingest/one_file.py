"""Harmonising, one file: its columns become variables, its cells codes; every fault of every variable is told, and none twice."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, Variable
from crowdpotential.conditions.derivation import derive_variables
from crowdpotential.errors import CrowdpotentialError, Faults
from crowdpotential.ingest.answers import codes_of, numbers_of
from crowdpotential.ingest.blanks import complete_values
from crowdpotential.ingest.chosen_options import tell_nothing_chosen
from crowdpotential.ingest.columns import RESERVED, match_columns, require_columns
from crowdpotential.ingest.damaged_numbers import refuse_damaged_numbers
from crowdpotential.ingest.delivered_cells import texts_of
from crowdpotential.ingest.identity import interview_numbers, sort_samples
from crowdpotential.ingest.multiples import decode_multiple
from crowdpotential.ingest.option_columns import columns_in, columns_of, refuse_incomplete
from crowdpotential.ingest.raw_files import Source
from crowdpotential.ingest.respondent_places import (
    ROLES,
    deciding_variables,
    keys_of_codes,
    locate_respondents,
)
from crowdpotential.ingest.unread_cells import MisreadError, tell_together
from crowdpotential.ingest.usable_cells import blank_paradata, settle_lost
from crowdpotential.ingest.vocabulary import vocabulary_of
from crowdpotential.params import Area
from crowdpotential.stats.arrays import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The codebook of a study, and its areas and blocs."""

    codebook: Codebook
    areas: Mapping[str, Area]
    blocs: Collection[str]


def harmonise_file(frame: pd.DataFrame, source: Source, *, study: Places, source_name: str) -> pd.DataFrame:
    """Bring one file to the codebook.

    A variable that cannot be read does not hide the faults of the others; what rests on it (routing, area) is not judged.

    Args:
        frame: cells as received.
        source: the file; takes what was done to its cells.
        study: codebook, areas and blocs.
        source_name: that tells the file from the others of the study.

    Returns:
        The columns of RESPONSES, as `harmonise` describes them, but interview numbers and identifiers as they stand in the file.

    Raises:
        CrowdpotentialError: see `harmonise`; several together.
    """
    faults = Faults()
    raw = match_columns(frame.reset_index(drop=True), source, codebook=study.codebook, faults=faults)
    has_unknown = bool(faults)
    raw = blank_paradata(settle_lost(raw, source, faults), source, study.codebook)
    with faults.collected():
        refuse_damaged_numbers(raw, codebook=study.codebook, source=source)
    file = _File(raw=raw, source=source, study=study, source_name=source_name, faults=faults)
    identity = _identify(file)
    is_placed = _place(identity, file)
    with file.faults.collected():
        refuse_incomplete(raw, source, codebook=study.codebook)
    with file.faults.collected():
        require_columns(
            raw,
            source,
            codebook=study.codebook,
            places=identity,
            delivered=list(frame.columns),
            is_told=has_unknown,
        )
    asked = [v for v in study.codebook.variables if v.id not in RESERVED and v.identifier != "drop"]
    columns = _collect(asked, identity, file, is_placed=is_placed)
    _raise(file.faults)
    return pd.concat([identity, pd.DataFrame(columns, index=identity.index)], axis=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file whose columns have found their variables."""

    raw: pd.DataFrame
    source: Source
    study: Places
    source_name: str
    faults: Faults  # grows while the file is read
    decoded: dict[str, FloatArray | None] = field(default_factory=dict)  # None: cannot be read

    def values_of(self, variable: Variable) -> FloatArray | None:
        """Return a variable's codes, (n, columns) with NaN for blanks, in an array that is the caller's; no cell is read twice."""
        if variable.id not in self.decoded:
            self.decoded[variable.id] = None
            with self.faults.collected():
                self.decoded[variable.id] = _take_codes(self.raw, variable, self.study.codebook, self.source)
        values = self.decoded[variable.id]
        return None if values is None else values.copy()


def _identify(file: _File) -> pd.DataFrame:
    """Return the columns of RESPONSES that are no answers; areas and blocs are not known yet."""
    codebook, raw = file.study.codebook, file.raw
    blank = pd.Series("", index=raw.index, dtype="str")
    columns = dict.fromkeys(("respondent_id", "source", "area", "bloc", "sample_type"), blank)
    columns["source"] = pd.Series(file.source_name, index=raw.index, dtype="str")
    with file.faults.collected():
        columns["respondent_id"] = interview_numbers(raw, codebook=codebook, file=file.source.name)
    with file.faults.collected():
        columns["sample_type"] = _sort_samples(file)
    return pd.DataFrame(columns)


def _sort_samples(file: _File) -> "pd.Series[str]":
    variable = file.study.codebook.one_with_role("sample_type")
    values = file.values_of(variable) if variable is not None and variable.id in file.raw else None
    if variable is None or values is None:
        return pd.Series("main", index=file.raw.index, dtype="str")
    return sort_samples(keys_of_codes(pd.Series(values[:, 0]), variable.id, file.study.codebook), source=file.source)


def _place(identity: pd.DataFrame, file: _File) -> bool:
    """Fill in the area and bloc of every row, in a frame that is ours; tell whether they are known."""
    study = file.study
    before = [v for v in deciding_variables(study.codebook) if not v.kind.is_worded]
    if any(file.values_of(variable) is None for variable in before if variable.derive is None):
        return False
    with file.faults.collected():
        keys = {role: _tell_place(role, identity, file) for role in ROLES}
        placed = locate_respondents(keys, n=len(file.raw), areas=study.areas, blocs=study.blocs, source=file.source)
        identity["area"], identity["bloc"] = placed["area"], placed["bloc"]
        return True
    return False


def _tell_place(role: str, identity: pd.DataFrame, file: _File) -> "pd.Series[Any] | None":
    """Return the area or bloc that the answers to the variable of that role tell, NaN where missing; None where it is not in the file."""
    codebook = file.study.codebook
    variable = codebook.one_with_role(role)
    if variable is None or (variable.derive is None and variable.id not in file.raw):
        return None
    if variable.derive is None:
        values = file.values_of(variable)
        return None if values is None else keys_of_codes(pd.Series(values[:, 0]), variable.id, codebook)
    before = deciding_variables(codebook)
    untold = replace(file, source=replace(file.source, findings=[]))  # told when all columns are collected
    columns = pd.DataFrame(_collect(before, identity, untold, is_placed=True), index=identity.index)
    answers = pd.concat([identity, columns], axis=1)
    derived = derive_variables(answers, codebook, names=[v.id for v in before])
    return keys_of_codes(derived[variable.id], variable.id, codebook)


def _collect(variables: Iterable[Variable], identity: pd.DataFrame, file: _File, *, is_placed: bool) -> dict[str, Any]:
    """Return the columns of variables that are not derived, in their order; blanks become missing codes."""
    codebook, columns, unread = file.study.codebook, dict[str, Any](), set[str]()
    for variable in variables:
        if variable.derive is not None:
            continue
        if variable.kind.is_worded:
            columns[variable.id] = _take_text(file.raw, variable)
            continue
        values = file.values_of(variable)
        before = variable.asked_if.variables() if variable.asked_if else set()
        is_judged = is_placed or not variable.is_for_places
        if values is not None and is_judged and not before & unread:
            with file.faults.collected():
                columns |= _complete(values, variable, identity, columns, file)
        if codebook.columns(variable.id)[0] not in columns:
            unread.add(variable.id)
    return columns


def _complete(values: FloatArray, variable: Variable, identity: pd.DataFrame, columns: Mapping[str, Any], file: _File) -> dict[str, Any]:
    """Return the columns of a variable whose blanks have their missing codes, in an array that is ours."""
    codebook = file.study.codebook
    complete_values(values, variable, identity, columns, codebook=codebook, source=file.source)
    if variable.kind.has_options:
        tell_nothing_chosen(values, variable=variable.id, source=file.source)
    stored = values if variable.kind.is_number else values.astype(np.int64)
    return dict(zip(codebook.columns(variable.id), stored.T, strict=True))


def _raise(faults: Faults) -> None:
    """Raise the faults of a file; what one cure heals in several columns is one fault."""
    found = Faults()
    misread = [error for error in faults.found if isinstance(error, MisreadError)]
    others = [error for error in faults.found if not isinstance(error, MisreadError)]
    every: list[CrowdpotentialError] = [*others, *tell_together(misread)]
    for error in every:
        found.add(error)
    found.raise_any()


def _take_text(raw: pd.DataFrame, variable: Variable) -> "pd.Series[str]":
    if variable.id not in raw:
        return pd.Series("", index=raw.index, dtype="str")
    return texts_of(raw[variable.id])


def _take_codes(raw: pd.DataFrame, variable: Variable, codebook: Codebook, source: Source) -> FloatArray | None:
    """Decode a variable to (n, columns) with NaN for blanks: all blank if the file does not have it, None if it lacks some columns."""
    if not columns_in(raw, variable, codebook):
        return np.full((len(raw), len(codebook.columns(variable.id))), np.nan)
    if not set(columns_of(variable, source.spec, codebook)) <= set(raw.columns):
        return None
    if variable.kind.has_options:
        return decode_multiple(raw, codebook=codebook, variable=variable.id, source=source)
    vocabulary = vocabulary_of(codebook, variable.id, source.spec)
    read = numbers_of if variable.kind.is_number else codes_of
    return read(raw[variable.id], vocabulary, variable.id, source)[:, None]
