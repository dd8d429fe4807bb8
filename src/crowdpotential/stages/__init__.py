"""The stages of a run, each a composition of the rooms: what it takes, the pure functions it calls, what it leaves.

`pipeline` decides which of them must run. Nothing here writes a file, and only `prepare` reads any.
"""

from crowdpotential.stages.comparing import compare
from crowdpotential.stages.frames import Compared, Computed, frame_to_rows, main_sample, rows_to_frame
from crowdpotential.stages.measuring import score
from crowdpotential.stages.sample import prepare, try_out, weight
from crowdpotential.stages.sensitivity import examine

__all__ = [
    "Compared",
    "Computed",
    "compare",
    "examine",
    "frame_to_rows",
    "main_sample",
    "prepare",
    "rows_to_frame",
    "score",
    "try_out",
    "weight",
]
