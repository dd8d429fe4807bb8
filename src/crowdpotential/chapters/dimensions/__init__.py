"""Dimensions: where each area stands in each of them, and what it is strong in."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Show


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.dimensions.exhibits import dimension_table, strengths

    return {
        "dims-intro": dimension_table.introduce_dimensions,
        "dimensions": dimension_table.show_dimensions,
        "strengths": strengths.show_strengths,
    }


CHAPTER = Chapter(section="dims", of_params="index", exhibits=_exhibits)
