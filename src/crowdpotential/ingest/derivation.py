"""Cleaning, last step: variables that follow from others (age bands, joined codes, cases, the largest of several)."""

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from crowdpotential.codebook import Bands, Case, Codebook, Recode, Variable
from crowdpotential.conditions import evaluate, is_of_class, is_substantive
from crowdpotential.contracts import RESPONSES, require
from crowdpotential.errors import CodebookError, OutOfRangeError
from crowdpotential.stats.arrays import BoolArray, FloatArray


def derive_variables(
    responses: pd.DataFrame, codebook: Codebook, *, names: Collection[str] | None = None
) -> pd.DataFrame:
    """Add the derived variables of the codebook, in its order, or those of them that are named.

    A missing source makes a missing result of the same class (don't know, refused, ...), or of class no_answer where the
    derived variable has no such code or sources of different classes are missing. Of several sources, `maximum_of`
    needs one answer; `cases` takes the first case that holds, and is missing where an earlier one cannot be decided.

    Args:
        responses: meets RESPONSES, cleaned.

    Raises:
        CodebookError: a source is not there yet, or respondents meet none of the cases.
        OutOfRangeError: answers below the first cut of the bands.
    """
    require(responses, RESPONSES)
    derived = responses.copy()
    for variable in codebook.variables:
        if variable.derive is not None and (names is None or variable.id in names):
            values = _derive(derived, variable, codebook)
            derived[variable.id] = values if variable.kind.is_number else values.astype(np.int64)
    return derived


def _derive(responses: pd.DataFrame, variable: Variable, codebook: Codebook) -> FloatArray:
    """Give codes or numbers, (n,); what is not decided is NaN until its missing code is known."""
    rule = variable.derive
    values = np.full(len(responses), np.nan)
    sources: Sequence[str] = ()
    if rule is not None and rule.bands is not None:
        sources = [rule.bands.variable]
        _require_sources(responses, sources, variable, codebook)
        values = _cut(responses, rule.bands, variable, codebook)
    elif rule is not None and rule.recode is not None:
        sources = [rule.recode.variable]
        _require_sources(responses, sources, variable, codebook)
        values = _join(responses, rule.recode)
    elif rule is not None and rule.cases is not None:
        sources = sorted({name for case in rule.cases for name in case.when.variables()})
        _require_sources(responses, sources, variable, codebook)
        values = _decide(responses, rule.cases, variable, codebook)
    elif rule is not None and rule.maximum_of is not None:
        sources = rule.maximum_of
        _require_sources(responses, sources, variable, codebook)
        values = _largest(responses, sources, codebook)
    return _fill_missing(values, responses, sources, variable, codebook)


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


def _decide(
    responses: pd.DataFrame, cases: Sequence[Case], variable: Variable, codebook: Codebook
) -> FloatArray:
    values = np.full(len(responses), np.nan)
    is_open = np.ones(len(responses), dtype=np.bool_)
    for case in cases:
        truth = evaluate(case.when, responses, codebook=codebook)
        values[is_open & truth.is_true] = case.code
        is_open &= truth.is_false
    sources = sorted({name for case in cases for name in case.when.variables()})
    complete = np.ones(len(responses), dtype=np.bool_)
    for source in sources:
        complete &= _has_answer(responses, source, codebook)
    if n_left := int((is_open & complete).sum()):
        msg = (
            f"{codebook.id}: {variable.id}: {n_left} respondents meet none of its cases; add a case for them"
        )
        raise CodebookError(msg)
    return values


def _largest(responses: pd.DataFrame, sources: Sequence[str], codebook: Codebook) -> FloatArray:
    values = np.full(len(responses), np.nan)
    for source in sources:
        answers = responses[source].to_numpy(dtype=np.float64)
        values = np.where(_has_answer(responses, source, codebook), np.fmax(values, answers), values)
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
    answered = np.column_stack([_has_answer(responses, s, codebook) for s in sources])
    for code, entry in codebook.missing_codes(variable.id).items():
        if entry.missing_class == "not_applicable":
            filled[undecided & unasked.all(axis=1)] = code
            continue
        ours = np.column_stack([_is_missing_as(responses, s, entry.missing_class, codebook) for s in sources])
        filled[undecided & ours.any(axis=1) & (ours | unasked | answered).all(axis=1)] = code
    return filled


def _has_answer(responses: pd.DataFrame, source: str, codebook: Codebook) -> BoolArray:
    answered = np.zeros(len(responses), dtype=np.bool_)
    for column in codebook.columns(source):
        answered |= is_substantive(responses, column, codebook=codebook, variable=source)
    return answered


def _is_missing_as(responses: pd.DataFrame, source: str, missing_class: str, codebook: Codebook) -> BoolArray:
    column = codebook.columns(source)[0]
    return is_of_class(responses, column, codebook=codebook, variable=source, classes=[missing_class])


def _require_sources(
    responses: pd.DataFrame, sources: Sequence[str], variable: Variable, codebook: Codebook
) -> None:
    if absent := [source for source in sources if codebook.columns(source)[0] not in responses]:
        msg = (
            f"{codebook.id}: {variable.id} derives from {absent[0]}, which is not in the data or stands below it; "
            "list the source first"
        )
        raise CodebookError(msg)
