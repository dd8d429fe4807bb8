"""Harmonising, step 6: blanks become missing codes: not applicable where the question was not asked, else no answer."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, MissingClass, Variable
from crowdpotential.conditions import evaluate
from crowdpotential.errors import CodebookError
from crowdpotential.stats.arrays import BoolArray, FloatArray


def mark_not_asked(
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


def fill_blanks(
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
