"""Linear distributions of all questions: the share of each answer, don't-knows and refusals among them, for all and for each bloc."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, Variable
from crowdpotential.compare.estimates import inference_keys
from crowdpotential.params import Comparison
from crowdpotential.results import Row
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.estimation import infer, weighted_means


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One number of a topline: the share of an answer, or the mean of a number."""

    variable: str
    category: str  # code; empty for a mean
    measure: str  # share or mean


def topline_rows(
    responses: pd.DataFrame,
    codebook: Codebook,
    *,
    blocs: Sequence[str],
    weights: FloatArray,
    replicate_weights: FloatArray,
    degrees_of_freedom: Mapping[str, float],
    comparison: Comparison,
) -> list[Row]:
    """Report the distribution of every question that the codebook marks for it.

    Args:
        responses: analysed respondents of the main sample.
        weights, replicate_weights: (n,) and (n, R) calibrated.
        degrees_of_freedom: bloc -> PSUs minus strata; the empty name stands for all.
    """
    answers, values = _answers(responses, codebook)
    every = np.column_stack([weights, replicate_weights])
    bloc = responses["bloc"].to_numpy()
    domains: list[tuple[str, IntArray]] = [("", np.zeros(len(bloc), dtype=np.int64))]
    if len(blocs) > 1:
        domains += [(name, np.where(bloc == name, 0, -1).astype(np.int64)) for name in blocs]
    rows: list[Row] = []
    for name, domain in domains:
        means = weighted_means(values, every, domain, 1)[0]  # (q, 1 + R)
        asked = (~np.isnan(values[domain == 0])).sum(axis=0)
        rows += _rows(answers, means, asked, name, degrees_of_freedom[name], comparison)
    return rows


def _rows(
    answers: Sequence[Answer],
    means: FloatArray,
    asked: IntArray,
    bloc: str,
    freedom: float,
    comparison: Comparison,
) -> list[Row]:
    rows: list[Row] = []
    for measure, interval in (("share", "logit"), ("mean", "t")):
        chosen = [i for i, answer in enumerate(answers) if answer.measure == measure and asked[i] > 0]
        if not chosen:
            continue
        found = infer(
            means[chosen, 0],
            means[chosen, 1:],
            degrees_of_freedom=np.full(len(chosen), freedom),
            confidence_level=comparison.confidence_level,
            interval="logit" if interval == "logit" else "t",
        )
        rows += [
            {
                "chapter": "topline", "measure": measure, "variable": answers[i].variable, "category": answers[i].category,
                "bloc": bloc, **inference_keys(found, position), "interval_type": interval,
                "confidence_level": comparison.confidence_level, "unit": "share" if measure == "share" else "own",
                "sample": "main", "weighting": "calibrated", "n": float(asked[i]), "df": freedom, "method": "replicates",
            }
            for position, i in enumerate(chosen)
        ]  # fmt: skip
    return rows


def _answers(responses: pd.DataFrame, codebook: Codebook) -> tuple[list[Answer], FloatArray]:
    """Make one column of 0/1 (or of numbers) per answer; NaN where the question was not asked."""
    answers: list[Answer] = []
    columns: list[FloatArray] = []
    for variable in codebook.variables:
        if not variable.topline or variable.type in {"text", "paradata"}:
            continue
        for answer, column in _variable_answers(responses, codebook, variable):
            answers.append(answer)
            columns.append(column)
    return answers, np.column_stack(columns)


def _variable_answers(
    responses: pd.DataFrame, codebook: Codebook, variable: Variable
) -> list[tuple[Answer, FloatArray]]:
    name = variable.id
    missing = {
        code: entry
        for code, entry in codebook.missing_codes(name).items()
        if entry.missing_class != "not_applicable"
    }
    skipped = [
        c for c, entry in codebook.missing_codes(name).items() if entry.missing_class == "not_applicable"
    ]
    columns = codebook.columns(name)
    raw = responses.loc[:, list(columns)].to_numpy(dtype="float64")
    asked = ~np.isin(raw[:, 0], skipped)
    found: list[tuple[Answer, FloatArray]] = []

    def add(category: str, values: FloatArray, measure: str = "share") -> None:
        found.append(
            (Answer(variable=name, category=category, measure=measure), np.where(asked, values, np.nan))
        )

    if variable.type == "numeric":
        is_missing = np.isin(raw[:, 0], list(missing))
        found.append(
            (
                Answer(variable=name, category="", measure="mean"),
                np.where(asked & ~is_missing, raw[:, 0], np.nan),
            )
        )
    elif variable.type == "multiple":
        for position, code in enumerate(codebook.codes(name)):
            add(str(code), (raw[:, position] == 1).astype(float))
    else:
        for code in codebook.codes(name):
            add(str(code), (raw[:, 0] == code).astype(float))
    for code in missing:
        values = (raw[:, 0] == code).astype(float)
        if values.any():
            add(str(code), values)
    return found
