"""Answers: all closed questions, weighted, and how they go with the index."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Show


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.report.tables import toplines

    return {
        "topline-intro": toplines.introduce_toplines,
        "toplines": toplines.show_toplines,
    }


CHAPTER = Chapter(section="topline", exhibits=_exhibits)
