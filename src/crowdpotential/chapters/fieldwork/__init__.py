"""Fieldwork: which interviews were received, which are analysed, and what is left unanswered in them."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Given, Show, Stage
from crowdpotential.store.cache import StageData


def _prepare(given: Given) -> StageData:
    from crowdpotential.stages.sample import prepare

    return prepare(given.params, given.codebook, given.folder)


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.fieldwork.exhibits import bounds, overview, quotas, unanswered_questions

    return {
        "qual-intro": overview.introduce_fieldwork,
        "overview": overview.show_overview,
        "quotas": quotas.show_quotas,
        "exclusions": overview.show_exclusions,
        "flags": overview.show_flags,
        "missing-use": unanswered_questions.introduce_missing,
        "unanswered": unanswered_questions.show_unanswered,
        "unanswered-areas": unanswered_questions.show_unanswered_by_area,
        "bounds": bounds.show_bounds,
    }


_STAGE = Stage(
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
CHAPTER = Chapter(section="qual", stage=_STAGE, exhibits=_exhibits, pictures={"bounds": "bounds"})
