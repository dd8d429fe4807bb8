"""Item nonresponse: what the answers to a sensitive question could be, had everybody who kept silent been of one mind."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, Variable
from crowdpotential.contracts import RESPONSES, require
from crowdpotential.ingest.unanswered import list_places, list_questions, mark_missing
from crowdpotential.params import Area
from crowdpotential.results.domains import Domain
from crowdpotential.results.measure import Measure
from crowdpotential.results.measures.topline import MEAN_BOUND, SHARE_BOUND
from crowdpotential.results.rows import MAIN, Columns, Row, inferred, make_row
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.inference.bounds import cover_truth, extreme_means
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import Inference, infer_columns, weighted_means
from crowdpotential.stats.inference.freedom import asked_freedom
from crowdpotential.stats.inference.ranges import Range

FEWEST_CODES = 4  # of a scale on which two codes count as positive; on a shorter one only the outermost does


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounded:
    """One share or mean of one question, and the ends between which a missing answer could lie."""

    measure: Measure
    variable: str
    category: str  # codes that count as positive, joined by +; empty for a mean
    answers: FloatArray  # (n,) 0/1 or codes, NaN where missing or not asked
    is_missing: FloatArray  # (n,) 1, 0, NaN where not asked
    lowest: float
    highest: float


def bound_rows(
    responses: pd.DataFrame,
    codebook: Codebook,
    *,
    areas: Mapping[str, Area],
    blocs: Collection[str],
    design: Design,
    confidence_level: float,
) -> list[Row]:
    """Bound the share of positive answers and the mean of every rated question that the codebook calls sensitive (Manski 1989).

    Three rows each, told apart by `model`: `answered`, among those who answered; `lowest` and `highest`, with every missing answer at
    that end. The last two hold one end each of the interval that covers the truth wherever it lies (Imbens and Manski 2004).

    Args:
        responses: meets RESPONSES; analysed respondents of the main sample.
        areas, blocs: of the study.
        design: weights and replicates of the n respondents.
        confidence_level: 0..1.
    """
    require(responses, RESPONSES)
    rated = [v for v in list_questions(codebook) if v.sensitive and v.kind.is_rating]
    bounded = [part for variable in rated for part in _shares_and_means(responses, codebook, variable)]
    rows: list[Row] = []
    for place in list_places(responses, areas, blocs, joins_samples=design.joins_samples) if bounded else ():
        for measure in (SHARE_BOUND, MEAN_BOUND):
            chosen = [part for part in bounded if part.measure is measure]
            rows += _rows_of_place(chosen, place, design, confidence_level)
    return rows


def positive_codes(codebook: Codebook, variable: Variable) -> tuple[int, ...]:
    """Return the codes nearest to the upper end of what the question measures: the two highest, or the two lowest of a reversed item."""
    codes = sorted(codebook.codes(variable.id), reverse=variable.direction > 0)
    return tuple(sorted(codes[: 2 if len(codes) >= FEWEST_CODES else 1]))


def _shares_and_means(responses: pd.DataFrame, codebook: Codebook, variable: Variable) -> list[Bounded]:
    codes, positive = list(codebook.codes(variable.id)), positive_codes(codebook, variable)
    answers = responses[variable.id].to_numpy(dtype=np.float64)
    missing = mark_missing(responses, codebook, variable.id)
    given = np.where(missing == 0, answers, np.nan)
    share = np.where(missing == 0, np.isin(answers, positive).astype(np.float64), np.nan)
    return [
        Bounded(
            measure=SHARE_BOUND,
            variable=variable.id,
            category="+".join(map(str, positive)),
            answers=share,
            is_missing=missing,
            lowest=0.0,
            highest=1.0,
        ),
        Bounded(
            measure=MEAN_BOUND,
            variable=variable.id,
            category="",
            answers=given,
            is_missing=missing,
            lowest=float(min(codes)),
            highest=float(max(codes)),
        ),
    ]


def _rows_of_place(parts: Sequence[Bounded], place: tuple[Domain, BoolArray], design: Design, confidence_level: float) -> list[Row]:
    label, inside = place
    codes = np.where(inside, 0, -1)
    asked = [part for part in parts if (part.is_missing[inside] == 0).any()]
    if not asked:
        return []
    ends = ([part.lowest for part in asked], [part.highest for part in asked])
    values = np.column_stack([part.answers for part in asked])
    missing = np.column_stack([part.is_missing for part in asked])
    weights = design.all_weights
    low, high = extreme_means(
        values,
        missing == 1,
        weights,
        codes,
        1,
        lowest=np.array(ends[0]),
        highest=np.array(ends[1]),
    )
    means = {
        "answered": weighted_means(values, weights, codes, 1)[0],
        "lowest": low[0],
        "highest": high[0],
    }
    bases = {"answered": values, "lowest": missing, "highest": missing}
    scale = Range(low=np.array(ends[0]), high=np.array(ends[1]), scale="logit")
    found = {
        model: infer_columns(
            mean,
            replication=design.replication,
            freedom=asked_freedom(bases[model], inside, design),
            confidence_level=confidence_level,
            interval="logit" if parts[0].measure is SHARE_BOUND else "t",
            within=scale,
        )
        for model, mean in means.items()
    }
    n = {"answered": (missing[inside] == 0).sum(axis=0)}
    n |= dict.fromkeys(("lowest", "highest"), (~np.isnan(missing[inside])).sum(axis=0))
    covering = _ends(found)
    return [
        make_row(
            part.measure,
            inferred(found[model], at),
            covering[model][at],
            MAIN,
            model=model,
            variable=part.variable,
            category=part.category,
            bloc=label.bloc,
            area=label.area,
            base="answered" if model == "answered" else "asked",
            n=float(n[model][at]),
        )
        for at, part in enumerate(asked)
        for model in found
    ]


def _ends(found: Mapping[str, Inference]) -> dict[str, list[Columns]]:
    """Make each bound carry its end of the interval for the truth; those who answered have their own."""
    cover = cover_truth(found["lowest"], found["highest"])
    kind: Columns = {"interval_type": "imbens-manski"}
    return {
        "answered": [{} for _ in cover.low],
        "lowest": [{**kind, "ci_low": end, "ci_high": np.nan} for end in cover.ci_low],
        "highest": [{**kind, "ci_low": np.nan, "ci_high": end} for end in cover.ci_high],
    }
