"""The respondents whom the results describe."""

import numpy as np
import pandas as pd

from crowdpotential.store import StageData

MAIN = "main"  # the sample that stands for the population; a boost sample stands beside it


def main_sample(prepared: StageData) -> pd.DataFrame:
    """Return the analysed respondents of the main sample, in the order that weights and replicates have."""
    return take_main(prepared.frames["responses"])


def take_main(responses: pd.DataFrame) -> pd.DataFrame:
    """Leave the boost sample out."""
    return responses[responses["sample_type"] == MAIN].reset_index(drop=True)


def scores_beside(main: pd.DataFrame, scored: StageData | None) -> pd.DataFrame:
    """Return the scores of the main sample in its order; without an index one that is missing of everybody."""
    if scored is None:
        return main[["respondent_id"]].assign(index=np.nan)
    return main[["respondent_id"]].merge(scored.frames["scores"], on="respondent_id", validate="one_to_one")
