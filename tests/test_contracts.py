"""Frames that cross a border hold what their contract says."""

import pandas as pd
import pytest

from crowdpotential.contracts import FLAGS, empty, require
from crowdpotential.errors import ColumnError


def test_an_empty_frame_meets_its_contract() -> None:
    require(empty(FLAGS), FLAGS)


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pd.DataFrame({"respondent_id": ["a"]}), "column rule is there 0 times"),
        (
            pd.DataFrame({"respondent_id": [1.0], "rule": ["x"]}),
            "column respondent_id holds float64, not str",
        ),
        (
            pd.DataFrame({"respondent_id": ["a", "a"], "rule": ["x", "x"]}),
            "1 rows repeat the key respondent_id, rule",
        ),
    ],
)
def test_a_frame_that_breaks_its_contract_is_refused(frame: pd.DataFrame, message: str) -> None:
    with pytest.raises(ColumnError, match=message):
        require(frame, FLAGS)


def test_a_column_that_stands_twice_is_refused() -> None:
    frame = pd.DataFrame([["a", "x", "y"]], columns=["respondent_id", "rule", "rule"])
    with pytest.raises(ColumnError, match="column rule is there 2 times"):
        require(frame, FLAGS)
