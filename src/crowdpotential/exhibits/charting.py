"""An exhibit as rows that only have to be drawn: its tables with marks, their texts as the page prints them."""

from collections import Counter
from collections.abc import Sequence

from crowdpotential.exhibits import cells
from crowdpotential.exhibits.cells import Cell, Content, Named, Track, content_of
from crowdpotential.exhibits.drawing import chart
from crowdpotential.exhibits.drawing.canvas import SMALL, TEXT, measure, wrap
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Key, Panel, Row, Table
from crowdpotential.exhibits.notes import list_notes
from crowdpotential.exhibits.plain import to_plain
from crowdpotential.exhibits.plot import write_ticks
from crowdpotential.exhibits.setting import Setting

STEP = 6.0  # px that a mark stands above or below the middle of its row
MARK_HEIGHT = 20.0  # px, with what keeps it from the marks of the next row
ROOM = 18.0  # px between columns
HEAD = 96.0  # px that a head may take before it is broken
WIDEST_LABEL, NARROWEST_LABEL = 300.0, 110.0  # px
NARROWEST_TRACK = {1: 170.0, 2: 110.0}  # px, by how many panels stand side by side
WIDTH, GAP = 920.0, 36.0  # px: of a figure, and between panels side by side
ROW_HEIGHTS = {"tight": 25.0, "tall": 44.0}


def to_chart(exhibit: Exhibit) -> chart.Chart:
    """Extract the tables with marks from an exhibit, each a panel of one chart."""
    setting = exhibit.setting
    drawn = _list_tables(exhibit)
    heads = {to_plain(setting, label_column(table).head) for _, table in drawn}
    columns = _columns(setting, [table for _, table in drawn])
    abreast = 2 if exhibit.arrangement == "pair" and len(drawn) > 1 else 1
    labels = [to_plain(setting, content_of(row.cells[0])) for _, table in drawn for group in table.groups for row in group.rows]
    return chart.Chart(
        panels=[_panel(setting, panel, table, is_named=len(heads) > 1) for panel, table in drawn],
        columns=columns,
        keys=to_keys(setting, exhibit.legend),
        label_head=heads.pop() if len(heads) == 1 else "",
        label_width=_label_width(labels, columns, abreast),
        abreast=abreast,
        row_height=_row_height(drawn),
        notes=[to_plain(setting, note) for note in list_notes(exhibit)],
    )


def describe(exhibit: Exhibit) -> str:
    """Write what a picture of the exhibit shows: its title, what is measured, then every row with its texts, panel by panel."""
    setting = exhibit.setting
    parts = [to_plain(setting, text).rstrip(".") for text in (exhibit.title, exhibit.subtitle)]
    for panel in exhibit.panels:
        rows = [_describe_row(setting, table, row) for table in panel.tables for group in table.groups for row in group.rows]
        title = to_plain(setting, panel.title)
        parts.append(f"{title}: {'; '.join(rows)}" if title else "; ".join(rows))
    return ". ".join(filter(None, parts)) + "."


def _describe_row(setting: Setting, table: Table, row: Row) -> str:
    """Write a row: its label, then each text behind the word that stands before it on a phone."""
    label, *texts = (_spoken(setting, content_of(cell)) for cell in row.cells)
    words = (to_plain(setting, column.label) for column in table.columns[1:])
    parts = (f"{word} {text}".strip() for word, text in zip(words, texts, strict=True) if text)
    return f"{label} {', '.join(parts)}"


def to_keys(setting: Setting, legend: Sequence[Key]) -> list[chart.Key]:
    """Return the entries of a legend as they are drawn."""
    return [chart.Key(text=to_plain(setting, key.words), bloc=key.bloc, shape=key.shape) for key in legend]


def label_column(table: Table) -> Column:
    """Return the column of the labels, which comes first."""
    return table.columns[0]


def _list_tables(exhibit: Exhibit) -> list[tuple[Panel, Table]]:
    """List the tables with marks; side by side those that are alike: the first of every panel, then the second."""
    drawn = [(position, panel, table) for panel in exhibit.panels for position, table in enumerate(panel.tables) if table.axis]
    if exhibit.arrangement == "pair":
        drawn.sort(key=lambda entry: entry[0])
    return [(panel, table) for _, panel, table in drawn]


def _columns(setting: Setting, tables: Sequence[Table]) -> list[chart.Column]:
    """Make the columns beside the marks, wide enough for their texts; tables that lack one leave it empty."""
    found: dict[tuple[str, int], tuple[Column, list[str]]] = {}
    for table in tables:
        rows, heads = [row for group in table.groups for row in group.rows], Counter[str]()
        for position, column in enumerate(table.columns):
            if column.kind != "cell":
                continue
            head = to_plain(setting, column.head)
            heads[head] += 1  # the base of each side has the same head
            _, texts = found.setdefault((head, heads[head]), (column, []))
            texts += [to_plain(setting, content_of(row.cells[position])) for row in rows]
    return [_column(setting, position, column, texts) for position, (column, texts) in enumerate(found.values())]


def _column(setting: Setting, position: int, column: Column, texts: Sequence[str]) -> chart.Column:
    head = to_plain(setting, column.head)
    is_strong = column.look in {"value", "strong"}
    widest = max((measure(text, TEXT, is_bold=True) for text in texts), default=0.0)
    lines = wrap(head, max(widest, HEAD), SMALL)
    width = max([widest, *(measure(line, SMALL) for line in lines)]) + ROOM
    return chart.Column(position=position, head=lines, width=width, short=to_plain(setting, column.label), is_strong=is_strong)


def _label_width(labels: Sequence[str], columns: Sequence[chart.Column], abreast: int) -> float:
    """Return labels what they need, but leave room for the marks; longer ones are broken."""
    width = (WIDTH - GAP * (abreast - 1)) / abreast
    left = width - sum(column.width for column in columns) - NARROWEST_TRACK[abreast]
    needed = max((measure(label) for label in labels), default=0.0) + 2 * ROOM
    return max(NARROWEST_LABEL, min(needed, left, WIDEST_LABEL))


def _row_height(drawn: Sequence[tuple[Panel, Table]]) -> float:
    """Choose the height of rows by their look; marks one under another take what they need."""
    looks = {look for _, table in drawn for look in table.looks}
    cells_of = [content_of(cell) for _, table in drawn for group in table.groups for row in group.rows for cell in row.cells]
    steps = [abs(mark.step) for content in cells_of if isinstance(content, Track) for mark in content.marks]
    usual = next((height for look, height in ROW_HEIGHTS.items() if look in looks), 32.0)
    return max(usual, 2 * STEP * max(steps, default=0.0) + MARK_HEIGHT)


def _panel(setting: Setting, panel: Panel, table: Table, *, is_named: bool) -> chart.Panel:
    """Make a table a panel, named by the panel it stands in and, where labels are of several kinds, by their head."""
    axis = table.axis
    if axis is None:
        msg = "a table without an axis has no marks to draw"
        raise TypeError(msg)
    named = (panel.title, label_column(table).head if is_named else "", panel.chip)
    rows = [row for i, group in enumerate(table.groups) for row in _group(setting, table, group, is_first=not i)]
    return chart.Panel(
        rows=rows,
        scale=axis.scale,
        ticks=write_ticks(axis.scale, setting.numerals, is_signed=axis.is_signed, suffix=axis.suffix),
        title=" · ".join(filter(None, (to_plain(setting, text) for text in named))),
        bloc=panel.bloc,
        zone=axis.zone,
    )


def _group(setting: Setting, table: Table, group: Group, *, is_first: bool) -> list[chart.Row]:
    title = [chart.Row(label=to_plain(setting, group.title), is_heading=True)] if group.title else []
    has_rule = bool(group.look) and not is_first and not group.title
    rows = [_row(setting, table, row, has_rule=has_rule and not i) for i, row in enumerate(group.rows)]
    return [*title, *rows]


def _row(setting: Setting, table: Table, row: Row, *, has_rule: bool) -> chart.Row:
    contents = [content_of(cell) for cell in row.cells]
    track = next((content for content in contents if isinstance(content, Track)), Track())
    texts = [to_plain(setting, content) for column, content in zip(table.columns, contents, strict=True) if column.kind == "cell"]
    last = row.cells[-1]
    return chart.Row(
        label=to_plain(setting, contents[0]),
        marks=[_mark(setting, mark, track.bloc or "") for mark in track.marks],
        cells=texts,
        bloc=contents[0].bloc if isinstance(contents[0], Named) else "",
        is_linked=track.is_linked,
        is_bold=isinstance(last, Cell) and last.look in {"established", "established_words"},
        has_rule=has_rule,
    )


def _mark(setting: Setting, mark: cells.Mark, bloc: str) -> chart.Mark:
    shapes: dict[cells.Shape, chart.Shape] = {"point": "bloc"}
    middle = (mark.low + mark.high) / 2  # of what has no value of its own
    return chart.Mark(
        value=middle if mark.shape in {"interval", "box", "open", "bar"} else mark.value,
        low=mark.low,
        high=mark.high,
        bloc=mark.bloc or (bloc if mark.shape in {"interval", "box"} else ""),
        shape=shapes.get(mark.shape, mark.shape),  # type: ignore[arg-type]
        level=mark.level,
        step=STEP * mark.step,
        text=to_plain(setting, mark.beside) if mark.beside else "",
        text_side=mark.side,
    )


def _spoken(setting: Setting, content: Content) -> str:
    """Write a cell; of marks what is said of them to readers who cannot see them."""
    return content.spoken if isinstance(content, Track) else to_plain(setting, content)
