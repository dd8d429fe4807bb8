"""Vignette: texts that chance gave to respondents, what each of them changes, and whether it was chance."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Find, Given, Show, Stage
from crowdpotential.store.cache import StageData


def _experiment(given: Given) -> StageData:
    from crowdpotential.chapters.vignette.stage import compare_texts

    return compare_texts(given.params, given.codebook, prepared=given.of("prepare"), weighted=given.of("weight"))


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.vignette.exhibits import chance, effects

    return {
        "vignette": effects.show_effects,
        "vignette-sides": effects.show_effects_of_sides,
        "vignette-chance": chance.show_chance,
    }


def _findings() -> tuple[Find, ...]:
    from crowdpotential.chapters.vignette.exhibits import finding

    return (finding.find_effect,)


_STAGE = Stage(
    name="vignette",
    words="comparing texts given by chance",
    params=("blocs", "comparison", "vignette"),
    needs=("prepare", "weight"),
    run=_experiment,
)
CHAPTER = Chapter(
    section="experiment",
    findings=_findings,
    of_params="vignette",
    stage=_STAGE,
    exhibits=_exhibits,
    pictures={"vignette": "vignette", "vignette-sides": "vignette_sides"},
)
