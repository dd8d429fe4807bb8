"""All questions of a study, one after the other, and what is hidden so far."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.disclosure.amounts import hide_amounts
from crowdpotential.disclosure.answers import ABOUT, INDEX, Line, list_parts
from crowdpotential.disclosure.counted_answers import high_share_lines
from crowdpotential.disclosure.few import few_of
from crowdpotential.disclosure.hidden_answers import (
    Hidden,
    Known,
    hide_answers,
    join_hidden,
)
from crowdpotential.disclosure.neighbours import Neighbour, list_neighbours
from crowdpotential.disclosure.participation import list_step_neighbours
from crowdpotential.disclosure.people import Domain, People
from crowdpotential.params import Params
from crowdpotential.stats.arrays import BoolArray

SECRET = ("base", "count")  # what the others protect
SHOWN = ""
OF_OPTIONS = (("obstacles", "share"), ("mechanism", "wanted"))  # shares of answers that other chapters tell, of groups too


@dataclass(slots=True, kw_only=True)
class Marks:
    """The rule that hides each row, filled step by step; the first that hides it counts."""

    rules: "np.ndarray[tuple[int], np.dtype[np.object_]]"

    def add(self, rule: str, rows: BoolArray) -> None:
        """Hide rows by a rule."""
        self.rules[rows & (self.rules == SHOWN)] = rule

    @property
    def hidden(self) -> BoolArray:
        """(rows,) hidden by any rule."""
        found: BoolArray = self.rules != SHOWN
        return found

    @property
    def known(self) -> Known:
        """What is hidden so far, for the tables of other questions."""
        secret = np.flatnonzero(np.isin(self.rules, SECRET)).tolist()
        return Known(hidden=frozenset(np.flatnonzero(self.hidden).tolist()), secret=frozenset(secret))


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, its rows, and what others tell of it."""

    variable: str
    lines: Sequence[Line]
    neighbours: Sequence[Neighbour]
    closed: frozenset[Domain]  # places that are hidden with all their numbers


def hide_questions(full: pd.DataFrame, people: People, params: Params, marks: Marks, closed: frozenset[Domain]) -> set[int]:
    """Hide answers question by question, the last first: who was asked it tells what was answered to one before.

    Args:
        full: meets RESULTS, nothing hidden.
        people: respondents of the main sample.
        params: of the study.
        marks: what is hidden so far; answers are added.
        closed: places that are hidden with all their numbers.

    Returns:
        Positions of rows that nothing could protect.
    """
    lines, groups = _lines(full), _group_lines(full)
    for variable, own in high_share_lines(full, people.codebook).items():
        lines.setdefault(variable, []).extend(own)
    exposed, of_steps = set[int](), list_step_neighbours(full, people, params.participation)
    order = {variable.id: at for at, variable in enumerate(people.codebook.variables)}
    for variable in sorted(lines, key=lambda name: -order.get(name, -1)):
        neighbours = [*list_neighbours(variable, lines, groups, people), *of_steps.get(variable, ())]
        question = Question(variable=variable, lines=lines[variable], neighbours=neighbours, closed=closed)
        found = _hide_question(question, people, params, marks.known)
        for rule, rows in (("base", found.small), ("count", found.few), ("companion", found.companions)):
            marked = np.zeros(len(full), dtype=bool)
            marked[list(rows)] = True
            marks.add(rule, marked)
        exposed |= found.exposed
    return exposed


def _hide_question(question: Question, people: People, params: Params, known: Known) -> Hidden:
    few = few_of(params.report)
    about = {line.place for line in question.lines} | {other.place for other in question.neighbours}
    places = {place: people.members(place) for place in about}
    scores = people.frame[INDEX].to_numpy(dtype=np.float64) if params.has_index else np.full(len(people.frame), np.nan)
    levels = params.index.levels if params.has_index else None
    found = [
        hide_answers(part, places, people, few=few, closed=question.closed, neighbours=question.neighbours, known=known)
        for part in list_parts(question.variable, question.lines, people, levels, scores)
    ]
    if question.variable != INDEX and people.codebook.variable(question.variable).kind.is_number:
        means = [line for line in question.lines if line.measure == "mean"]
        amounts, dominance = people.amounts(question.variable), params.report.dominance
        found.append(hide_amounts(amounts, means, places, people, fewest=few.base, per_cent=dominance))
    return join_hidden(found)


def _lines(full: pd.DataFrame) -> dict[str, list[Line]]:
    """List the rows that are sums over answers, by question."""
    is_index = (full["chapter"] == "index") & (full["measure"] == "share")
    is_option = mark_options(full) & (full["domain_variable"] == "")
    is_question = full["chapter"].isin(["topline", "yardsticks"]) & full["measure"].isin(ABOUT)
    is_readiness = (full["chapter"] == "portraits") & (full["measure"] == "share") & (full["sample"] == "main")
    wanted = is_question | is_index | is_option | (is_readiness & (full["domain_variable"] == ""))
    found = defaultdict[str, list[Line]](list)
    for variable, line in zip(full.loc[wanted, "variable"], _lines_of(full, wanted), strict=True):
        found[variable].append(line)
    return dict(found)


def mark_options(full: pd.DataFrame) -> "pd.Series[bool]":
    """Mark the shares of answers that chapters beside the toplines tell; which groups they are told of is decided before there are rows."""
    keys = pd.MultiIndex.from_frame(full[["chapter", "measure"]])
    return pd.Series(keys.isin(OF_OPTIONS), index=full.index, dtype=bool)


def _group_lines(full: pd.DataFrame) -> dict[Domain, list[Line]]:
    """List the means of groups of the main sample, whose bases tell how many are in them."""
    wanted = (full["chapter"] == "groups") & (full["measure"] == "mean") & (full["sample"] == "main")
    found = defaultdict[Domain, list[Line]](list)
    names = full.loc[wanted, ["domain_variable", "domain"]].itertuples(index=False, name=None)
    for (variable, group), line in zip(names, _lines_of(full, wanted), strict=True):
        found[Domain(bloc=line.bloc, area=line.area, variable=variable, group=group)].append(line)
    return dict(found)


def _lines_of(full: pd.DataFrame, wanted: "pd.Series[bool]") -> list[Line]:
    columns = ["measure", "category", "model", "bloc", "area", "base", "n"]
    rows = full.loc[wanted, columns].itertuples(index=False, name=None)
    return [
        Line(position=int(position), measure=measure, category=category, model=model, bloc=bloc, area=area, base=base, n=n)
        for position, (measure, category, model, bloc, area, base, n) in zip(np.flatnonzero(wanted), rows, strict=True)
    ]
