"""Every number that the report prints: which measures there are, rows of them, and the table that rows make.

`measures` is the register, `rows` builds a row, `table` makes rows a frame. docs/results.md and docs/methods.md are made from the
register.
"""

from collections.abc import Mapping
from typing import Any

from crowdpotential.results.measures import match_measures, measure_of
from crowdpotential.results.rows import SINGLE_UNIT, inferred, result_id, tested
from crowdpotential.results.table import finish

Row = Mapping[str, Any]  # of rooms that are not converted yet: new code takes rows.Row

__all__ = [
    "SINGLE_UNIT",
    "Row",
    "finish",
    "inferred",
    "match_measures",
    "measure_of",
    "result_id",
    "tested",
]
