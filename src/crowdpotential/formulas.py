"""Words of a study in tables that people open with a double click: none becomes a formula there, and each is read back as it was.

A spreadsheet takes a cell for a formula that begins with one of four signs, wherever its own delimiter makes a cell begin: a comma file
opened where the semicolon parts cells is split inside of its texts. What would begin so gets an apostrophe in front (decision 73).
"""

import re
from collections.abc import Callable
from typing import Any

import pandas as pd

SIGN = re.compile(
    r"""[\s"'\u00ad\u200b-\u200f\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]"""
)  # also in full width, behind blanks, quotes and letters that nobody sees
NUMBER = re.compile(r"\s*[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?\s*%?\s*")
BREAK = re.compile(r"([;\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029])")  # behind which a cell may begin
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
APOSTROPHE = "'"


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet might take a cell for a formula; minus one is a number."""
    return SIGN.match(text) is not None and NUMBER.fullmatch(text) is None


def key_fault(key: str) -> str | None:
    """State why a name cannot be the key of something in tables and messages; None where it can."""
    if is_formula(key):
        return f'begins with "{key.strip()[:1]}", which spreadsheets take for a formula; begin it with a letter or a digit'
    if UNSEEN.search(key):
        return "holds a line break or another letter that nobody sees; take it out"
    return None


def mask(text: str) -> str:
    """Put an apostrophe in front of whatever would begin a formula. `unmask` takes it away again."""
    return "".join(APOSTROPHE + part if is_formula(part) else part for part in BREAK.split(text))


def unmask(text: str) -> str:
    """Return a text as it was before `mask`."""
    return "".join(part[1:] if part.startswith(APOSTROPHE) and is_formula(part[1:]) else part for part in BREAK.split(text))


def mask_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Mask every text of a table; numbers stay as they are."""
    return _changed(frame, mask)


def unmask_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return every text of a table as it was before `mask_table`."""
    return _changed(frame, unmask)


def _changed(frame: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    """Change the texts of a table, each different one of a column once."""
    columns: dict[str, pd.Series[Any]] = {}
    for name in frame.columns:
        texts = [text for text in frame[name].unique() if isinstance(text, str)]
        changed = {text: after for text in texts if (after := change(text)) != text}
        if changed:
            columns[name] = frame[name].astype("object").map(lambda cell, to=changed: to.get(cell, cell))
    return frame.assign(**columns)
