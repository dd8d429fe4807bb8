"""Files of the report, and what it was made of."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Show


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.report.tables import method

    return {
        "files-intro": method.introduce_files,
        "files-list": method.show_files,
        "provenance": method.show_provenance,
    }


CHAPTER = Chapter(section="files", exhibits=_exhibits)
