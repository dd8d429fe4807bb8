"""Tests of answers: questions with the side of the border, levels of the index with groups, and the cross-check of both."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from crowdpotential.chapters.answers.estimates.associations import (
    Screening,
    level_association_rows,
    position_of_codes,
    position_of_level,
    topline_association_rows,
)
from crowdpotential.chapters.answers.estimates.crosscheck import crosscheck_rows
from crowdpotential.chapters.answers.estimates.crosscheck_questions import Scored
from crowdpotential.codebook import Codebook
from crowdpotential.params import Comparison, Levels
from crowdpotential.results.rows import Row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.design import Design, LinearDesign


def answer_test_rows(
    responses: pd.DataFrame,
    index: FloatArray | None,
    codebook: Codebook,
    *,
    design: Design,
    linear: LinearDesign,
    levels: Levels | None,
    comparison: Comparison,
    closed: Collection[str],
    suppress_below: int,
) -> list[Row]:
    """Report what goes together in the answers, and what ordinary packages would have said.

    Args:
        responses: analysed respondents of the main sample.
        index: (n,) their scores, missing as NaN; None where nothing is scored.
        codebook: questions and codes.
        design: weights with replicates, in the order of the rows.
        linear: the same weights with strata, units and what they were calibrated on.
        levels: cuts between low, medium and high, if the study has them.
        comparison: grouping variables and level of confidence.
        closed: grouping variables whose groups may not be compared in the index.
        suppress_below: smallest base whose answers are shown.
    """
    screening = Screening(design=design, confidence_level=comparison.confidence_level, suppress_below=suppress_below)
    rows = topline_association_rows(responses, codebook, screening)
    if index is None or not design.joins_samples:
        return rows  # levels and the cross-check are about the index of everybody
    level = position_of_level(index, levels) if levels else np.full(index.size, -1)
    groups = {name: position_of_codes(responses, codebook, name) for name in comparison.group_by if name not in closed}
    scored = Scored(
        index=index,
        level=level,
        groups=groups,
        keys={name: tuple(codebook.key_of_code(name, code) for code in codebook.codes(name)) for name in groups},
        design=linear,
        replicated=design,
        confidence_level=comparison.confidence_level,
        suppress_below=suppress_below,
    )
    rows += level_association_rows(level, groups, screening)
    return rows + crosscheck_rows(scored)
