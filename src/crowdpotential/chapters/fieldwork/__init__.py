"""Fieldwork: which interviews were received, which are analysed, and what is left unanswered in them."""

from crowdpotential.chapters.registration import Given, Stage
from crowdpotential.store.cache import StageData


def _prepare(given: Given) -> StageData:
    from crowdpotential.stages.sample import prepare

    return prepare(given.params, given.codebook, given.folder)


STAGE = Stage(
    name="prepare",
    words="reading and cleaning the answers",
    params=(
        "study.synthetic",
        "data",
        "areas",
        "blocs",
        "cleaning",
        "design.samples",
        "design.strata",
        "design.base_weight",
        "design.base_weight_variable",
        "design.nonresponse",
        "weighting.method",
        "weighting.margins",
        "weighting.within",
        "weighting.variables",
        "weighting.bloc_variables",
        "weighting.means",
        "replicates.columns",
        "replicates.number",
        "report.suppress_below",
    ),
    run=_prepare,
    opens_files=True,
)
