"""internal/coding.xlsx: open answers with a column for each coder, which may not be published."""

import io

import pandas as pd
import xlsxwriter

from crowdpotential.exhibits.workbook.book import LONGEST_TEXT, MADE, OPTIONS
from crowdpotential.formulas import mask

WIDE, NARROW = 60, 16
WIDE_COLUMNS = ("answer", "words")


def write_coding(coding: pd.DataFrame, themes: pd.DataFrame) -> bytes:
    """Write the workbook that coders fill in; what could be a formula is masked.

    Args:
        coding: the answers, a row each, as text.
        themes: the frames, for coders to look at.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        book.set_properties({"created": MADE})
        head, cell = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        for name, frame in (("answers", coding), ("themes", themes)):
            sheet = book.add_worksheet(name)
            for column, title in enumerate(frame.columns):
                sheet.set_column(column, column, WIDE if title in WIDE_COLUMNS else NARROW, cell)
                sheet.write_string(0, column, str(title), head)
            for row, values in enumerate(frame.itertuples(index=False, name=None), start=1):
                for column, text in enumerate(values):
                    sheet.write_string(row, column, mask(str(text))[:LONGEST_TEXT], cell)
            sheet.freeze_panes(1, 0)
    return target.getvalue()
