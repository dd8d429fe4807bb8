"""The table of results as it may be published: what is hidden, by which rule, and the rest rounded."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.disclosure.amounts import hide_amounts
from crowdpotential.disclosure.answers import ABOUT, INDEX, Line, list_parts
from crowdpotential.disclosure.bases import list_domains_told, rest_on_few
from crowdpotential.disclosure.followers import (
    follow_boost,
    follow_domains,
    follow_questions,
    is_about_answers,
)
from crowdpotential.disclosure.groups import hide_groups
from crowdpotential.disclosure.people import Domain, People, people_of
from crowdpotential.disclosure.questions import Few, Hidden, hide_answers
from crowdpotential.disclosure.rounding import round_results
from crowdpotential.params import Params
from crowdpotential.results import hide
from crowdpotential.stats.arrays import BoolArray, FloatArray

RULES = (
    "base",
    "count",
    "companion",
    "follows",
)  # in this order: a row is counted by the first that hides it
SHOWN = ""


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
    people, few = (
        people_of(respondents, codebook),
        Few(base=params.report.suppress_below, count=params.report.min_count),
    )
    rules, exposed = np.full(len(full), SHOWN, dtype=object), set[int]()

    def mark(rule: str, rows: BoolArray) -> None:
        rules[rows & (rules == SHOWN)] = rule

    mark("base", rest_on_few(full, few.base))
    told = list_domains_told(full)
    chosen = hide_groups(
        told, people, _scores(full, people), fewest=few.base, bounded=params.index.is_bounded
    )
    closed = frozenset(domain for domain in chosen if not domain.variable)
    for variable, lines in _lines(full).items():
        found = _hide_question(variable, lines, people, params, closed)
        for rule, rows in (("base", found.small), ("count", found.few), ("companion", found.companions)):
            mark(rule, _marked(rows, len(full)))
        exposed |= found.exposed
        if _touches_answers(full, found.every, people):
            mark("follows", follow_questions(full, [variable]))
    if chosen:
        following = is_about_answers(full) & follow_domains(full, chosen)
        mark("companion", following & (full["measure"] == "mean").to_numpy(dtype=bool))
        mark("follows", following)
    mark("follows", follow_boost(full, rules != SHOWN))
    hidden = (rules != SHOWN).astype(bool)
    return Protected(
        results=round_results(hide(full, hidden)),
        rules=tuple(str(rule) for rule in rules),
        exposed=tuple(full["result_id"].iloc[sorted(exposed)]),
    )


def _marked(rows: Collection[int], number: int) -> BoolArray:
    found = np.zeros(number, dtype=bool)
    found[list(rows)] = True
    return found


def _touches_answers(full: pd.DataFrame, rows: Collection[int], people: People) -> bool:
    """Tell whether an answer is hidden; missing codes are in no table of a question by blocs."""
    hidden = full.iloc[sorted(rows)]
    is_answer = hidden["measure"].isin(["share", "mean"]) & (hidden["chapter"] == "topline")
    keys = hidden.loc[is_answer, ["variable", "category"]].drop_duplicates().to_numpy(dtype=str).tolist()
    missing = {name: {str(code) for code in people.codebook.missing_codes(name)} for name, _ in keys}
    return any(category not in missing[name] for name, category in keys)


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


def _lines(full: pd.DataFrame) -> dict[str, list[Line]]:
    """List the rows that are sums over answers, by question."""
    is_index = (full["chapter"] == "index") & (full["measure"] == "share")
    wanted = ((full["chapter"] == "topline") & full["measure"].isin(ABOUT)) | is_index
    columns = ["variable", "measure", "category", "model", "bloc", "area", "base", "n"]
    found = defaultdict[str, list[Line]](list)
    rows = full.loc[wanted, columns]
    for position, (variable, *keys) in zip(
        np.flatnonzero(wanted), rows.itertuples(index=False, name=None), strict=True
    ):
        measure, category, model, bloc, area, base, n = keys
        found[variable].append(
            Line(
                position=int(position),
                measure=measure,
                category=category,
                model=model,
                bloc=bloc,
                area=area,
                base=base,
                n=n,
            )
        )
    return dict(found)


def _hide_question(
    variable: str, lines: list[Line], people: People, params: Params, closed: frozenset[Domain]
) -> Hidden:
    few = Few(base=params.report.suppress_below, count=params.report.min_count)
    told = {Domain(bloc=line.bloc, area=line.area) for line in lines}
    places = {place: people.members(place) for place in told}
    numbers, parts = people.places, list[Hidden]()
    for part in list_parts(
        variable, lines, people, params.index.levels, people.frame[INDEX].to_numpy(dtype=np.float64)
    ):
        parts.append(hide_answers(part, places, people, few=few, closed=closed))
    if variable != INDEX and people.codebook.variable(variable).type == "numeric":
        amounts = people.answers(variable)
        amounts = np.where(np.isin(amounts, list(people.codebook.missing_codes(variable))), np.nan, amounts)
        means = [line for line in lines if line.measure == "mean"]
        parts.append(
            hide_amounts(
                amounts,
                means,
                places,
                numbers,
                people.weights,
                fewest=few.base,
                per_cent=params.report.dominance,
            )
        )
    return Hidden(
        small=frozenset().union(*(part.small for part in parts)),
        few=frozenset().union(*(part.few for part in parts)),
        companions=frozenset().union(*(part.companions for part in parts)),
        exposed=frozenset().union(*(part.exposed for part in parts)),
    )
