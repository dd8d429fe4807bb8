"""Sensitivity: does a headline hold under every combination of choices, and if not, on which choice does it depend?

A headline is a plain answer out of the same test as on the page - a sign, a yes or no, a set of areas - taken under every
combination. A choice matters if two combinations that differ in it alone give different answers.
"""

import copy
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from crowdpotential.compare.alternatives import Alternatives, area_pairs, fields_of, gap_pairs
from crowdpotential.params import Comparison
from crowdpotential.params.choices import Choices
from crowdpotential.results.domains import Domain
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.composites.ranks import (
    Directions,
    RankSets,
    draw_directions,
    may_be_among_best,
    may_be_among_worst,
    simultaneous_rank_sets,
)
from crowdpotential.stats.inference.degrees_of_freedom import join_freedom
from crowdpotential.stats.inference.estimation import infer_columns
from crowdpotential.stats.inference.simultaneous import judge_family
from crowdpotential.stats.replication.spread import replicate_covariance

Headline = Literal["sign", "established", "first", "last", "pair"]
MOST_DRAWS, FEWEST_DRAWS = 100_000, 10_000  # for the critical values of one combination
ALL_DRAWS = 4_000_000  # for those of all combinations together


@dataclass(frozen=True, slots=True, kw_only=True)
class Robustness:
    """One headline under all combinations."""

    headline: Headline
    first: Domain  # whom it is about
    second: Domain
    holds: bool
    agreeing: float  # share of the combinations with the answer of the index itself
    depends_on: tuple[str, ...]  # choices that change the answer by themselves, the most often first
    disagreeing: tuple[int, ...]  # combinations with another answer


def judge_headlines(alternatives: Alternatives, comparison: Comparison, *, rng: np.random.Generator) -> list[Robustness]:
    """Judge the gaps, who may be first and last, and the pairs of areas that the index itself tells apart.

    Args:
        alternatives: means under every combination.
        comparison: level and adjustment, as on the page.
        rng: of the critical values of ranks; every combination has the same draws.
    """
    return [
        *_judge_gaps(alternatives, comparison),
        *_judge_ends(alternatives, comparison, rng),
        *_judge_pairs(alternatives, comparison),
    ]


def rank_sets_agree(alternatives: Alternatives, comparison: Comparison, *, rng: np.random.Generator) -> bool | None:
    """Return whether all combinations give the same rank sets; None where no areas may be ranked.

    Arguments as for `judge_headlines`.
    """
    fields = fields_of(alternatives)
    answers = [
        [own and (own.lower.tolist(), own.upper.tolist()) for own in sets] for sets in _rank_sets(alternatives, fields, comparison, rng)
    ]
    return all(answer == answers[0] for answer in answers) if fields else None


def judge(
    answers: Sequence[Hashable],
    choices: Choices,
    headline: Headline,
    first: Domain,
    second: Domain = Domain(),  # noqa: B008 a frozen record
) -> Robustness:
    """Compare the answers of all combinations with that of the index itself.

    Args:
        answers: (S,) in the order of the combinations.
        choices: what they are.
        headline, first, second: what was asked, and about whom.
    """
    agrees = np.array([answer == answers[choices.main] for answer in answers])
    return Robustness(
        headline=headline,
        first=first,
        second=second,
        holds=bool(agrees.all()),
        agreeing=1.0 if agrees.all() else float(choices.cell_shares @ agrees),
        depends_on=() if agrees.all() else _responsible(answers, choices),
        disagreeing=tuple(np.flatnonzero(~agrees).tolist()),
    )


def _responsible(answers: Sequence[Hashable], choices: Choices) -> tuple[str, ...]:
    """Name the choices by how often changing one alone changes the answer; all of them if none does by itself."""
    weights, weight_of = dict.fromkeys(choices.axes, 0.0), choices.cell_shares
    for axis, name in enumerate(choices.axes):
        lines: dict[tuple[int, ...], list[int]] = {}
        for cell, position in enumerate(choices.positions):
            lines.setdefault((*position[:axis], *position[axis + 1 :]), []).append(cell)
        for line in lines.values():
            weights[name] += sum(weight_of[a] * weight_of[b] for a in line for b in line if answers[a] != answers[b])
    found = sorted((name for name in weights if weights[name] > 0), key=lambda name: -weights[name])
    return tuple(found) or choices.axes


def _judge_gaps(alternatives: Alternatives, comparison: Comparison) -> list[Robustness]:
    pairs = gap_pairs(alternatives)
    if not pairs:
        return []
    signs, is_established = _test(alternatives, pairs, comparison)
    found = []
    for i, (first, second) in enumerate(pairs):
        found.append(judge(signs[:, i].tolist(), alternatives.choices, "sign", first, second))
        found.append(judge(is_established[:, i].tolist(), alternatives.choices, "established", first, second))
    return found


def _judge_pairs(alternatives: Alternatives, comparison: Comparison) -> list[Robustness]:
    pairs, choices = area_pairs(alternatives), alternatives.choices
    if not pairs:
        return []
    signs, is_established = _test(alternatives, pairs, comparison)
    answers = np.where(is_established, signs, 0.0)
    return [
        judge(answers[:, i].tolist(), choices, "pair", first, second)
        for i, (first, second) in enumerate(pairs)
        if is_established[choices.main, i]
    ]


def _test(alternatives: Alternatives, pairs: Sequence[tuple[Domain, Domain]], comparison: Comparison) -> tuple[FloatArray, BoolArray]:
    """Return sign and significance of every pair under every combination: both (S, pairs); adjusted within a combination."""
    values = np.stack([alternatives.difference(*pair) for pair in pairs], axis=1)  # (S, pairs, 1 + R)
    freedom, established = (
        join_freedom([alternatives.freedom_between(*pair) for pair in pairs]),
        list[BoolArray](),
    )
    for of_cell in values:
        found = infer_columns(
            of_cell,
            replication=alternatives.replication,
            freedom=freedom,
            confidence_level=comparison.confidence_level,
        )
        judged = judge_family(found, of_cell[:, 1:], replication=alternatives.replication, method=comparison.adjust)
        established.append(judged.is_found)
    return np.sign(values[:, :, 0]), np.stack(established)


def _judge_ends(alternatives: Alternatives, comparison: Comparison, rng: np.random.Generator) -> list[Robustness]:
    """Judge which areas may be first and last, as the simultaneous rank sets have them."""
    fields = fields_of(alternatives)
    sets = _rank_sets(alternatives, fields, comparison, rng)
    found = []
    for i, field in enumerate(fields):
        of_field = [known for of_cell in sets if (known := of_cell[i]) is not None]
        if len(of_field) < len(sets):
            continue  # withheld; the means say so themselves
        about = Domain() if alternatives.compares_all_areas else Domain(bloc=field[0].bloc)
        first = [may_be_among_best(own, 1).tobytes() for own in of_field]
        last = [may_be_among_worst(own, 1).tobytes() for own in of_field]
        found.append(judge(first, alternatives.choices, "first", about))
        found.append(judge(last, alternatives.choices, "last", about))
    return found


def _rank_sets(
    alternatives: Alternatives,
    fields: Sequence[tuple[Domain, ...]],
    comparison: Comparison,
    rng: np.random.Generator,
) -> list[list[RankSets | None]]:
    """Give, under each combination, the simultaneous rank sets of each field; None where withheld."""
    n_draws = min(MOST_DRAWS, max(FEWEST_DRAWS, ALL_DRAWS // len(alternatives.means)))
    places = [[alternatives.units.index(area) for area in field] for field in fields]
    draws = _Draws(n_draws=n_draws, known={(): rng}, made={})
    found = []
    for means in alternatives.means:
        of_cell, drawn = list[RankSets | None](), tuple[int, ...]()
        for number, positions in enumerate(places):
            estimate, replicates = means[positions, 0], means[positions, 1:]
            spread = replicate_covariance(estimate, replicates, alternatives.replication)
            if spread.withheld:
                of_cell.append(None)
                continue
            drawn = (*drawn, number)
            freedom = float(alternatives.freedom[positions].fewest)
            errors = draws.take(drawn, len(positions), freedom).errors(spread.covariance)
            level = comparison.confidence_level
            of_cell.append(simultaneous_rank_sets(estimate, errors, confidence_level=level))
        found.append(of_cell)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draws:
    """Draws that all combinations share, made once: each combination would begin at the same place of the same stream."""

    n_draws: int
    known: dict[tuple[int, ...], np.random.Generator]  # the stream behind the fields that are drawn, in their order
    made: dict[tuple[int, ...], Directions]

    def take(self, drawn: tuple[int, ...], n_estimates: int, freedom: float) -> Directions:
        if drawn not in self.made:
            rng = copy.deepcopy(self.known[drawn[:-1]])
            self.made[drawn] = draw_directions(n_estimates, degrees_of_freedom=freedom, n_draws=self.n_draws, rng=rng)
            self.known[drawn] = rng
        return self.made[drawn]
