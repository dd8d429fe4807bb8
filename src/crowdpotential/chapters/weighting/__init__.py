"""Weighting: how the sample is brought to the population, in every replicate anew, and what that costs in precision."""

from crowdpotential.chapters.registration import Given, Stage
from crowdpotential.store.cache import StageData


def _weight(given: Given) -> StageData:
    from crowdpotential.stages.sample import weight

    return weight(given.params, given.codebook, given.folder, given.of("prepare"))


STAGE = Stage(
    name="weight",
    words="weighting, and replicate weights",
    params=(
        "study.synthetic",
        "areas",
        "blocs",
        "design",
        "weighting",
        "replicates",
        "seed",
        "report.suppress_below",
        "report.min_count",
    ),
    needs=("prepare",),
    run=_weight,
    opens_files=True,
)
