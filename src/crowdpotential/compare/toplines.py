"""Linear distributions of all questions: the share of each answer, don't-knows and refusals among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, Variable
from crowdpotential.params import Comparison
from crowdpotential.results import Row, inferred
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import find_bases, infer, weighted_means
from crowdpotential.stats.inference.intervals import Bases


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One number of a topline: the share of an answer, or the mean of a number."""

    variable: str
    category: str  # code; empty for a mean
    measure: Literal["share", "mean"]
    answered: FloatArray  # (n,) 0/1, or numbers; NaN where the question was not asked


def topline_rows(
    responses: pd.DataFrame,
    codebook: Codebook,
    *,
    design: Design,
    degrees_of_freedom: Mapping[str, float],
    comparison: Comparison,
) -> list[Row]:
    """Report the distribution of every question that the codebook marks for it, for all and for each bloc.

    Args:
        responses: analysed respondents of the main sample.
        codebook: questions and codes.
        design: weights and replicates of the n respondents.
        degrees_of_freedom: bloc -> PSUs minus strata; the empty name stands for all. A single bloc is not repeated.
        comparison: level of confidence.
    """
    answers = [
        answer
        for variable in codebook.variables
        if variable.topline and variable.type not in {"text", "paradata"}
        for answer in _answers(responses, codebook, variable)
    ]
    if not answers:
        return []
    values, every = np.column_stack([answer.answered for answer in answers]), design.all_weights
    bloc = responses["bloc"].to_numpy()
    blocs = [name for name in degrees_of_freedom if name]
    blocs = blocs if len(blocs) > 1 else []
    rows: list[Row] = []
    for name in [""] * ("" in degrees_of_freedom) + blocs:
        inside = np.full(len(bloc), fill_value=True) if not name else bloc == name
        means = weighted_means(values, every, np.where(inside, 0, -1), 1)[0]  # (q, 1 + R)
        n_asked = (~np.isnan(values[inside])).sum(axis=0)
        counted = find_bases(values, design.weights, np.where(inside, 0, -1), 1)
        n_answered, n_worth = counted.n_respondents[0], counted.n_effective[0]
        for measure in ("share", "mean"):
            chosen = [i for i, a in enumerate(answers) if a.measure == measure and n_asked[i] > 0]
            found = infer(
                means[chosen, 0],
                means[chosen, 1:],
                replication=design.replication,
                degrees_of_freedom=degrees_of_freedom[name],
                confidence_level=comparison.confidence_level,
                interval=comparison.share_interval if measure == "share" else "t",
                bases=Bases(n_respondents=n_answered[chosen], n_effective=n_worth[chosen]),
            )
            rows += [
                {**inferred(found, at), **_keys(answers[i]), "bloc": name, "n": float(n_asked[i])}
                for at, i in enumerate(chosen)
            ]
    return rows


def _keys(answer: Answer) -> Row:
    return {
        "chapter": "topline",
        "measure": answer.measure,
        "variable": answer.variable,
        "category": answer.category,
        "unit": "share" if answer.measure == "share" else "own",
        "sample": "main",
        "weighting": "calibrated",
        "base": "asked" if answer.measure == "share" else "answered",
    }


def _answers(responses: pd.DataFrame, codebook: Codebook, variable: Variable) -> Sequence[Answer]:
    """Give a question's answers: its codes, then its missing codes if anybody gave them; a number gives its mean."""
    columns = list(codebook.columns(variable.id))
    raw = responses.loc[:, columns].to_numpy(dtype="float64")
    missing = codebook.missing_codes(variable.id)
    skipped = [code for code, entry in missing.items() if entry.missing_class == "not_applicable"]
    is_asked = ~np.isin(raw[:, 0], skipped)

    def share(code: int, given: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> Answer:
        values = np.where(is_asked, given.astype(float), np.nan)
        return Answer(variable=variable.id, category=str(code), measure="share", answered=values)

    if variable.type == "numeric":
        numbers = np.where(np.isin(raw[:, 0], list(missing)), np.nan, raw[:, 0])
        found = [Answer(variable=variable.id, category="", measure="mean", answered=numbers)]
    elif variable.type == "multiple":
        found = [share(code, raw[:, i] == 1) for i, code in enumerate(codebook.codes(variable.id))]
    else:
        found = [share(code, raw[:, 0] == code) for code in codebook.codes(variable.id)]
    others = [code for code in missing if code not in skipped and (raw[:, 0] == code).any()]
    return [*found, *(share(code, raw[:, 0] == code) for code in others)]
