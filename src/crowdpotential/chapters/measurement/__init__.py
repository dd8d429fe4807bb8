"""Measurement: how many dimensions the answers hold, how well the declared model fits, and how reliable the scores are."""

from crowdpotential.chapters.registration import Given, Stage
from crowdpotential.store.cache import StageData


def _score(given: Given) -> StageData:
    from crowdpotential.stages.measuring import score

    return score(given.params, given.codebook, given.of("prepare"), given.of("weight"))


STAGE = Stage(
    name="score",
    words="measuring the dimensions in every replicate",
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
