"""Rows of one event that are tested against zero together."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from crowdpotential.results.rows import Row, tested
from crowdpotential.stats.inference.simultaneous import judge_tests
from crowdpotential.verdicts import DIFFERENCE, UNDETERMINED

METHOD: Final = "holm"


def judge_rows(rows: Sequence[Row], family: str, confidence_level: float) -> list[Row]:
    """Test rows against zero as one family (Holm 1979); a row without an error stays as it is.

    Holm's procedure needs no correlations, and there are no replicates that would tell them: `comparison.adjust` is not for these.
    """
    known = [at for at, row in enumerate(rows) if row.standard_error > 0]
    if not known:
        return list(rows)
    estimate, error, df = (np.array([getattr(rows[at], column) for at in known]) for column in ("estimate", "standard_error", "df"))
    judged = judge_tests(estimate, error, df, deviations=None, method=METHOD, confidence_level=confidence_level)
    found = list(rows)
    for at, place in enumerate(known):
        judgement = tested(judged, at, family)
        judgement["verdict"] = DIFFERENCE if judged.is_found[at] else UNDETERMINED
        found[place] = replace(rows[place], **judgement)
    return found
