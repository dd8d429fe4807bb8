"""Sides: how far they differ, in the index and in each dimension, where the verdict allows to say it."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Show


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.report.tables import border, dumbbells

    return {
        "border-intro": border.introduce_border,
        "dimension-gaps": dumbbells.show_dimension_gaps,
        "gap": border.show_gap_steps,
    }


CHAPTER = Chapter(
    section="border", exhibits=_exhibits, pictures={"dimension-gaps": "dimensions", "gap": "gap_steps"}
)
