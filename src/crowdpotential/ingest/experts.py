"""The panel of experts: ratings by round and questions of weights; contradictions are refused when a study is loaded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.errors import CodebookError, Faults, ReadError
from crowdpotential.ingest.findings import Finding
from crowdpotential.ingest.forms import load_form
from crowdpotential.params import Experts, Report
from crowdpotential.quoting import show_id
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.expert_judgement.budgets import count_wrong_budgets
from crowdpotential.stats.expert_judgement.pairs import count_wrong_comparisons
from crowdpotential.validation import nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Ratings of experts, round by round."""

    codebook: Codebook  # of the form
    rounds: Mapping[str, pd.DataFrame]  # round -> one row per expert, index: his number; a column per statement, NaN where he gave none
    weights: pd.DataFrame  # of the first round: a column per question of weights; experts who answered all of them
    findings: tuple[Finding, ...]  # of reading the form

    @property
    def first(self) -> pd.DataFrame:
        """Ratings of the first round."""
        return next(iter(self.rounds.values()))

    def rated_by_enough(self, number: str, fewest: int) -> pd.DataFrame:
        """Return the ratings of a round of the statements that enough experts rated."""
        ratings = self.rounds[number]
        return ratings.loc[:, ratings.notna().sum() >= fewest]

    def bounds(self, statement: str) -> tuple[float, float]:
        """Return the ends of a statement's scale."""
        return self.codebook.bounds(statement)


def need_enough(experts: Experts, report: Report) -> Experts:
    """Return the section with `fewest` no lower than disclosure control demands of any number."""
    return experts.model_copy(update={"fewest": max(experts.fewest, report.suppress_below)})


def read_panel(folder: Path, experts: Experts) -> Panel:
    """Read the form of the experts.

    Raises:
        CodebookError: the form lacks a question that params name, or it is of another type.
        ReadError: an expert answers twice in a round, or joins after the first, his points do not sum to 100, or a comparison is beyond
            nine times; told by their number.
    """
    form = load_form(folder, experts.form)
    book, answers = form.codebook, form.answers
    _refuse_unknown(experts, book)
    asked = _weight_questions(experts)
    wanted = _numbers(answers, (*experts.statements, *asked), book).assign(expert=answers[experts.expert])
    rounds = dict[str, pd.DataFrame]()
    keys = answers[experts.round] if experts.round else pd.Series(1, answers.index)
    for number in book.codes(experts.round) if experts.round else (1,):
        rows = wanted[keys == number]
        if len(rows):
            rounds[str(number)] = rows.set_index("expert")
    if n_left := len(answers) - sum(map(len, rounds.values())):
        msg = f"{experts.form.questionnaire}: {n_left} forms tell no round; complete {experts.round}"
        raise ReadError(msg)
    _refuse_contradictions(rounds, experts)
    first = next(iter(rounds.values()))
    statements = list(experts.statements)
    return Panel(
        codebook=book,
        rounds={number: frame[statements] for number, frame in rounds.items()},
        weights=first[list(asked)].dropna(),
        findings=form.findings,
    )


def _weight_questions(experts: Experts) -> Sequence[str]:
    return () if experts.weights is None else (*experts.weights.points.values(), *experts.weights.pairs)


def _refuse_unknown(experts: Experts, book: Codebook) -> None:
    faults = Faults()
    named = [experts.expert, *([experts.round] if experts.round else []), *experts.statements, *_weight_questions(experts)]
    for name in dict.fromkeys(named):
        if name not in book.by_id:
            near = nearest(name, book.by_id)
            hint = f"did you mean {near}?" if near else f"the form asks {len(book.by_id)} others"
            faults.add(CodebookError(f"{book.id}: params name {show_id(name, 'a question')}, which the form does not ask; {hint}"))
    faults.raise_any()
    wrong = [name for name in experts.statements if not book.variable(name).kind.is_rating]
    wrong += [name for name in _weight_questions(experts) if not book.variable(name).kind.is_number]
    if wrong:
        msg = f"{book.id}: {', '.join(wrong)}: statements are ordinal, and points and pairs numeric; correct the type, or leave them out"
        raise CodebookError(msg)


def _numbers(answers: pd.DataFrame, names: Sequence[str], book: Codebook) -> pd.DataFrame:
    """Return answers as numbers, NaN for missing codes."""
    found = {}
    for name in names:
        values: FloatArray = answers[name].to_numpy(dtype=np.float64)
        found[name] = np.where(np.isin(values, list(book.missing_codes(name))), np.nan, values)
    return pd.DataFrame(found, index=answers.index)


def _refuse_contradictions(rounds: Mapping[str, pd.DataFrame], experts: Experts) -> None:
    faults, name = Faults(), experts.form.questionnaire
    if not rounds:
        msg = f"{name}: nobody filled in the form; add answers, or take experts out of params"
        raise ReadError(msg)
    first = next(iter(rounds.values()))
    for number, frame in rounds.items():
        if n_nameless := int((frame.index == "").sum()):
            faults.add(ReadError(f"{name}: {n_nameless} forms of round {number} have no {experts.expert}; complete it"))
        if n_twice := frame.index[frame.index.duplicated()].nunique():
            faults.add(ReadError(f"{name}: {n_twice} experts answer twice in round {number}; keep one form of each"))
        if n_new := len(set(frame.index) - set(first.index)):
            faults.add(
                ReadError(f"{name}: {n_new} experts of round {number} were not in the first; correct their codes, or leave them out")
            )
    _refuse_wrong_weights(first, experts, faults)
    faults.raise_any()


def _refuse_wrong_weights(first: pd.DataFrame, experts: Experts, faults: Faults) -> None:
    """Collect points that do not sum to 100, and comparisons of pairs that no expert can have meant."""
    name, given = experts.form.questionnaire, first[list(_weight_questions(experts))].dropna().to_numpy(dtype=np.float64)
    if experts.weights is None:
        return
    if experts.weights.points and (n_wrong := count_wrong_budgets(given)):
        faults.add(ReadError(f"{name}: points of {n_wrong} of {len(given)} experts do not sum to 100; correct them, or blank them"))
    if experts.weights.pairs and (n_wrong := count_wrong_comparisons(given)):
        faults.add(
            ReadError(
                f"{name}: {n_wrong} of {len(given)} experts have a comparison that is zero or beyond nine times; write 1 to 9 where the "
                "first matters more, -9 to -1 where the second does"
            )
        )
