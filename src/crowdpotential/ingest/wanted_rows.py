"""Reading: the rows of a file that a study wants (data.where), such as three countries of thirty.

The condition names columns of the file, as it calls them, and is held against their cells as delivered: the codebook need not list them.
Who has a blank there is not wanted. What does not count as received is counted in a finding.
"""

import math
import operator
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from crowdpotential.codebook import Codebook, Condition
from crowdpotential.conditions import Truth, combine
from crowdpotential.errors import ColumnError, Faults, UnlistedCodeError
from crowdpotential.ingest.column_names import find_alike
from crowdpotential.ingest.delivered_cells import (
    code_number,
    distinct_cells,
    number_of,
    plain_text,
)
from crowdpotential.ingest.findings import Finding
from crowdpotential.ingest.lost_cells import settle_lost_cells
from crowdpotential.ingest.raw_files import RawFile, Source
from crowdpotential.ingest.vocabulary import blank_words
from crowdpotential.letters import normal_form, tidy
from crowdpotential.quoting import may_quote, show
from crowdpotential.stats.arrays import BoolArray

MOST_NAMED = 5  # values of a column in a message
LARGEST_EXACT = 2**53  # beyond it neighbouring whole numbers are one float
MOST_VALUES = 60  # of a column that sorts rows; one with more numbers or describes them
ORDER: Mapping[str, Callable[[Any, Any], Any]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


def missing_forms(codebook: Codebook) -> dict[str, frozenset[str]]:
    """List, by column of the codebook, how its missing codes are written: as numbers and by their keys."""
    forms = dict[str, frozenset[str]]()
    for variable in codebook.variables:
        entries = codebook.missing_codes(variable.id).items()
        written = {_form(word, ".") for code, entry in entries for word in (code, entry.key) if word is not None}
        forms |= dict.fromkeys(codebook.columns(variable.id), frozenset(written))
    return forms


def keep_wanted(file: RawFile, missing: Mapping[str, frozenset[str]] | None = None) -> RawFile:
    """Keep the rows that data.where asks for, and count the others.

    Args:
        file: with the condition in its spec.
        missing: as `missing_forms` gives them; whoever has one is not known to meet a condition that does not name it.

    Raises:
        ColumnError: the condition names what is no column of the file.
        ReadError: cells there whose content the file does not give, unless params let them be blanks.
        UnlistedCodeError: a value that no row has, words where numbers are compared, or no row that meets the condition.
    """
    condition = file.spec.where
    if condition is None:
        return file
    named = sorted(condition.variables())
    _require_columns(named, file)
    titles = _titles(file)
    settle_lost_cells(file.cells[[titles[tidy(name)] for name in named]], Source(name=file.name, spec=file.spec))
    faults = Faults()
    truth = combine(condition, lambda leaf: _judge(leaf, file, missing or {}, faults))
    faults.raise_any()
    if not truth.is_true.any():
        msg = f"{file.name}: no row meets data.where, which looks at {file.titles.list(named)}; correct it"
        raise UnlistedCodeError(msg)
    n_blank = int(truth.is_unknown.sum())
    what = "a blank or a missing code" if missing else "a blank"
    blanks = f"; {n_blank} have {what} there" if n_blank else ""
    finding = Finding(
        rule="rows_not_wanted",
        source=file.name,
        n=int((~truth.is_true).sum()),
        base=len(file.cells),
        action="left_out",
        note=f"data.where looks at {file.titles.list(named)}{blanks}",
    )
    cells = file.cells[truth.is_true].reset_index(drop=True)
    numbers = np.arange(1, len(file.cells) + 1) if file.rows is None else file.rows
    return replace(file, cells=cells, findings=(*file.findings, finding), rows=numbers[truth.is_true])


def _require_columns(named: Sequence[str], file: RawFile) -> None:
    titles = _titles(file)
    if absent := [name for name in named if tidy(name) not in titles]:
        hints = ", ".join(file.titles.show(near) for name in absent if (near := find_alike(name, titles)))
        hint = f" (did you mean {hints}?)" if hints else ""
        said = file.titles.list(absent)
        msg = f"{file.name}: data.where looks at {said}, which the file does not have{hint}; name its columns as it does"
        raise ColumnError(msg)


def _judge(leaf: Condition, file: RawFile, missing: Mapping[str, frozenset[str]], faults: Faults) -> Truth:
    """Find the rows that meet a comparison; where a cell is blank or missing, and the comparison does not ask for that, nobody knows."""
    column = _titles(file)[tidy(str(leaf.variable))]
    positions, distinct = distinct_cells(file.cells[column])
    places = positions % len(distinct)  # -1 is the last, the blank
    counts = np.bincount(places, minlength=len(distinct)).tolist()
    is_blank = _unknown_cells(leaf, distinct, file, missing)
    if leaf.op == "answered":
        return Truth(is_true=~is_blank[positions], is_unknown=np.zeros(len(positions), dtype=np.bool_))
    is_true = np.zeros(len(distinct), dtype=np.bool_)
    with faults.collected():
        is_true = _compare(leaf, distinct, counts, file, is_blank)
    return Truth(is_true=(is_true & ~is_blank)[positions], is_unknown=is_blank[positions])


def _unknown_cells(leaf: Condition, distinct: Sequence[object], file: RawFile, missing: Mapping[str, frozenset[str]]) -> BoolArray:
    """Mark the distinct cells that are no answer: blanks, words for a blank, and missing codes that the comparison does not name."""
    name, decimal = tidy(str(leaf.variable)), file.spec.decimal
    mapped = {tidy(title): tidy(variable) for title, variable in file.spec.columns.items()}
    named = set() if leaf.op in ORDER else {_form(value, ".") for value in leaf.compared_with}
    listed = missing.get(mapped.get(name, name), frozenset[str]())
    is_about_missing = bool(named) and named <= listed  # then every missing code can be told from those named
    codes = (blank_words(file.spec) | (frozenset() if is_about_missing else listed)) - named
    return np.array([plain_text(cell) == "" or _form(cell, decimal) in codes for cell in distinct], dtype=np.bool_)


def _compare(leaf: Condition, distinct: Sequence[object], counts: Sequence[int], file: RawFile, is_blank: BoolArray) -> BoolArray:
    """Compare the distinct cells of a column with the values of a comparison."""
    if leaf.op is not None and leaf.op in ORDER:
        return _order(leaf, distinct, counts, file, is_blank)
    values = leaf.compared_with
    said = file.dictionary.get(_titles(file)[tidy(str(leaf.variable))])
    labels = said.value_labels if said else {}
    forms = [_forms(cell, labels, file.spec.decimal) for cell in distinct]
    if unmet := [value for value in values if not any(_form(value, ".") in form for form in forms)]:
        found, name = (
            _name_values(distinct, counts, labels, file.titles.words),
            file.titles.show(str(leaf.variable)),
        )
        named = ", ".join(show(str(value), "such a value", file.titles.words) for value in unmet)
        msg = f"{file.name}: data.where: no row has {named} in {name}{found}; correct the values"
        raise UnlistedCodeError(msg)
    wanted = {_form(value, ".") for value in values}
    is_listed = np.array([bool(form & wanted) for form in forms], dtype=np.bool_)
    return is_listed if leaf.op in {"eq", "in"} else ~is_listed


def _order(leaf: Condition, distinct: Sequence[object], counts: Sequence[int], file: RawFile, is_blank: BoolArray) -> BoolArray:
    """Compare numbers with a limit."""
    limit, name = number_of(leaf.compared_with[0], "."), file.titles.show(str(leaf.variable))
    if math.isnan(limit):
        value = show(str(leaf.compared_with[0]), "a word", file.titles.words)
        msg = f"{file.name}: data.where: {name} is to be {leaf.op} {value}, which is no number; give one"
        raise UnlistedCodeError(msg)
    numbers = np.array([code_number(cell, file.spec.decimal) for cell in distinct])
    is_word = np.isnan(numbers) & ~is_blank
    if is_word.any():
        n_rows = int(np.asarray(counts)[is_word].sum())
        msg = f"{file.name}: data.where compares {name} with a number, but {n_rows} rows hold words there; list values with in"
        raise UnlistedCodeError(msg)
    return np.asarray(ORDER[str(leaf.op)](numbers, limit), dtype=np.bool_)


def _titles(file: RawFile) -> dict[str, str]:
    """Find the columns of a file by their names without what nobody sees."""
    return {tidy(str(column)): str(column) for column in file.cells}


def _forms(cell: object, labels: Mapping[float | str, str], decimal: str) -> set[str]:
    """List how a cell may be named: as it stands, and by the label that the file gives it."""
    found = {_form(cell, decimal)}
    if isinstance(cell, int | float | str) and cell in labels:
        found.add(_form(labels[cell], decimal))
    return found


def _form(value: object, decimal: str) -> str:
    """Write a value as it is compared: a number as the number that it is (2, 2.0 and 02 are one), a word in normal form."""
    number = code_number(value, decimal)
    return repr(number) if abs(number) < LARGEST_EXACT else normal_form(plain_text(value))


def _name_values(
    distinct: Sequence[object],
    counts: Sequence[int],
    labels: Mapping[float | str, str],
    words: Collection[str],
) -> str:
    """Name the most frequent values of a column that sorts rows, as far as a message may; the others are counted."""
    texts = Counter[str]()
    for cell, n_rows in zip(distinct, counts, strict=True):
        label = labels.get(cell, "") if isinstance(cell, int | float | str) else ""
        texts[plain_text(cell) + (f" ({label})" if label and may_quote(label, words) else "")] += int(n_rows)
    texts.pop("", None)
    if not texts or len(texts) > MOST_VALUES:
        return ""
    ordered = [text for text, _ in texts.most_common()]
    named = [text for text in ordered if may_quote(text.partition(" (")[0], words)][:MOST_NAMED]
    n_others = len(texts) - len(named)
    others = f"{n_others} {'more' if named else 'others'}"
    return f"; it holds {' and '.join(filter(None, [', '.join(named), others if n_others else '']))}"
