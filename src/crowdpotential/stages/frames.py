"""The respondents whom the results describe."""

import pandas as pd

from crowdpotential.store import StageData

MAIN = "main"  # the sample that stands for the population; a boost sample stands beside it


def main_sample(prepared: StageData) -> pd.DataFrame:
    """Return the analysed respondents of the main sample, in the order that weights and replicates have."""
    return take_main(prepared.frames["responses"])


def take_main(responses: pd.DataFrame) -> pd.DataFrame:
    """Leave the boost sample out."""
    return responses[responses["sample_type"] == MAIN].reset_index(drop=True)
