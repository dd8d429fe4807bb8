"""Sensitivity: what the index depends on, of all the choices that made it."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Given, Show, Stage
from crowdpotential.store.cache import StageData


def _examine(given: Given) -> StageData:
    from crowdpotential.chapters.sensitivity.stage import examine

    return examine(
        given.params,
        given.codebook,
        prepared=given.of("prepare"),
        weighted=given.of("weight"),
        scored=given.of("score"),
        judged=given.of("comparability"),
    )


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.sensitivity.exhibits import (
        effective_weights,
        left_out_table,
        other_index,
        robust_findings,
        uncertainty,
    )

    return {
        "sens-intro": uncertainty.introduce_sensitivity,
        "robustness": robust_findings.show_robustness,
        "sensitivity": uncertainty.show_uncertainty,
        "left-out": left_out_table.show_left_out,
        "other-index": other_index.show_other_index,
        "compensation": other_index.show_compensation,
        "effective-weights": effective_weights.show_effective_weights,
        "coherence": effective_weights.show_coherence,
    }


_STAGE = Stage(
    name="sensitivity",
    words="trying every declared choice",
    of_params="index",
    params=("areas", "blocs", "index", "sensitivity", "comparison", "seed"),
    needs=("prepare", "weight", "score", "comparability"),
    run=_examine,
)
CHAPTER = Chapter(
    section="sens",
    of_params="index",
    stage=_STAGE,
    exhibits=_exhibits,
    pictures={"sensitivity": "sensitivity", "left-out": "left_out", "effective-weights": "effective_weights"},
)
