"""Harmonising: files of any form become one frame of codes, respondent by respondent, as the codebook lists them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.contracts import RESPONSES, require
from crowdpotential.errors import AreaError, Faults
from crowdpotential.ingest.columns import refuse_reserved_names
from crowdpotential.ingest.dictionary_agreement import settle_dictionaries
from crowdpotential.ingest.findings import Finding
from crowdpotential.ingest.garbled import settle_letters
from crowdpotential.ingest.one_file import Places, harmonise_file
from crowdpotential.ingest.raw_files import RawFile, Source
from crowdpotential.ingest.repeated_files import name_entries, name_sources
from crowdpotential.ingest.repeated_interviews import (
    FileAnswers,
    compare_files,
    hash_interviews,
    refuse_pasted_twice,
)
from crowdpotential.ingest.running_numbers import NumbersOf, number_identifiers
from crowdpotential.ingest.titles import Titles, study_words
from crowdpotential.params import Area


@dataclass(frozen=True, slots=True, kw_only=True)
class Harmonised:
    """All files as one frame, and what reading them remarked on."""

    responses: pd.DataFrame  # meets RESPONSES, in the order of files and rows
    numbers_of: NumbersOf = field(repr=False)  # which running number stands for which cell: never written
    findings: tuple[Finding, ...]


def harmonise(
    files: Sequence[RawFile],
    *,
    codebook: Codebook,
    areas: Mapping[str, Area],
    blocs: Collection[str],
    beside: Sequence[pd.DataFrame] = (),
) -> Harmonised:
    """Bring all files to the codebook.

    A blank becomes the code of class not_applicable where the question was not asked of the respondent (`blocs`, `asked_if`),
    else the code of class no_answer; so does any missing code where it was not asked (see `routing`). An answer to a question that was
    not asked stays: the quality checks count it.

    Args:
        files: as received.
        areas, blocs: of params.
        beside: of each file cells of its rows that are no answers (delivered replicate weights).

    Returns:
        The responses meet RESPONSES, one column per variable and per option of a multiple answer: whole-number codes, numbers as float64,
        text and paradata as str; running numbers stand for interviews and identifiers. Derived variables and dropped identifiers are
        absent. Area and bloc are empty where a study has none; who belongs to none of those that it has stays until `settle_places`
        decides.

    Raises:
        ColumnError: a column is missing, there twice, or unknown; or interviews stand in two files.
        UnlistedCodeError: cells hold what the codebook does not list.
        MultipleAnswersError: multiple answers are stored in another way than declared.
        ReadError: dates where codes belong.
        AreaError: rows contradict their area or bloc, or an area or bloc has no respondents.
        CodebookError: a variable takes a reserved name, or needs a missing code that it does not have.
        SeveralFaultsError: several of these, of all variables and files.
    """
    refuse_reserved_names(codebook)
    names = name_sources([file.spec for file in files], [*areas, *blocs])
    parts, hashed = list[pd.DataFrame](), list[FileAnswers]()
    findings, faults = list[Finding](), Faults()
    study = Places(codebook=codebook, areas=areas, blocs=blocs)
    files = settle_dictionaries(settle_letters(files, codebook, faults), codebook, faults)
    words = study_words(codebook, [*areas, *blocs])
    entries = name_entries([file.spec for file in files], [*areas, *blocs])
    for file, name, entry in zip(files, names, entries, strict=True):
        source = Source(
            name=file.name,
            spec=file.spec,
            dictionary=file.dictionary,
            rows=file.rows,
            titles=Titles(places=_places_of(file), words=words),
        )
        with faults.collected():
            parts.append(harmonise_file(file.cells, source, study=study, source_name=name))
            hashed.append(hash_interviews(file, parts[-1], codebook, name=entry))
            refuse_pasted_twice(hashed[-1])
        findings += [*file.findings, *source.findings]
    with faults.collected():
        findings += compare_files(hashed)
    faults.raise_any()
    responses = pd.concat(parts, ignore_index=True)
    for column, known in (("area", areas), ("bloc", blocs)):
        if deserted := [name for name in known if name not in set(responses[column])]:
            msg = f"{column}s without respondents: {', '.join(deserted)}; add their data, or take them out of params"
            raise AreaError(msg)
    cells = pd.concat(beside, ignore_index=True) if beside else None
    numbered = number_identifiers(responses, codebook, beside=cells)
    require(numbered.responses, RESPONSES)
    return Harmonised(
        responses=numbered.responses,
        numbers_of=numbered.numbers_of,
        findings=tuple(finding for finding in findings if finding.n),
    )


def _places_of(file: RawFile) -> Mapping[str, int]:
    """Number the columns of a file as it has them."""
    return file.titles.places or {str(title): place for place, title in enumerate(file.cells, start=1)}
