"""Platforms: what they say of themselves, beside what respondents say of their own use."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Find, Given, Show, Stage
from crowdpotential.store.cache import StageData

_USED = {"prepared": "prepare", "weighted": "weight"}


def _compare(given: Given) -> StageData:
    from crowdpotential.chapters.platforms.stage import judge_claims

    stages = {name: given.of(stage) for name, stage in _USED.items()}
    return judge_claims(given.params, given.codebook, given.folder, **stages)


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.platforms.exhibits import platform_activity, platform_claims

    return {
        "platform-claims": platform_claims.show_claims,
        "platform-counts": platform_claims.show_counts,
        "platform-activity": platform_activity.show_activity,
    }


def _findings() -> tuple[Find, ...]:
    from crowdpotential.chapters.platforms.exhibits import finding

    return (finding.find_excess,)


_STAGE = Stage(
    name="platforms",
    words="laying what platforms claim beside the survey",
    params=(
        "areas",
        "blocs",
        "comparison",
        "platforms",
        "report.languages",
        "report.sources",
        "report.suppress_below",
        "report.min_count",
        "seed",
        "study.synthetic",
    ),
    needs=tuple(_USED.values()),
    run=_compare,
    opens_files=True,
    files=("platforms",),
)
CHAPTER = Chapter(
    section="platforms",
    stage=_STAGE,
    exhibits=_exhibits,
    pictures={"platform-claims": "platforms"},
    findings=_findings,
    of_params="platforms",
)
