"""Harmonising, step 7: running numbers stand for interviews and interviewers, in an order that no identifier has a part in.

Numbers of interviews are few and easy to list, so that a hash of one is turned back by hashing them all, whatever secret or salt of the
study is known. A running number says nothing of the number that it stands for, as long as the order says nothing either: it follows from
the answers that are kept, and from nothing else. Who knows every interview number, the program and the answers learns no more from the
running numbers than from the answers. They are the same on every machine, in whatever order rows, files and columns come, and whatever the
files are called.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, Condition, is_numbered
from crowdpotential.contracts import RESPONSES, require
from crowdpotential.ingest.delivered_cells import plain_text
from crowdpotential.params import Cleaning
from crowdpotential.stats.arrays import IntArray

DIGITS = 6  # more where there are a million or more
RESPONDENT = "respondent_id"
NOBODY = "-"  # a number that nobody has
NumbersOf = Mapping[str, Mapping[str, tuple[str, ...]]]  # variable -> cell of a file -> running numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """The respondents under running numbers, and which number stands for which cell: known while a run reads, and never written."""

    responses: pd.DataFrame  # meets RESPONSES, in the order of the files
    numbers_of: NumbersOf = field(repr=False)


def number_identifiers(responses: pd.DataFrame, codebook: Codebook, *, beside: pd.DataFrame | None = None) -> Numbered:
    """Put running numbers in the place of interview numbers and of all identifiers; a blank stays a blank.

    The same number in two files means two interviews, or two interviewers. Of several records with one interview number in a file all but
    one get "-2", "-3", ... appended: the id is unique, and the quality rule `repeated_record` sees the repetition.

    Args:
        responses: as RESPONSES, with interview numbers and identifiers as they stand in the files; an interview number is blank where a
            file has none.
        beside: cells of the same rows that are no answers but must not be mixed up (delivered replicate weights).
    """
    kept_apart = [v.id for v in codebook.variables if is_numbered(v) and v.id in responses and v.id != RESPONDENT]
    groups = {name: _same_cells(responses, name) for name in (RESPONDENT, *kept_apart)}
    order = _order_of_content(responses, groups, beside)
    numbered = responses.copy()
    for name in kept_apart:
        numbered[name] = pd.Series(_running(groups[name], order), index=responses.index, dtype="str")
    own = _running(_each_own(groups[RESPONDENT]), order)
    numbered[RESPONDENT] = pd.Series(_apart(own, order), index=responses.index, dtype="str")
    require(numbered, RESPONSES)
    numbers_of = {name: _numbers_by_cell(responses[name], numbered[name]) for name in groups}
    return Numbered(responses=numbered, numbers_of=numbers_of)


def number_rules(cleaning: Cleaning, codebook: Codebook, numbers_of: NumbersOf) -> Cleaning:
    """Make rules of exclusion name identifiers by their running numbers, where they name them as they stand in the files.

    An interview number holds in every file that has it, and for all records that have it.
    """
    rules = tuple(rule.model_copy(update={"when": _number_values(rule.when, codebook, numbers_of)}) for rule in cleaning.exclude)
    return cleaning.model_copy(update={"exclude": rules})


def in_canonical_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Put respondents into the order of their running numbers, so that no result depends on the order of rows and files.

    Sums of decimal fractions differ in their last digits with the order of the terms, and random draws with the order of
    those who are drawn from. Nor does the order of rows on the disk tell that of the interviews.

    Args:
        frame: one row per respondent.
    """
    return frame.sort_values(RESPONDENT, kind="stable", ignore_index=True)


def _same_cells(responses: pd.DataFrame, name: str) -> IntArray:
    """Number the different cells of a column, each file for itself, 0, 1, ...; -1 is the blank."""
    codes = responses.groupby(["source", name], sort=False).ngroup().to_numpy(dtype=np.int64)
    found: IntArray = np.where(responses[name] == "", -1, codes)
    return found


def _each_own(groups: IntArray) -> IntArray:
    """Make a group of its own of every row that is in none."""
    found: IntArray = np.where(groups < 0, groups.size + np.arange(groups.size), groups)
    return found


def _order_of_content(responses: pd.DataFrame, groups: Mapping[str, IntArray], beside: pd.DataFrame | None) -> IntArray:
    """Order the rows by a hash of what is kept of them.

    Rows that are alike in all of it are told apart by who shares an interviewer, a number or a file with them, never by these themselves.
    Rows that are alike in this too are interchangeable.
    """
    kept = responses.drop(columns=["source", *groups])
    content = hash_rows(kept[sorted(kept, key=str)])
    files = pd.factorize(responses["source"])[0]
    company = [_sum_by_group(content, members) for members in (*groups.values(), files)]
    found: IntArray = np.lexsort((*company, _hash_cells_of_tied(beside, content), content)).astype(np.int64)
    return found


def hash_rows(frame: pd.DataFrame) -> IntArray:
    """Hash every row to 64 bits that are the same on every machine."""
    found: IntArray = np.array(pd.util.hash_pandas_object(frame, index=False), dtype=np.uint64).view(np.int64)
    return found


def _hash_cells_of_tied(beside: pd.DataFrame | None, content: IntArray) -> IntArray:
    """Hash cells that stand beside the answers, where answers are alike; cells are many, and ties are few."""
    hashes, is_tied = (
        np.zeros(content.size, dtype=np.int64),
        pd.Series(content).duplicated(keep=False).to_numpy(),
    )
    if beside is not None and is_tied.any():
        hashes[is_tied] = hash_rows(beside[is_tied].map(plain_text).astype("str"))
    return hashes


def _sum_by_group(hashes: IntArray, groups: IntArray) -> IntArray:
    """Hash the rows of each group together, in whatever order they come: the sum of their hashes, modulo 2 to the 64."""
    sums = np.zeros(groups.size + 1, dtype=np.int64)
    np.add.at(sums, groups, hashes)
    sums[-1] = 0  # of the blanks, which are in no group
    return sums[groups]


def _running(groups: IntArray, order: IntArray) -> Sequence[str]:
    """Number the groups by their first row in an order, from 1; a row in none has a blank."""
    is_in_one = groups[order] >= 0
    numbers = np.zeros(groups.size, dtype=np.int64)
    numbers[order[is_in_one]] = 1 + pd.factorize(groups[order][is_in_one])[0]
    width = max(DIGITS, len(str(numbers.max(initial=0))))
    return [f"{number:0{width}d}" if number else "" for number in numbers.tolist()]


def _apart(ids: Sequence[str], order: IntArray) -> Sequence[str]:
    """Distinguish records with one number by "-2", "-3", ... in an order."""
    in_order = pd.Series(np.array(ids, dtype=object)[order])
    repetition = np.empty(len(ids), dtype=np.int64)
    repetition[order] = in_order.groupby(in_order).cumcount() + 1
    return [f"{own}-{place}" if place > 1 else own for own, place in zip(ids, repetition, strict=True)]


def _numbers_by_cell(cells: "pd.Series[str]", numbers: "pd.Series[str]") -> dict[str, tuple[str, ...]]:
    """List the running numbers that stand for each cell of a column, one or more for each file that has it."""
    found = defaultdict[str, list[str]](list)
    for cell, number in sorted(set(zip(cells.tolist(), numbers.tolist(), strict=True))):
        if cell:
            found[cell].append(number)
    return {cell: tuple(own) for cell, own in found.items()}


def _number_values(condition: Condition, codebook: Codebook, numbers_of: NumbersOf) -> Condition:
    if condition.parts:
        inner = {
            name: tuple(_number_values(part, codebook, numbers_of) for part in parts)
            for name, parts in (("all", condition.all), ("any", condition.any))
            if parts is not None
        }
        own = condition.negated
        return condition.model_copy(update={**inner, "negated": own and _number_values(own, codebook, numbers_of)})
    variable = codebook.by_id.get(condition.variable or "")
    if variable is None or not condition.compared_with or not is_numbered(variable):
        return condition
    known = numbers_of.get(variable.id, {})
    named = {number for value in condition.compared_with for number in known.get(plain_text(value), (NOBODY,))}
    op = "in" if condition.op in {"eq", "in"} else "not_in"
    return condition.model_copy(update={"op": op, "value": tuple(sorted(named))})
