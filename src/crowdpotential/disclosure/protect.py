"""The table of results as it may be published: what is hidden, by which rule, and the rest rounded."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.disclosure.answers import INDEX
from crowdpotential.disclosure.bases import list_domains_told, rest_on_few
from crowdpotential.disclosure.counted_answers import mark_few_in_types
from crowdpotential.disclosure.counts import RULES, count_hidden
from crowdpotential.disclosure.few import few_of
from crowdpotential.disclosure.followers import (
    follow_boost,
    follow_domains,
    follow_options,
    follow_portraits,
    follow_questions,
    follow_texts,
    follow_yardsticks,
    is_about_answers,
)
from crowdpotential.disclosure.groups import hide_groups
from crowdpotential.disclosure.hiding import hide
from crowdpotential.disclosure.participation import follow_participation, hide_participation
from crowdpotential.disclosure.people import People, people_of
from crowdpotential.disclosure.rounding import round_results
from crowdpotential.disclosure.sample_cells import hide_sample_cells
from crowdpotential.disclosure.study import SHOWN, Marks, hide_questions, mark_options
from crowdpotential.params import Params
from crowdpotential.stats.arrays import BoolArray, FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """What may be published."""

    results: pd.DataFrame  # meets RESULTS
    full: pd.DataFrame  # the same rows with every number, and the rule that hides it in `hidden_by`
    exposed: tuple[str, ...]  # keys of rows that are hidden and yet follow from what is told

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows each rule hides."""
        return {rule: int((self.full["hidden_by"] == rule).sum()) for rule in RULES}


def protect(full: pd.DataFrame, respondents: pd.DataFrame, codebook: Codebook, params: Params) -> Protected:
    """Hide what rests on too few respondents, what would give it back, and digits that nobody needs.

    Args:
        full: meets RESULTS, nothing hidden.
        respondents: weights, scores and cleaned answers of all respondents.
        codebook: questions and codes.
        params: of the study.
    """
    people, marks = people_of(respondents, codebook), Marks(rules=np.full(len(full), SHOWN, dtype=object))
    few, shown = few_of(params.report), list_domains_told(full)
    marks.add("base", rest_on_few(full, few.base))
    chosen = hide_groups(shown, people, _scores(full, people), fewest=few.base, bounded=params.has_index and params.index.is_bounded)
    if chosen:
        following = is_about_answers(full) & follow_domains(full, chosen)
        marks.add("companion", following & (full["measure"] == "mean").to_numpy(dtype=bool))
        marks.add("follows", following)
    closed = frozenset(domain for domain in chosen if not domain.variable)
    parts = hide_participation(full, people, params.participation, high_from=_cut(params), few=few, shut=chosen)
    marks.add("count", parts.few)
    marks.add("companion", parts.companions)
    marks.add("count", mark_few_in_types(full, people, few))
    exposed = hide_questions(full, people, params, marks, closed)
    marks.add("follows", follow_questions(full, _answers_hidden(full, marks.hidden, codebook)))
    is_option = mark_options(full).to_numpy(dtype=bool) & (full["domain_variable"] == "").to_numpy(dtype=bool)
    marks.add("follows", follow_options(full, marks.hidden & is_option))
    marks.add("follows", follow_boost(full, marks.hidden))
    marks.add("follows", follow_yardsticks(full, marks.hidden))
    marks.add("follows", follow_texts(full, marks.hidden))
    marks.add("follows", follow_participation(full, marks.hidden))
    marks.add("follows", follow_portraits(full, marks.hidden, chosen))
    cells = hide_sample_cells(full, people, frozenset(shown) - chosen, few=few)
    marks.add("count", cells.few)
    marks.add("companion", cells.companions)
    rules = [str(rule) for rule in marks.rules]
    told_of = count_hidden(rules, is_synthetic=params.study.synthetic)
    return Protected(
        results=pd.concat([round_results(hide(full, marks.hidden)), told_of], ignore_index=True),
        full=pd.concat([full, told_of], ignore_index=True).assign(hidden_by=[*rules, *[SHOWN] * len(told_of)]),
        exposed=tuple(full["result_id"].iloc[sorted(exposed)]),
    )


def _cut(params: Params) -> float | None:
    return params.participation.cut(params.index.levels) if params.participation is not None and params.has_index else None


def _answers_hidden(full: pd.DataFrame, hidden: BoolArray, codebook: Codebook) -> set[str]:
    """Name the questions an answer of which is hidden; missing codes are in no table of a question by blocs."""
    is_answer = full["measure"].isin(["share", "mean"]) & (full["chapter"] == "topline") & hidden
    keys = full.loc[is_answer, ["variable", "category"]].drop_duplicates().to_numpy(dtype=str).tolist()
    missing = {name: {str(code) for code in codebook.missing_codes(name)} for name, _ in keys}
    return {name for name, category in keys if category not in missing[name]}


def _scores(full: pd.DataFrame, people: People) -> dict[str, FloatArray]:
    """Return the scores that means are told of, as far as respondents have them."""
    is_mean = (full["measure"] == "mean") & full["chapter"].isin(["index", "groups"])
    names = dict.fromkeys(full.loc[is_mean, "variable"])
    columns = {name: INDEX if name == INDEX else f"score_{name}" for name in names}
    return {name: people.frame[column].to_numpy(dtype=np.float64) for name, column in columns.items() if column in people.frame}
