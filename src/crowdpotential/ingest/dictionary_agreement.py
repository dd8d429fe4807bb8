"""Harmonising, labelled files: what a file says about its codes is held against the codebook, and against the other files.

A label that is the codebook's label of another code says that the file counts otherwise than the codebook: sexes or scales turned round,
codes shifted. No answer shows it, so the file is refused, unless params say what counts. Other words cannot be judged, and are told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.errors import Faults, ParamsError, ReadError
from crowdpotential.ingest.column_names import list_columns
from crowdpotential.ingest.declared_missing import settle_missing
from crowdpotential.ingest.findings import Finding
from crowdpotential.ingest.label_contradictions import (
    between_files,
    contradictions,
    is_turned_indicator,
    misplaced,
)
from crowdpotential.ingest.label_words import CodeOrWord
from crowdpotential.ingest.labelled_columns import LabelledColumn, code_of, labelled_columns
from crowdpotential.ingest.labels_told import tell_labels
from crowdpotential.ingest.raw_files import RawFile
from crowdpotential.quoting import show, show_id
from crowdpotential.validation import nearest

Moves = Mapping[CodeOrWord, float | None]  # code -> what its cells become; None: a blank
CURE = "correct one of them, or let data.labels say what counts: file (its labels) or ignore (its codes)"
CURE_OF_COLUMNS = "correct one of them, say in data.columns which column is which, or let data.labels say ignore (the file's words)"


def settle_dictionaries(files: Sequence[RawFile], codebook: Codebook, faults: Faults) -> list[RawFile]:
    """Refuse files whose labels or missing codes contradict the codebook or each other; take from them what it leaves open.

    Args:
        files: as received.
        codebook: that they are held against.
        faults: takes a ReadError for every contradiction, with file, columns, codes and both labels, and a ParamsError where data.labels
            or data.user_missing name no variable of the codebook.

    Returns:
        The files, with cells decoded by their labels where params let these count, and blank where a file declares them missing.
    """
    settled = list[RawFile]()
    checked: list[tuple[str, list[LabelledColumn]]] = []
    for file in files:
        columns = labelled_columns(file, codebook)
        checked.append((file.name, [c for c in columns if file.spec.labels_of(c.variable.id) == "check"]))
        settled.append(_settle(file, columns, codebook, faults))
    _add_grouped(faults, between_files(checked))
    return settled


def _settle(file: RawFile, columns: Sequence[LabelledColumn], codebook: Codebook, faults: Faults) -> RawFile:
    findings, cells = list[Finding](), file.cells
    with faults.collected():
        _refuse_unknown_names(file, codebook)
    language = file.spec.labels_language or codebook.languages[0]
    found = {column.name: list(contradictions(column, language)) for column in columns}
    other = {column.name: list(misplaced(column, codebook)) for column in columns}
    checked = [column for column in columns if file.spec.labels_of(column.variable.id) == "check"]
    _add_grouped(faults, ((file.name, c.name, text) for c in checked for text in found[c.name]))
    bound = [c for c in columns if file.spec.labels_of(c.variable.id) != "ignore"]  # no decoding exchanges columns
    _add_grouped(faults, ((file.name, c.name, text) for c in bound for text in other[c.name]), CURE_OF_COLUMNS)
    for column in columns:
        way = file.spec.labels_of(column.variable.id)
        if way == "ignore":
            n_overruled = len(found[column.name]) + len(other[column.name])
            findings.append(file.remark("labels_overruled", column.name, n_overruled, n_overruled, "keep"))
        with faults.collected():
            moves = _decode_all(column, file) if way == "file" else _decode_words(column)
            missing = settle_missing(column, file)
            n_decoded = sum(column.n_cells[code] for code in moves)
            findings.append(file.remark("decoded_by_labels", column.name, n_decoded, len(cells), "recoded"))
            findings += missing.findings
            cells = _move(cells, column.title, {**missing.moves, **moves})
    return replace(file, cells=cells, findings=(*file.findings, *findings, *tell_labels(file, checked, language)))


def _decode_words(column: LabelledColumn) -> dict[CodeOrWord, float | None]:
    """Find the codes of words such as "M" that a file labels like the codebook; the codebook does not know them otherwise."""
    found = {code: column.known.find(label) for code, label in column.labels.items() if isinstance(code, str)}
    return {c: owner for c, owner in found.items() if isinstance(owner, float) and c in column.n_cells}


def _decode_all(column: LabelledColumn, file: RawFile) -> dict[CodeOrWord, float | None]:
    """Find the codes of the codebook that have a file's labels. Raises ReadError where a code in use has no label that is known."""
    labels = {code: label for code, label in column.labels.items() if code in column.n_cells}
    if not column.known.forms:
        return {}
    if column.is_indicator:
        is_turned = is_turned_indicator(column) and column.n_cells.keys() <= {0.0, 1.0, *column.known.forms}
        return {0.0: 1.0, 1.0: 0.0} if is_turned else {}
    owners = {code: column.known.owner(code, label) for code, label in labels.items()}
    unknown = [code for code, owner in owners.items() if owner is None]
    unknown += [code for code in column.n_cells if code not in labels and code in column.known.forms]
    if labels and unknown and not column.variable.kind.is_number:
        named = ", ".join(f"{code:g}" if isinstance(code, float) else show(code, "a word") for code in unknown)
        msg = (
            f"{file.name}: {column.name}: data.labels says that the file's labels count, but those of {named} are not in the "
            "codebook; label these codes, or correct their labels"
        )
        raise ReadError(msg)
    return {code: float(owner) for code, owner in owners.items() if owner not in {None, code}}


def _move(cells: pd.DataFrame, title: str, moves: Moves) -> pd.DataFrame:
    if not moves:
        return cells
    distinct = {cell: moves.get(code, cell) for cell in set(cells[title]) if (code := code_of(cell)) is not None}
    moved = [distinct.get(cell, cell) for cell in cells[title]]
    return cells.assign(**{title: pd.Series(moved, index=cells.index, dtype=object)})


def _add_grouped(faults: Faults, found: Iterable[tuple[str, str, str]], cure: str = CURE) -> None:
    """Report contradictions that are the same in several columns of a file, such as a scale turned round, once."""
    columns: dict[tuple[str, str], list[str]] = {}
    for name, column, text in found:
        columns.setdefault((name, text), []).append(column)
    for (name, text), names in columns.items():
        faults.add(ReadError(f"{name}: {list_columns(names)}: {text}; {cure}"))


def _refuse_unknown_names(file: RawFile, codebook: Codebook) -> None:
    for key, setting in (("labels", file.spec.labels), ("user_missing", file.spec.user_missing)):
        if isinstance(setting, str):
            continue
        if unknown := [name for name in setting if name not in codebook.by_id]:
            near = nearest(unknown[0], codebook.by_id)
            hint = f" (did you mean {near}?)" if near else ""
            said = ", ".join(show_id(name, "a key") for name in unknown)
            msg = f"data.{key} of {file.name} names {said}, which the codebook does not list{hint}; correct it"
            raise ParamsError(msg)
