"""Who is asked a question: the conditions of the questionnaire, on answers as they are generated."""

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, Variable
from crowdpotential.conditions import evaluate
from crowdpotential.stats.arrays import BoolArray


def is_asked(variable: Variable, interviews: pd.DataFrame, blocs: pd.Series, codebook: Codebook) -> BoolArray:
    """Tell who is asked a variable: its sides of the border, and those who certainly meet its `asked_if`."""
    asked = np.ones(len(interviews), dtype=np.bool_)
    if variable.blocs is not None:
        asked &= blocs.isin(variable.blocs).to_numpy(np.bool_)
    if variable.asked_if is not None:
        asked &= evaluate(variable.asked_if, interviews, codebook=codebook).is_true
    return asked
