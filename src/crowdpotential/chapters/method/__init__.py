"""Method: the method statement, and what ordinary packages would answer."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Show


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.report.tables import crosscheck, method

    return {
        "method-intro": method.introduce_method,
        "method": method.show_method_statement,
        "crosscheck": crosscheck.show_crosscheck,
    }


CHAPTER = Chapter(section="method", exhibits=_exhibits)
