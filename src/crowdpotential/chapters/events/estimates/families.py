"""Rows of one event that are tested against zero together."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from crowdpotential.params import Comparison
from crowdpotential.results.rows import Row, tested
from crowdpotential.stats.inference.simultaneous import judge_tests
from crowdpotential.verdicts import DIFFERENCE, UNDETERMINED


def judge_rows(rows: Sequence[Row], family: str, comparison: Comparison) -> list[Row]:
    """Test rows against zero as one family, as params adjust; a row without an error stays as it is."""
    known = [at for at, row in enumerate(rows) if row.standard_error > 0]
    if not known:
        return list(rows)
    estimate, error, df = (np.array([getattr(rows[at], column) for at in known]) for column in ("estimate", "standard_error", "df"))
    judged = judge_tests(
        estimate, error, df, deviations=None, method=comparison.adjust, confidence_level=comparison.confidence_level
    )  # whatever correlation questions have: none makes the largest error larger than independence does
    found = list(rows)
    for at, place in enumerate(known):
        verdict = DIFFERENCE if judged.is_found[at] else UNDETERMINED
        found[place] = replace(rows[place], **tested(judged, at, family), verdict=verdict)
    return found
