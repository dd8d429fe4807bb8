"""A banner table in the terminal: one table for each variable of the banner, so that it fits the width."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crowdpotential.exhibits.numerals import Numerals
from crowdpotential.tabulation.layout import Column, Layout, by_block, load_words, write_cell

LABEL, NUMBER, BETWEEN = 28, 6, 2  # letters of a label at least, of a number, and between columns


def print_layout(layout: Layout, console: Console, language: str) -> None:
    """Print a table with its bases, letters, tests and notes; columns for which the terminal is too narrow stand in a further table."""
    words, numerals = load_words(language), Numerals(code=language)
    console.print(Text(layout.title, style="bold"))
    for line in layout.about:
        console.print(Text(line))
    for places in by_block(layout):
        for part in _split(layout, places, console.width):
            console.print(_table(layout, part, words["letter"], numerals))
    console.print(Text(words["tests"], style="bold"))
    for line in layout.tests:
        console.print(Text(f"  {line}"))
    for line in layout.notes:
        console.print(Text(line, style="dim"))


def _table(layout: Layout, places: Sequence[int], letter: str, numerals: Numerals) -> Table:
    title = Text(layout.columns[places[-1]].group, style="bold")
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("", overflow="fold", min_width=LABEL, max_width=2 * LABEL)
    for at in places:
        table.add_column(Text(_head(layout.columns[at], letter), justify="right"), justify="right", no_wrap=True)
    for section in layout.sections:
        table.add_row(Text(section.title, style="italic"))
        for line in section.lines:
            cells = [Text(write_cell(line.cells[at], line.kind, numerals), justify="right") for at in places]
            table.add_row(Text(f" {line.label}"), *cells)
        table.add_row()
    return table


def _split(layout: Layout, places: Sequence[int], width: int) -> list[list[int]]:
    """Part the columns of a block into as many tables as the width asks for; everybody stands in each."""
    total, *groups = places
    room = width - LABEL - _width(layout, total)
    parts, left = [[total]], room
    for at in groups:
        if _width(layout, at) > left and len(parts[-1]) > 1:
            parts.append([total])
            left = room
        parts[-1].append(at)
        left -= _width(layout, at)
    return parts


def _width(layout: Layout, at: int) -> int:
    """Return how many letters a column takes: its head, or its longest number with letters."""
    cells = [len(line.cells[at].letters) for section in layout.sections for line in section.lines]
    return max(len(layout.columns[at].label), NUMBER + max(cells, default=0)) + BETWEEN


def _head(column: Column, letter: str) -> str:
    return f"{column.label}\n{letter.format(letter=column.letter)}" if column.letter else column.label
