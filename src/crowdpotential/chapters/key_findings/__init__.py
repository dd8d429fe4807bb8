"""Key findings: what the report says first, and about whom it may say it."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Show


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.key_findings.exhibits import key_findings

    return {
        "key-intro": key_findings.introduce_findings,
        "key-findings": key_findings.show_key_findings,
    }


CHAPTER = Chapter(section="key", exhibits=_exhibits)
