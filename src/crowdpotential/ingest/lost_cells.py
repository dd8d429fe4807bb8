"""Harmonising, step 2: cells whose content a file does not give are refused, or become blanks that are counted."""

from collections import Counter
from collections.abc import Container, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from crowdpotential.errors import Faults, ReadError
from crowdpotential.ingest.binary.sent_cells import Fault, LostCell
from crowdpotential.ingest.raw_files import Source
from crowdpotential.ingest.vocabulary import ERRORS, blank_words
from crowdpotential.letters import normal_form


class _Words(NamedTuple):
    rule: str
    what: str
    cure: str


FAULTS: Mapping[Fault, _Words] = {
    "error": _Words("cell_error", "cells with the error {text}", "correct them in Excel"),
    "formula": _Words("formula_without_value", "formulas without a stored value", "open the file in Excel and save it"),
    "merged": _Words("merged_cells", "cells under a merged one", "unmerge them in Excel and fill each"),
    "calendar": _Words("date_out_of_calendar", "dates out of the calendar", "correct them"),
    "nested": _Words("nested_cells", "cells of type {text}, which no answer is", "list the column in data.ignore"),
    "bytes": _Words("byte_cells", "cells of bytes, which no answer is", "list the column in data.ignore"),
}


def settle_lost_cells(frame: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Refuse the lost cells of a file's matched columns, or make blanks of them where params say so.

    An error that is a word for a blank (#NULL! of SPSS) becomes that word, which whoever reads the cell counts as a blank.

    Raises:
        ReadError: columns with lost cells; each is named, with their number and what to do.
    """
    faults = Faults()
    mended: dict[str, pd.Series[Any]] = {}
    blanks = blank_words(source.spec)
    for column in frame.columns:
        cells = frame[column].to_numpy(dtype=object)
        if LostCell not in set(map(type, cells)):
            continue
        cells = np.array([_as_word(cell, blanks) for cell in cells], dtype=object)
        lost = [cell for cell in cells if isinstance(cell, LostCell)]
        if lost and source.spec.cell_errors == "refuse":
            faults.add(ReadError(_explain(lost, str(column), source.name)))
            continue
        for (fault, text), n in _count(lost).items():
            rule = FAULTS[fault].rule
            source.tell(rule, str(column), n, len(cells), "set_no_answer", note=say_lost(fault, text))
        blanked = [None if isinstance(cell, LostCell) else cell for cell in cells]
        mended[column] = pd.Series(blanked, index=frame.index, dtype=object)
    faults.raise_any()
    return frame.assign(**mended) if mended else frame


def say_lost(fault: Fault, text: str) -> str:
    """State what a lost cell is; an error by its name only if spreadsheets have one of that name."""
    is_known = fault != "error" or normal_form(text) in ERRORS
    return FAULTS[fault].what.format(text=text if is_known else "of an unknown kind")


def _as_word(cell: object, blanks: Container[str]) -> object:
    is_blank = isinstance(cell, LostCell) and cell.fault == "error" and normal_form(cell.text) in blanks
    return str(cell) if is_blank else cell


def _count(lost: list[LostCell]) -> Counter[tuple[Fault, str]]:
    return Counter((cell.fault, cell.text) for cell in lost)


def _explain(lost: list[LostCell], column: str, name: str) -> str:
    places = {(cell.fault, cell.text): cell.at for cell in reversed(lost) if cell.at}
    parts = []
    for (fault, text), n in _count(lost).items():
        place = places.get((fault, text))
        where = f" (the first: {place})" if place else ""
        parts.append(f"{n} {say_lost(fault, text)}{where}")
    cures = dict.fromkeys(FAULTS[cell.fault].cure for cell in lost)
    return f"{name}: {column}: {'; '.join(parts)}; {', '.join(cures)}, or count such cells as no answer with data.cell_errors: blank"
