"""Key findings: what the report says first, and about whom it may say it."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Show


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.report.tables import findings

    return {
        "key-intro": findings.introduce_findings,
        "key-findings": findings.show_key_findings,
    }


CHAPTER = Chapter(section="key", exhibits=_exhibits)
