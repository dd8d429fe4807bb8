"""Rows about how to reach each type: the channels, motives and barriers that its people name."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.chapters.typology.estimates.indicators import place_codes
from crowdpotential.chapters.typology.estimates.inferring import difference_rows, share_rows, type_label
from crowdpotential.chapters.typology.estimates.replicated import Types, TypeTables
from crowdpotential.chapters.typology.estimates.type_rows import find_members
from crowdpotential.codebook import Codebook
from crowdpotential.params import Comparison, Typology
from crowdpotential.results.measures import typology as measures
from crowdpotential.results.rows import Columns, Row
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.freedom import count_freedom


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentions:
    """Answers to the questions on how to reach people: who gave each, of who answered."""

    purposes: tuple[str, ...]  # (a,) channels, motives or barriers
    variables: tuple[str, ...]  # (a,)
    categories: tuple[str, ...]  # (a,) codes
    given: BoolArray  # (n, a)
    answered: BoolArray  # (n, a)

    @property
    def columns(self) -> FloatArray:
        """(n, 2 a): who gave each answer, then who answered and did not give it."""
        return np.column_stack([self.given, self.answered & ~self.given]).astype(np.float64)


def collect_mentions(responses: pd.DataFrame, codebook: Codebook, questions: Mapping[str, str]) -> Mentions:
    """Collect the answers to each question; those that nobody gave are left out.

    Args:
        responses: analysed respondents of the main sample.
        codebook: questions and codes.
        questions: purpose -> question.
    """
    found: list[tuple[str, str, str, BoolArray, BoolArray]] = []
    for purpose, question in questions.items():
        for place, code in enumerate(codebook.codes(question)):
            raw = responses[codebook.columns(question)[place if codebook.variable(question).kind.has_options else 0]].to_numpy(
                dtype=np.float64
            )
            if codebook.variable(question).kind.has_options:
                levels = place_codes(raw, (0, 1))
                given, answered = levels == 1, levels >= 0
            else:
                given, answered = raw == code, place_codes(raw, tuple(codebook.codes(question))) >= 0
            if given.any():
                found.append((purpose, question, str(code), given, answered))
    empty = np.zeros((len(responses), 0), dtype=np.bool_)
    return Mentions(
        purposes=tuple(one[0] for one in found),
        variables=tuple(one[1] for one in found),
        categories=tuple(one[2] for one in found),
        given=np.column_stack([one[3] for one in found]) if found else empty,
        answered=np.column_stack([one[4] for one in found]) if found else empty,
    )


def reach_rows(
    types: Types, tables: TypeTables, mentions: Mentions, design: Design, *, comparison: Comparison, typology: Typology
) -> list[Row]:
    """Report the share of each type that gives each answer, and by how much it differs from that of all: a family each question.

    Args:
        types: of whom.
        tables: types by the columns of `mentions`.
        mentions: who gave which answer.
        design: of the respondents.
        comparison: level, kind of interval, adjustment.
        typology: smallest difference.
    """
    members, rows = find_members(types), list[Row]()
    own, every = _shares(tables, len(mentions.variables))
    for question in dict.fromkeys(mentions.variables):
        at = [i for i, name in enumerate(mentions.variables) if name == question]
        labels = [_label(mentions, i, k) for k in range(types.n_types) for i in at]
        base = np.column_stack([mentions.answered[:, at] & members[:, k, None] for k in range(types.n_types)])
        columns = np.concatenate([own[:, k, at].T for k in range(types.n_types)])
        rows += share_rows(measures.REACH, columns, base, labels, design=design, comparison=comparison)
        n = base.sum(axis=0)
        rows += difference_rows(
            measures.REACH_DIFFERENCE,
            columns - np.tile(every[:, at].T, (types.n_types, 1)),
            [{**label, "n": float(n[i])} for i, label in enumerate(labels)],
            freedom=count_freedom(base, design),
            design=design,
            comparison=comparison,
            smallest=typology.smallest_difference,
            family=f"reach of types, {question}",
        )
    return rows


def _shares(tables: TypeTables, n_answers: int) -> tuple[FloatArray, FloatArray]:
    """Return the shares (1 + R, K, a) of types, and those of all (1 + R, a)."""
    given, others = tables.weights[:, :, :n_answers], tables.weights[:, :, n_answers:]
    totals = given + others
    own = np.divide(given, totals, out=np.full_like(given, np.nan), where=totals > 0)
    return own, given.sum(axis=1) / totals.sum(axis=1)


def _label(mentions: Mentions, at: int, position: int) -> Columns:
    return {
        "variable": mentions.variables[at],
        "category": mentions.categories[at],
        "variable_2": f"type={type_label(position)}",
        "model": mentions.purposes[at],
    }
