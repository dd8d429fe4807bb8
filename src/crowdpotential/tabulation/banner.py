"""A banner table: the blocks of a question, one for each variable of the banner, and which of their cells are not told."""

from dataclasses import dataclass

import numpy as np

from crowdpotential.codebook import Codebook, Variable
from crowdpotential.compare.banners import Block, estimate_block
from crowdpotential.compare.distributions import Question, count_question
from crowdpotential.disclosure.amounts import is_dominated, is_error_dominated
from crowdpotential.disclosure.cross_tables import Counts, hide_cells
from crowdpotential.disclosure.few import Few, few_of
from crowdpotential.errors import ParamsError
from crowdpotential.stats.arrays import BoolArray, IntArray
from crowdpotential.tabulation.asking import Asked
from crowdpotential.tabulation.sample import Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldBlock:
    """A question by the groups of one variable, and what of it is hidden."""

    block: Block
    hidden: BoolArray  # (q, 1 + k) cells
    few_columns: BoolArray  # (1 + k,) columns of too few respondents, of which nothing is told


@dataclass(frozen=True, slots=True, kw_only=True)
class BannerTable:
    """A question by the groups of several variables."""

    variable: Variable
    question: Question
    blocks: tuple[ToldBlock, ...]
    filters: tuple[str, ...]


def make_banner(sample: Sample, asked: Asked) -> BannerTable:
    """Estimate a question by the groups that are asked for, and hide what would tell of somebody.

    Raises:
        ParamsError: no variable has two groups, or nobody who passes the filter was asked.
    """
    variable, params = asked.question, sample.params
    question = count_question(sample.responses, sample.codebook, variable)
    n_asked = int((question.members["asked"] & asked.inside).sum())
    few = few_of(params.report)
    if n_asked < few.base:
        msg = (
            f"question {variable.id}: {n_asked} of those in the table were asked, fewer than suppress_below ({few.base}); widen the filter"
        )
        raise ParamsError(msg)
    if not asked.groupings:
        msg = f"question {variable.id}: the study has neither sides nor areas nor groups to compare; name columns by --by"
        raise ParamsError(msg)
    blocks = [
        estimate_block(
            question,
            grouping,
            asked.inside,
            design=sample.design,
            comparison=params.comparison,
            fewest=few.base,
            is_multiple=variable.kind.has_options,
        )
        for grouping in asked.groupings
    ]
    told = tuple(
        _hide(
            block,
            question,
            few,
            is_multiple=variable.kind.has_options,
            ruled=_find_dominated(question, block, asked, sample),
        )
        for block in blocks
    )
    return BannerTable(variable=variable, question=question, blocks=told, filters=asked.filters)


def order_lines(table: BannerTable, codebook: Codebook) -> list[int]:
    """Return the lines in the order of print: as asked; of several answers the most frequent first, and those that exclude others last."""
    counted = table.question.counted
    if not table.variable.kind.has_options:
        return list(range(len(counted)))
    shares, codes = table.blocks[0].block.cells["answered"].estimate[:, 0], set(map(str, codebook.codes(table.variable.id)))
    exclusive = set(map(str, table.variable.exclusive))

    def rank(line: int) -> tuple[int, float]:
        category = counted[line].category
        kind = 2 if category not in codes else 1 if category in exclusive else 0
        return kind, 0.0 if kind == 2 else -float(np.nan_to_num(shares[line]))

    return sorted(range(len(counted)), key=rank)


def _find_dominated(question: Question, block: Block, asked: Asked, sample: Sample) -> BoolArray:
    """Mark the columns (1 + k,) in which one respondent holds nearly all of a number, or of the error of its mean."""
    codes, known = block.grouping.codes, question.members["answered"] & asked.inside
    columns = [known, *(known & (codes == place) for place in range(len(block.grouping.keys)))]
    means = [counted.amounts for counted in question.counted if counted.is_mean] if asked.question.kind.is_number else []
    per_cent, weights = sample.params.report.dominance, sample.design.weights
    found = [
        any(is_dominated(one[inside], per_cent) or is_error_dominated(one[inside], weights[inside], per_cent) for one in means)
        for inside in columns
    ]
    return np.array(found, dtype=np.bool_)


def _hide(block: Block, question: Question, few: Few, *, is_multiple: bool, ruled: BoolArray) -> ToldBlock:
    asked, answered = block.cells["asked"], block.cells["answered"]
    is_few = (asked.n < few.base) | (answered.n < few.base)
    hidden = np.tile(is_few, (len(question.counted), 1))
    shares = [line for line, counted in enumerate(question.counted) if not counted.is_mean]
    answers = [line for line in shares if "answered" in question.counted[line].bases]
    others = [line for line in shares if line not in answers]
    persons = asked.estimate * asked.persons
    if is_multiple:
        for line in answers:
            hidden[line] |= _hide_option(block, line, few)
        hidden[others] |= _hide_missing(block, others, few)
    elif answers:
        counts = Counts(respondents=asked.n_given[shares], persons=persons[shares], is_answer=np.isin(shares, answers))
        hidden[shares] |= hide_cells(counts, few)
    else:
        hidden[others] |= _hide_missing(block, others, few)
    means = [line for line, counted in enumerate(question.counted) if counted.is_mean]
    of_codes = hidden[answers].any(axis=0) if answers else np.zeros_like(is_few)
    hidden[means] |= _hide_means(is_few | of_codes | ruled, answered.n, few, is_alone=bool(ruled.any()))
    return ToldBlock(block=block, hidden=hidden, few_columns=is_few)


def _hide_option(block: Block, line: int, few: Few) -> BoolArray:
    """Protect an option beside not choosing it, among those who answered."""
    cells = block.cells["answered"]
    chosen, persons = cells.n_given[line], cells.estimate[line] * cells.persons
    counts = Counts(
        respondents=np.stack([chosen, cells.n - chosen]),
        persons=np.nan_to_num(np.stack([persons, cells.persons - persons])),
        is_answer=np.ones(2, dtype=np.bool_),
    )
    return np.asarray(hide_cells(counts, few).any(axis=0))


def _hide_missing(block: Block, lines: list[int], few: Few) -> BoolArray:
    """Protect the ways of giving no answer beside having answered."""
    asked, answered = block.cells["asked"], block.cells["answered"]
    if not lines:
        return np.zeros((0, asked.n.size), dtype=np.bool_)
    counts = Counts(
        respondents=np.vstack([asked.n_given[lines], answered.n]),
        persons=np.nan_to_num(np.vstack([(asked.estimate * asked.persons)[lines], answered.persons])),
        is_answer=np.array([False] * len(lines) + [True]),
    )
    return hide_cells(counts, few)[:-1]


def _hide_means(hidden: BoolArray, n: IntArray, few: Few, *, is_alone: bool) -> BoolArray:
    """Hide a mean of too few, or of one who dominates, and one more where everybody's mean less the others would give it back."""
    found = hidden.copy()
    if found[0] or not found[1:].any():
        return found
    outside = int(n[0] - n[1:][~found[1:]].sum())  # of whom no mean is told
    if (0 < outside < few.base or (is_alone and found[1:].sum() == 1)) and not found[1:].all():
        shown = np.flatnonzero(~found[1:])
        found[1 + shown[np.argmin(n[1:][shown])]] = True
    return found
