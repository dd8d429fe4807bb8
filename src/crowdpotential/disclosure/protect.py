"""The table of results as it may be published: what is hidden, by which rule, and the rest rounded."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.disclosure.answers import INDEX
from crowdpotential.disclosure.bases import list_domains_told, rest_on_few
from crowdpotential.disclosure.followers import (
    follow_boost,
    follow_domains,
    follow_questions,
    is_about_answers,
)
from crowdpotential.disclosure.groups import hide_groups
from crowdpotential.disclosure.people import People, people_of
from crowdpotential.disclosure.rounding import round_results
from crowdpotential.disclosure.study import SHOWN, Marks, hide_questions
from crowdpotential.params import Params
from crowdpotential.results import hide
from crowdpotential.stats.arrays import BoolArray, FloatArray

RULES = (
    "base",
    "count",
    "companion",
    "follows",
)  # in this order: a row is counted by the first that hides it


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """What may be published."""

    results: pd.DataFrame  # meets RESULTS
    rules: tuple[str, ...]  # of each row: the rule that hides it, empty where it is told
    exposed: tuple[str, ...]  # keys of rows that are hidden and yet follow from what is told

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows each rule hides."""
        return {rule: self.rules.count(rule) for rule in RULES}


def protect(full: pd.DataFrame, respondents: pd.DataFrame, codebook: Codebook, params: Params) -> Protected:
    """Hide what rests on too few respondents, what would give it back, and digits that nobody needs.

    Args:
        full: meets RESULTS, nothing hidden.
        respondents: weights, scores and cleaned answers of all respondents.
        codebook: questions and codes.
        params: of the study.
    """
    people, marks = people_of(respondents, codebook), Marks(rules=np.full(len(full), SHOWN, dtype=object))
    fewest, told = params.report.suppress_below, list_domains_told(full)
    marks.add("base", rest_on_few(full, fewest))
    chosen = hide_groups(told, people, _scores(full, people), fewest=fewest, bounded=params.index.is_bounded)
    if chosen:
        following = is_about_answers(full) & follow_domains(full, chosen)
        marks.add("companion", following & (full["measure"] == "mean").to_numpy(dtype=bool))
        marks.add("follows", following)
    closed = frozenset(domain for domain in chosen if not domain.variable)
    exposed = hide_questions(full, people, params, marks, closed)
    marks.add("follows", follow_questions(full, _answers_hidden(full, marks.hidden, codebook)))
    marks.add("follows", follow_boost(full, marks.hidden))
    return Protected(
        results=round_results(hide(full, marks.hidden)),
        rules=tuple(str(rule) for rule in marks.rules),
        exposed=tuple(full["result_id"].iloc[sorted(exposed)]),
    )


def _answers_hidden(full: pd.DataFrame, hidden: BoolArray, codebook: Codebook) -> set[str]:
    """Name the questions an answer of which is hidden; missing codes are in no table of a question by blocs."""
    is_answer = full["measure"].isin(["share", "mean"]) & (full["chapter"] == "topline") & hidden
    keys = full.loc[is_answer, ["variable", "category"]].drop_duplicates().to_numpy(dtype=str).tolist()
    missing = {name: {str(code) for code in codebook.missing_codes(name)} for name, _ in keys}
    return {name for name, category in keys if category not in missing[name]}


def _scores(full: pd.DataFrame, people: People) -> dict[str, FloatArray]:
    """Give the scores that means are told of, as far as respondents have them."""
    is_mean = (full["measure"] == "mean") & full["chapter"].isin(["index", "groups"])
    names = dict.fromkeys(full.loc[is_mean, "variable"])
    columns = {name: INDEX if name == INDEX else f"score_{name}" for name in names}
    return {
        name: people.frame[column].to_numpy(dtype=np.float64)
        for name, column in columns.items()
        if column in people.frame
    }
