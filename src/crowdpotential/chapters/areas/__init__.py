"""The index in areas: means, contrasts, ranks and levels, as far as they may be compared."""

from crowdpotential.chapters.registration import Given, Stage
from crowdpotential.store.cache import StageData


def _compare(given: Given) -> StageData:
    from crowdpotential.stages.comparing import compare

    return compare(given.params, given.codebook, given.of("prepare"), given.of("weight"), given.of("score"))


STAGE = Stage(
    name="compare",
    words="checking comparability, and comparing",
    params=(
        "areas",
        "blocs",
        "index",
        "comparability",
        "comparison",
        "design.degrees_of_freedom",
        "seed",
        "report.suppress_below",
    ),
    needs=("prepare", "weight", "score"),
    run=_compare,
)
