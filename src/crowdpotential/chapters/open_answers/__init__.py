"""Open answers: the themes of what respondents said in their own words, and how far coders agree on them."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Given, Show, Stage
from crowdpotential.store.cache import StageData

_USED = {"prepared": "prepare", "weighted": "weight"}  # stages, as they are called there


def _estimate(given: Given) -> StageData:
    from crowdpotential.chapters.open_answers.stage import estimate_themes

    stages = {name: given.of(stage) for name, stage in _USED.items()}
    return estimate_themes(given.params, given.codebook, given.folder, **stages)


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.open_answers.exhibits import coders, quotations, themes

    return {
        "open-themes": themes.show_themes,
        "open-quotations": quotations.show_quotations,
        "coder-agreement": coders.show_agreement,
    }


_STAGE = Stage(
    name="open_answers",
    words="sorting open answers into themes",
    params=(
        "areas",
        "blocs",
        "comparison",
        "open_answers",
        "report.languages",
        "report.suppress_below",
        "report.min_count",
        "seed",
        "study.synthetic",
    ),
    needs=tuple(_USED.values()),
    run=_estimate,
    opens_files=True,
    files=("frame_of_*", "coded_of_*"),
)
CHAPTER = Chapter(
    section="open_answers",
    stage=_STAGE,
    exhibits=_exhibits,
    pictures={"open-themes": "open_themes"},
    of_params="open_answers",
    notebook="15_open_answers",
)
