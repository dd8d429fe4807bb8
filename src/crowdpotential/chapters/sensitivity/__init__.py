"""Sensitivity: what the index depends on, of all the choices that made it."""

from crowdpotential.chapters.registration import Given, Stage
from crowdpotential.store.cache import StageData


def _examine(given: Given) -> StageData:
    from crowdpotential.stages import Compared
    from crowdpotential.stages.sensitivity import examine

    before = Compared(
        prepared=given.of("prepare"),
        weighted=given.of("weight"),
        scored=given.of("score"),
        compared=given.of("compare"),
    )
    return examine(given.params, given.codebook, before)


STAGE = Stage(
    name="sensitivity",
    words="trying every declared choice",
    params=("areas", "blocs", "index", "sensitivity", "comparison", "design.degrees_of_freedom", "seed"),
    needs=("prepare", "weight", "score", "compare"),
    run=_examine,
)
