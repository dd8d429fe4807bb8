"""Every number that the report prints: which measures there are, rows of them, and the table that rows make.

`measures` is the register, `rows` builds a row, `table` makes rows a frame. docs/results.md and docs/methods.md are made from the
register.
"""

from crowdpotential.results.measures import match_measures, measure_of
from crowdpotential.results.rows import SINGLE_UNIT, result_id
from crowdpotential.results.table import finish

__all__ = ["SINGLE_UNIT", "finish", "match_measures", "measure_of", "result_id"]
