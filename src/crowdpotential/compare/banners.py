"""Banner tables: one question by the groups of several variables, with what differs and how strongly both go together."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crowdpotential.compare.distributions import Base, Question
from crowdpotential.errors import DesignError, TableError
from crowdpotential.params import Comparison
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.inference.categorical import rao_scott
from crowdpotential.stats.inference.column_pairs import ColumnPairs, compare_columns
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import find_bases, infer_columns
from crowdpotential.stats.inference.freedom import count_freedom, table_freedom
from crowdpotential.stats.inference.intervals import Bases
from crowdpotential.stats.inference.overall import FTest, compare_means
from crowdpotential.stats.inference.ranges import Range
from crowdpotential.stats.inference.two_way import cramers_v, replicated_table
from crowdpotential.stats.replication.spread import replicate_covariance

BASES: tuple[Base, ...] = ("asked", "answered")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """A variable of the banner: its groups are columns."""

    variable: str
    keys: tuple[str, ...]  # of groups with a respondent, in the order of the questionnaire
    codes: IntArray  # (n,) 0..k-1, or -1 for none of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """What the lines of a question come to in each column: everybody first, then the groups."""

    columns: FloatArray  # (q, 1 + k, 1 + R) NaN where a line is not told of this base
    standard_error: FloatArray  # (q, 1 + k)
    ci_low: FloatArray  # (q, 1 + k)
    ci_high: FloatArray  # (q, 1 + k)
    n: IntArray  # (1 + k,) respondents
    n_effective: FloatArray  # (1 + k,) the same less what unequal weights cost (Kish 1965)
    persons: FloatArray  # (1 + k,) whom they stand for
    n_given: IntArray  # (q, 1 + k) respondents who gave the answer; of a mean those who have one

    @property
    def estimate(self) -> FloatArray:
        """(q, 1 + k) under the full sample's weights."""
        return self.columns[:, :, 0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Association:
    """How a question, or one option of several answers, goes together with the groups; None where that could not be tested."""

    test: FTest | None  # Rao and Scott's second order, of means the overall test
    strength: float  # Cramer's V, 0..1; NaN of a mean, or where there is no table


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A question by the groups of one variable."""

    grouping: Grouping
    cells: Mapping[Base, Cells]
    pairs: ColumnPairs  # of the groups, among those who answered; row by row of the question's lines
    associations: Mapping[int, Association]  # line -> that of an option or a mean; -1: that of all answers together


def estimate_block(
    question: Question, grouping: Grouping, inside: BoolArray, *, design: Design, comparison: Comparison, fewest: int, is_multiple: bool
) -> Block:
    """Estimate a question by the groups of a variable.

    Args:
        question: what is counted of the n respondents.
        grouping: of the same.
        inside: (n,) who passes the filter.
        design: weights and replicates.
        comparison: level and intervals.
        fewest: respondents that a column must rest on to be compared.
        is_multiple: whether a respondent may give several of the answers, so that each is tested alone.
    """
    groups = (grouping.codes[:, None] == np.arange(len(grouping.keys))) & inside[:, None]
    members = np.column_stack([inside, groups])
    cells = {base: _estimate_cells(question, members, base, design, comparison) for base in BASES}
    answered, own = cells["answered"], groups & question.members["answered"][:, None]
    told = np.tile(answered.n[1:] >= fewest, (len(question.counted), 1)) & ~np.isnan(answered.estimate[:, 1:])
    pairs = compare_columns(answered.columns[:, 1:], members=own, told=told, design=design, method="holm")
    columns = np.flatnonzero(answered.n[1:] >= fewest)
    return Block(
        grouping=grouping,
        cells=cells,
        pairs=pairs,
        associations=_associate(question, answered, own, columns, design, is_multiple=is_multiple) if columns.size > 1 else {},
    )


def _estimate_cells(question: Question, members: BoolArray, base: Base, design: Design, comparison: Comparison) -> Cells:
    inside, every = members & question.members[base][:, None], design.all_weights
    amounts = np.column_stack([counted.amounts for counted in question.counted])
    columns = np.full((amounts.shape[1], members.shape[1], every.shape[1]), np.nan)
    persons = inside.T.astype(np.float64) @ every
    for place, own in enumerate(inside.T):
        with np.errstate(invalid="ignore", divide="ignore"):
            columns[:, place] = amounts[own].T @ every[own] / persons[place]
    is_told = np.array([base in counted.bases for counted in question.counted])
    columns[~is_told] = np.nan
    worth = find_bases(np.where(inside, 1.0, np.nan), design.weights, np.zeros(len(inside), dtype=np.int64), 1)
    bases = Bases(n_respondents=worth.n_respondents[0], n_effective=worth.n_effective[0])
    ends = _infer(question, columns, bases, inside=inside, design=design, comparison=comparison)
    is_share = np.array([not counted.is_mean for counted in question.counted])
    given = (amounts > 0).T.astype(np.int64) @ inside
    return Cells(
        columns=columns,
        standard_error=ends[0],
        ci_low=ends[1],
        ci_high=ends[2],
        n=np.asarray(bases.n_respondents, dtype=np.int64),
        n_effective=bases.n_effective,
        persons=persons[:, 0],
        n_given=np.where(is_share[:, None], given, bases.n_respondents),
    )


def _infer(
    question: Question, columns: FloatArray, bases: Bases, *, inside: BoolArray, design: Design, comparison: Comparison
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return standard errors and both ends of the intervals, (q, 1 + k) each; those of shares and ratings stay within their ends."""
    errors, low, high = (np.full(columns.shape[:2], np.nan) for _ in range(3))
    freedom = count_freedom(inside, design)
    for line, counted in enumerate(question.counted):
        told = np.flatnonzero(~np.isnan(columns[line, :, 0]))
        if not told.size:
            continue
        own = infer_columns(
            columns[line, told],
            replication=design.replication,
            freedom=freedom[told],
            confidence_level=comparison.confidence_level,
            interval=None if counted.is_mean else comparison.share_interval,
            bases=Bases(n_respondents=bases.n_respondents[told], n_effective=bases.n_effective[told]),
            within=Range(low=counted.ends[0], high=counted.ends[1], scale="logit") if counted.is_mean and counted.ends else None,
        )
        errors[line, told], low[line, told], high[line, told] = own.standard_error, own.ci_low, own.ci_high
    return errors, low, high


def _associate(
    question: Question, cells: Cells, own: BoolArray, columns: IntArray, design: Design, *, is_multiple: bool
) -> dict[int, Association]:
    """Test answers against the groups: all at once where each respondent gave one, else option by option; and means."""
    shares = [line for line, counted in enumerate(question.counted) if not counted.is_mean and "answered" in counted.bases]
    codes = np.where(own[:, columns].any(axis=1), own[:, columns].argmax(axis=1), -1)
    persons = own[:, columns].T.astype(np.float64) @ design.all_weights
    counts = cells.columns[shares][:, columns + 1] * persons
    found = dict[int, Association]()
    if is_multiple:
        for place, line in enumerate(shares):
            found[line] = _association(np.stack([counts[place], persons - counts[place]]), codes, design)
    elif shares:
        found[-1] = _association(counts, codes, design)
    for line, counted in enumerate(question.counted):
        if counted.is_mean:
            found[line] = Association(test=_test_means(cells.columns[line, columns + 1], codes, design), strength=np.nan)
    return found


def _association(counts: FloatArray, codes: IntArray, design: Design) -> Association:
    """Test a table of weighted counts (r, c, 1 + R); answers that nobody gave are left out."""
    given = counts[counts[:, :, 0].sum(axis=1) > 0]
    if len(given) < 2:
        return Association(test=None, strength=np.nan)
    strength = float(cramers_v(given[:, :, :1])[0])
    try:
        freedom = float(table_freedom(codes, design))
        table = replicated_table(given, int((codes >= 0).sum()), replication=design.replication, degrees_of_freedom=freedom)
        return Association(test=rao_scott(table).second_order, strength=strength)
    except (TableError, DesignError):
        return Association(test=None, strength=strength)


def _test_means(columns: FloatArray, codes: IntArray, design: Design) -> FTest | None:
    """Test that the means (k, 1 + R) of the groups are the same."""
    members = codes[:, None] == np.arange(len(columns))
    covariance = replicate_covariance(columns[:, 0], columns[:, 1:], design.replication)
    try:
        return compare_means(
            columns[:, 0],
            covariance.covariance,
            sizes=members.sum(axis=0).astype(np.float64),
            degrees_of_freedom=count_freedom(members, design).numbers,
            freedom_of_all=float(count_freedom(members.any(axis=1)[:, None], design)[0]),
        )
    except DesignError:
        return None
