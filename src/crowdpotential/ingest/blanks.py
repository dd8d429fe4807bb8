"""Harmonising: blanks, and missing codes where nobody was asked, get the missing code that they stand for."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, Variable, codes_of_class
from crowdpotential.conditions.routing import find_unasked, is_routed, route
from crowdpotential.errors import CodebookError
from crowdpotential.ingest.raw_files import Source
from crowdpotential.stats.arrays import FloatArray


def complete_values(
    values: FloatArray,
    variable: Variable,
    identity: pd.DataFrame,
    columns: Mapping[str, Any],
    *,
    codebook: Codebook,
    source: Source,
) -> None:
    """Return every cell of a question a code, in an (n, columns) array that is the caller's.

    Args:
        values: codes, NaN for blanks.
        identity: area and bloc of the n respondents.
        columns: answers to the questions before it.
        source: takes what was done to cells.

    Raises:
        CodebookError: there are blanks, and no missing code for them.
    """
    if is_routed(variable):
        names = variable.asked_if.variables() if variable.asked_if else ()
        needed = sorted({c for name in names for c in codebook.columns(name) if c in columns})
        before = identity.assign(**{column: columns[column] for column in needed})
        _settle_unasked(values, variable, before, codebook=codebook, source=source)
    _fill_blanks(values, variable.id, codebook=codebook, name=source.name)


def _settle_unasked(values: FloatArray, variable: Variable, before: pd.DataFrame, *, codebook: Codebook, source: Source) -> None:
    """Call not applicable what stands where nobody was asked, and count it."""
    routing = route(variable, before, before, codebook=codebook)
    unasked = find_unasked(values, variable, routing, codebook=codebook)
    if unasked.rows.any():
        values[unasked.rows] = codebook.missing_code(variable.id, "not_applicable")
    for rule, rows, base in (
        ("missing_where_not_asked", unasked.is_recoded, routing.is_false),
        ("filter_unanswered", unasked.is_supposed, routing.is_unknown),
    ):
        source.tell(rule, variable.id, int(rows.sum()), int(base.sum()), "set_not_applicable")


def _fill_blanks(values: FloatArray, variable: str, *, codebook: Codebook, name: str) -> None:
    """Return the blanks that are left the missing code for no answer."""
    is_blank = np.isnan(values)
    if not is_blank.any():
        return
    if not codes_of_class(codebook.missing_codes(variable), "no_answer"):
        msg = (
            f"{name}: {variable} is blank in {int(is_blank.any(axis=1).sum())} rows and has no missing code of class "
            "no_answer; give it a missing set in the codebook"
        )
        raise CodebookError(msg)
    values[is_blank] = codebook.missing_code(variable, "no_answer")
