"""Forms beside the main survey: a codebook and files of their own become one frame of answers without weights.

Files are read, harmonised and cleaned by the rules of the main survey. One thing differs: an identifier that is numbered has the same
running number in all files of a form, so that whoever answers twice (two rounds, before and after) is found again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from crowdpotential.codebook import Codebook, is_numbered, load_codebook
from crowdpotential.conditions.derivation import derive_variables
from crowdpotential.conditions.routing import is_out_of_range
from crowdpotential.errors import Faults, OutOfRangeError
from crowdpotential.ingest.cleaning import clean
from crowdpotential.ingest.columns import known_columns, refuse_reserved_names
from crowdpotential.ingest.dictionary_agreement import settle_dictionaries
from crowdpotential.ingest.findings import Finding
from crowdpotential.ingest.garbled import settle_letters
from crowdpotential.ingest.one_file import Places, harmonise_file
from crowdpotential.ingest.quality import flag_respondents
from crowdpotential.ingest.raw_files import RawFile, Source
from crowdpotential.ingest.readers import read_files
from crowdpotential.ingest.repeated_files import name_sources, refuse_repeated_files
from crowdpotential.ingest.running_numbers import in_canonical_order, number_identifiers
from crowdpotential.ingest.titles import Titles, study_words
from crowdpotential.ingest.wanted_rows import missing_forms
from crowdpotential.letters import normal_form
from crowdpotential.params import Cleaning, Form

_WHOLE = re.compile(r"0*(\d+)(?:[.,]0+)?")  # a number, with zeros around it
ONE = "form"  # all files are one source while identifiers are numbered


@dataclass(frozen=True, slots=True, kw_only=True)
class FormAnswers:
    """The answers of a form, and an account of how they were read."""

    codebook: Codebook  # of the form
    answers: pd.DataFrame  # a row per filled-in form: codes as the codebook lists them, missing codes included; identifiers numbered
    sources: tuple[str, ...]  # what column `source` calls each file, in the order of params
    n_set_not_applicable: int  # answers to questions that were not asked
    findings: tuple[Finding, ...]


def load_form(folder: Path, form: Form, *, is_synthetic: bool = False) -> FormAnswers:
    """Read a form: its codebook, then its files into one frame of answers in an order that no identifier has a part in.

    Args:
        folder: of the study; paths start from it.
        form: of params.

    Returns:
        Answers have the columns respondent_id (running), source (the file), area, bloc, sample_type (blank, blank, main: a form has none)
        and one for each variable and option of the codebook, derived ones included, but for identifiers that are dropped.

    Raises:
        CrowdpotentialError: what is wrong with codebook or files, as for the main survey; several faults are told together.
    """
    codebook = load_codebook(folder / form.questionnaire)
    refuse_reserved_names(codebook)
    refuse_repeated_files(folder, form.data)
    files = read_files(folder, form.data, known=known_columns(codebook), missing=missing_forms(codebook))
    sources = name_sources(form.data)
    found, findings = _harmonise(files, sources, codebook)
    folded, remarks = _fold_identifiers(found, codebook)
    _refuse_impossible(folded, codebook)
    numbered = number_identifiers(folded.assign(source=pd.Series(ONE, folded.index, dtype="str")), codebook).responses
    answers = in_canonical_order(numbered.assign(source=found["source"]))
    cleaned = clean(answers, flag_respondents(answers, codebook), cleaning=Cleaning(), codebook=codebook, is_synthetic=is_synthetic)
    unasked = Finding(rule="forbidden_answer", n=cleaned.n_set_not_applicable, base=len(answers), action="set_not_applicable")
    return FormAnswers(
        codebook=codebook,
        answers=derive_variables(cleaned.responses, codebook),
        sources=sources,
        n_set_not_applicable=cleaned.n_set_not_applicable,
        findings=tuple(finding for finding in (*findings, *remarks, unasked, *cleaned.findings) if finding.n),
    )


def _harmonise(files: Sequence[RawFile], names: Sequence[str], codebook: Codebook) -> tuple[pd.DataFrame, list[Finding]]:
    """Bring all files to the codebook; every fault of every file is told."""
    faults, parts, findings = Faults(), list[pd.DataFrame](), list[Finding]()
    settled = settle_dictionaries(settle_letters(files, codebook, faults), codebook, faults)
    study, words = Places(codebook=codebook, areas={}, blocs=()), study_words(codebook)
    for file, name in zip(settled, names, strict=True):
        places = file.titles.places or {str(title): place for place, title in enumerate(file.cells, start=1)}
        titles = Titles(places=places, words=words)
        source = Source(name=file.name, spec=file.spec, dictionary=file.dictionary, rows=file.rows, titles=titles)
        with faults.collected():
            parts.append(harmonise_file(file.cells, source, study=study, source_name=name))
        findings += [*file.findings, *source.findings]
    faults.raise_any()
    return pd.concat(parts, ignore_index=True), findings


def _refuse_impossible(answers: pd.DataFrame, codebook: Codebook) -> None:
    """Refuse numbers outside their range: what params let the main survey do with them is not for forms."""
    faults = Faults()
    for variable in codebook.variables:
        if variable.derive or variable.valid_range is None or not (n := int(is_out_of_range(answers, variable, codebook=codebook).sum())):
            continue
        low, high = variable.valid_range
        msg = f"{codebook.id}: {variable.id}: {n} answers lie outside {low:g} to {high:g}; correct them in the files of the form, or widen "
        faults.add(OutOfRangeError(msg + "valid_range in its codebook"))
    faults.raise_any()


def _fold(word: str) -> str:
    """Write a word as it is compared; a number without what a spreadsheet adds to it or takes from it: 0042, 42 and 42.0 are one."""
    form = normal_form(word)
    number = _WHOLE.fullmatch(form)
    return number[1] if number else form


def _fold_identifiers(answers: pd.DataFrame, codebook: Codebook) -> tuple[pd.DataFrame, list[Finding]]:
    """Write identifiers in one way, as a hand writes a code word now so, now so; count the cells that this joins to others."""
    folded, findings = answers.copy(), list[Finding]()
    for name in (v.id for v in codebook.variables if is_numbered(v) and v.id in answers):
        folded[name] = answers[name].map(_fold).astype("str")
        n_joined = answers[name].nunique() - folded[name].nunique()
        findings.append(Finding(rule="identifiers_joined", variable=name, n=n_joined, base=len(answers), action="joined", source=ONE))
    return folded, findings
