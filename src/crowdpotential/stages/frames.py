"""What the stages pass on: frames of rows, and the respondents whom the results describe."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from crowdpotential.contracts import RESULT_COLUMNS
from crowdpotential.results.table import AnyRow, told
from crowdpotential.store import StageData

MAIN = "main"  # the sample that stands for the population; a boost sample stands beside it


def main_sample(prepared: StageData) -> pd.DataFrame:
    """Give the analysed respondents of the main sample, in the order that weights and replicates have."""
    return take_main(prepared.frames["responses"])


def take_main(responses: pd.DataFrame) -> pd.DataFrame:
    """Leave the boost sample out."""
    return responses[responses["sample_type"] == MAIN].reset_index(drop=True)


def rows_to_frame(rows: Sequence[AnyRow]) -> pd.DataFrame:
    """Keep rows as text and numbers, so that they survive on the disk as they are."""
    frame = pd.DataFrame.from_records([dict(told(row)) for row in rows])
    for column in frame.columns:
        if RESULT_COLUMNS[column] == "float":
            frame[column] = frame[column].astype("float64")
        else:
            frame[column] = frame[column].where(frame[column].notna(), "").astype("str")
    return frame


def frame_to_rows(frame: pd.DataFrame) -> list[Mapping[str, Any]]:
    """Give the rows of a stage back."""
    return [{str(key): value for key, value in record.items()} for record in frame.to_dict("records")]
