"""Yardsticks: published figures of other surveys beside the study's own, never part of the index."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Given, Show, Stage
from crowdpotential.store.cache import StageData

_USED = {"prepared": "prepare", "weighted": "weight"}


def _compare(given: Given) -> StageData:
    from crowdpotential.chapters.yardsticks.stage import lay_beside

    stages = {name: given.of(stage) for name, stage in _USED.items()}
    return lay_beside(given.params, given.codebook, given.folder, **stages)


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.yardsticks.exhibits import published_figures

    return {
        "yardsticks": published_figures.show_yardsticks,
        "yardstick-sources": published_figures.show_conditions,
    }


_STAGE = Stage(
    name="yardsticks",
    words="laying published figures beside the study's own",
    params=("areas", "blocs", "comparison", "yardsticks", "report.languages", "report.sources"),
    needs=tuple(_USED.values()),
    run=_compare,
    opens_files=True,
    files=("yardsticks",),
)
CHAPTER = Chapter(section="outside", stage=_STAGE, exhibits=_exhibits, pictures={"yardsticks": "yardsticks"}, of_params="yardsticks")
