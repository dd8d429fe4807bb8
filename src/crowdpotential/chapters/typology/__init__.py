"""Types of people: who answers alike, how many they are where, and how to reach them."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Find, Given, Show, Stage
from crowdpotential.store.cache import StageData


def _find(given: Given) -> StageData:
    from crowdpotential.chapters.typology.stage import find_types

    return find_types(given.params, given.codebook, prepared=given.of("prepare"), weighted=given.of("weight"), scored=given.of_any("score"))


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.typology.exhibits import number_of_types, portraits, profiles, reach, shares

    return {
        "types-number": number_of_types.show_number,
        "types-portraits": portraits.show_portraits,
        "types-profiles": profiles.show_profiles,
        "types-shares": shares.show_shares,
        "types-reach": reach.show_reach,
    }


def _findings() -> tuple[Find, ...]:
    from crowdpotential.chapters.typology.exhibits import finding

    return (finding.find_types,)


_STAGE = Stage(
    name="typology",
    words="looking for types of people",
    params=("areas", "blocs", "index.levels", "comparison", "typology", "seed"),
    needs=("prepare", "weight"),
    uses=("score",),
    run=_find,
)
CHAPTER = Chapter(
    section="types",
    stage=_STAGE,
    exhibits=_exhibits,
    pictures={"types-profiles": "types_profiles", "types-shares": "types_shares"},
    findings=_findings,
    of_params="typology",
)
