"""Answers: all closed questions, weighted, and how they go with the index."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Given, Show, Stage
from crowdpotential.store.cache import StageData

_NEEDED = {"prepared": "prepare", "weighted": "weight"}  # stages, as they are called there


def _describe(given: Given) -> StageData:
    from crowdpotential.chapters.answers.stage import describe_answers

    stages = {name: given.of(stage) for name, stage in _NEEDED.items()}
    return describe_answers(given.params, given.codebook, **stages, scored=given.of_any("score"), judged=given.of_any("comparability"))


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.answers.exhibits import topline_tables

    return {
        "topline-intro": topline_tables.introduce_toplines,
        "toplines": topline_tables.show_toplines,
    }


_STAGE = Stage(
    name="answers",
    words="counting answers to every question",
    params=("areas", "blocs", "index", "comparison", "report.suppress_below"),
    needs=tuple(_NEEDED.values()),
    uses=("score", "comparability"),
    run=_describe,
)
CHAPTER = Chapter(section="topline", stage=_STAGE, exhibits=_exhibits)
