"""Measurement: how many dimensions the answers hold, how well the declared model fits, and how reliable the scores are."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Given, Show, Stage
from crowdpotential.store.cache import StageData


def _score(given: Given) -> StageData:
    from crowdpotential.chapters.measurement.stage import score

    return score(given.params, given.codebook, given.of("prepare"), given.of("weight"))


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.measurement.exhibits import (
        factor_correlations,
        introduction,
        loadings,
        model_fit,
        releases,
        reliability_of_places,
        reliability_table,
        score_methods,
        scree,
    )

    return {
        "measure-intro": introduction.introduce_measurement,
        "scree": scree.show_scree,
        "fit": model_fit.show_model_fit,
        "loadings": loadings.show_loadings,
        "releases": releases.show_releases,
        "reliability": reliability_table.show_reliability,
        "reliability-places": reliability_of_places.show_place_reliability,
        "score-methods": score_methods.show_score_methods,
        "correlations": factor_correlations.show_factor_correlations,
    }


_STAGE = Stage(
    name="score",
    words="measuring the dimensions in every replicate",
    of_params="index",
    params=(
        "study.synthetic",
        "data",
        "areas",
        "blocs",
        "index",
        "comparability.estimator",
        "comparability.exact_fit_level",
        "comparability.min_cfi",
        "comparability.max_rmsea",
        "comparability.max_rmsea_dimension",
        "comparability.max_srmr",
        "comparability.negligible_srmr",
        "comparison.confidence_level",
        "comparison.interval",
        "comparison.min_respondents_for_ranks",
        "seed",
    ),
    needs=("prepare", "weight"),
    run=_score,
)
CHAPTER = Chapter(
    section="measure",
    of_params="index",
    stage=_STAGE,
    exhibits=_exhibits,
    pictures={"scree": "scree", "loadings": "loadings", "correlations": "factor_correlations"},
)
