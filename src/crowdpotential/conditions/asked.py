"""Who was asked a question, as far as that is known of somebody whose answer is no code: by routing, side and area."""

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.conditions.evaluation import evaluate
from crowdpotential.stats.arrays import BoolArray


def who_was_asked(name: str, responses: pd.DataFrame, codebook: Codebook) -> BoolArray:
    """Mark the respondents who were certainly asked a question that is not derived; (n,).

    Args:
        name: of the question.
        responses: meets RESPONSES.
        codebook: of the study.
    """
    variable = codebook.variable(name)
    asked = np.ones(len(responses), dtype=np.bool_)
    for column, places in (("bloc", variable.blocs), ("area", variable.areas)):
        if places is not None:
            asked &= responses[column].astype(str).isin(places).to_numpy(dtype=np.bool_)
    if variable.asked_if is not None:
        asked &= evaluate(variable.asked_if, responses, codebook=codebook).is_true
    return asked
