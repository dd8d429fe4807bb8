"""Composition: the gap between sides as a ladder, with people made alike, and taken apart by what people differ in."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Find, Given, Show, Stage
from crowdpotential.store.cache import StageData


def _take_apart(given: Given) -> StageData:
    from crowdpotential.chapters.composition.stage import take_apart

    return take_apart(
        given.params,
        given.codebook,
        prepared=given.of("prepare"),
        weighted=given.of("weight"),
        scored=given.of("score"),
        judged=given.of("comparability"),
    )


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.composition.exhibits import (
        balance_before_after,
        gap_ladder,
        gap_parts,
        introduction,
        weights_after,
    )

    return {
        "composition-intro": introduction.introduce_composition,
        "gap-ladder": gap_ladder.show_gap_ladder,
        "gap-parts": gap_parts.show_gap_parts,
        "gap-references": gap_parts.show_references,
        "composition-balance": balance_before_after.show_composition_balance,
        "composition-weights": weights_after.show_weights_after,
    }


def _findings() -> tuple[Find, ...]:
    from crowdpotential.chapters.composition.exhibits import finding

    return (finding.find_alike,)


_STAGE = Stage(
    name="composition",
    words="taking the gap between sides apart",
    params=(
        "gap",
        "index",
        "comparability.smallest_gap_points",
        "comparison",
        "report.suppress_below",
    ),
    needs=("prepare", "weight", "score", "comparability"),
    run=_take_apart,
)
CHAPTER = Chapter(
    section="composition",
    findings=_findings,
    of_params="gap",
    stage=_STAGE,
    exhibits=_exhibits,
    pictures={"gap-ladder": "gap_ladder", "gap-parts": "gap_parts"},
)
