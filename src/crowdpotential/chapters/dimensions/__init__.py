"""Dimensions: where each area stands in each of them, and what it is strong in."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Show


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.report.tables import dimensions, strengths

    return {
        "dims-intro": dimensions.introduce_dimensions,
        "dimensions": dimensions.show_dimensions,
        "strengths": strengths.show_strengths,
    }


CHAPTER = Chapter(section="dims", exhibits=_exhibits)
