"""Files of the report, and what it was made of."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Show


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.files import exhibits as files_exhibits

    return {
        "files-intro": files_exhibits.introduce_files,
        "files-list": files_exhibits.show_files,
        "provenance": files_exhibits.show_provenance,
    }


CHAPTER = Chapter(section="files", exhibits=_exhibits)
