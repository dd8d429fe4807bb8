"""Comparability: which parts of the study may be compared with each other, and which items function differently."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Show


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.report.tables import comparability, partitions

    return {
        "cmp-intro": comparability.introduce_comparability,
        "verdict": comparability.show_verdict,
        "partitions": partitions.show_partitions,
        "shifts": comparability.show_item_shifts,
    }


CHAPTER = Chapter(section="cmp", exhibits=_exhibits)
