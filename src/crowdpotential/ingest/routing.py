"""Quality checks: who was asked what, and which numbers can be."""

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, Variable
from crowdpotential.conditions import evaluate, is_substantive
from crowdpotential.stats.arrays import BoolArray


def is_asked(responses: pd.DataFrame, variable: Variable, *, codebook: Codebook) -> BoolArray:
    """Mark the respondents whom bloc and routing let be asked; where bloc or routing answer is not known, nothing forbids it."""
    asked = np.ones(len(responses), dtype=np.bool_)
    if variable.blocs is not None:
        asked &= responses["bloc"].isin(["", *variable.blocs]).to_numpy(dtype=np.bool_)
    if variable.asked_if is not None:
        asked &= ~evaluate(variable.asked_if, responses, codebook=codebook).is_false
    return asked


def is_out_of_range(responses: pd.DataFrame, variable: Variable, *, codebook: Codebook) -> BoolArray:
    """Mark substantive numbers outside the variable's valid range."""
    if variable.valid_range is None:
        return np.zeros(len(responses), dtype=np.bool_)
    low, high = variable.valid_range
    inside = responses[variable.id].between(low, high).to_numpy(dtype=np.bool_)
    return ~inside & is_substantive(responses, variable.id, codebook=codebook, variable=variable.id)
