"""Sides: how far they differ, in the index and in each dimension, where the verdict allows to say it."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Show


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.sides.exhibits import dimension_gaps, side_gaps

    return {
        "border-intro": side_gaps.introduce_border,
        "dimension-gaps": dimension_gaps.show_dimension_gaps,
        "gap": side_gaps.show_gap_steps,
    }


CHAPTER = Chapter(section="border", of_params="index", exhibits=_exhibits, pictures={"dimension-gaps": "dimensions", "gap": "gap_steps"})
