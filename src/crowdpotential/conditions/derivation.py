"""Variables that follow from others (age bands, joined codes, cases, the largest of several), of respondents and of simulated people."""

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from crowdpotential.codebook import Bands, Codebook, Derivation, MissingClass, Recode, Variable
from crowdpotential.conditions.evaluation import evaluate, has_answer, is_of_class, is_substantive
from crowdpotential.contracts import RESPONSES, require
from crowdpotential.errors import CodebookError, OutOfRangeError
from crowdpotential.stats.arrays import BoolArray, FloatArray


def derive_variables(responses: pd.DataFrame, codebook: Codebook, *, names: Collection[str] | None = None) -> pd.DataFrame:
    """Add the derived variables of the codebook, in its order, or those of them that are named.

    Args:
        responses: meets RESPONSES, cleaned.

    Raises:
        CodebookError, OutOfRangeError: as `derive`.
    """
    require(responses, RESPONSES)
    derived = responses.copy()
    for variable in codebook.variables:
        if variable.derive is not None and (names is None or variable.id in names):
            values = derive(variable, variable.derive, derived, codebook)
            derived[variable.id] = values if variable.kind.is_number else values.astype(np.int64)
    return derived


def derive(variable: Variable, rule: Derivation, responses: pd.DataFrame, codebook: Codebook) -> FloatArray:
    """Return the codes or numbers of a derived variable, (n,).

    A missing source makes a missing result of the same class (don't know, refused, ...), or of class no_answer where the
    derived variable has no such code or sources of different classes are missing. Of several sources, `maximum_of`
    needs one answer; `cases` takes the first case that holds, and is missing where an earlier one cannot be decided.

    Args:
        variable, rule: what follows, and how.
        responses: a column for each code of the sources; no more is looked at.

    Raises:
        CodebookError: a source is not there yet, or respondents meet none of the cases.
        OutOfRangeError: answers below the first cut of the bands.
    """
    _require_sources(responses, variable, rule.sources, codebook)
    if rule.bands is not None:
        values = _cut(responses, rule.bands, variable, codebook)
    elif rule.recode is not None:
        values = _join(responses, rule.recode)
    elif rule.cases is not None:
        values = _decide(responses, rule, variable, codebook)
    else:
        values = _largest(responses, rule.sources, codebook)
    return _fill_missing(values, responses, rule.sources, variable, codebook)


def _cut(responses: pd.DataFrame, bands: Bands, variable: Variable, codebook: Codebook) -> FloatArray:
    answered = is_substantive(responses, bands.variable, codebook=codebook, variable=bands.variable)
    position = np.searchsorted(bands.cuts, responses[bands.variable].to_numpy(dtype=np.float64), side="right")
    if n_below := int((answered & (position == 0)).sum()):
        msg = (
            f"{variable.id}: {n_below} answers to {bands.variable} lie below the first cut {bands.cuts[0]:g}; "
            "add a band, or leave these respondents out"
        )
        raise OutOfRangeError(msg)
    codes = np.array([np.nan, *codebook.codes(variable.id)])
    values: FloatArray = np.where(answered, codes[position], np.nan)
    return values


def _join(responses: pd.DataFrame, recode: Recode) -> FloatArray:
    new_code = {old: new for new, olds in recode.groups.items() for old in olds}
    return np.array(responses[recode.variable].map(new_code), dtype=np.float64)


def _decide(responses: pd.DataFrame, rule: Derivation, variable: Variable, codebook: Codebook) -> FloatArray:
    values = np.full(len(responses), np.nan)
    is_open = np.ones(len(responses), dtype=np.bool_)
    for case in rule.cases or ():
        truth = evaluate(case.when, responses, codebook=codebook)
        values[is_open & truth.is_true] = case.code
        is_open &= truth.is_false
    complete = np.ones(len(responses), dtype=np.bool_)
    for source in rule.sources:
        complete &= has_answer(responses, source, codebook=codebook)
    if n_left := int((is_open & complete).sum()):
        msg = f"{codebook.id}: {variable.id}: {n_left} respondents meet none of its cases; add a case for them"
        raise CodebookError(msg)
    return values


def _largest(responses: pd.DataFrame, sources: Sequence[str], codebook: Codebook) -> FloatArray:
    values = np.full(len(responses), np.nan)
    for source in sources:
        answers = responses[source].to_numpy(dtype=np.float64)
        values = np.where(has_answer(responses, source, codebook=codebook), np.fmax(values, answers), values)
    return values


def _fill_missing(
    values: FloatArray,
    responses: pd.DataFrame,
    sources: Sequence[str],
    variable: Variable,
    codebook: Codebook,
) -> FloatArray:
    """Put a missing code where there is no value: of the class that the missing sources share, else no_answer."""
    undecided = np.isnan(values)
    if not undecided.any():
        return values
    filled = values.copy()
    filled[undecided] = codebook.missing_code(variable.id, "no_answer")
    unasked = np.column_stack([_is_missing_as(responses, s, "not_applicable", codebook) for s in sources])
    answered = np.column_stack([has_answer(responses, s, codebook=codebook) for s in sources])
    for code, entry in codebook.missing_codes(variable.id).items():
        if entry.missing_class == "not_applicable":
            filled[undecided & unasked.all(axis=1)] = code
            continue
        ours = np.column_stack([_is_missing_as(responses, s, entry.missing_class, codebook) for s in sources])
        filled[undecided & ours.any(axis=1) & (ours | unasked | answered).all(axis=1)] = code
    return filled


def _is_missing_as(responses: pd.DataFrame, source: str, missing_class: MissingClass, codebook: Codebook) -> BoolArray:
    column = codebook.columns(source)[0]
    return is_of_class(responses, column, codebook=codebook, variable=source, classes=[missing_class])


def _require_sources(responses: pd.DataFrame, variable: Variable, sources: Sequence[str], codebook: Codebook) -> None:
    if absent := [source for source in sources if codebook.columns(source)[0] not in responses]:
        msg = f"{codebook.id}: {variable.id} derives from {absent[0]}, which is not in the data or stands below it; list the source first"
        raise CodebookError(msg)
