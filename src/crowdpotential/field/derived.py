"""Derived variables of simulated people: the codebook's derivations, on codes without missing answers."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.conditions.derivation import derive
from crowdpotential.field.answer_models import CodeArray


def derive_codes(name: str, codes: Mapping[str, CodeArray], codebook: Codebook) -> CodeArray:
    """Return a variable's codes, (n,), derived from the answers if the codebook says so.

    Args:
        codes: variable -> (n,) codes, or (n, options) of 0 and 1.

    Raises:
        CodebookError, OutOfRangeError: as `derive`.
    """
    variable = codebook.variable(name)
    if variable.derive is None:
        return codes[name]
    answers = {
        column: cells
        for source in variable.derive.sources
        if source in codes
        for column, cells in zip(codebook.columns(source), np.atleast_2d(codes[source].T), strict=True)
    }
    return derive(variable, variable.derive, pd.DataFrame(answers), codebook).astype(np.int16)
