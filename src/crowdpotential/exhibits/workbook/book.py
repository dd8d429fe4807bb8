"""The workbook of a report: a sheet of contents, one sheet for each exhibit, and the table of results.

Nothing in it is taken for a formula or a link: every text is written as a text. It has no time of its making, so that a repeat is the
same byte for byte.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from crowdpotential.exhibits.exhibit import Exhibit, Panel
from crowdpotential.exhibits.language import Language
from crowdpotential.exhibits.notes import list_notes
from crowdpotential.exhibits.references import Numbering, number_exhibits
from crowdpotential.exhibits.workbook.columns import Sheet, SheetGroup, head_spans, lay_out
from crowdpotential.exhibits.workbook.entries import Entry, Reader

MADE = datetime(2000, 1, 1)  # noqa: DTZ001 a workbook knows no zone; the manifest tells when it was made
TEXT_WIDTH, NUMBER_WIDTH, LINE_LETTERS = 46, 13, 118
LINE_HEIGHT = 15  # points
WARNING, QUIET = "#9C1C1C", "#555555"
LETTERS_OF_NAME = 31  # of a sheet's name, as spreadsheets allow
LONGEST_TEXT = 32_767  # letters of a cell
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a workbook says of itself: whose it is, and that its data are synthetic, if they are."""

    title: str
    synthetic: str = ""  # the words of the page's banner; empty for real data
    source: str = ""  # by which report it was made
    how: str = ""  # how it is to be read, or who may read it


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A table of rows that has a sheet of its own."""

    name: str  # of the sheet
    about: str  # what it holds, for the contents
    frame: pd.DataFrame


@dataclass(frozen=True, slots=True)
class _Pen:
    """A sheet, the row that is written next, and the formats of the workbook."""

    book: "xlsxwriter.Workbook"
    sheet: Worksheet
    formats: dict[str, Format]
    place: list[int]

    def look(self, **properties: object) -> Format:
        """Return the format of a cell, made once."""
        key = repr(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"font_name": "Arial", "font_size": 10, **properties})
        return self.formats[key]

    def line(self, text: str, *, columns: int = 8, **properties: object) -> None:
        """Write a line of text across the sheet, as high as it needs."""
        if not text:
            return
        row = self.place[0]
        look = self.look(text_wrap=True, valign="top", **properties)
        self.sheet.merge_range(row, 0, row, columns - 1, "", look)
        self.sheet.write_string(row, 0, text[:LONGEST_TEXT], look)
        self.sheet.set_row(row, LINE_HEIGHT * max(1, -(-len(text) // LINE_LETTERS)))
        self.place[0] += 1


def write_workbook(
    exhibits: Sequence[Exhibit],
    listings: Sequence[Listing],
    *,
    language: Language,
    about: About,
    numbering: Numbering | None = None,
) -> bytes:
    """Write exhibits and listings as a workbook.

    Args:
        exhibits: in the order of the report.
        listings: tables of rows, behind the exhibits.
        language: of the contents and the heads.
        about: what the workbook says of itself.
        numbering: of the page; without one the exhibits given are numbered by themselves.
    """
    numbering = numbering or number_exhibits([(one.anchor, one.kind) for one in exhibits], language)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        book.set_properties({"title": about.title, "comments": about.synthetic, "created": MADE})
        formats = dict[str, Format]()
        contents = book.add_worksheet(str(language.say("workbook.contents"))[:LETTERS_OF_NAME])
        lines = list[tuple[str, str]]()
        for exhibit in exhibits:
            name = sheet_name(str(numbering.short[exhibit.anchor]))
            _write_exhibit(_Pen(book, book.add_worksheet(name), formats, [0]), exhibit, numbering, about)
            lines.append((name, Reader(exhibit.setting, numbering).plain(exhibit.title)))
        for listing in listings:
            name = sheet_name(listing.name)
            _write_frame(_Pen(book, book.add_worksheet(name), formats, [0]), listing.frame, about)
            lines.append((name, listing.about))
        _write_contents(_Pen(book, contents, formats, [0]), lines, about)
    return target.getvalue()


def sheet_name(name: str) -> str:
    """Return a name that a sheet may have."""
    kept = "".join(" " if letter in "[]:*?/\\'\u00a0" else letter for letter in name).strip()
    return (kept[:1].upper() + kept[1:])[:LETTERS_OF_NAME]


def _write_contents(pen: _Pen, lines: Sequence[tuple[str, str]], about: About) -> None:
    pen.sheet.set_column(0, 0, 16)
    pen.sheet.set_column(1, 1, 110)
    pen.line(about.title, columns=2, bold=True, font_size=14)
    pen.line(about.synthetic, columns=2, bold=True, font_color=WARNING)
    pen.line(about.source, columns=2)
    pen.line(about.how, columns=2, font_color=QUIET)
    for name, title in lines:
        row = pen.place[0]
        pen.sheet.write_url(row, 0, f"internal:'{name}'!A1", pen.look(font_color="#1F4E9E", underline=1), name)
        pen.sheet.write_string(row, 1, title, pen.look(text_wrap=True, valign="top"))
        pen.place[0] += 1
    _set_print(pen, about)


def _write_exhibit(pen: _Pen, exhibit: Exhibit, numbering: Numbering, about: About) -> None:
    reader = Reader(exhibit.setting, numbering)
    pen.line(f"{numbering.full[exhibit.anchor]}. {reader.plain(exhibit.title)}", bold=True, font_size=13)
    pen.line(about.synthetic, bold=True, font_color=WARNING)
    pen.line(reader.plain(exhibit.subtitle), font_color=QUIET)
    pen.line(reader.plain(exhibit.extra))
    sheets = [[lay_out(reader, exhibit, table) for table in panel.tables] for panel in exhibit.panels]
    for panel, laid in zip(exhibit.panels, sheets, strict=True):
        _write_panel(pen, reader, panel, laid)
    _set_columns(pen, [sheet for laid in sheets for sheet in laid])
    pen.place[0] += 1
    for note in list_notes(exhibit):
        pen.line(reader.plain(note))
    if exhibit.rows:
        pen.line(f"results.csv: {', '.join(exhibit.rows)}", font_color=QUIET)
    _set_print(pen, about)


def _write_panel(pen: _Pen, reader: Reader, panel: Panel, laid: Sequence[Sheet]) -> None:
    pen.place[0] += 1
    heading = " ".join(words for words in (reader.plain(panel.title), reader.plain(panel.chip)) if words)
    pen.line(heading, bold=True, font_size=11)
    for text in panel.lead:
        pen.line(reader.plain(text))
    for table, sheet in zip(panel.tables, laid, strict=True):
        pen.line(reader.plain(table.fold), italic=True)
        _write_heads(pen, head_spans(reader, table, sheet), sheet)
        for group in sheet.groups:
            _write_group(pen, group)
    for text in panel.after:
        pen.line(reader.plain(text))


def _set_columns(pen: _Pen, sheets: Sequence[Sheet]) -> None:
    """Set widths; a column is put away where every table of the sheet that reaches it agrees."""
    for column in range(max((len(sheet.fields) for sheet in sheets), default=0)):
        own = [sheet.fields[column] for sheet in sheets if column < len(sheet.fields)]
        away = {"level": 1, "hidden": True} if all(field.is_put_away for field in own) else {}
        pen.sheet.set_column(column, column, NUMBER_WIDTH if column else TEXT_WIDTH, None, away)


def _write_group(pen: _Pen, group: SheetGroup) -> None:
    if group.title:
        pen.sheet.write_string(pen.place[0], 0, group.title, pen.look(bold=True, italic=True))
        pen.place[0] += 1
    for row in group.rows:
        for column, entry in enumerate(row):
            _write_entry(pen, column, entry)
        pen.place[0] += 1


def _write_heads(pen: _Pen, spans: Sequence[tuple[str, int]], sheet: Sheet) -> None:
    head = pen.look(bold=True, text_wrap=True, valign="top", bottom=1, bg_color="#EEF1F5")
    over = [words if not offset else "" for words, n in spans for offset in range(n)]
    for texts in (over, [field.head for field in sheet.fields]):
        if not texts:
            continue
        for column, words in enumerate(texts):
            pen.sheet.write_string(pen.place[0], column, words, head)
        lines = max([1, *(-(-len(words) // NUMBER_WIDTH) for words in texts[1:])])
        pen.sheet.set_row(pen.place[0], LINE_HEIGHT * lines)
        pen.place[0] += 1


def _write_entry(pen: _Pen, column: int, entry: Entry | None) -> None:
    row = pen.place[0]
    if entry is None:
        return
    if isinstance(entry.value, float):
        pen.sheet.write_number(row, column, entry.value, pen.look(num_format=entry.format))
        return
    align = "left" if column == 0 or len(entry.value) > 1 else "right"
    look = pen.look(text_wrap=True, valign="top", align=align)
    pen.sheet.write_string(row, column, entry.value[:LONGEST_TEXT], look)


def _write_frame(pen: _Pen, frame: pd.DataFrame, about: About) -> None:
    """Write a frame below one line of heads that can be filtered by."""
    if about.synthetic:
        pen.sheet.write_string(0, 0, about.synthetic, pen.look(bold=True, font_color=WARNING))
    head = pen.look(bold=True, bottom=1, bg_color="#EEF1F5")
    for column, name in enumerate(frame.columns):
        pen.sheet.write_string(1, column, name, head)
        is_filled = ~(frame[name].isna() | frame[name].eq("")).to_numpy(dtype=bool)  # half of the cells are empty
        for row, value in zip(np.flatnonzero(is_filled).tolist(), frame[name][is_filled].tolist(), strict=True):
            _write_value(pen.sheet, row + 2, column, value)
    pen.sheet.freeze_panes(2, 1)
    pen.sheet.autofilter(1, 0, 1 + len(frame), max(0, len(frame.columns) - 1))
    pen.sheet.set_column(0, 0, TEXT_WIDTH)
    _set_print(pen, about)


def _write_value(sheet: Worksheet, row: int, column: int, value: Any) -> None:  # noqa: ANN401 a frame holds anything
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        if isfinite(value):
            sheet.write_number(row, column, value)
    elif value:
        sheet.write_string(row, column, str(value)[:LONGEST_TEXT])


def _set_print(pen: _Pen, about: About) -> None:
    pen.sheet.set_landscape()
    pen.sheet.set_paper(9)
    pen.sheet.fit_to_pages(1, 0)
    pen.sheet.set_footer(f"&L{_footer(about.title)}&C{_footer(about.synthetic)}&R&P / &N")


def _footer(text: str) -> str:
    return text.replace("&", "&&")[:80]
