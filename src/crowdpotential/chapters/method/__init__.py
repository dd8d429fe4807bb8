"""Method: the method statement, and what ordinary packages would answer."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Show


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.method.exhibits import crosscheck_table, method_statement

    return {
        "method-intro": method_statement.introduce_method,
        "method": method_statement.show_method_statement,
        "crosscheck": crosscheck_table.show_crosscheck,
    }


CHAPTER = Chapter(section="method", exhibits=_exhibits)
