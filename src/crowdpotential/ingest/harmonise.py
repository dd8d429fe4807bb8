"""Harmonising: files of any form become one frame of codes, respondent by respondent, as the codebook lists them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, MissingClass, Variable
from crowdpotential.conditions import evaluate
from crowdpotential.contracts import RESPONSES, require
from crowdpotential.errors import AreaError, CodebookError
from crowdpotential.ingest.answers import codes_of, numbers_of
from crowdpotential.ingest.cells import texts_of
from crowdpotential.ingest.columns import (
    RESERVED,
    match_columns,
    refuse_reserved_names,
    require_columns,
)
from crowdpotential.ingest.damaged_numbers import refuse_damaged_numbers
from crowdpotential.ingest.derivation import derive_variables
from crowdpotential.ingest.findings import Finding
from crowdpotential.ingest.identity import (
    hash_texts,
    identify_respondents,
    name_sources,
    sort_samples,
)
from crowdpotential.ingest.lost_cells import settle_lost_cells
from crowdpotential.ingest.multiples import decode_multiple
from crowdpotential.ingest.places import ROLES, deciding_variables, keys_of_codes, locate_respondents
from crowdpotential.ingest.raw_files import RawFile, Source
from crowdpotential.ingest.vocabulary import vocabulary_of
from crowdpotential.params import Area
from crowdpotential.stats.arrays import BoolArray, FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Harmonised:
    """All files as one frame, and what reading them remarked on."""

    responses: pd.DataFrame  # meets RESPONSES
    findings: tuple[Finding, ...]


def harmonise(
    files: Sequence[RawFile],
    *,
    codebook: Codebook,
    areas: Mapping[str, Area],
    blocs: Collection[str],
    salt: str,
) -> Harmonised:
    """Bring all files to the codebook.

    A blank becomes the code of class not_applicable where the question was not asked of the respondent (`blocs`, `asked_if`),
    else the code of class no_answer. An answer to a question that was not asked stays: the quality checks count it.

    Args:
        files: as received.
        areas, blocs: of params.
        salt: kept out of what is published; without it the hashes cannot be traced to interviews.

    Returns:
        The responses meet RESPONSES, one column per variable and per option of a multiple answer: whole-number codes, numbers as float64,
        text and paradata as str. Derived variables and dropped identifiers are absent. Area and bloc are empty where a study has none; who
        belongs to none of those that it has stays until `settle_places` decides.

    Raises:
        ColumnError: a column is missing, there twice, or unknown.
        UnlistedCodeError: cells hold what the codebook does not list.
        MultipleAnswersError: multiple answers are stored in another way than declared.
        ReadError: dates where codes belong.
        AreaError: rows contradict their area or bloc, or an area or bloc has no respondents.
        CodebookError: a variable takes a reserved name, or needs a missing code that it does not have.
    """
    refuse_reserved_names(codebook)
    names = name_sources([file.spec for file in files])
    parts, findings = list[pd.DataFrame](), list[Finding]()
    for file, name in zip(files, names, strict=True):
        source = Source(name=file.name, spec=file.spec, dictionary=file.dictionary)
        parts.append(
            _harmonise_file(
                file.cells, source, codebook=codebook, areas=areas, blocs=blocs, salt=salt, source_name=name
            )
        )
        findings += [*file.findings, *source.findings]
    responses = pd.concat(parts, ignore_index=True)
    for column, known in (("area", areas), ("bloc", blocs)):
        if deserted := [name for name in known if name not in set(responses[column])]:
            msg = f"{column}s without respondents: {', '.join(deserted)}; add their data, or take them out of params"
            raise AreaError(msg)
    require(responses, RESPONSES)
    return Harmonised(responses=responses, findings=tuple(findings))


def _harmonise_file(
    frame: pd.DataFrame,
    source: Source,
    *,
    codebook: Codebook,
    areas: Mapping[str, Area],
    blocs: Collection[str],
    salt: str,
    source_name: str,
) -> pd.DataFrame:
    raw = match_columns(frame.reset_index(drop=True), source, codebook=codebook)
    raw = settle_lost_cells(raw, source)
    refuse_damaged_numbers(raw, codebook=codebook, source=source)
    file = _File(
        raw=raw,
        source=source,
        codebook=codebook,
        salt=salt,
        source_name=source_name,
        decoded={
            variable.id: _take_codes(raw, variable, codebook=codebook, source=source)
            for variable in deciding_variables(codebook)
            if variable.derive is None and variable.type not in {"text", "paradata"}
        },
    )
    identity = pd.DataFrame(
        {
            "respondent_id": identify_respondents(
                raw, codebook=codebook, salt=salt, source_name=source_name, file=source.name
            ),
            "source": pd.Series(source_name, index=raw.index, dtype="str"),
            "area": pd.Series("", index=raw.index, dtype="str"),
            "bloc": pd.Series("", index=raw.index, dtype="str"),
            "sample_type": sort_samples(raw, codebook=codebook, source=source),
        }
    )
    told = {role: _tell_place(role, identity, file) for role in ROLES}
    placed = locate_respondents(told, n=len(raw), areas=areas, blocs=blocs, source=source)
    identity = identity.assign(area=placed["area"], bloc=placed["bloc"])
    present = sorted(set(placed["bloc"]) - {""})
    require_columns(raw, source, codebook=codebook, blocs=present, delivered=list(frame.columns))
    asked = [v for v in codebook.variables if v.id not in RESERVED and v.identifier != "drop"]
    columns = _collect(asked, identity, file)
    return pd.concat([identity, pd.DataFrame(columns, index=identity.index)], axis=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file whose columns have found their variables, and what had to be decoded of it before the rest."""

    raw: pd.DataFrame
    source: Source
    codebook: Codebook
    salt: str
    source_name: str
    decoded: Mapping[str, FloatArray]  # what areas and blocs follow from; no cell is decoded twice

    def values_of(self, variable: Variable) -> FloatArray:
        """Give a variable's codes, (n, columns) with NaN for blanks, in an array that is the caller's."""
        if variable.id in self.decoded:
            return self.decoded[variable.id].copy()
        return _take_codes(self.raw, variable, codebook=self.codebook, source=self.source)


def _tell_place(role: str, identity: pd.DataFrame, file: _File) -> "pd.Series[Any] | None":
    """Give the area or bloc that the answers to the variable of that role tell, NaN where missing; None where it is not in the file."""
    variable = file.codebook.one_with_role(role)
    if variable is None or (variable.derive is None and variable.id not in file.raw):
        return None
    if variable.derive is None:
        return keys_of_codes(pd.Series(file.values_of(variable)[:, 0]), variable.id, file.codebook)
    before = deciding_variables(file.codebook)
    columns = pd.DataFrame(_collect(before, identity, file), index=identity.index)
    answers = pd.concat([identity, columns], axis=1)
    derived = derive_variables(answers, file.codebook, names=[v.id for v in before])
    return keys_of_codes(derived[variable.id], variable.id, file.codebook)


def _collect(variables: Iterable[Variable], identity: pd.DataFrame, file: _File) -> dict[str, Any]:
    """Give the columns of variables that are not derived, in their order; blanks become missing codes."""
    codebook, columns = file.codebook, dict[str, Any]()
    for variable in variables:
        if variable.derive is not None:
            continue
        if variable.type in {"text", "paradata"}:
            columns[variable.id] = _take_text(
                file.raw, variable, salt=file.salt, source_name=file.source_name
            )
            continue
        values = file.values_of(variable)
        if np.isnan(values).any():
            not_asked = _not_asked(variable, identity, columns, codebook)
            _fill_blanks(values, not_asked, variable.id, codebook=codebook, name=file.source.name)
        stored = values if variable.type == "numeric" else values.astype(np.int64)
        columns |= dict(zip(codebook.columns(variable.id), stored.T, strict=True))
    return columns


def _take_text(raw: pd.DataFrame, variable: Variable, *, salt: str, source_name: str) -> "pd.Series[str]":
    if variable.id not in raw:
        return pd.Series("", index=raw.index, dtype="str")
    texts = texts_of(raw[variable.id])
    return hash_texts(texts, salt=salt, source=source_name) if variable.identifier == "hash" else texts


def _take_codes(raw: pd.DataFrame, variable: Variable, *, codebook: Codebook, source: Source) -> FloatArray:
    """Decode a variable to (n, columns) with NaN for blanks; all blank if the file does not have it."""
    columns = codebook.columns(variable.id)
    if not any(column in raw for column in (variable.id, f"{variable.id}_1", *columns)):
        return np.full((len(raw), len(columns)), np.nan)
    if variable.type == "multiple":
        return decode_multiple(raw, codebook=codebook, variable=variable.id, source=source)
    vocabulary = vocabulary_of(codebook, variable.id, source.spec)
    read = numbers_of if variable.type == "numeric" else codes_of
    return read(raw[variable.id], vocabulary, variable.id, source)[:, None]


def _not_asked(
    variable: Variable, identity: pd.DataFrame, columns: Mapping[str, Any], codebook: Codebook
) -> BoolArray:
    """Mark the respondents whom bloc or routing kept from a question, as far as the answers before it tell."""
    not_asked = np.zeros(len(identity), dtype=np.bool_)
    if variable.blocs is not None:
        not_asked |= ~identity["bloc"].isin(["", *variable.blocs]).to_numpy(dtype=np.bool_)
    if variable.asked_if is not None:
        needed = {c for name in variable.asked_if.variables() for c in codebook.columns(name) if c in columns}
        before = identity.assign(**{column: columns[column] for column in sorted(needed)})
        not_asked |= evaluate(variable.asked_if, before, codebook=codebook).is_false
    return not_asked


def _fill_blanks(
    values: FloatArray, not_asked: BoolArray, variable: str, *, codebook: Codebook, name: str
) -> None:
    """Give the blanks of an (n, columns) array of ours their missing codes."""
    unanswered = np.isnan(values).all(axis=1) & not_asked
    missing_class: MissingClass
    for missing_class, rows in (("not_applicable", unanswered), ("no_answer", ~unanswered)):
        is_blank = np.isnan(values) & rows[:, None]
        if not is_blank.any():
            continue
        if missing_class not in {entry.missing_class for entry in codebook.missing_codes(variable).values()}:
            msg = (
                f"{name}: {variable} is blank in {int(is_blank.any(axis=1).sum())} rows and has no missing code of class "
                f"{missing_class}; give it a missing set in the codebook"
            )
            raise CodebookError(msg)
        values[is_blank] = codebook.missing_code(variable, missing_class)
