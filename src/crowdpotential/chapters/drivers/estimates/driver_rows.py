"""All rows of the chapter on drivers: everybody and each side, and the sides against each other."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from crowdpotential.chapters.drivers.estimates.answers import Term
from crowdpotential.chapters.drivers.estimates.equations import make_equation
from crowdpotential.chapters.drivers.estimates.fitting import Fitted, fit_models
from crowdpotential.chapters.drivers.estimates.map_rows import high_share_rows, level_rows
from crowdpotential.chapters.drivers.estimates.model_rows import count_rows, difference_rows, fit_rows, importance_rows
from crowdpotential.chapters.drivers.estimates.parallel_rows import parallel_rows
from crowdpotential.chapters.drivers.estimates.side_rows import side_rows
from crowdpotential.compare.families import Inferring
from crowdpotential.params import Comparison
from crowdpotential.results.domains import Domain, Domains
from crowdpotential.results.rows import MAIN, Columns, Row
from crowdpotential.stats.arrays import BoolArray
from crowdpotential.stats.inference.design import Design


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: an outcome, what it is regressed on, and from which of its answers on they are high."""

    outcome: Term
    terms: tuple[Term, ...]  # predictors before controls
    codes: Mapping[int, int]  # of a rating: place among the answers, turned so that more is more -> code; none of a number or score
    high_place: int | None  # place of the lowest high answer; None without codes
    fewest: int  # respondents in a category

    @property
    def has_scores(self) -> bool:
        """Whether it holds numbers that may be compared only where a verdict allows it."""
        return any(term.is_score for term in (self.outcome, *self.terms))


def driver_rows(question: Question, domains: Domains, *, design: Design, comparison: Comparison, comparable: Collection[str]) -> list[Row]:
    """Report models of everybody and of each side, and whether the sides differ.

    Args:
        question: of n respondents.
        domains: everybody, if they are one population, and sides.
        design: weights and replicates.
        comparison: level and adjustment.
        comparable: sides whose scores may be compared.
    """
    how, fitted, rows = Inferring(replication=design.replication, comparison=comparison), list[Fitted](), list[Row]()
    chosen = _choose(question, domains, comparable)
    for label in chosen:
        members = domains.members[:, domains.position(label)]
        equation = make_equation(question.outcome, question.terms, label, members, design=design, fewest=question.fewest)
        rows += count_rows(equation, question.outcome)
        rows += _high_rows(question, members, {**MAIN, **label.columns}, how, design)
        if not equation.failure:
            fitted.append(fit_models(equation, question.outcome, design, cut=question.high_place, fewest=question.fewest))
            rows += _rows_of(fitted[-1], question, how, design, with_contrasts=label == chosen[0] or chosen[0] != Domain())
    is_score = question.outcome.is_score
    sides = [one for one in fitted if one.equation.domain.bloc]
    permitted = [one for one in sides if not question.has_scores or one.equation.domain.bloc in comparable]
    return rows + side_rows(permitted, question.outcome, how, is_score=is_score)


def _choose(question: Question, domains: Domains, comparable: Collection[str]) -> Sequence[Domain]:
    """List whom models are made of: everybody unless sides with scores may not be pooled, and sides where there are several."""
    sides = [label for label in domains.labels if label.bloc]
    pools = not question.has_scores or len(sides) < 2 or {label.bloc for label in sides} <= set(comparable)
    everybody = [Domain()] if Domain() in domains.labels and (pools or len(sides) < 2) else []
    return [*everybody, *(sides if len(sides) > 1 or not everybody else [])]


def _rows_of(fitted: Fitted, question: Question, how: Inferring, design: Design, *, with_contrasts: bool) -> list[Row]:
    outcome = question.outcome
    return [
        *fit_rows(fitted, outcome, how, question.codes),
        *difference_rows(fitted, outcome, how, is_score=outcome.is_score),
        *parallel_rows(fitted, outcome, how),
        *importance_rows(fitted, outcome, how, with_contrasts=with_contrasts),
        *level_rows(fitted, question.terms, outcome, how, design),
    ]


def _high_rows(question: Question, members: BoolArray, about: Columns, how: Inferring, design: Design) -> list[Row]:
    place = question.high_place
    if place is None or not (members & question.outcome.is_known).any():
        return []
    about = {**about, "category": str(question.codes[place])}
    return high_share_rows(question.outcome, members, place, about, how=how, design=design)


def place_codes(codes: Iterable[int], direction: int) -> dict[int, int]:
    """Return the codes of answers by their places above the lowest, turned so that more is more.

    Args:
        codes: of the answers.
        direction: -1 where a higher code means less.
    """
    listed = sorted(codes, reverse=direction < 0)
    return {abs(code - listed[0]): code for code in listed}


def place_of_high(codes: Mapping[int, int], high_from: int | None) -> int:
    """Return the place of the lowest answer that counts as high: of the code that params give, else the first above the middle."""
    if high_from is None:
        return min(place for place in codes if place > max(codes) / 2)
    return next(place for place, code in codes.items() if code == high_from)
