"""SPSS (.sav, .zsav) and Stata (.dta) files: cells, and what the file says about its columns."""

from collections.abc import Mapping
from typing import Any

import pyreadstat

from crowdpotential.ingest.binary.calendar import converter_of
from crowdpotential.ingest.binary.sent_cells import Table, encode_column

REFUSALS = (pyreadstat.PyreadstatError, pyreadstat.ReadstatError)
WORDS_OF_ENCODING = ("character set", "byte sequence", "requested encoding")  # in ReadStat's messages


class UnknownEncodingError(Exception):
    """The letters of a file are not encoded as declared, by the file or by params."""


def read_labelled(path: str, *, is_stata: bool, encoding: str | None) -> Table:
    """Read all cells: numbers, user-missing codes among them, words, dates in ISO form, Stata's missing codes as ".a".

    Args:
        path: of the file.
        is_stata: .dta; else .sav or .zsav.
        encoding: None: the one that the file declares.

    Raises:
        UnknownEncodingError: the letters are encoded otherwise.
        PyreadstatError, ReadstatError, ValueError: the file is damaged.
    """
    read = pyreadstat.read_dta if is_stata else pyreadstat.read_sav
    try:
        columns, meta = read(path, encoding=encoding, user_missing=True, disable_datetime_conversion=True, output_format="dict")
    except REFUSALS as error:
        if any(words in str(error) for words in WORDS_OF_ENCODING):
            raise UnknownEncodingError from None
        raise
    if None in columns or "" in columns:
        msg = "a column without a name"  # of a damaged file
        raise ValueError(msg)
    tagged = {name for name, tags in meta.missing_user_values.items() if tags} if is_stata else set[str]()
    encoded = [
        _encode(name, list(cells), meta.original_variable_types.get(name) or "", is_stata, name in tagged)
        for name, cells in columns.items()
    ]
    return Table(columns=encoded, facts={"dictionary": _dictionary(meta, is_stata=is_stata), "multiple_sets": _multiple_sets(meta)})


def _encode(name: str, cells: list[Any], form: str, is_stata: bool, has_tags: bool) -> Any:  # noqa: ANN401, FBT001
    """Encode a column: NaN is a blank, dates become words, and a tag of Stata gets its point."""
    cells = [None if cell != cell else cell for cell in cells]  # noqa: PLR0124 only NaN differs from itself
    if has_tags:
        cells = [f".{cell}" if isinstance(cell, str) else cell for cell in cells]
    convert = converter_of(form, is_stata=is_stata)
    if convert is not None:
        known = {cell: convert(cell) for cell in set(cells)}
        cells = [known[cell] for cell in cells]
    return encode_column(name, cells)


def _dictionary(meta: Any, *, is_stata: bool) -> dict[str, Any]:  # noqa: ANN401 pyreadstat's own record
    """List what the file declares, column by column; codes and labels as pairs, because JSON has no numbers for keys."""
    found: dict[str, Any] = {}
    for name in meta.column_names:
        labels: Mapping[Any, str] = meta.variable_value_labels.get(name) or {}
        ranges = meta.missing_ranges.get(name) or []
        tags = meta.missing_user_values.get(name) or [] if is_stata else []
        found[name] = {
            "label": meta.column_names_to_labels.get(name) or "",
            "value_labels": [[_code(code, is_stata), label or ""] for code, label in labels.items()],
            "missing_ranges": [[r["lo"], r["hi"]] for r in ranges if not isinstance(r["lo"], str)],
            "missing_texts": [r["lo"] for r in ranges if isinstance(r["lo"], str)] + [f".{t}" for t in tags],
            "measure": meta.variable_measure.get(name) or "",
        }
    return found


def _multiple_sets(meta: Any) -> list[list[Any]]:  # noqa: ANN401 pyreadstat's own record
    """List the sets of several answers that an SPSS file declares: name, label, columns."""
    sets: Mapping[str, Any] = getattr(meta, "mr_sets", None) or {}
    return [[name, entry.get("label") or "", list(entry.get("variable_list") or [])] for name, entry in sets.items()]


def _code(code: object, is_stata: bool) -> object:  # noqa: FBT001
    """Write a tag of Stata with its point; every other of its codes is a number."""
    return f".{code}" if is_stata and isinstance(code, str) else code
