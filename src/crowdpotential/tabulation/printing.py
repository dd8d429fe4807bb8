"""A banner table in the terminal: one table for each variable of the banner, so that it fits the width."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crowdpotential.exhibits.numerals import Numerals
from crowdpotential.tabulation.layout import Column, Layout, by_block, load_words, write_cell


def print_layout(layout: Layout, console: Console, language: str) -> None:
    """Print a table with its bases, letters, tests and notes."""
    words, numerals = load_words(language), Numerals(code=language)
    console.print(Text(layout.title, style="bold"))
    for line in layout.about:
        console.print(Text(line))
    for places in by_block(layout):
        table = Table(title=Text(layout.columns[places[-1]].group, style="bold"), title_justify="left", pad_edge=False)
        table.add_column("", overflow="fold", ratio=2)
        for at in places:
            table.add_column(Text(_head(layout.columns[at], words["letter"]), justify="right"), justify="right", overflow="fold")
        for section in layout.sections:
            table.add_row(Text(section.title, style="italic"))
            for line in section.lines:
                cells = [Text(write_cell(line.cells[at], line.kind, numerals), justify="right") for at in places]
                table.add_row(Text(line.label), *cells)
            table.add_section()
        console.print(table)
    console.print(Text(words["tests"], style="bold"))
    for line in layout.tests:
        console.print(Text(f"  {line}"))
    for line in layout.notes:
        console.print(Text(line, style="dim"))


def _head(column: Column, letter: str) -> str:
    return f"{column.label}\n{letter.format(letter=column.letter)}" if column.letter else column.label
