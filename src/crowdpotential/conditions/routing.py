"""Routing: who was asked a question, and what a cell means that stands where nobody was asked.

A respondent who was not asked is not in the base of a question, whatever missing code stands in the cell. Where the question that routes
has no answer, it is not known whether the next one was asked: an answer, a don't-know or a refusal shows that it was; where there is
nothing, the code for nothing, or options of which none is chosen, the respondent counts as not asked.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, Variable, codes_of_class
from crowdpotential.conditions.evaluation import Truth, evaluate, is_substantive
from crowdpotential.stats.arrays import BoolArray, FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Unasked:
    """Respondents whose cells of a question mean that it was not asked."""

    rows: BoolArray  # (n,)
    is_recoded: BoolArray  # (n,) certainly not asked, though the cell holds another missing code, or options of which none is chosen
    is_supposed: BoolArray  # (n,) the routing answer is missing, and here is nothing either


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What was settled of a question, respondent by respondent."""

    routing: Truth
    forbidden: BoolArray  # (n,) answered, and certainly not asked
    unasked: Unasked | None  # None of words, where a blank says all


def route(variable: Variable, responses: pd.DataFrame, places: pd.DataFrame, *, codebook: Codebook) -> Truth:
    """Find out who was asked a question: certainly, certainly not, or unknown because place or routing answer is missing.

    Args:
        responses: a column for each code of the questions that its condition looks at.
        places: `area` and `bloc` of the respondents, empty where they are not known.
    """
    is_true = np.ones(len(responses), dtype=np.bool_)
    is_false = np.zeros(len(responses), dtype=np.bool_)
    for column, asked in (("bloc", variable.blocs), ("area", variable.areas)):
        if asked is not None:
            is_inside = places[column].isin(list(asked)).to_numpy(dtype=np.bool_)
            is_false |= ~is_inside & (places[column] != "").to_numpy(dtype=np.bool_)
            is_true &= is_inside
    if variable.asked_if is not None:
        truth = evaluate(variable.asked_if, responses, codebook=codebook)
        is_true, is_false = is_true & truth.is_true, is_false | truth.is_false
    return Truth(is_true=is_true, is_unknown=~is_true & ~is_false)


def settle_routing(
    responses: pd.DataFrame,
    variable: Variable,
    action: Literal["set_not_applicable", "keep"],
    *,
    codebook: Codebook,
) -> Settled:
    """Resolve what stands where a question was not asked, in a frame that is the caller's: missing codes, and answers as params want.

    Args:
        responses: questions before it are settled, so that one behind an answer taken out is seen as not asked either.
        variable: a routed question.
        action: what becomes of answers to questions that were not asked.
    """
    columns = list(codebook.columns(variable.id))
    routing = route(variable, responses, responses, codebook=codebook)
    forbidden = routing.is_false & has_content_in(responses, variable, codebook)
    if action == "set_not_applicable" and forbidden.any():
        responses.loc[forbidden, columns] = not_asked_cell(variable, codebook)
    if variable.kind.is_open:
        return Settled(routing=routing, forbidden=forbidden, unasked=None)
    values = responses[columns].to_numpy(dtype=np.float64)
    unasked = find_unasked(values, variable, routing, codebook=codebook)
    responses.loc[unasked.rows, columns] = not_asked_cell(variable, codebook)
    return Settled(routing=routing, forbidden=forbidden, unasked=unasked)


def is_routed(variable: Variable) -> bool:
    """Return whether somebody was not asked a question because of his place or of an answer before it."""
    return variable.is_for_some and variable.derive is None and not variable.kind.is_recorded


def not_asked_cell(variable: Variable, codebook: Codebook) -> int | str:
    """Return what a cell holds where the question was not asked: the code of class not_applicable, of words nothing."""
    return "" if variable.kind.is_open else codebook.missing_code(variable.id, "not_applicable")


def has_content_in(responses: pd.DataFrame, variable: Variable, codebook: Codebook) -> BoolArray:
    """Mark who gave an answer, (n,); of several options, who chose one."""
    if variable.kind.is_open:
        return is_substantive(responses, variable.id, codebook=codebook, variable=variable.id)
    values = responses[list(codebook.columns(variable.id))].to_numpy(dtype=np.float64)
    return has_content(values, variable, codebook)


def has_content(values: FloatArray, variable: Variable, codebook: Codebook) -> BoolArray:
    """Mark who gave an answer, (n,): a code, a number, or an option chosen; values (n, columns) with NaN for blanks."""
    missing = list(codebook.missing_codes(variable.id))
    given = values == 1 if variable.kind.has_options else ~np.isnan(values) & ~np.isin(values, missing)
    return np.asarray(given.any(axis=1), dtype=np.bool_)


def find_unasked(values: FloatArray, variable: Variable, routing: Truth, *, codebook: Codebook) -> Unasked:
    """Find the cells without an answer that stand where a question was not asked.

    Args:
        values: (n, columns) codes, NaN for blanks; of a multiple answer a column for each option.
        routing: who was asked.
    """
    nothing = ~has_content(values, variable, codebook)
    missing = codebook.missing_codes(variable.id)
    skip = codes_of_class(missing, "not_applicable")
    is_blank = np.isnan(values)
    empty = [*skip, *codes_of_class(missing, "no_answer"), *([0] if variable.kind.has_options else [])]
    is_silent = (is_blank | np.isin(values, empty)).all(axis=1)
    is_plain = (is_blank | np.isin(values, skip)).all(axis=1)
    supposed = routing.is_unknown & is_silent
    return Unasked(
        rows=(routing.is_false & nothing) | supposed,
        is_recoded=routing.is_false & nothing & ~is_plain,
        is_supposed=supposed & ~np.isin(values, skip).all(axis=1),
    )


def is_out_of_range(responses: pd.DataFrame, variable: Variable, *, codebook: Codebook) -> BoolArray:
    """Mark substantive numbers outside the variable's valid range."""
    if variable.valid_range is None:
        return np.zeros(len(responses), dtype=np.bool_)
    low, high = variable.valid_range
    inside = responses[variable.id].between(low, high).to_numpy(dtype=np.bool_)
    return ~inside & is_substantive(responses, variable.id, codebook=codebook, variable=variable.id)
