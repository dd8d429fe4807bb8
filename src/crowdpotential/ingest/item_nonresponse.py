"""Item nonresponse: the weighted share of don't-knows, refusals and blanks, question by question and area by area."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.conditions import UNANSWERED
from crowdpotential.contracts import RESPONSES, require
from crowdpotential.ingest.unanswered import (
    list_places,
    list_questions,
    mark_missing,
)
from crowdpotential.params import Area
from crowdpotential.results.domains import Domain
from crowdpotential.results.measures import fieldwork
from crowdpotential.results.measures.topline import ITEM_NONRESPONSE
from crowdpotential.results.rows import MAIN, Row, inferred, make_row
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import infer, weighted_means
from crowdpotential.stats.inference.freedom import asked_freedom


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One way in which one question was left without an answer."""

    variable: str
    category: str  # class of missing answers; empty for all of them
    is_everybodys: bool
    marks: FloatArray  # (n,) 1 missing, 0 answered or missing in another way, NaN not asked


def item_nonresponse_rows(
    responses: pd.DataFrame,
    codebook: Codebook,
    *,
    areas: Mapping[str, Area],
    blocs: Collection[str],
    design: Design,
    confidence_level: float,
) -> list[Row]:
    """Report the share of missing answers of every question, by class, among those whom it was asked.

    Questions that are asked of everybody are reported for everybody, each bloc and each area, others for everybody (for each bloc where
    nothing is said of all together). A class that nobody's answer fell into has no rows of its own.

    Args:
        responses: meets RESPONSES; analysed respondents of the main sample.
        areas, blocs: of the study.
        design: weights and replicates of the n respondents.
        confidence_level: 0..1.
    """
    require(responses, RESPONSES)
    gaps = _list_gaps(responses, codebook)
    rows: list[Row] = []
    for place in list_places(responses, areas, blocs, joins_samples=design.joins_samples):
        is_whole = place[0].is_everybody or not (design.joins_samples or place[0].area)
        chosen = [gap for gap in gaps if gap.is_everybodys or is_whole]
        rows += _rows_of_place(chosen, place, design, confidence_level) if chosen else []
    return rows


def listwise_rows(responses: pd.DataFrame, codebook: Codebook, dimensions: Sequence[str]) -> list[Row]:
    """Count how many respondents answered all items of the index, and the pair of items with the fewest answers.

    The first is what would be left if every respondent with a missing answer were deleted (listwise), the second the smallest
    base of a correlation when only the pair's own missing answers are left out (pairwise).

    Args:
        responses: meets RESPONSES; analysed respondents of the main sample.
        dimensions: of the index.
    """
    require(responses, RESPONSES)
    items = [item for dimension in dimensions for item in codebook.items(dimension)]
    marks = np.column_stack([mark_missing(responses, codebook, item) for item in items])
    answered = (marks == 0).astype(np.float64)
    counts = {
        fieldwork.N_LISTWISE: float(answered.all(axis=1).sum()),
        fieldwork.N_PAIRWISE: float((answered.T @ answered).min()),
    }
    n = float(len(responses))
    return [make_row(measure, sample="main", variable="index", estimate=count, n=n) for measure, count in counts.items()]


def _list_gaps(responses: pd.DataFrame, codebook: Codebook) -> list[Gap]:
    gaps: list[Gap] = []
    for variable in list_questions(codebook):
        for category, classes in (("", UNANSWERED), *((name, (name,)) for name in UNANSWERED)):
            marks = mark_missing(responses, codebook, variable.id, classes)
            if not category or np.nansum(marks) > 0:
                gaps.append(
                    Gap(
                        variable=variable.id,
                        category=category,
                        is_everybodys=not variable.is_for_some,
                        marks=marks,
                    )
                )
    return gaps


def _rows_of_place(gaps: Sequence[Gap], place: tuple[Domain, BoolArray], design: Design, confidence_level: float) -> list[Row]:
    label, inside = place
    codes = np.where(inside, 0, -1)
    marks = np.column_stack([gap.marks for gap in gaps])
    n_asked = (~np.isnan(marks[inside])).sum(axis=0)
    shares = weighted_means(marks, design.all_weights, codes, 1)[0]
    asked = np.flatnonzero(n_asked).tolist()
    found = infer(
        shares[asked, 0],
        shares[asked, 1:],
        replication=design.replication,
        freedom=asked_freedom(marks[:, asked], inside, design),
        confidence_level=confidence_level,
        interval="logit",
    )
    return [
        make_row(
            ITEM_NONRESPONSE,
            inferred(found, at),
            MAIN,
            base="asked",
            variable=gaps[i].variable,
            category=gaps[i].category,
            bloc=label.bloc,
            area=label.area,
            n=float(n_asked[i]),
        )
        for at, i in enumerate(asked)
    ]
