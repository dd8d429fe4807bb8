"""Banner tables as files: a workbook with a sheet for each, or a table of cells, one a row."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from pathlib import Path

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from crowdpotential.errors import ParamsError
from crowdpotential.exhibits.numerals import ABSENT
from crowdpotential.formulas import mask_table
from crowdpotential.tabulation.layout import DIGITS, HIDDEN, Cell, Column, Layout, Section, load_words

LINE_HEIGHT, MOST_MERGED, LONGEST_LINK = 14, 8, 255  # points; columns under a note; letters
MADE = datetime(2000, 1, 1)  # noqa: DTZ001 a workbook knows no zone, and a repeat is the same byte for byte
LABEL_WIDTH, NUMBER_WIDTH, NAME = 46, 13, 31  # letters; of a sheet's name as many as spreadsheets allow
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
ENDINGS = (".xlsx", ".csv")


def write_file(path: Path, layouts: Sequence[Layout], language: str) -> None:
    """Write tables to a file by its ending. Raises ParamsError if it is neither .xlsx nor .csv, or its folder is not there."""
    refuse_ending(path)
    if not path.parent.is_dir():
        msg = f"--output {path.name}: its folder is not there; make it first"
        raise ParamsError(msg)
    if path.suffix.lower() == ".csv":
        frame = mask_table(pd.concat([cells_of(layout) for layout in layouts], ignore_index=True))
        path.write_bytes(frame.to_csv(index=False, lineterminator="\n").encode("utf-8-sig"))
    else:
        path.write_bytes(write_workbook(layouts, language))


def refuse_ending(path: Path) -> None:
    """Refuse a file that is neither a workbook nor a table, before anything is computed. Raises ParamsError."""
    if path.suffix.lower() not in ENDINGS:
        msg = f"--output {path.suffix or 'without an ending'}: tables are written as {' or '.join(ENDINGS)}"
        raise ParamsError(msg)


def cells_of(layout: Layout) -> pd.DataFrame:
    """Return every cell as a row: line and column in words and codes, value, letters, and whether it is hidden."""
    rows = [
        {
            "question": layout.id,
            "section": section.title,
            "answer": line.category,
            "answer_label": line.label,
            "kind": line.kind,
            "by": column.variable,
            "group": column.key,
            "group_label": column.label,
            "letter": column.letter,
            "value": cell.value,
            "higher_than": cell.letters,
            "is_hidden": cell.is_hidden,
        }
        for section in layout.sections
        for line in section.lines
        for column, cell in zip(layout.columns, line.cells, strict=True)
    ]
    return pd.DataFrame(rows)


def write_workbook(layouts: Sequence[Layout], language: str) -> bytes:
    """Write a workbook: a sheet for each table, all groups side by side; of several tables a sheet of contents with links before them."""
    words, kept = load_words(language), io.BytesIO()
    with xlsxwriter.Workbook(kept, OPTIONS) as book:
        book.set_properties({"created": MADE})
        names, formats = _sheet_names(layouts), dict[str, Format]()
        if len(layouts) > 1:
            contents = book.add_worksheet(words["contents"])
            contents.set_column(0, 0, 2 * LABEL_WIDTH)
            for row, (name, layout) in enumerate(zip(names, layouts, strict=True)):
                contents.write_url(row, 0, f"internal:'{name}'!A1", string=layout.title[:LONGEST_LINK])
        for name, layout in zip(names, layouts, strict=True):
            _Pen(book=book, sheet=book.add_worksheet(name), formats=formats, words=words).write(layout)
    return kept.getvalue()


def _sheet_names(layouts: Sequence[Layout]) -> list[str]:
    """Name the sheets by the questions: no name twice, whatever its case, and no sign that spreadsheets refuse."""
    found = list[str]()
    for layout in layouts:
        plain = "".join("_" if sign in "[]:*?/\\'" else sign for sign in layout.id)[:NAME]
        number, name = 2, plain
        while name.lower() in {other.lower() for other in found}:
            name, number = f"{plain[: NAME - 4]}_{number}", number + 1
        found.append(name)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pen:
    """A sheet that is being written, and the formats of its workbook."""

    book: "xlsxwriter.Workbook"
    sheet: Worksheet
    formats: dict[str, Format]
    words: Mapping[str, str]

    def look(self, **properties: object) -> Format:
        """Return the format of a cell, made once."""
        key = repr(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"font_name": "Arial", "font_size": 10, **properties})
        return self.formats[key]

    def write(self, layout: Layout) -> None:
        """Write a table: title, bases, heads, sections, tests, notes."""
        width = len(layout.columns)
        self.sheet.set_column(0, 0, LABEL_WIDTH)
        self.sheet.set_column(1, width, NUMBER_WIDTH)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.write_string(0, 0, layout.title, self.look(bold=True, font_size=12))
        for row, line in enumerate(layout.about, start=1):
            self.sheet.write_string(row, 0, line, self.look())
        row = self._heads(len(layout.about) + 2, layout.columns)
        self.sheet.freeze_panes(row, 1)
        for section in layout.sections:
            row = self._section(row, section, width)
        self._texts(row, layout, width)

    def _heads(self, row: int, columns: Sequence[Column]) -> int:
        """Write the variables over their groups, the groups over their letters; return the next row."""
        head = self.look(bold=True, text_wrap=True, align="center", valign="bottom")
        for block in dict.fromkeys(column.block for column in columns):
            places = [at for at, column in enumerate(columns, start=1) if column.block == block and column.variable]
            if len(places) > 1:
                self.sheet.merge_range(row, places[0], row, places[-1], columns[places[0] - 1].group, head)
            elif places:
                self.sheet.write_string(row, places[0], columns[places[0] - 1].group, head)
        for at, column in enumerate(columns, start=1):
            self.sheet.write_string(row + 1, at, column.label, head)
            letter = self.words["letter"].format(letter=column.letter) if column.letter else ""
            self.sheet.write_string(row + 2, at, letter, self.look(bold=True, align="center", bottom=1))
        self.sheet.set_row(row + 1, 2 * LINE_HEIGHT)
        return row + 3

    def _section(self, row: int, section: Section, width: int) -> int:
        for at in range(width + 1):
            self.sheet.write_string(row, at, "" if at else section.title, self.look(italic=True, top=1))
        for line in section.lines:
            row += 1
            self.sheet.write_string(row, 0, line.label, self.look(text_wrap=True, valign="top", indent=1))
            for at, cell in enumerate(line.cells, start=1):
                self._cell(row, at, cell, DIGITS[line.kind])
        return row + 1

    def _cell(self, row: int, at: int, cell: Cell, digits: int) -> None:
        """Write a number as a number: its letters are part of how it looks."""
        if cell.is_hidden or not isfinite(cell.value):
            self.sheet.write_string(row, at, HIDDEN if cell.is_hidden else ABSENT, self.look(align="right"))
            return
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        letters = f'" {cell.letters}"' if cell.letters else ""
        self.sheet.write_number(row, at, cell.value, self.look(num_format=pattern + letters, align="right"))

    def _texts(self, row: int, layout: Layout, width: int) -> None:
        last = max(min(width, MOST_MERGED), 1)
        letters = LABEL_WIDTH + NUMBER_WIDTH * last
        self.sheet.write_string(row, 0, self.words["tests"], self.look(bold=True, top=1))
        for colour, texts in (("#000000", layout.tests), ("#555555", layout.notes)):
            for text in texts:
                row += 1
                self.sheet.merge_range(row, 0, row, last, text, self.look(text_wrap=True, valign="top", font_color=colour))
                self.sheet.set_row(row, LINE_HEIGHT * (1 + len(text) // letters))
