"""Experts: what a panel with a form of its own says, how far it agrees, how it weights the dimensions, and residents beside it."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Given, Show, Stage
from crowdpotential.store.cache import StageData

_USED = {"prepared": "prepare", "weighted": "weight"}


def _sum_up(given: Given) -> StageData:
    from crowdpotential.chapters.experts.stage import sum_up

    stages = {name: given.of(stage) for name, stage in _USED.items()}
    return sum_up(given.params, given.codebook, given.folder, **stages)


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.experts.exhibits import beside_residents, ratings, stability, weights

    return {
        "experts-ratings": ratings.show_ratings,
        "experts-agreement": ratings.show_agreement,
        "experts-stability": stability.show_stability,
        "experts-weights": weights.show_weights,
        "experts-residents": beside_residents.show_residents,
    }


_STAGE = Stage(
    name="experts",
    words="summing up what experts say",
    params=("comparison", "experts", "report.suppress_below", "report.min_count", "study.synthetic"),
    needs=tuple(_USED.values()),
    run=_sum_up,
    opens_files=True,
    files=("experts: *",),
)
CHAPTER = Chapter(
    section="experts",
    stage=_STAGE,
    exhibits=_exhibits,
    pictures={"experts-ratings": "experts", "experts-weights": "experts_weights", "experts-residents": "experts_residents"},
    of_params="experts",
    notebook="11_experts",
)
