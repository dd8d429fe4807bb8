"""Quality checks: what each kind of rule in the codebook looks for. Every function marks respondents; none leaves one out."""

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, QualityRule
from crowdpotential.conditions import UNANSWERED, is_of_class, is_substantive, numbers_given
from crowdpotential.stats.arrays import BoolArray, FloatArray

BLOCK_ROWS = 2_000  # respondents compared with all others at a time
FEWEST_COMMON_SHARE = 0.5  # of the questions both must have answered before two interviews are compared


def mark_repeated_records(responses: pd.DataFrame) -> BoolArray:
    """Mark records that repeat an interview number of their file; the first record is not marked."""
    return responses["respondent_id"].str.contains("-", regex=False).to_numpy(dtype=np.bool_)


def mark_contradictions(responses: pd.DataFrame, codebook: Codebook, rule: QualityRule) -> BoolArray:
    """Mark those whose answers differ by `min_difference` or more, after reversing, in every pair of the rule."""
    marked = np.ones(len(responses), dtype=np.bool_)
    for pair in rule.pairs:
        first, second = (_directed(responses, codebook, item) for item in pair)
        marked &= np.abs(first - second) >= rule.min_difference  # a missing answer (NaN) contradicts nothing
    return marked


def mark_straightlining(responses: pd.DataFrame, codebook: Codebook, rule: QualityRule) -> BoolArray:
    """Mark those who ticked one column in `min_blocks` dimensions that hold a reversed item, where it contradicts itself."""
    n_lines = np.zeros(len(responses), dtype=np.int64)
    for dimension in codebook.dimensions:
        items = _asked_items(codebook, dimension.id)
        if len({codebook.variable(item).direction for item in items}) < 2:
            continue
        answers = np.column_stack([numbers_given(responses, item, codebook=codebook) for item in items])
        n_lines += (answers == answers[:, :1]).all(axis=1)
    marked: BoolArray = n_lines >= rule.min_blocks
    return marked


def mark_speeding(responses: pd.DataFrame, codebook: Codebook, rule: QualityRule, *, applies: BoolArray) -> BoolArray:
    """Mark interviews shorter than a share of the median of their group, among those to whom the rule applies."""
    duration = pd.Series(numbers_given(responses, str(rule.duration), codebook=codebook)).where(applies)
    groups = responses[rule.by].to_numpy() if rule.by else np.zeros(len(responses))
    medians = duration.groupby(groups).transform("median")
    return (duration < rule.share_of_median * medians).to_numpy(dtype=np.bool_)


def mark_item_nonresponse(responses: pd.DataFrame, codebook: Codebook, rule: QualityRule) -> BoolArray:
    """Mark those who left more than a share of the items unanswered that they were asked, over all dimensions."""
    items = [item for dimension in codebook.dimensions for item in _asked_items(codebook, dimension.id)]
    n_unanswered = np.zeros(len(responses))
    n_asked = np.zeros(len(responses))
    for item in items:
        unanswered = is_of_class(responses, item, codebook=codebook, variable=item, classes=UNANSWERED)
        n_unanswered += unanswered
        n_asked += unanswered | is_substantive(responses, item, codebook=codebook, variable=item)
    marked: BoolArray = n_unanswered > rule.above_share * n_asked
    return marked


def mark_duplicates(responses: pd.DataFrame, codebook: Codebook, rule: QualityRule) -> BoolArray:
    """Mark those whose answers equal another interview's on at least a share of the questions that both answered.

    Single and ordinal questions count; the fieldwork's own variables do not, nor does a record that was delivered twice.
    The comparison is one matrix product of indicators, in blocks of respondents.
    """
    questions = [v.id for v in codebook.variables if v.kind.has_one_code and not (v.derive or v.role)]
    repeated = mark_repeated_records(responses)
    ours = responses[~repeated]
    if not questions or len(ours) < 2:
        return np.zeros(len(responses), dtype=np.bool_)
    answered = np.column_stack([is_substantive(ours, q, codebook=codebook, variable=q) for q in questions])
    indicators = np.concatenate([ours[[q]].to_numpy() == np.array(list(codebook.codes(q))) for q in questions], axis=1).astype(np.float32)
    has_answer = answered.astype(np.float32)
    fewest = FEWEST_COMMON_SHARE * answered.any(axis=0).sum()
    is_twin = np.zeros(len(ours), dtype=np.bool_)
    for start in range(0, len(ours), BLOCK_ROWS):
        block, rest = slice(start, start + BLOCK_ROWS), slice(start, None)  # a pair is compared once
        n_common = has_answer[block] @ has_answer[rest].T
        n_same = indicators[block] @ indicators[rest].T
        alike = (n_same >= rule.min_share * n_common) & (n_common >= fewest)
        np.fill_diagonal(alike, val=False)
        is_twin[block] |= alike.any(axis=1)
        is_twin[rest] |= alike.any(axis=0)
    marked = np.zeros(len(responses), dtype=np.bool_)
    marked[~repeated] = is_twin
    return marked


def _asked_items(codebook: Codebook, dimension: str) -> list[str]:
    """List the items of a dimension that are answers, not derived ones."""
    return [item for item in codebook.items(dimension) if codebook.variable(item).derive is None]


def _directed(responses: pd.DataFrame, codebook: Codebook, item: str) -> FloatArray:
    """Turn the answers to a reversed item round, so that a high code means much of the dimension."""
    answers = numbers_given(responses, item, codebook=codebook)
    turned: FloatArray = sum(codebook.bounds(item)) - answers
    return answers if codebook.variable(item).direction == 1 else turned
